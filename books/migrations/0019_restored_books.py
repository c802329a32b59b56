from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0018_let_imports_change_books'),
    ]

    operations = [
        migrations.AddField(
            model_name='book',
            name='restored_in',
            field=models.BigIntegerField(default=0),
        ),
    ]
