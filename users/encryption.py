"""Encryption of what the database keeps and somebody could sign in with.

Fernet (AES-128-CBC with HMAC-SHA256) under a key that HKDF (RFC 5869) derives from TOKEN_KEY,
another one for each purpose. A copy of the database without the settings says nothing of the texts.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE_OF_SECOND_STEPS = "users.second_step"
_KEY_BYTES = 32
"""What Fernet takes: 128 bits to sign with, and 128 to encrypt with."""
_KEYS_KEPT = 8
"""More than there are purposes; tests change the key."""


def encrypt(text: str, purpose: str) -> str:
    """Return `text` as the database may keep it; `decrypt` with the same purpose reads it."""
    return _cipher(settings.TOKEN_KEY, purpose).encrypt(text.encode()).decode("ascii")


def decrypt(encrypted: str, purpose: str) -> str | None:
    """Return the text; None where it was encrypted under another key, or was tampered with."""
    try:
        return _cipher(settings.TOKEN_KEY, purpose).decrypt(encrypted.encode()).decode()
    except InvalidToken:
        return None


@lru_cache(_KEYS_KEPT)
def _cipher(token_key: str, purpose: str) -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose.encode())
    return Fernet(urlsafe_b64encode(derivation.derive(token_key.encode())))
