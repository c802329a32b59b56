"""The endpoints of people: register, login, logout, me."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.throttling import BaseThrottle

from api.views import View
from books.idempotency import request_key
from books.unit_of_work import retrying
from users import permissions, second_step, services
from users.authentication import TokenAuthentication
from users.examples import (
    CREDENTIALS,
    GOODBYE,
    NEW_NAMES,
    NEW_PASSWORD,
    NEW_PERSON,
    PERSON,
    SIGNED_IN,
)
from users.models import User
from users.origins import origin_of
from users.schema import KeyedSchema
from users.security import Origin
from users.serializers import (
    LeavingSerializer,
    LoginSerializer,
    PasswordChangeSerializer,
    PersonSerializer,
    RegistrationSerializer,
    SignInSerializer,
)
from users.throttles import (
    SIGN_IN_LIMITS,
    PasswordChecksOfUser,
    RegistrationsOfAddress,
    count_failures,
)

_CODE_MISSING = (
    "This user has a second step. Send the code of the authenticator app, or a recovery code, as "
    "`code`."
)


class RegisterView(View):
    """For people who are new here."""

    # A token that a client still sends, perhaps an ended one, has no say in here.
    authentication_classes = ()
    permission_classes = (permissions.RegistrationOpen,)
    throttle_classes = (RegistrationsOfAddress,)
    schema = KeyedSchema()

    @extend_schema(
        request=RegistrationSerializer,
        responses={201: SignInSerializer},
        examples=[NEW_PERSON, SIGNED_IN],
    )
    def post(self, request: Request) -> Response:
        """Register.

        Creates a user with a token, a book with the default categories, and a cash account; all or
        nothing. If the response is lost, sign in, or repeat the request with the same
        `Idempotency-Key`.
        """
        wanted = valid(RegistrationSerializer(data=request.data))
        if key := request_key(request):
            wanted["key"] = key.key
        made = retrying(lambda: services.register(**wanted, origin=origin_of(request)))
        response = _signed_in(made, status.HTTP_201_CREATED)
        if made.repeated:
            response["Idempotency-Replayed"] = "true"
        return response


class LoginView(View):
    """For people who have registered."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = SIGN_IN_LIMITS

    @extend_schema(
        request=LoginSerializer,
        responses={200: SignInSerializer, 401: None},
        examples=[CREDENTIALS, SIGNED_IN],
    )
    def post(self, request: Request) -> Response:
        """Sign in.

        Returns the current token, or a new one. A wrong name, a wrong password
        and a user who is not active get the same 401. Where the user has a second step, a right
        password without the right `code` gets a 401 with the code `second_factor`.
        """
        stated = valid(LoginSerializer(data=request.data))
        code, origin = stated.pop("code"), origin_of(request)
        user = retrying(lambda: services.recognised(**stated, origin=origin))
        if user is None:
            count_failures(self.throttles)
            raise AuthenticationFailed("The username or the password is wrong.")
        if second_step.is_on(user):
            _take_code(user, code, origin)
        return _signed_in(retrying(lambda: services.sign_in(user, origin=origin)))

    def get_throttles(self) -> list[BaseThrottle]:
        self.throttles = super().get_throttles()
        return self.throttles

    def get_authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401, which without any authentication class would be a 403."""
        return TokenAuthentication.keyword


class LogoutView(View):
    """For people who are done."""

    takes_no_body = frozenset({"post"})
    permission_classes = permissions.SIGNED_IN

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Sign out.

        Ends the token of the request. The next sign-in returns another.
        Personal access tokens stay.
        """
        retrying(lambda: services.sign_out(caller_of(request), origin=origin_of(request)))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeView(View):
    """The caller's own person."""

    def get_permissions(self) -> Sequence[Any]:
        if self.request.method in SAFE_METHODS:
            return super().get_permissions()
        return [permission() for permission in permissions.SIGNED_IN]

    def get_throttles(self) -> list[BaseThrottle]:
        return [PasswordChecksOfUser()] if self.request.method == "DELETE" else []

    @extend_schema(responses=PersonSerializer, examples=[PERSON])
    def get(self, request: Request) -> Response:
        """Show yourself."""
        return Response(PersonSerializer(request.user).data)

    @extend_schema(
        request=PersonSerializer, responses=PersonSerializer, examples=[NEW_NAMES, PERSON]
    )
    def patch(self, request: Request) -> Response:
        """Change your names.

        Sets the fields that are sent and leaves the others as they are.
        """
        wanted = valid(PersonSerializer(data=request.data, context={"user": request.user}))
        origin = origin_of(request)
        retrying(lambda: services.rename(caller_of(request), **wanted, origin=origin))
        return Response(PersonSerializer(request.user).data)

    @extend_schema(request=LeavingSerializer, responses={204: None}, examples=[GOODBYE])
    def delete(self, request: Request) -> Response:
        """Leave.

        Deletes your user, your tokens, your security log, and every book that you own. It cannot be
        undone.
        """
        stated = valid(LeavingSerializer(data=request.data))
        retrying(lambda: services.leave(caller_of(request), **stated))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PasswordView(View):
    """The caller's own password."""

    permission_classes = permissions.SIGNED_IN
    throttle_classes = (PasswordChecksOfUser,)

    @extend_schema(
        request=PasswordChangeSerializer,
        responses=SignInSerializer,
        examples=[NEW_PASSWORD, SIGNED_IN],
    )
    def post(self, request: Request) -> Response:
        """Change your password.

        Ends the old token; the response has the new one. Personal access tokens stay, unless you
        state `revoke_tokens`.
        """
        wanted = valid(PasswordChangeSerializer(data=request.data, context={"user": request.user}))
        wanted["origin"] = origin_of(request)
        return _signed_in(retrying(lambda: services.change_password(caller_of(request), **wanted)))


def _take_code(user: User, code: str, origin: Origin) -> None:
    """Use up the `code`; raises the answer for one that is missing or wrong."""
    if not code:
        raise AuthenticationFailed(_CODE_MISSING, "second_factor")
    try:
        second_step.use_code(user, code, origin=origin)
    except second_step.WrongCode:
        raise AuthenticationFailed("The code is wrong.", "second_factor") from None
    except second_step.TooManyCodes as refused:
        raise Throttled(refused.wait) from None


def caller_of(request: Request) -> User:
    """Return who is calling, which the permissions have made sure of."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # nobody else gets past IsAuthenticated
    return user


def valid(serializer: Serializer[Any]) -> dict[str, Any]:
    """Return the validated values; raises ValidationError with every fault."""
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def _signed_in(signed_in: services.SignIn, code: int = status.HTTP_200_OK) -> Response:
    # No cache on the way may keep a token (RFC 9111, section 5.2.2.5).
    data = SignInSerializer(signed_in).data
    return Response(data, status=code, headers={"Cache-Control": "no-store"})
