from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0017_session_address'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='agent',
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
