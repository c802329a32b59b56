from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0007_drop_the_queue_of_django_tasks")]

    operations = [
        migrations.AddField("import", "accept_unproved", models.BooleanField(default=False)),
    ]
