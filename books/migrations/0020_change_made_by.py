from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0019_restored_books'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='made_by',
            field=models.CharField(blank=True, default='', max_length=150),
            preserve_default=False,
        ),
    ]
