from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('books', '0013_membership_membership_role_known'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='moved_in',
            field=models.BigIntegerField(default=0),
        ),
    ]
