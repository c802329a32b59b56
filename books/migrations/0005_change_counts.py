from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0004_book_changed_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='counts',
            field=models.TextField(blank=True),
        ),
    ]
