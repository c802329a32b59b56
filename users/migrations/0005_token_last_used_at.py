from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0004_token_last_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="token",
            name="last_used_at",
            field=models.DateTimeField(null=True),
        ),
    ]
