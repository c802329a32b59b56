from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0003_remove_membership_membership_role_known'),
    ]

    operations = [
        migrations.AddField(
            model_name='book',
            name='changed_in',
            field=models.BigIntegerField(default=1),
        ),
    ]
