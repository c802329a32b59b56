from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0005_fill_whom_key")]

    operations = [
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                fields=("book", "whom_key"), name="invitation_once_per_address"
            ),
        ),
    ]
