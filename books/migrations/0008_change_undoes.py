from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0007_change_token'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='undoes',
            field=models.BigIntegerField(default=0),
        ),
    ]
