"""What a caller may do apart from any book: by their token's scope, by how they signed in."""

from typing import Any

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request

from users.models import AccessToken, Token


class RegistrationOpen(BasePermission):
    """Lets everybody in while REGISTRATION_OPEN is on, and nobody otherwise (403)."""

    code = "registration_closed"
    message = "Registration is switched off on this server. Ask its administrator for an account."

    def has_permission(self, *_: Any) -> bool:
        return bool(settings.REGISTRATION_OPEN)


class InScope(IsAuthenticated):
    """Lets in who is signed in, and has a token that may only read do nothing else (403)."""

    code = "scope"
    message = "This token may only read."
    only_for_writes = True

    def has_permission(self, request: Request, view: Any) -> bool:
        if not super().has_permission(request, view):
            return False
        token = request.auth
        only_reads = isinstance(token, AccessToken) and not token.may_write
        return request.method in SAFE_METHODS or not only_reads


class SignInNeeded(BasePermission):
    """Lets in who signed in with their password, and no personal access token (403)."""

    code = "sign_in_needed"
    message = "A personal access token cannot do this. Sign in with your password."

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, Token)


SIGNED_IN = (InScope, SignInNeeded)
"""For what concerns the person rather than their books."""
