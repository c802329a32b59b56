"""Limits on inviting, so that nobody mails strangers at will, and on trying invitations."""

from collections.abc import Mapping

from rest_framework.request import Request

from common.text import fold_case
from users.models import EMAIL_LENGTH_MAX
from users.throttles import RateThrottle


class InvitationsOfUser(RateThrottle):
    scope = "invitations"

    def subject(self, request: Request) -> str:
        return str(request.user.pk)


class InvitationsToAddress(RateThrottle):
    """Stops mail that many users, or one under many names, have sent to one address."""

    scope = "invitations_address"

    def subject(self, request: Request) -> str | None:
        email = request.data.get("email") if isinstance(request.data, Mapping) else None
        # A longer one is refused for its length, once it is trimmed as here.
        if not isinstance(email, str) or len(email.strip()) > EMAIL_LENGTH_MAX:
            return None
        return fold_case(email) or None


class InvitationLookupsOfUser(RateThrottle):
    """Bounds guesses, which 256 bits of an invitation make hopeless anyway."""

    scope = "invitation_lookups"

    def subject(self, request: Request) -> str:
        return str(request.user.pk)
