"""What a client sends to register or sign in, and callers with a token."""

from tests.cast import PASSWORD, Caller

ALICE = {"username": "alice", "email": "alice@example.com", "password": PASSWORD}
BOB = {"username": "bob", "email": "bob@example.com", "password": "Light-Green-Kettle-8"}


def signed_in(token):
    """A caller who states `token`."""
    return Caller(HTTP_AUTHORIZATION=f"Token {token}")
