from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0015_fill_joined_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='book',
            name='history_from',
            field=models.BigIntegerField(default=1),
        ),
    ]
