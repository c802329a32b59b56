from django.db import migrations


def end_unused(apps, schema_editor):
    """End every invitation that nobody has used.

    Nothing says which of them are to the address of a member, are several to one address, or are
    older than the removal of somebody who holds them.
    """
    apps.get_model("households", "Invitation").objects.filter(used_at=None).delete()


class Migration(migrations.Migration):
    dependencies = [("households", "0001_invitation")]

    operations = [migrations.RunPython(end_unused, migrations.RunPython.noop)]
