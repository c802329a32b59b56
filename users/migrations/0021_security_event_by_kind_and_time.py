from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0020_preference'),
    ]

    # The new one comes first: MariaDB keeps no foreign key to the user without an index for it.
    operations = [
        migrations.AddIndex(
            model_name='securityevent',
            index=models.Index(fields=['user', 'kind', 'at'], name='security_event_by_kind_at'),
        ),
        migrations.RemoveIndex(
            model_name='securityevent',
            name='security_event_by_kind',
        ),
    ]
