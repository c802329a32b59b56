from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("users", "0013_one_i_in_token_names")]

    operations = [
        migrations.RenameField("token", "last_address", "last_ip_address"),
        migrations.RenameField("accesstoken", "last_address", "last_ip_address"),
    ]
