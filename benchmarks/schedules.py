"""What is measured of schedules: what is to come of a hundred, and what is suggested."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import cycle

from django.utils import timezone

from benchmarks import bare
from benchmarks.contenders import BARE, OURS, Call, Key, Tasks
from books.models import Cause
from books.unit_of_work import Actor, change
from common.recurrence import Frequency, Recurrence
from schedules.choices import AmountRule
from schedules.drafts import PhaseDraft
from schedules.models import Schedule
from schedules.services import create_schedule, delete_schedule
from schedules.suggestions import READ_MAX
from transactions.models import PostingKind

SCHEDULES = 100
AHEAD = timedelta(days=31)  # as far as the page looks
UPCOMING = f"what is to come of {SCHEDULES} schedules"
SUGGESTIONS = f"schedules suggested by {READ_MAX:,} transactions"
NAME = "Of the benchmark"
BY = Actor(user_id=None, cause=Cause.COMMAND)


class ScheduleTasks:
    """The calls to be measured on the schedules of one book."""

    def __init__(self, tasks: Tasks) -> None:
        self.loaded = tasks.loaded
        self.ours = tasks.ours

    def calls(self) -> Iterator[tuple[Key, Call]]:
        """Yield every call with the cell that it fills."""
        self._add_schedules()
        size, book_id = self.loaded.size, self.loaded.book.pk
        end = timezone.localdate() + AHEAD
        address = f"/api/v1/schedules/upcoming/?end_date={end}"
        yield Key(UPCOMING, size, OURS), partial(self.ours.get, address)
        yield Key(UPCOMING, size, BARE), partial(bare.phases, book_id)
        yield Key(SUGGESTIONS, size, OURS), partial(self.ours.get, "/api/v1/schedules/suggestions/")
        yield Key(SUGGESTIONS, size, BARE), partial(bare.payments, book_id, READ_MAX)

    def clean_up(self) -> None:
        """Take away what measuring has created: pages would show it."""
        rows = Schedule.objects.for_book(self.loaded.book).filter(name__startswith=NAME)
        with change(self.loaded.book, by=BY) as uow:
            for schedule in rows:
                delete_schedule(uow, schedule)

    def _add_schedules(self) -> None:
        """Add schedules of all units and rules, of nobody: no transaction is compared with them."""
        chart = self.loaded.chart
        units = cycle([Frequency.MONTH, Frequency.WEEK, Frequency.MONTH, Frequency.YEAR])
        rules = cycle([AmountRule.EXACT, AmountRule.ABOUT, AmountRule.LAST])
        self.clean_up()
        with change(self.loaded.book, by=BY) as uow:
            for number, unit, rule in zip(range(SCHEDULES), units, rules, strict=False):
                phase = PhaseDraft(
                    Recurrence(unit, 1, date(2024, 1, 1 + number % 28)),
                    Decimal(100),
                    account=chart.accounts[0],
                    category=chart.expense[0],
                    amount_rule=rule,
                )
                kind = PostingKind.EXPENSE
                create_schedule(uow, name=f"{NAME} {number}", type=kind, phases=[phase])
