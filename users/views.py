"""The endpoints of people: register, login, logout, me."""

from typing import Any

from rest_framework import status
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from books.door import retrying
from users import services
from users.authentication import TokenAuthentication
from users.models import User
from users.permissions import RegistrationOpen
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


class RegisterView(APIView):
    # A token that a client still sends, perhaps an ended one, has no say in here.
    authentication_classes = ()
    permission_classes = (RegistrationOpen,)
    throttle_classes = (RegistrationsOfAddress,)

    def post(self, request: Request) -> Response:
        wanted = _valid(RegistrationSerializer(data=request.data))
        made = retrying(lambda: services.register(**wanted))
        return _signed_in(made, status.HTTP_201_CREATED)


class LoginView(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = SIGN_IN_LIMITS

    def post(self, request: Request) -> Response:
        stated = _valid(LoginSerializer(data=request.data))
        signed_in = retrying(lambda: services.sign_in(**stated))
        if signed_in is None:
            count_failures(self.throttles)
            raise AuthenticationFailed("The username or the password is wrong.")
        return _signed_in(signed_in)

    def get_throttles(self) -> list[BaseThrottle]:
        self.throttles = super().get_throttles()
        return self.throttles

    def get_authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401, which without any authentication class would be a 403."""
        return TokenAuthentication.keyword


class LogoutView(APIView):
    def post(self, request: Request) -> Response:
        retrying(lambda: services.sign_out(_caller(request)))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeView(APIView):
    def get_throttles(self) -> list[BaseThrottle]:
        return [PasswordChecksOfUser()] if self.request.method == "DELETE" else []

    def get(self, request: Request) -> Response:
        return Response(PersonSerializer(request.user).data)

    def patch(self, request: Request) -> Response:
        wanted = _valid(PersonSerializer(data=request.data, context={"user": request.user}))
        retrying(lambda: services.rename(_caller(request), **wanted))
        return Response(PersonSerializer(request.user).data)

    def delete(self, request: Request) -> Response:
        stated = _valid(LeavingSerializer(data=request.data))
        retrying(lambda: services.leave(_caller(request), **stated))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PasswordView(APIView):
    throttle_classes = (PasswordChecksOfUser,)

    def post(self, request: Request) -> Response:
        wanted = _valid(PasswordChangeSerializer(data=request.data, context={"user": request.user}))
        return _signed_in(retrying(lambda: services.change_password(_caller(request), **wanted)))


def _caller(request: Request) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # nobody else gets past IsAuthenticated
    return user


def _valid(serializer: Serializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


def _signed_in(signed_in: services.SignIn, code: int = status.HTTP_200_OK) -> Response:
    # No cache on the way may keep a token (RFC 9111, section 5.2.2.5).
    data = SignInSerializer(signed_in).data
    return Response(data, status=code, headers={"Cache-Control": "no-store"})
