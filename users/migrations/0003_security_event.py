import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0002_token"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SecurityEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("signed_in", "Signed In"),
                            ("sign_in_failed", "Sign In Failed"),
                            ("signed_out", "Signed Out"),
                            ("password_changed", "Password Changed"),
                            ("names_changed", "Names Changed"),
                            ("token_made", "Token Made"),
                            ("token_revoked", "Token Revoked"),
                            ("new_address", "New Address"),
                            ("invited", "Invited"),
                            ("invitation_revoked", "Invitation Revoked"),
                            ("joined", "Joined"),
                            ("role_changed", "Role Changed"),
                            ("member_left", "Member Left"),
                            ("member_removed", "Member Removed"),
                            ("ownership_transferred", "Ownership Transferred"),
                        ],
                        max_length=24,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=45)),
                ("agent", models.CharField(blank=True, max_length=200)),
                ("detail", models.CharField(blank=True, max_length=255)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="security_events",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "kind"], name="security_event_by_kind"),
                    models.Index(fields=["user", "address"], name="security_event_by_address"),
                ],
            },
        ),
    ]
