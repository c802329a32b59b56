import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("books", "0013_membership_membership_role_known"),
        ("users", "0005_token_last_used_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("name_key", models.CharField(max_length=400)),
                ("nonce", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("hint", models.CharField(max_length=8)),
                (
                    "scope",
                    models.CharField(choices=[("read", "Read"), ("write", "Write")], max_length=5),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("last_address", models.CharField(blank=True, max_length=45)),
                ("request_key", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                (
                    "only_book",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_tokens",
                        to="books.book",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="access_token_digest_once"),
                    models.UniqueConstraint(
                        fields=("user", "name_key"), name="access_token_name_once"
                    ),
                    models.UniqueConstraint(
                        fields=("user", "request_key"), name="access_token_key_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ["read", "write"])),
                        name="access_token_scope_known",
                    ),
                ],
            },
        ),
    ]
