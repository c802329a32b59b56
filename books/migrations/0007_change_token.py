from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0006_change_note'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='token',
            field=models.CharField(blank=True, max_length=100),
        ),
    ]
