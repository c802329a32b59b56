"""Django's createsuperuser, for a person who is also to use the tracker."""

from typing import Any

from django.conf import settings
from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError
from django.db import transaction

from common.errors import Invalid, raise_problems
from users.drafts import PersonDraft, problems
from users.models import User
from users.services import settle


class Command(createsuperuser.Command):
    help = "Create a superuser, with a book of their own. The rules of registration hold."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                super().handle(*args, **options)
                for user in User.objects.filter(person=None):
                    raise_problems(problems(PersonDraft(user.username, user.email)))
                    settle(user, settings.DEFAULT_CURRENCY)
        except Invalid as refused:
            raise CommandError(str(refused)) from None
