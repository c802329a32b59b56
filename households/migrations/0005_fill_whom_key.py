from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    """Give the used invitations, the only ones left, the key of such."""
    apps.get_model("households", "Invitation").objects.update(whom_key=F("nonce"))


class Migration(migrations.Migration):
    dependencies = [("households", "0004_invitation_whom_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
