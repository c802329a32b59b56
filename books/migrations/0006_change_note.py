from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0005_change_counts'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='note',
            field=models.CharField(blank=True, max_length=255),
        ),
    ]
