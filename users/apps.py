from django.apps import AppConfig
from django.core.checks import Tags, register

from common.jobs import chores
from users.checks import shared_cache_problems


class UsersConfig(AppConfig):
    name = "users"
    tag_description = "Registration, sign-in and your own user."

    def ready(self) -> None:
        from users.sessions import SessionStore

        register(shared_cache_problems, Tags.security, deploy=True)
        chores.append(SessionStore.clear_expired)
