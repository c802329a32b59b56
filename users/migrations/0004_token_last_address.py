from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0003_security_event"),
    ]

    operations = [
        migrations.AddField(
            model_name="token",
            name="last_address",
            field=models.CharField(blank=True, max_length=45),
        ),
    ]
