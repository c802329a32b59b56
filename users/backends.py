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

    def get_user(self, user_id: int) -> User | None:
        """Return who is signed in, with their preferences, which every page asks for."""
        user = User.objects.select_related("preference").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
