from django.db import migrations


class Migration(migrations.Migration):
    """Its table stays behind where its app was installed once; imports were all it ever held."""

    dependencies = [("imports", "0006_unfinished_imports_are_queued_or_at_work")]

    operations = [
        migrations.RunSQL(
            "DROP TABLE IF EXISTS django_tasks_db_dbtaskresult", migrations.RunSQL.noop
        ),
    ]
