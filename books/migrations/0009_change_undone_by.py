from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0008_change_undoes'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='undone_by',
            field=models.BigIntegerField(default=0),
        ),
    ]
