from django.db import migrations


class Migration(migrations.Migration):
    """Drop the table in which earlier versions kept session keys in the clear."""

    dependencies = [("users", "0008_session")]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
    ]
