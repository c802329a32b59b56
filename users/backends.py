"""Who a name and a password are of, for pages and the admin."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from users import services
from users.models import User
from users.origins import form_request, origin_of
from users.security import NOWHERE


class NameOrEmailBackend(ModelBackend):
    """Django's backend, by the rules of the API: either name in any case, one answer for all."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        origin = origin_of(form_request(request)) if request else NOWHERE
        return services.recognised(name=username, password=password, origin=origin)
