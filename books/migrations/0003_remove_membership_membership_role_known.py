from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0002_revision'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_known',
        ),
    ]
