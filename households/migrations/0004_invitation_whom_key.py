from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0003_invitation_made_in")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="whom_key",
            field=models.CharField(max_length=254, default=""),
            preserve_default=False,
        ),
    ]
