"""Budgets, schedules and statements of one book, in whatever order people and the worker act.

What an act is about may have gone or may not allow it: then it is refused, and changes nothing.
"""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from archives.tests.conftest import archive_of, restored
from archives.tests.conftest import digest as digest_of_archive
from books.integrity.examination import examine
from books.models import Book
from budgets.models import Budget, BudgetLine
from categories.models import Category
from imports.tests.banks import mt940
from imports.tests.sending import planned
from schedules.models import Occurrence, Schedule, ScheduleRecording, ScheduleWake
from schedules.posting import record_due
from statements.models import Statement
from tests.cast import made, signed_up, undone
from tests.digest import contents, digest
from transactions.models import Payee, Transaction

DAYS = ("2026-01-05", "2026-01-31", "2026-02-01", "2026-02-28", "2026-03-15")
PERIODS = ("2026-01-01", "2026-02-01", "2026-03-01")
AMOUNTS = ("10.00", "7.50", "250.00")
TODAY = date(2026, 3, 10)
YEAR = "start_date=2026-01-01&end_date=2026-12-31"
REFUSALS = {400, 404, 409}
"""What an act is answered with that the state of the book does not allow."""
BESIDE_CHANGES = {
    ScheduleRecording.__name__, ScheduleWake.__name__,
    *(model.__name__ for model in apps.get_app_config("imports").get_models()),
}  # fmt: skip
"""What has no history, and outlives an undo."""


def of(choices, pick):
    return choices[pick % len(choices)]


class Acts:
    """What people do with one book; each picks what it is about by a number."""

    def __init__(self, caller):
        self.caller = caller
        for name, currency in (("Current", "EUR"), ("Savings", "EUR"), ("Travel", "USD")):
            caller.account(name=name, currency=currency, opening_date="2026-01-01")
        food = caller.category(name="Larder")["id"]
        for name in ("Bread", "Fruit"):
            caller.category(name=name, parent=food)
        for pick in range(4):
            self.record(pick)
            for act in (self.budget, self.line, self.schedule):
                assert act(pick).status_code == 201, (act, act(pick).content)
        self.first = self.last_change()
        self.beginning = contents(caller.book.pk)

    def last_change(self):
        return made(self.caller.get("book/"))["last_change"]

    def one_of(self, model, pick, **conditions):
        rows = model.objects.for_book(self.caller.book).filter(**conditions).order_by("id")
        ids = list(rows.values_list("id", flat=True))
        return of(ids, pick) if ids else 0

    def path(self, collection, model, pick):
        return f"{collection}/{self.one_of(model, pick)}/"

    def expense_category(self, pick):
        return self.one_of(Category, pick, type="expense", name__in=("Larder", "Bread", "Fruit"))

    # Money

    def record(self, pick):
        kind = of(("expense", "expense", "income"), pick)
        category = self.expense_category(pick) if kind == "expense" else None
        said = {"type": kind, "amount": of(AMOUNTS, pick), "date": of(DAYS, pick)}
        places = {"account": self.one_of(Account, pick), "category": category or None}
        return self.caller.post("transactions/", {**said, **places, "payee": "Landlord"})

    def transfer(self, pick):
        ends = {"account": self.one_of(Account, 0), "to_account": self.one_of(Account, 1)}
        said = {"type": "transfer", "amount": of(AMOUNTS, pick), "date": of(DAYS, pick)}
        return self.caller.post("transactions/", {**said, **ends})

    def amend(self, pick):
        changed = of(({"amount": "33.00"}, {"date": of(DAYS, pick)}, {"payee": "Other"}), pick)
        return self.caller.patch(self.path("transactions", Transaction, pick), changed)

    def delete(self, pick):
        return self.caller.delete(self.path("transactions", Transaction, pick))

    def end_category(self, pick):
        """Merge a category, move it, or delete it, with whatever the plans say of it."""
        path, other = f"categories/{self.expense_category(pick)}/", self.expense_category(pick + 1)
        if pick % 3 == 0:
            return self.caller.post(f"{path}merge/", {"into": other})
        if pick % 3 == 1:
            return self.caller.patch(path, {"parent": other})
        return self.caller.delete(path)

    def end_payee(self, pick):
        path = self.path("payees", Payee, pick)
        if pick % 2:
            return self.caller.delete(path)
        return self.caller.post(f"{path}merge/", {"into": self.one_of(Payee, pick + 1)})

    def archive_account(self, pick):
        return self.caller.patch(self.path("accounts", Account, pick), {"archived": pick % 2 == 0})

    # Budgets

    def budget(self, pick):
        mode = of(("limits", "envelopes"), pick)
        said = {"name": f"Budget {pick % 4}", "mode": mode, "anchor": PERIODS[0]}
        return self.caller.post("budgets/", said)

    def line(self, pick):
        said = {"budget": self.one_of(Budget, pick), "category": self.expense_category(pick)}
        policies = [{"starts": PERIODS[0], "carry": of(("none", "under", "over", "both"), pick)}]
        said |= {"starts": of(PERIODS, pick), "policies": policies}
        return self.caller.post("budget-lines/", said)

    def assign(self, pick):
        line = BudgetLine.objects.for_book(self.caller.book).filter(
            pk=self.one_of(BudgetLine, pick)
        ).first()  # fmt: skip
        if line is None:
            return None
        amount = {"line": line.pk, "period_start": of(PERIODS, pick), "amount": of(AMOUNTS, pick)}
        standing = Budget.objects.get(pk=line.budget_id).mode == "limits" and pick % 2 == 0
        stated = [{**amount, "standing": standing}]
        return self.caller.put(f"budgets/{line.budget_id}/amounts/", stated)

    def move(self, pick):
        ends = {"from_line": self.one_of(BudgetLine, pick) or None, "to_line": None}
        said = {"period_start": of(PERIODS, pick), "amount": "5.00", **ends}
        return self.caller.post(f"{self.path('budgets', Budget, pick)}move/", said)

    def hold(self, pick):
        said = {"period_start": of(PERIODS, pick), "amount": of(("0", *AMOUNTS), pick)}
        return self.caller.put(f"{self.path('budgets', Budget, pick)}hold/", said)

    def change_periods(self, pick):
        """Change the periods of a budget, which makes of it what the preview says."""
        rule = of(
            (
                {"starts": "2026-02-27", "unit": "month", "anchor": "2026-03-28"},
                {"starts": "2026-02-02", "unit": "week", "every": 2},
                {"starts": "2026-03-01", "unit": "quarter"},
            ),
            pick,
        )
        said = {"adjust": "previous", "amounts": of(("scale", "clear"), pick), **rule}
        path = f"{self.path('budgets', Budget, pick)}periods/"
        preview = self.caller.get(f"{path}preview/?{urlencode(said)}")
        answer = self.caller.post(path, said)
        if preview.status_code == 200:
            assert preview.json()["budget"] == made(answer)
        else:
            assert answer.status_code == preview.status_code
        return answer

    def drop_line(self, pick):
        return self.caller.delete(self.path("budget-lines", BudgetLine, pick))

    def drop_budget(self, pick):
        return self.caller.delete(self.path("budgets", Budget, pick))

    # Schedules

    def schedule(self, pick):
        phase = {"starts": of(PERIODS, pick), "unit": "month", "amount": of(AMOUNTS, pick)}
        phase |= {"account": self.one_of(Account, pick), "category": self.expense_category(pick)}
        if pick % 3 == 1:
            food = {"category": phase.pop("category"), "amount": "1.00"}
            phase |= {"amount": "3.00", "split": [food, {"amount": "2.00"}]}
        said = {"name": f"Bill {pick % 5}", "type": "expense"}
        said["payee"] = self.one_of(Payee, pick) or None
        records = {"records_from": PERIODS[0]} if pick % 2 else {}
        return self.caller.post("schedules/", {**said, **records, "phases": [phase]})

    def state(self, pick):
        said = {"schedule": self.one_of(Schedule, pick), "nominal": of(PERIODS, pick)}
        kind = of(("recorded", "matched", "skipped", "moved"), pick)
        more = {
            "matched": {"transaction": self.one_of(Transaction, pick)},
            "moved": {"date": "2026-03-20"},
        }
        return self.caller.post("occurrences/", {**said, "state": kind, **more.get(kind, {})})

    def forget(self, pick):
        return self.caller.delete(self.path("occurrences", Occurrence, pick))

    def pause(self, pick):
        path = self.path("schedules", Schedule, pick)
        return self.caller.patch(path, {"paused": pick % 2 == 0})

    def expect_price(self, pick):
        return self.caller.post(f"{self.path('schedules', Schedule, pick)}expect-price/")

    def drop_schedule(self, pick):
        return self.caller.delete(self.path("schedules", Schedule, pick))

    def work(self, pick):
        record_due(Book.objects.get(pk=self.caller.book.pk), date.fromisoformat(of(DAYS, pick)))

    # Statements

    def assert_balance(self, pick):
        account, day = self.one_of(Account, pick), of(DAYS, pick)
        shown = made(self.caller.get(f"accounts/{account}/?date={day}"))
        said = {"account": account, "date": day, "balance": shown["balance"]}
        return self.caller.post("statements/", said)

    def settle(self, pick):
        path = self.path("statements", Statement, pick)
        return self.caller.post(f"{path}settle/", {"settle_until": of(DAYS, pick)})

    def close(self, pick):
        return self.caller.post(f"{self.path('statements', Statement, pick)}close/", {})

    def reopen(self, pick):
        return self.caller.post(f"{self.path('statements', Statement, pick)}reopen/")

    def bring(self, pick):
        """Import a file of a bank with two statements, each of which joins or does not."""
        first, last = of((("490", "480"), ("1", "9"), ("500", "490")), pick)
        rows = (f"26020{1 + pick % 4}", ["10"], first), ("260228", ["10"], last)
        account = self.one_of(Account, pick)
        planned(self.caller, mt940("500", *rows), "bank.sta", "?commit=auto", account=account)

    # All of it

    def undo(self, pick):
        last = self.last_change()
        if last > self.first:
            return self.caller.post(f"history/{last - pick % min(6, last - self.first)}/undo/")
        return None

    def do(self, act, pick):
        """Do one act; a refusal changes nothing."""
        before = digest(self.caller.book.pk)
        answer = getattr(self, act)(pick)
        if answer is not None and answer.status_code in REFUSALS:
            assert digest(self.caller.book.pk) == before, (act, answer.content)
        elif answer is not None:
            assert answer.status_code in {200, 201, 204}, (act, answer.content)

    def look(self):
        """Read each plan, which no state of the book may make impossible."""
        for budget in Budget.objects.for_book(self.caller.book):
            shown = made(self.caller.get(f"budgets/{budget.pk}/report/?{YEAR}&expand=terms"))
            for one in shown["periods"]:
                for whole in (one["expense"], one["income"], *one["lines"]):
                    parts = sum(Decimal(term["amount"]) for term in whole["terms"])
                    assert parts == Decimal(whole["available"]), whole
        for schedule in Schedule.objects.for_book(self.caller.book):
            made(self.caller.get(f"schedules/{schedule.pk}/calendar/?{YEAR}&expand=terms"))
        made(self.caller.get(f"schedules/upcoming/?end_date={DAYS[-1]}&expand=terms"))
        made(self.caller.get("schedules/price-changes/"))
        for statement in Statement.objects.for_book(self.caller.book):
            shown = made(self.caller.get(f"statements/{statement.pk}/comparison/?expand=terms"))
            assert shown["gap"] == "0.00" or not statement.closed

    def take_everything_back(self):
        """Undo every change, newest first: the book says what it said to begin with."""
        for number in range(self.last_change(), self.first, -1):
            answer = self.caller.post(f"history/{number}/undo/")
            # What settles nothing, as all is settled, is a change without content.
            empty = answer.status_code == 409 and answer.json()["code"] == "nothing_to_undo"
            assert answer.status_code == 200 or empty, (number, answer.content)
        for said in (now := contents(self.caller.book.pk)), self.beginning:
            for name in BESIDE_CHANGES:
                said.pop(name, None)
        assert now == self.beginning


ACTS = (
    "record", "record", "record", "transfer", "amend", "delete", "end_category", "end_payee",
    "archive_account", "budget", "budget", "line", "line", "assign", "assign", "move", "hold",
    "change_periods", "drop_line", "drop_budget", "schedule", "schedule", "state", "state",
    "forget", "pause", "expect_price", "drop_schedule", "work", "work", "assert_balance", "bring",
    "bring", "settle", "close", "reopen", "undo", "undo",
)  # fmt: skip
steps = st.tuples(st.sampled_from(ACTS), st.integers(0, 99))


# The block leaves the database as it was, so one book does for all examples.
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=max(6, settings().max_examples // 10),
)
@given(acts=st.lists(steps, min_size=10, max_size=24))
def test_plans_stay_whole_can_be_read_restored_and_taken_back(alice, monkeypatch, acts):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)
    with undone():
        told = Acts(alice)
        for act, pick in acts:
            told.do(act, pick)
        told.look()
        book = Book.objects.get(pk=alice.book.pk)
        assert examine(book) == []
        again = restored(archive_of(book.pk), signed_up("restorer").user)
        assert digest_of_archive(again.book.pk) == digest_of_archive(book.pk)
        told.take_everything_back()
        assert examine(book) == []
