"""manage.py check_books: each fault that it is there for is planted, and has to be found."""

import io
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from books.integrity.examination import all_checks
from books.integrity.findings import LISTED_MAX
from books.models import Book, Cause, Change
from tests.cast import undone
from tests.copies import made_once
from transactions.models import (
    MonthlyTotal,
    Transaction,
)
from transactions.tests.example_book import add_expense, add_rate
from transactions.tests.planted_faults import BEHIND_CONSTRAINTS, PLANTED, break_total

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


def changed_and_undone(owner, path, **fields):
    """Make an edit, undo it, redo it, and undo that."""
    assert owner.patch(path, fields).status_code == 200
    number = Book.objects.get(pk=owner.book.pk).last_change
    for back in range(3):
        assert owner.post(f"history/{number + back}/undo/").status_code == 200


@pytest.fixture
def book(alice, own):
    """A book with some of everything in it."""
    made_once("some of everything", lambda: make_some_of_everything(alice, own))
    return alice.book


def make_some_of_everything(alice, own):
    """Make the rows of `book`."""
    add_rate(alice, "0.9")
    unused = alice.add("accounts/", name="Unused")["id"]
    changed_and_undone(alice, f"accounts/{unused}/", name="Spare")
    changed_and_undone(alice, "book/", name="Household")
    add_expense(
        alice, category=own.groceries, payee="Mill & Sons", tags=["holiday", "sun"], notes="Bread"
    )
    add_expense(alice, "3", category=own.food, refund=True)
    add_expense(alice, "20", account=own.dollars, category=own.rent)
    yen = add_expense(alice, "700", account=own.yen)["id"]
    changed_and_undone(alice, f"transactions/{yen}/", notes="Tea")
    alice.add("transactions/", type="income", amount="900", category=own.wages, date="2024-02-29")
    alice.add(
        "transactions/",
        type="expense",
        date="2024-03-09",
        postings=[
            {"amount": "-5", "category": own.food},
            {"amount": "-7.25", "account": own.bank, "description": "second"},
        ],
    )
    budget = alice.add("budgets/", name="Household", anchor="2024-01-01")["id"]
    alice.add("budget-lines/", budget=budget, category=own.food, starts="2024-01-01")
    phase = {"starts": "2024-01-01", "unit": "month", "amount": "1", "category": own.food}
    said = {"name": "Bill", "type": "expense", "records_from": "2024-01-01"}
    bill = alice.add("schedules/", **said, phases=[phase])["id"]
    split = [{"amount": "5", "category": own.food}, {"amount": "3"}]
    later = {**phase, "starts": "2024-06-01", "amount": "8", "category": None, "split": split}
    alice.patch(f"schedules/{bill}/", {"phases": [phase, later]})
    spent = [add_expense(alice, "1", category=own.food)["id"] for _ in range(2)]
    for nominal, settles in zip(("2024-01-01", "2024-02-01"), spent, strict=True):
        said = {"schedule": bill, "nominal": nominal, "state": "matched"}
        alice.add("occurrences/", **said, transaction=settles)
    for day, kind in (("01", "statement"), ("02", "statement"), ("03", "assertion")):
        said = {"account": own.bank, "date": f"2024-03-{day}", "balance": "1", "type": kind}
        alice.add("statements/", **said)
    moved = {"type": "transfer", "date": "2024-03-07"}
    alice.add("transactions/", **moved, amount="50", to_account=own.bank)
    alice.add("transactions/", **moved, amount="45", to_account=own.dollars, to_amount="50")
    alice.add(
        "transactions/",
        **moved,
        postings=[
            {"amount": "-30", "account": own.bank},
            {"amount": "25"},
            {"amount": "5", "account": own.cash},
            {"amount": "-1.5", "account": own.bank, "kind": "expense", "category": own.rent},
        ],
    )


def test_a_sound_book_has_nothing_to_report(book):
    assert check() == (["1 books checked; everything agrees."], None)


def test_every_planted_fault_is_found(book, subtests):
    for fault, (names, plant) in PLANTED.items():
        with subtests.test(fault), undone():
            plant()
            assert found() == names


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
    assert {check.__name__ for check in all_checks()} == planted


def test_a_book_in_no_currency_is_reported_and_not_stumbled_over(book):
    Book.objects.update(home_currency="QQQ")
    assert found() == {"currencies"}


def test_one_book_can_be_checked_alone(book, bob):
    break_total("amount", 1)
    assert check("--book", str(bob.book.pk))[1] is None
    lines, failure = check("--book", str(book.pk))
    assert {line.split(": ")[0] for line in lines} == {f"book {book.pk}"}
    assert failure == "1 of 1 books have differences."


def test_a_book_that_is_not_there_is_refused(book):
    assert check("--book", "999999") == ([], "There is no book 999999.")


def test_a_line_says_where_and_what_differs(alice, own):
    add_expense(alice, "5", category=own.food)
    MonthlyTotal.objects.update(amount=-499)
    lines, _ = check()
    place = f"2024-03-01 expense on account {own.cash}, category {own.food}"
    rest = "home_amount -500, unconverted 0, unconverted_postings 0"
    kept, given = f"postings 1, amount -499, {rest}", f"postings 1, amount -500, {rest}"
    finding = f"monthly_totals: {place}: kept {kept}; postings give {given}"
    assert lines == [f"book {alice.book.pk}: {finding}"]


def test_a_long_list_is_cut_and_counted(alice):
    for number in range(LISTED_MAX + 3):
        add_expense(alice, description=f"number {number}")
    Transaction.objects.update(search_text="")
    lines, _ = check()
    assert len(lines) == LISTED_MAX + 1
    assert lines[-1] == f"book {alice.book.pk}: search_texts: and 3 more"


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
    assert failure == "1 of 1 books have differences."
    assert Book.objects.get().last_change == before


def test_repair_of_a_sound_book_makes_no_change(book):
    before = Book.objects.get().last_change
    assert check("--repair")[1] is None
    assert Book.objects.get().last_change == before


def test_the_number_of_queries_grows_with_months_and_not_with_rows(
    alice, own, django_assert_max_num_queries
):
    for _ in range(3):
        add_expense(alice, category=own.food)
    with django_assert_max_num_queries(120) as queries:
        check()
    few = len(queries)
    for _ in range(30):
        add_expense(alice, category=own.food)
    with django_assert_max_num_queries(few):
        check()
