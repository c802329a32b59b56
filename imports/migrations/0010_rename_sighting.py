from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("imports", "0009_parameters_and_summary")]

    operations = [
        migrations.RenameModel("Sighting", "ImportedFingerprint"),
        migrations.RenameIndex(
            "importedfingerprint", new_name="fingerprint_by_key", old_name="sighting_by_key"
        ),
        migrations.RenameIndex(
            "importedfingerprint",
            new_name="fingerprint_by_transaction",
            old_name="sighting_by_transaction",
        ),
    ]
