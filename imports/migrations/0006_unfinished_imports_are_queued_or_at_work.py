from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("imports", "0005_queue_imports_by_their_own_rows")]

    operations = [
        migrations.AddIndex("import", models.Index(fields=["queued_at"], name="import_queue")),
        migrations.RemoveConstraint("import", "import_worker_at_work"),
        migrations.AddConstraint(
            "import",
            models.CheckConstraint(
                condition=Q(worker="", queued_at=None, state__in=["planned", "committed", "failed"])
                | Q(
                    worker="",
                    queued_at__isnull=False,
                    state__in=["waiting", "reading", "committing"],
                )
                | Q(worker__gt="", queued_at=None, state__in=["reading", "committing"]),
                name="import_queued_or_at_work",
            ),
        ),
    ]
