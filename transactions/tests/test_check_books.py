"""manage.py check_books: each fault that it is there for is planted, and has to be found."""

import io
from contextlib import contextmanager
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from accounts.models import Account
from books.models import Book, Cause, Change
from categories.models import Category
from transactions.integrity.examination import CHECKS
from transactions.integrity.findings import LISTED_MAX
from transactions.models import (
    MonthlyFlow,
    MonthlyTotal,
    Payee,
    Posting,
    Tag,
    Transaction,
    TransactionTag,
)
from transactions.tests.cast import make_keeper

pytestmark = pytest.mark.django_db


def check(*arguments):
    """Run the command; returns the lines that it wrote, and how it failed, if it did."""
    out = io.StringIO()
    try:
        call_command("check_books", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), None


def found():
    """The names of the checks that find something in the books."""
    lines, failure = check()
    assert (failure is None) == (len(lines) == 1 and "everything agrees" in lines[0])
    return {line.split(": ")[1] for line in lines} if failure else set()


@contextmanager
def unchecked(table, constraint):
    """Let the database take a row that breaks one of its own constraints."""
    vendor = "MariaDB" if getattr(connection, "mysql_is_mariadb", False) else connection.vendor
    off, on = {
        "sqlite": ("PRAGMA ignore_check_constraints = 1", "PRAGMA ignore_check_constraints = 0"),
        "MariaDB": ("SET check_constraint_checks = 0", "SET check_constraint_checks = 1"),
        "mysql": tuple(
            f"ALTER TABLE {table} ALTER CHECK {constraint} {how}"
            for how in ("NOT ENFORCED", "ENFORCED")
        ),
    }[vendor]
    with connection.cursor() as cursor:
        cursor.execute(off)
        yield
        if vendor != "mysql":
            cursor.execute(on)


@pytest.fixture
def book(ann):
    """A book with some of everything in it."""
    ann.rated("0.9")
    ann.made("/accounts/", name="Unused")
    ann.spent(category=ann.groceries, payee="Mill & Sons", tags=["holiday", "sun"], notes="Bread")
    ann.spent("3", category=ann.food, refund=True)
    ann.spent("20", account=ann.dollars, category=ann.rent)
    ann.spent("700", account=ann.yen)
    ann.made("/transactions/", type="income", amount="900", category=ann.wages, date="2024-02-29")
    ann.made(
        "/transactions/",
        type="expense",
        date="2024-03-09",
        postings=[
            {"amount": "-5", "category": ann.food},
            {"amount": "-7.25", "account": ann.bank, "description": "second"},
        ],
    )
    moved = {"type": "transfer", "date": "2024-03-07"}
    ann.made("/transactions/", **moved, amount="50", to_account=ann.bank)
    ann.made("/transactions/", **moved, amount="45", to_account=ann.dollars, to_amount="50")
    ann.made(
        "/transactions/",
        **moved,
        postings=[
            {"amount": "-30", "account": ann.bank},
            {"amount": "25"},
            {"amount": "5", "account": ann.cash},
            {"amount": "-1.5", "account": ann.bank, "kind": "expense", "category": ann.rent},
        ],
    )
    return ann.book


def plain(kind="expense"):
    return Transaction.objects.filter(type=kind, refund=False, currency="EUR").earliest("id")


def posting_of(kind="expense"):
    return Posting.objects.filter(transaction=plain(kind))


def test_a_sound_book_has_nothing_to_report(book):
    assert check() == (["1 books checked; everything agrees."], None)


def break_total(column, by):
    MonthlyTotal.objects.filter(postings__gte=2).update(**{column: F(column) + by})


def break_flow(column, by):
    MonthlyFlow.objects.filter(postings__gte=2).update(**{column: F(column) + by})


def lose(model):
    model.objects.earliest("id").delete()


def foreign(name, home_currency="EUR"):
    return make_keeper(name, home_currency)


PLANTED = {
    "a total with another count": ({"monthly_totals"}, lambda: break_total("postings", 1)),
    "a total with another amount": ({"monthly_totals"}, lambda: break_total("amount", -1)),
    "a total worth something else": ({"monthly_totals"}, lambda: break_total("home_amount", 1)),
    "a total with more unconverted": ({"monthly_totals"}, lambda: break_total("unconverted", 1)),
    "a total that counts others as unconverted": (
        {"monthly_totals"},
        lambda: break_total("unconverted_postings", 1),
    ),
    "a total missing": ({"monthly_totals"}, lambda: lose(MonthlyTotal)),
    "a total of nothing": (
        {"monthly_totals"},
        lambda: MonthlyTotal.objects.filter(pk=MonthlyTotal.objects.latest("id").pk).update(
            month=date(1999, 1, 1)
        ),
    ),
    "a total of no month's first day": (
        {"monthly_totals"},
        lambda: MonthlyTotal.objects.update(month=date(2024, 2, 2)),
    ),
    "a flow with another count": ({"monthly_flows"}, lambda: break_flow("postings", 1)),
    "a flow with another amount": ({"monthly_flows"}, lambda: break_flow("amount", -1)),
    "a flow worth something else": ({"monthly_flows"}, lambda: break_flow("home_amount", 1)),
    "a flow with more unconverted": ({"monthly_flows"}, lambda: break_flow("unconverted", 1)),
    "a flow that counts others as unconverted": (
        {"monthly_flows"},
        lambda: break_flow("unconverted_postings", 1),
    ),
    "a flow missing": ({"monthly_flows"}, lambda: lose(MonthlyFlow)),
    "a flow of nothing": (
        {"monthly_flows"},
        lambda: MonthlyFlow.objects.filter(pk=MonthlyFlow.objects.latest("id").pk).update(
            month=date(2199, 1, 1)
        ),
    ),
    "a posting of another day": (
        {"posting_dates"},
        lambda: posting_of().update(date=date(2024, 3, 6)),
    ),
    "a posting in another currency": (
        {"posting_currencies", "entry_amounts", "home_amounts"},
        lambda: posting_of().update(currency="CHF"),
    ),
    "a posting with another amount": (
        {"entry_amounts", "home_amounts", "monthly_totals", "monthly_flows"},
        lambda: posting_of().update(amount=-1),
    ),
    "a transaction with another amount": (
        {"entry_amounts"},
        lambda: Transaction.objects.filter(pk=plain().pk).update(amount=1),
    ),
    "a transaction in another currency": (
        {"entry_amounts"},
        lambda: Transaction.objects.filter(pk=plain().pk).update(currency="USD"),
    ),
    "an expense that is a refund only by name": (
        {"entry_amounts"},
        lambda: Transaction.objects.filter(pk=plain().pk).update(refund=True),
    ),
    "an expense that calls itself income": (
        {"entry_amounts"},
        lambda: Transaction.objects.filter(pk=plain().pk).update(type="income"),
    ),
    "a transfer of another amount": (
        {"entry_amounts"},
        lambda: Transaction.objects.filter(pk=plain("transfer").pk).update(amount=1),
    ),
    "a transfer in another currency": (
        {"entry_amounts"},
        lambda: Transaction.objects.filter(pk=plain("transfer").pk).update(currency="USD"),
    ),
    "a transfer that arrives short": (
        {"transfer_legs", "home_amounts", "monthly_totals", "monthly_flows"},
        lambda: posting_of("transfer").filter(amount__gt=0).update(amount=4999),
    ),
    "a transfer that only leaves": (
        {"transfer_legs", "monthly_totals", "monthly_flows"},
        lambda: posting_of("transfer").filter(amount__gt=0).delete(),
    ),
    "a transfer between one and the same account": (
        {"transfer_legs", "monthly_totals", "monthly_flows"},
        lambda: posting_of("transfer").update(account=Account.objects.get(name="Cash")),
    ),
    "a transfer leg of an expense": (
        {"entry_kinds", "monthly_totals", "monthly_flows"},
        lambda: posting_of().update(kind="transfer", category=None),
    ),
    "an expense under a category for income": (
        {"category_kinds", "monthly_totals"},
        lambda: posting_of().update(category=Category.objects.get(name="Wages")),
    ),
    "a category that became another's kind": (
        {"category_kinds", "category_tree"},
        lambda: Category.objects.filter(name="Groceries").update(type="income"),
    ),
    "a transaction without postings": (
        {"without_postings", "monthly_totals", "monthly_flows"},
        lambda: posting_of().delete(),
    ),
    "a posting on an account of another book": (
        {"links", "monthly_totals", "monthly_flows"},
        lambda: posting_of().update(account=foreign("eve").cash),
    ),
    "a posting under a category of another book": (
        {"links", "monthly_totals"},
        lambda: posting_of().update(category=foreign("eve").food),
    ),
    "a posting of a transaction of another book": (
        {"links", "without_postings"},
        lambda: posting_of().update(
            transaction=foreign("eve").spent("12.50")["id"], position=F("position") + 1
        ),
    ),
    "a payee of another book": (
        {"links"},
        lambda: Payee.objects.update(book=foreign("eve").book, created_in=1, changed_in=1),
    ),
    "a tag of another book": (
        {"links"},
        lambda: Tag.objects.update(book=foreign("eve").book, created_in=1, changed_in=1),
    ),
    "a tag link of another book": (
        {"links"},
        lambda: TransactionTag.objects.update(book=foreign("eve").book),
    ),
    "a category below one of another book": (
        {"links"},
        lambda: Category.objects.filter(name="Groceries").update(
            **dict.fromkeys(("parent", "parent_key"), foreign("eve").food)
        ),
    ),
    "a category below itself": (
        {"category_tree"},
        lambda: Category.objects.filter(name="Rent").update(parent=F("pk"), parent_key=F("pk")),
    ),
    "a row changed in a change that has not been": (
        {"stamps"},
        lambda: Account.objects.filter(name="Cash").update(changed_in=999),
    ),
    "a change lost": ({"change_numbers"}, lambda: Change.objects.get(number=3).delete()),
    "the newest change lost": (
        {"change_numbers"},
        lambda: Change.objects.latest("number").delete(),
    ),
    "a change too many": (
        {"change_numbers", "stamps"},
        lambda: Book.objects.update(last_change=F("last_change") - 1),
    ),
    "a text that is not found": (
        {"search_texts"},
        lambda: Transaction.objects.filter(notes="Bread").update(search_text="Bread"),
    ),
    "the key of another account name": (
        {"name_keys"},
        lambda: Account.objects.filter(name="Cash").update(name_key="Cash"),
    ),
    "the key of another category name": (
        {"name_keys"},
        lambda: Category.objects.filter(name="Rent").update(name_key="Rent"),
    ),
    "the key of another payee name": ({"name_keys"}, lambda: Payee.objects.update(name="Mill")),
    "the key of another tag name": (
        {"name_keys"},
        lambda: Tag.objects.filter(name="sun").update(name="moon"),
    ),
    "a home amount that is not the amount": (
        {"home_amounts", "monthly_totals", "monthly_flows"},
        lambda: posting_of().update(home_amount=-1),
    ),
    "a home amount that its rate does not give": (
        {"home_amounts", "monthly_totals", "monthly_flows"},
        lambda: Posting.objects.filter(amount=-2000).update(home_amount=-1),
    ),
    "a rate that was never entered": (
        {"home_amounts"},
        lambda: Posting.objects.filter(amount=-2000).update(rate="0.90001"),
    ),
    "a rate of another day": (
        {"home_amounts"},
        lambda: Posting.objects.filter(amount=-2000).update(rate_date=date(2024, 3, 4)),
    ),
    "a rate from elsewhere": (
        {"home_amounts"},
        lambda: Posting.objects.filter(amount=-2000).update(rate_source="ECB"),
    ),
    "an amount left unconverted although there is a rate": (
        {"home_amounts", "monthly_totals", "monthly_flows"},
        lambda: Posting.objects.filter(amount=-2000).update(
            home_amount=None, rate="", rate_date=None, rate_source=""
        ),
    ),
    "an amount converted although there is no rate": (
        {"home_amounts", "monthly_totals", "monthly_flows"},
        lambda: Posting.objects.filter(currency="JPY").update(home_amount=-700),
    ),
    "two default accounts": (
        {"default_account"},
        lambda: Account.objects.filter(name="Bank").update(is_default=True),
    ),
    "an account in no currency": (
        {"currencies"},
        lambda: Account.objects.filter(name="Unused").update(currency="QQQ"),
    ),
}


@contextmanager
def undone():
    """Roll back what the block did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_planted_fault_is_found(book, subtests):
    for fault, (names, plant) in PLANTED.items():
        with subtests.test(fault), undone():
            plant()
            assert found() == names


BEHIND_CONSTRAINTS = {
    "a transfer posting under a category": (
        {"category_kinds", "monthly_totals"},
        "transactions_posting",
        "posting_transfer_has_no_category",
        lambda: posting_of("transfer").update(category=Category.objects.get(name="Rent")),
    ),
    "a transfer that is a refund": (
        {"entry_kinds"},
        "transactions_transaction",
        "transaction_transfer_is_no_refund",
        lambda: Transaction.objects.filter(type="transfer").update(refund=True),
    ),
    "a parent key that is not the parent's": (
        {"parent_keys"},
        "categories_category",
        "category_parent_key_agrees",
        lambda: Category.objects.filter(name="Groceries").update(parent_key=0),
    ),
    "a parent key without a parent": (
        {"parent_keys"},
        "categories_category",
        "category_parent_key_agrees",
        lambda: Category.objects.filter(name="Rent").update(parent_key=1),
    ),
    "an archived default account": (
        {"default_account"},
        "accounts_account",
        "account_default_is_not_archived",
        lambda: Account.objects.filter(is_default=True).update(archived=True),
    ),
    "a row changed before it was made": (
        {"stamps"},
        "transactions_tag",
        "tag_stamps_in_order",
        lambda: Tag.objects.update(changed_in=F("created_in") - 1),
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", BEHIND_CONSTRAINTS)
def test_finds_what_a_constraint_should_have_kept_out(book, fault):
    names, table, constraint, plant = BEHIND_CONSTRAINTS[fault]
    with unchecked(table, constraint):
        plant()
    assert found() == names


def test_every_check_has_a_fault_that_it_finds():
    planted = set().union(
        *(names for names, *_ in (*PLANTED.values(), *BEHIND_CONSTRAINTS.values()))
    )
    assert {check.__name__ for check in CHECKS} == planted


def test_a_book_in_no_currency_is_reported_and_not_stumbled_over(book):
    Book.objects.update(home_currency="QQQ")
    assert found() == {"currencies"}


def test_one_book_can_be_checked_alone(book, ben):
    break_total("amount", 1)
    assert check("--book", str(ben.book.pk))[1] is None
    lines, failure = check("--book", str(book.pk))
    assert {line.split(": ")[0] for line in lines} == {f"book {book.pk}"}
    assert failure == "1 of 1 books differ from what they should be."


def test_a_book_that_is_not_there_is_refused(book):
    assert check("--book", "999999") == ([], "There is no book 999999.")


def test_a_line_says_where_and_what_differs(ann):
    ann.spent("5", category=ann.food)
    MonthlyTotal.objects.update(amount=-499)
    lines, _ = check()
    place = f"2024-03-01 expense on account {ann.cash}, category {ann.food}"
    rest = "home_amount -500, unconverted 0, unconverted_postings 0"
    kept, given = f"postings 1, amount -499, {rest}", f"postings 1, amount -500, {rest}"
    finding = f"monthly_totals: {place}: kept {kept}; postings give {given}"
    assert lines == [f"book {ann.book.pk}: {finding}"]


def test_a_long_list_is_cut_and_counted(ann):
    for number in range(LISTED_MAX + 3):
        ann.spent(description=f"number {number}")
    Transaction.objects.update(search_text="")
    lines, _ = check()
    assert len(lines) == LISTED_MAX + 1
    assert lines[-1] == f"book {ann.book.pk}: search_texts: and 3 more"


def test_repair_rebuilds_the_totals(book, subtests):
    for fault, (names, plant) in PLANTED.items():
        if not names <= {"monthly_totals", "monthly_flows"}:
            continue
        with subtests.test(fault), undone():
            plant()
            lines, failure = check("--repair")
            assert failure is None
            newest = Change.objects.filter(book=book).latest("number")
            assert newest.cause == Cause.COMMAND
            assert lines[-2:] == [
                f"book {book.pk}: counted and valued anew in change {newest.number}",
                "1 books checked; everything agrees.",
            ]
            assert check()[1] is None


def test_repair_values_anew_what_is_worth_something_else(book):
    PLANTED["a home amount that its rate does not give"][1]()
    assert check("--repair")[1] is None
    assert check()[1] is None


def test_repair_leaves_alone_what_people_recorded(book):
    PLANTED["a transaction with another amount"][1]()
    before = Book.objects.get().last_change
    lines, failure = check("--repair")
    assert len(lines) == 1
    assert failure == "1 of 1 books differ from what they should be."
    assert Book.objects.get().last_change == before


def test_repair_of_a_sound_book_makes_no_change(book):
    before = Book.objects.get().last_change
    assert check("--repair")[1] is None
    assert Book.objects.get().last_change == before


def test_the_number_of_queries_grows_with_months_and_not_with_rows(
    ann, django_assert_max_num_queries
):
    for _ in range(3):
        ann.spent(category=ann.food)
    with django_assert_max_num_queries(60) as queries:
        check()
    few = len(queries)
    for _ in range(30):
        ann.spent(category=ann.food)
    with django_assert_max_num_queries(few):
        check()
