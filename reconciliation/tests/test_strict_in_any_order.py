"""Whatever people do in whatever order, nothing new comes to a strict account before its end."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from books.integrity.examination import examine
from books.models import Book
from imports.tests.banks import ofx
from imports.tests.sending import planned
from reconciliation.tests.conftest import Ledger
from reconciliation.tests.test_any_order import ACTS, AMOUNTS, DAYS, Acts
from statements.models import Statement
from tests.cast import made, undone
from transactions.models import Posting, Transaction


class StrictActs(Acts):
    """The acts of people on two accounts, each of which may be strict."""

    def be_strict(self, pick):
        account = (self.ledger.account, self.ledger.account, self.other)[pick % 3]
        return self.caller.patch(f"accounts/{account}/", {"strict": pick % 5 != 0})

    def settle_and_close(self, pick):
        """Let a statement of an account agree with the book, and close it."""
        day, account = DAYS[pick % len(DAYS)], (self.ledger.account, self.other)[pick % 2]
        shown = made(self.caller.get(f"accounts/{account}/?date={day}"))
        said = {"account": account, "date": day, "balance": shown["balance"]}
        answer = self.caller.post("statements/", said)
        if answer.status_code == 201:
            address = f"statements/{answer.json()['id']}"
            self.caller.post(f"{address}/settle/", {"settle_until": day})
            answer = self.caller.post(f"{address}/close/", {"correction": {}})
            if answer.status_code == 400:
                answer = self.caller.post(f"{address}/close/", {})
        return

    def write_many(self, pick):
        said = {"type": "expense", "amount": "2.00", "account": self.ledger.account}
        body = {
            "create": [{**said, "date": DAYS[pick % len(DAYS)]}],
            "update": [{"id": self.one_of(Transaction, pick), "date": DAYS[(pick + 2) % 5]}],
        }
        return self.caller.post("transactions/bulk/", body)

    def come_early(self, pick):
        """Bring a late transaction to an early day."""
        row = self.one_of(Transaction, pick // 2, date__gt=DAYS[1])
        return self.caller.patch(f"transactions/{row}/", {"date": DAYS[pick % 2]})

    def come_over(self, pick):
        row = self.one_of(Transaction, pick, postings__account=self.other)
        return self.caller.patch(f"transactions/{row}/", {"account": self.ledger.account})

    def delete_free(self, pick):
        row = self.one_of(Transaction, pick, postings__settled_in=None)
        return self.caller.delete(f"transactions/{row}/")

    def bring_back(self, pick):
        gone = made(self.caller.get("trash/"))["results"]
        return self.caller.post(f"trash/{gone[pick % len(gone)]['id']}/restore/") if gone else None

    def bring(self, pick):
        """Import a file of the bank; what the account refuses is named before the commit."""
        first, last = sorted((DAYS[pick % len(DAYS)], DAYS[pick // 5 % len(DAYS)]))
        rows = [(first, "-1.00", f"a{pick}"), (last, "-2.00", f"b{pick}")]
        text = ofx(f"{400 + pick % 60}.00", last, *rows)
        shown = planned(self.caller, text, "bank.ofx", "?commit=auto", account=self.ledger.account)
        assert (shown["state"], shown["problem"]) == ("committed", None)
        return

    def join(self, pick):
        """Make one transfer of a payment on one account and a receipt on the other."""
        ids = {"outgoing": self.one_of(Transaction, pick, type="expense")}
        ids["incoming"] = self.one_of(Transaction, pick // 3, type="income")
        return self.caller.post("transfer-suggestions/accept/", ids)

    def do(self, act, pick):
        there = days_and_accounts(self.caller.book)
        strict = list(Account.objects.filter(strict=True).values_list("pk", flat=True))
        first = self.ledger.last_change()
        answer = super().do(act, pick)
        if answer is not None and answer.status_code == 409 and answer.json()["code"] == "strict":
            self.check_refusal(act, pick, strict, there)
        elif self.ledger.last_change() <= first + 1:
            strict = Account.objects.filter(strict=True).values_list("pk", flat=True)
            assert not newcomers(strict, there), act

    def check_refusal(self, act, pick, strict, there):
        """Hold that `act` would have brought something new to the `strict` accounts."""
        before, self.before = self.before, []
        with undone():
            Account.objects.filter(pk__in=strict).update(strict=False)
            getattr(self, act)(pick)
            assert newcomers(strict, there), act
        self.before = before


def days_and_accounts(book):
    """By transaction, the day and the accounts."""
    found = {}
    for row, day, account in Posting.objects.for_book(book).values_list(
        "transaction_id", "date", "account_id"
    ):
        found.setdefault(row, (day, set()))[1].add(account)
    return found


def newcomers(accounts, there):
    """The ids of postings that strict `accounts` are to refuse, by what was `there`."""
    found = []
    for account in accounts:
        closed = Statement.objects.filter(account=account, closed=True).order_by("-date").first()
        rows = Posting.objects.filter(account=account, settled_in=None) if closed else ()
        for one in rows:
            day, had = there.get(one.transaction_id, (None, set()))
            was_there = account in had and day <= closed.date
            if one.date <= closed.date and not was_there:
                found.append(one.pk)
    return found


EVERY = (
    *ACTS, "be_strict", "be_strict", "settle_and_close", "settle_and_close", "settle_and_close",
    "write_many", "come_early", "come_early", "come_over", "delete_free", "delete_free",
    "bring_back", "bring_back", "bring", "bring", "join",
)  # fmt: skip
steps = st.tuples(st.sampled_from(EVERY), st.integers(0, 99))


# The block leaves the database as it was, so one book does for all examples.
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=max(10, settings().max_examples // 4),
)
@given(acts=st.lists(steps, min_size=8, max_size=16))
def test_whatever_people_do_nothing_new_comes_to_a_strict_account_before_its_end(ledger, acts):
    with undone():
        told = StrictActs(Ledger(ledger.caller))
        for pick, amount in enumerate(AMOUNTS):
            told.ledger.posting(DAYS[pick], amount)
        # One that the statement cannot settle, and one of another account.
        told.ledger.posting(DAYS[0], "-3.00", status="pending")
        told.ledger.posting(DAYS[0], "-4.00", account=told.other)
        told.settle_and_close(2)
        told.be_strict(1)
        for act, pick in acts:
            told.do(act, pick)
        assert examine(Book.objects.get(pk=told.caller.book.pk)) == []
