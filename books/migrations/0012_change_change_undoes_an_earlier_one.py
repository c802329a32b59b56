from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0011_alter_membership_role'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('undoes__gte', 0), ('undoes__lt', models.F('number'))), name='change_undoes_an_earlier_one'),
        ),
    ]
