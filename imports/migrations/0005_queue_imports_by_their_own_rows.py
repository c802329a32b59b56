from django.db import migrations, models
from django.db.models import F

UNFINISHED = ["waiting", "reading", "committing"]


def queue_the_unfinished(apps, schema_editor):
    """Queue what is unfinished and has no worker; whose worker has died is found as ever."""
    unfinished = apps.get_model("imports", "Import").objects.filter(state__in=UNFINISHED)
    unfinished.filter(worker="").update(queued_at=F("uploaded_at"))


class Migration(migrations.Migration):
    dependencies = [("imports", "0004_find_what_workers_left_by_the_worker")]

    operations = [
        migrations.AddField("import", "queued_at", models.DateTimeField(null=True)),
        migrations.AddField("import", "tries", models.IntegerField(default=0)),
        migrations.RunPython(queue_the_unfinished, migrations.RunPython.noop, elidable=True),
    ]
