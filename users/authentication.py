"""Who is calling: `Authorization: Token <token>`, of a sign-in or a personal access token."""

from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from books.access import named_book
from users.credentials import presented
from users.models import AccessToken, Token, User
from users.origins import origin_of
from users.request_limits import check_allowance
from users.security import note_use


class TokenAuthentication(authentication.TokenAuthentication):
    """Finds the user of a token, and their place in the book of the request, in one query.

    Raises AuthenticationFailed (401) in the same words for a token that never was, one that ended
    or has expired, and one whose user is not active; Throttled (429) for a request too many.
    """

    def authenticate(self, request: Request) -> tuple[User, Token | AccessToken] | None:
        self.book_id = named_book(request)
        found: tuple[User, Token | AccessToken] | None = super().authenticate(request)
        if found:
            check_allowance(found[1])
            note_use(found[1], origin_of(request))
        return found

    def authenticate_credentials(self, key: str) -> tuple[User, Token | AccessToken]:
        token = presented(key, self.book_id)
        if token is None or not token.is_current() or not token.user.is_active:
            raise AuthenticationFailed("This token is not valid. Sign in again.")
        return token.user, token
