"""Who is calling: `Authorization: Token <token>`."""

from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed

from users.models import Token, User


class TokenAuthentication(authentication.TokenAuthentication):
    """Finds the user of a token in one query.

    Raises AuthenticationFailed (401) in the same words for a token that never was, one that ended,
    and one whose user is not active.
    """

    def authenticate_credentials(self, key: str) -> tuple[User, Token]:
        token = Token.objects.presented_as(key).first()
        if token is None or not token.is_current() or not token.user.is_active:
            raise AuthenticationFailed("This token is not valid. Sign in again.")
        return token.user, token
