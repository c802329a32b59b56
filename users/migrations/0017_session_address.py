from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0016_session_seen_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='address',
            field=models.CharField(blank=True, max_length=45),
        ),
    ]
