"""Whether strangers may register."""

from typing import Any

from django.conf import settings
from rest_framework.permissions import BasePermission


class RegistrationOpen(BasePermission):
    """Lets everybody in while REGISTRATION_OPEN is on, and nobody otherwise (403)."""

    code = "registration_closed"
    message = "This server takes no registrations. Ask whoever runs it for an account."

    def has_permission(self, *_: Any) -> bool:
        return bool(settings.REGISTRATION_OPEN)
