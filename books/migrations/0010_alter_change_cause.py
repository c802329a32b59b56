from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0009_change_undone_by'),
    ]

    operations = [
        migrations.AlterField(
            model_name='change',
            name='cause',
            field=models.CharField(choices=[('registration', 'Registration'), ('api', 'Api'), ('rates', 'Rates'), ('demo', 'Demo'), ('command', 'Command'), ('undo', 'Undo')], max_length=12),
        ),
    ]
