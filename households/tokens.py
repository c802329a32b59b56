"""How the text of an invitation comes about: derived, as the tokens of `users.tokens` are.

The database keeps a random nonce and the SHA-256 digest of the text. A copy of it lets nobody in,
and yet a request that is sent again under its Idempotency-Key gets the same text again.
"""

from base64 import urlsafe_b64encode

from django.conf import settings
from django.utils.crypto import salted_hmac

INVITATION_PREFIX = "eti_"
INVITATION_PATTERN = INVITATION_PREFIX + "[A-Za-z0-9_-]{43}"


def derive_invitation(*, book_id: int, nonce: str) -> str:
    """Return the text of an invitation: 47 characters, the prefix and then base64url (RFC 4648)."""
    mac = salted_hmac(
        "households.invitations",
        f"{book_id}:{nonce}",
        secret=settings.TOKEN_KEY,
        algorithm="sha256",
    )
    return INVITATION_PREFIX + urlsafe_b64encode(mac.digest()).rstrip(b"=").decode("ascii")
