from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0002_end_unused")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="made_in",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
    ]
