"""An occurrence is recorded by itself at most once, in whatever order workers and people act."""

from collections import Counter
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from books.integrity.examination import examine
from books.models import Book
from schedules.models import Occurrence, ScheduleRecording
from schedules.tests.conftest import Plan
from tests.cast import made, undone
from tests.concurrency import at_once

RENT = {"records_from": "2026-04-01", "starts": "2026-04-01"}
NOMINALS = [f"2026-{month:02}-01" for month in range(4, 7)]
LAST = "2026-06-15"
YEAR = "start_date=2026-01-01&end_date=2026-12-31"


class Acts:
    """What people and the worker do with one schedule."""

    def __init__(self, plan):
        self.plan = plan
        self.rent = plan.schedule(**RENT)
        self.by_itself = Counter()

    def work(self, nominal):
        before = set(Occurrence.objects.values_list("nominal", "transaction_id"))
        self.plan.work(nominal)
        after = set(Occurrence.objects.values_list("nominal", "transaction_id"))
        self.by_itself.update(day for day, transaction in after - before if transaction)

    def work_late(self, _):
        self.work(LAST)

    def record(self, nominal):
        self.plan.state(self.rent, nominal, "recorded")

    def skip(self, nominal):
        self.plan.state(self.rent, nominal, "skipped")

    def move(self, nominal):
        self.plan.state(self.rent, nominal, "moved", date="2026-06-10")

    def forget(self, nominal):
        row = Occurrence.objects.filter(nominal=nominal).first()
        if row:
            self.plan.caller.delete(f"occurrences/{row.pk}/")

    def delete(self, nominal):
        row = Occurrence.objects.filter(nominal=nominal, transaction__isnull=False).first()
        if row:
            self.plan.caller.delete(f"transactions/{row.transaction_id}/")

    def undo(self, _):
        last = made(self.plan.caller.get("book/"))["last_change"]
        if last > self.first:
            self.plan.caller.post(f"history/{last}/undo/")

    def pause(self, nominal):
        self.plan.set_today(nominal)
        shown = made(self.plan.caller.get(f"schedules/{self.rent['id']}/"))
        paused = {"paused": not shown["paused"]}
        self.plan.caller.patch(f"schedules/{self.rent['id']}/", paused)


ACTS = ("work", *2 * ["work_late"], "record", "skip", "move", "forget", "delete", "undo", "pause")
steps = st.tuples(st.sampled_from(ACTS), st.sampled_from(NOMINALS))


# The block leaves the database as it was, so one book does for all examples. Each has a dozen acts.
@settings(
    max_examples=max(10, settings().max_examples // 3),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(steps, min_size=4, max_size=20))
def test_no_order_of_acts_records_an_occurrence_by_itself_twice_or_loses_one(plan, acts):
    with undone():
        told = Acts(Plan(plan.caller, plan.set_today))
        told.first = made(plan.caller.get("book/"))["last_change"]
        for act, nominal in acts:
            getattr(told, act)(nominal)
        told.work(LAST)
        assert max(told.by_itself.values(), default=0) <= 1
        assert set(told.by_itself) <= set(
            ScheduleRecording.objects.values_list("nominal", flat=True)
        )
        assert examine(Book.objects.get(pk=plan.caller.book.pk)) == []
        shown = told.plan.calendar(told.rent, YEAR)
        assert [one for one in shown if one["records"] and one["due"] <= LAST] == []
        assert len(shown) == len({one["nominal"] for one in shown}) == 9


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_record_each_occurrence_once(plan):
    plan.schedule(**RENT)
    plan.set_today(LAST)
    at_once(*[partial(plan.work, LAST)] * 3)
    assert plan.recorded() == [(nominal, "800.00") for nominal in NOMINALS]


@pytest.mark.django_db(transaction=True)
def test_a_person_and_a_worker_at_the_same_moment_record_an_occurrence_once(plan):
    rent = plan.schedule(**RENT)
    plan.set_today(LAST)
    at_once(
        partial(plan.work, LAST),
        *(partial(plan.state, rent, nominal, "recorded") for nominal in NOMINALS[1:]),
    )
    assert plan.recorded() == [(nominal, "800.00") for nominal in NOMINALS]
