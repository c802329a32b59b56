from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0012_change_change_undoes_an_earlier_one'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'editor', 'viewer'])), name='membership_role_known'),
        ),
    ]
