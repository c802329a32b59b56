from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RestoreLock',
            fields=[
                ('id', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('times', models.BigIntegerField()),
            ],
        ),
    ]
