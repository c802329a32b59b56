"""How the texts of tokens come about, and what of them is stored.

A token is derived: HMAC-SHA256 (RFC 2104), under a key that only the settings know, of the
person's id and a random nonce, and for the token of a sign-in of their password hash as well. The
database keeps the nonce and the SHA-256 digest of the text, so a copy of it signs nobody in, and
yet a second sign-in, or a repeated request for a personal access token, gives the same text.
Another key makes every earlier token worthless; another password, by whatever door, that of a
sign-in.
"""

import hashlib
import secrets
import zlib
from base64 import urlsafe_b64encode

from django.conf import settings
from django.utils.crypto import salted_hmac

TOKEN_PREFIX = "ett_"  # noqa: S105  # not a secret: it lets leak scanners recognise one
ACCESS_TOKEN_PREFIX = "etp_"  # noqa: S105  # not a secret either, and another one
HINT_LENGTH = 8
"""How much of an access token its owner sees in lists: the prefix and 24 of its 256 bits."""
_CHECKSUM_LENGTH = 6
"""In characters: the 4 bytes of a CRC-32 in base64url without padding."""
NONCE_LENGTH = 32
"""In hexadecimal digits: 128 random bits, which nobody guesses and no two tokens share."""
DIGEST_LENGTH = 64
"""In hexadecimal digits: the 256 bits of SHA-256."""


def new_nonce() -> str:
    return secrets.token_hex(NONCE_LENGTH // 2)


def derive_token(*, user_id: int, password_hash: str, nonce: str) -> str:
    """Return the text of the token: 47 characters, the prefix and then base64url (RFC 4648)."""
    stated = f"{user_id}:{nonce}:{password_hash}"
    return TOKEN_PREFIX + _mac("users.tokens", stated)


def derive_access_token(*, user_id: int, nonce: str) -> str:
    """Return the text of a personal access token: 53 characters.

    The prefix, 43 characters of base64url, and the CRC-32 of those 47 in base64url. A scanner that
    has found such a text can thereby tell it from a chance resemblance without asking anybody.
    """
    text = ACCESS_TOKEN_PREFIX + _mac("users.access_tokens", f"{user_id}:{nonce}")
    return text + _checksum(text)


def is_access_token(text: str) -> bool:
    """Whether `text` has the form of a personal access token, its checksum included."""
    body, checksum = text[:-_CHECKSUM_LENGTH], text[-_CHECKSUM_LENGTH:]
    return text.startswith(ACCESS_TOKEN_PREFIX) and _checksum(body) == checksum


def digest_of(token: str) -> str:
    """Return the digest under which `token` is stored and found."""
    return hashlib.sha256(token.encode()).hexdigest()


def _mac(purpose: str, stated: str) -> str:
    mac = salted_hmac(purpose, stated, secret=settings.TOKEN_KEY, algorithm="sha256")
    return _base64url(mac.digest())


def _checksum(text: str) -> str:
    return _base64url(zlib.crc32(text.encode()).to_bytes(4, "big"))


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
