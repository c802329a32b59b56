from django.db import migrations
from django.db.migrations.recorder import MigrationRecorder


def forget(apps, schema_editor):
    """Delete what else the app django.contrib.sessions left: its permissions and migrations."""
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label="sessions").delete()
    MigrationRecorder(schema_editor.connection).migration_qs.filter(app="sessions").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0009_drop_clear_sessions"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
