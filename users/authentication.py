"""Who is calling: `Authorization: Token <token>`, of a sign-in or a personal access token."""

from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from users.models import AccessToken, Token, User
from users.origins import origin_of
from users.security import note_use
from users.tokens import is_access_token


class TokenAuthentication(authentication.TokenAuthentication):
    """Finds the user of a token in one query.

    Raises AuthenticationFailed (401) in the same words for a token that never was, one that ended
    or has expired, and one whose user is not active.
    """

    def authenticate(self, request: Request) -> tuple[User, Token | AccessToken] | None:
        found: tuple[User, Token | AccessToken] | None = super().authenticate(request)
        if found:
            note_use(found[1], origin_of(request))
        return found

    def authenticate_credentials(self, key: str) -> tuple[User, Token | AccessToken]:
        token = _presented(key)
        if token is None or not token.is_current() or not token.user.is_active:
            raise AuthenticationFailed("This token is not valid. Sign in again.")
        return token.user, token


def _presented(text: str) -> Token | AccessToken | None:
    if is_access_token(text):
        return AccessToken.objects.presented_as(text).first()
    return Token.objects.presented_as(text).first()
