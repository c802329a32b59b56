"""How the text of a token comes about, and what of it is stored.

A token is derived: HMAC-SHA256 (RFC 2104), under a key that only the settings know, of the
person's id, their password hash and a random nonce. The database keeps the nonce and the SHA-256
digest of the text, so a copy of it signs nobody in, and yet a second sign-in gives the same token.
Another key, or another password by whatever door, makes every earlier token worthless.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.utils.crypto import salted_hmac

TOKEN_PREFIX = "ett_"  # noqa: S105  # not a secret: it lets leak scanners recognise one
NONCE_LENGTH = 32
DIGEST_LENGTH = 64


def new_nonce() -> str:
    return secrets.token_hex(NONCE_LENGTH // 2)


def derive_token(*, user_id: int, password_hash: str, nonce: str) -> str:
    """Return the text of the token: 47 characters, the prefix and then base64url (RFC 4648)."""
    stated = f"{user_id}:{nonce}:{password_hash}"
    mac = salted_hmac("users.tokens", stated, secret=settings.TOKEN_KEY, algorithm="sha256")
    return TOKEN_PREFIX + urlsafe_b64encode(mac.digest()).rstrip(b"=").decode("ascii")


def digest_of(token: str) -> str:
    """Return the digest under which `token` is stored and found."""
    return hashlib.sha256(token.encode()).hexdigest()
