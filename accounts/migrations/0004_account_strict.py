from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_account_account_moved'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='strict',
            field=models.BooleanField(default=False),
        ),
    ]
