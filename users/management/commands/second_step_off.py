"""`manage.py second_step_off NAME`, for somebody who has lost their phone and their codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from users.models import Person
from users.second_step import turn_off


class Command(BaseCommand):
    help = "Turn off a person's second step: app, passkeys and recovery codes. Make sure who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="username or e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.known_as(options["name"]).select_related("user").first()
        if person is None:
            raise CommandError("Nobody has this name.")
        was_on = turn_off(person.user, detail="By staff, with a command.")
        self.stdout.write("Turned off." if was_on else "There was no second step.")
