"""Whatever people do in whatever order, statements stay true and their sums explain the dates."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from books.integrity.examination import examine
from books.models import Book
from reconciliation.tests.conftest import Ledger
from statements.models import Statement
from tests.cast import made, undone
from tests.digest import digest
from transactions.models import Posting, Transaction

DAYS = ("2024-01-10", "2024-01-31", "2024-02-15", "2024-02-29", "2024-03-20")
AMOUNTS = ("-10.00", "-7.50", "25.00")
REFUSALS = {400, 404, 409}
"""What an act is answered with that the state of the book does not allow."""


class Acts:
    """What people do with one account; each picks what it is about by a number."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.caller = ledger.caller
        self.other = ledger.caller.account(opening_date="2024-01-01")["id"]
        self.before = []
        self.first = ledger.last_change()

    def one_of(self, model, pick, **conditions):
        ids = model.objects.for_book(self.caller.book).filter(**conditions).values_list("pk")
        return ids[pick % len(ids)][0] if ids else 0

    def statement(self, pick):
        return f"statements/{self.one_of(Statement, pick)}/"

    def transaction(self, pick):
        return f"transactions/{self.one_of(Transaction, pick)}/"

    def record(self, pick):
        amount = AMOUNTS[pick % len(AMOUNTS)]
        kind = "expense" if amount.startswith("-") else "income"
        said = {"type": kind, "amount": amount.lstrip("-"), "date": DAYS[pick % len(DAYS)]}
        return self.caller.post("transactions/", {**said, "account": self.ledger.account})

    def transfer(self, pick):
        said = {"type": "transfer", "amount": "3.00", "date": DAYS[pick % len(DAYS)]}
        ends = {"account": self.ledger.account, "to_account": self.other}
        return self.caller.post("transactions/", {**said, **ends})

    def amend(self, pick):
        return self.caller.patch(self.transaction(pick), {"amount": f"{1 + pick % 5}.00"})

    def split(self, pick):
        parts = [{"amount": f"-{1 + pick % 9}.00"}, {"amount": "-1.00"}]
        return self.caller.patch(self.transaction(pick), {"postings": parts})

    def move(self, pick):
        return self.caller.patch(self.transaction(pick), {"date": DAYS[pick % len(DAYS)]})

    def wait(self, pick):
        return self.caller.patch(self.transaction(pick), {"status": "pending"})

    def go_elsewhere(self, pick):
        account = (self.ledger.account, self.other)[pick % 2]
        return self.caller.patch(self.transaction(pick), {"account": account})

    def delete(self, pick):
        return self.caller.delete(self.transaction(pick))

    def state(self, pick):
        day, account = DAYS[pick % len(DAYS)], self.ledger.account
        shown = made(self.caller.get(f"accounts/{account}/?date={day}"))
        kind = "assertion" if pick % 7 == 0 else "statement"
        said = {"account": account, "date": day, "balance": shown["balance"], "type": kind}
        return self.caller.post("statements/", said)

    def forget(self, pick):
        return self.caller.delete(self.statement(pick))

    def restate(self, pick):
        return self.caller.patch(self.statement(pick), {"date": DAYS[(pick + 1) % len(DAYS)]})

    def settle_all(self, pick):
        return self.caller.post(f"{self.statement(pick)}settle/", {"settle_until": DAYS[3]})

    def settle_one(self, pick):
        ids = [self.one_of(Posting, pick)]
        return self.caller.post(f"{self.statement(pick)}settle/", {"settle": ids})

    def release_one(self, pick):
        ids = [self.one_of(Posting, pick, settled_in__isnull=False)]
        return self.caller.post(f"{self.statement(pick)}settle/", {"release": ids})

    def close(self, pick):
        return self.caller.post(f"{self.statement(pick)}close/", {})

    def close_with_a_correction(self, pick):
        return self.caller.post(f"{self.statement(pick)}close/", {"correction": {}})

    def reopen(self, pick):
        return self.caller.post(f"{self.statement(pick)}reopen/")

    def undo(self, pick):
        last = self.ledger.last_change()
        if last <= self.first:
            return None
        number = last - pick % min(6, last - self.first)
        before = dict(self.before).get(number)
        answer = self.ledger.undo(number)
        if answer.status_code == 200 and before and number == last:
            assert digest(self.caller.book.pk) == before
        return answer

    def do(self, act, pick):
        """Do one act and return its answer; a refusal changes nothing."""
        before = digest(self.caller.book.pk)
        answer = getattr(self, act)(pick)
        if answer is not None and answer.status_code in REFUSALS:
            assert digest(self.caller.book.pk) == before, (act, answer.content)
        elif answer is not None:
            assert answer.status_code in {200, 201, 204}, (act, answer.content)
            self.before.append((self.ledger.last_change(), before))
        return answer

    def check(self):
        """Hold every statement against sums in plain Python."""
        self.opening = Account.objects.get(pk=self.ledger.account).opening_balance
        self.postings = list(Posting.objects.filter(account=self.ledger.account))
        by_id = Statement.objects.for_book(self.caller.book).in_bulk()
        for statement in by_id.values():
            shown = self.ledger.comparison({"id": statement.pk}, "?expand=terms")
            check_terms(shown, shown["terms"], self.ledger)
            said = {name: minor(value) for name, value in shown.items() if name in SUMS}
            held = self.opening + total(self.postings, until=statement.date)
            assert said["book_balance"] == held
            assert said["difference"] == statement.balance - held
            if statement.type == "assertion":
                assert said["gap"] == said["difference"]
            else:
                self.check_chain(statement, by_id, said)

    def check_chain(self, statement, by_id, said):
        """Hold the gap and the sums of a statement against those of it and the ones before it."""
        chain, above = [], statement
        while above:
            chain.append(above.pk)
            above = by_id.get(above.previous_id)
        by_it = [one for one in self.postings if one.settled_in_id == statement.pk]
        settled = [one for one in self.postings if one.settled_in_id in chain]
        others = [one for one in self.postings if one.settled_in_id not in chain]
        before = by_id[chain[1]].balance if len(chain) > 1 else self.opening
        assert said["gap"] == statement.balance - before - total(by_it)
        assert said["gap"] == 0 or not statement.closed
        later = total(settled) - total(settled, until=statement.date)
        missing = total(others, until=statement.date)
        assert (said["settled_later"], said["unsettled"]) == (later, missing)
        assert said["difference"] == said["gap"] + said["earlier_gaps"] + later - missing


def total(postings, until=None):
    return sum(one.amount for one in postings if until is None or one.date <= until)


def check_terms(figures, terms, ledger):
    """Hold figures against what they are the sums of, down to the postings of their lists."""
    for name, parts in terms.items():
        assert minor(figures[name]) == sum(minor(one["amount"]) for one in parts)
        for one in parts:
            below = one["terms"]
            assert not below or minor(one["amount"]) == sum(minor(part["amount"]) for part in below)
            for leaf in (one, *below):
                if leaf["transactions"]:
                    sign = -1 if leaf["of"] in ("settled", "unsettled") else 1
                    assert sign * minor(leaf["amount"]) == ledger.listed(leaf["transactions"])


SUMS = {"gap", "book_balance", "difference", "earlier_gaps", "settled_later", "unsettled"}
ACTS = (
    "record", "record", "transfer", "amend", "split", "move", "wait", "go_elsewhere", "delete",
    "state", "state", "forget", "restate", "settle_all", "settle_all", "settle_one", "release_one",
    "close", "close", "close_with_a_correction", "reopen", "undo", "undo",
)  # fmt: skip
steps = st.tuples(st.sampled_from(ACTS), st.integers(0, 99))


def minor(amount):
    return int(Decimal(amount) * 100)


# The block leaves the database as it was, so one book does for all examples.
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=max(10, settings().max_examples // 4),
)
@given(acts=st.lists(steps, min_size=8, max_size=16))
def test_whatever_people_do_a_closed_statement_has_no_gap_and_its_sums_explain_it(ledger, acts):
    with undone():
        told = Acts(Ledger(ledger.caller))
        for pick, amount in enumerate(AMOUNTS):
            told.ledger.posting(DAYS[pick], amount)
        for act, pick in acts:
            told.do(act, pick)
        told.check()
        assert examine(Book.objects.get(pk=told.caller.book.pk)) == []
