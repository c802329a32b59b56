from django.db import migrations


def end_sessions(apps, schema_editor):
    """Delete the sessions of before, whose data is not encrypted and cannot be read any more."""
    apps.get_model("users", "Session").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0013_one_i_in_token_names'),
    ]

    operations = [
        migrations.RunPython(end_sessions, migrations.RunPython.noop),
    ]
