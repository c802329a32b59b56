from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0020_change_made_by'),
    ]

    operations = [
        migrations.AlterField(
            model_name='change',
            name='cause',
            field=models.CharField(choices=[('registration', 'Registration'), ('api', 'Api'), ('rates', 'Rates'), ('demo', 'Demo'), ('command', 'Command'), ('import', 'Import'), ('undo', 'Undo'), ('restore', 'Restore')], max_length=12),
        ),
    ]
