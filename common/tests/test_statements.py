"""Statement: a queryset that is compiled once, and finds what the queryset itself would."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Count, F, Sum
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from common.statements import Delete, Statement, Update
from tests.cast import undone
from transactions.models import Posting, Transaction
from users.models import Token

COLUMNS = ("id", "name", "opening_balance", "opening_date", "is_default", "archived")


@pytest.fixture
def accounts(alice):
    days = ("2024-01-15", "2023-02-28", "2024-02-29")
    return [alice.account(name=f"No {n}", opening_date=day)["id"] for n, day in enumerate(days)]


def of_columns(rows):
    return rows.order_by("id").values_list(*COLUMNS)


def test_rows_are_those_of_the_queryset_with_values_of_the_same_types(alice, accounts):
    statement = Statement(lambda *, book: of_columns(Account.objects.filter(book_id=book)))
    rows = statement.rows(book=alice.book.pk)
    assert rows == list(of_columns(Account.objects.for_book(alice.book)))
    assert [type(value) for value in rows[0]] == [int, str, int, date, bool, bool]


def test_instants_and_what_is_not_there_are_those_of_the_queryset(alice):
    def build(*, user):
        return Token.objects.filter(user=user).values_list(
            "user_id", "nonce", "created_at", "last_used_at", "user__memberships__book__name"
        )

    Token.objects.update(last_used_at=None)
    rows = Statement(build).rows(user=alice.user.pk)
    assert rows == list(build(user=alice.user.pk))
    assert rows[0][2].utcoffset() == timedelta()
    assert rows[0][3] is None


@given(text=st.text(st.characters(exclude_categories=["Cs"])), number=st.integers(2**40, 2**63 - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(text="\0\x1f\x7f\\\"'/\u2028\ufeff\U0001f4b6", number=2**63 - 1)
def test_any_text_and_number_comes_back_as_it_is_stored(alice, text, number):
    with undone():
        row_id = alice.transaction()["id"]
        rows = Transaction.objects.filter(pk=row_id)
        rows.update(notes=text, changed_in=number)
        columns = Statement(
            lambda *, row: Transaction.objects.filter(id=row).values_list(
                "id", "notes", "changed_in", "payee__name", "refund"
            )
        )
        assert columns.rows(row=row_id) == [(row_id, text, number, None, False)]


def test_values_are_dates_instants_flags_and_texts(alice, accounts):
    found = Statement(
        lambda *, day, flag, name: of_columns(
            Account.objects.filter(opening_date__gt=day, archived=flag, name__contains=name)
        )
    )
    rows = found.rows(day=date(2024, 1, 15), flag=False, name="2")
    assert [row[0] for row in rows] == [accounts[2]]
    since = Statement(lambda *, at: Token.objects.filter(created_at__lte=at).values_list("pk"))
    at = Token.objects.get(user=alice.user).created_at
    assert since.rows(at=at) == [(alice.user.pk,)]
    assert since.rows(at=at.replace(year=1999)) == []


def test_a_text_with_the_marks_of_like_means_these_marks(alice):
    alice.account(name="100 %")
    found = Statement(
        lambda *, name: Account.objects.filter(name__contains=name).values_list("name")
    )
    assert found.rows(name="0 %") == [("100 %",)]
    assert found.rows(name="1%") == found.rows(name="_00") == []


def test_sums_are_whole_numbers_and_null_is_none(alice):
    for amount in ("999999999999.99", "0.02"):
        alice.transaction(amount=amount)
    sums = Statement(
        lambda *, book: (
            Posting.objects.filter(book_id=book)
            .values_list("kind", "category_id")
            .annotate(sum=Sum("amount"), count=Count("pk"))
            .order_by()
        )
    )
    (row,) = sums.rows(book=alice.book.pk)
    assert row == ("expense", None, -100_000_000_000_001, 2)
    assert not isinstance(row[2], Decimal)


def test_none_is_refused_rather_than_compared(db):
    statement = Statement(lambda *, key: Account.objects.filter(id=key).values_list("id"))
    with pytest.raises(TypeError, match="leave it out"):
        statement.rows(key=None)


def test_an_empty_list_finds_nothing_and_asks_nothing(db, django_assert_num_queries):
    statement = Statement(lambda *, ids: Account.objects.filter(id__in=ids).values_list("id"))
    with django_assert_num_queries(0):
        assert statement.rows(ids=[]) == []


def test_a_list_of_querysets_gives_the_rows_of_each_in_its_own_order(alice, accounts):
    def build(count, /, *, book, ids):
        rows = Account.objects.filter(book_id=book).values_list("name", "opening_date")
        some = Account.objects.filter(id__in=ids).values_list("name", "opening_date")
        return [some.order_by("id"), rows.order_by("-opening_date", "-id")[:count]]

    first, *rest = Account.objects.for_book(alice.book).order_by("-opening_date", "-id")
    statement = Statement(build)
    rows = [(one.name, one.opening_date) for one in (first, rest[0])]
    assert statement.rows(2, book=alice.book.pk, ids=[]) == rows
    found = statement.rows(1, book=alice.book.pk, ids=accounts[1:])
    assert found == [("No 1", date(2023, 2, 28)), ("No 2", date(2024, 2, 29)), rows[0]]
    assert Statement(lambda: [Account.objects.none().values_list("id")]).rows() == []


def test_a_list_of_any_length_finds_what_the_queryset_finds(alice):
    ids = [alice.transaction()["id"] for _ in range(9)]
    built = []

    def build(*, ids):
        built.append(len(ids))
        return Transaction.objects.filter(id__in=ids).order_by("id").values_list("id")

    statement = Statement(build)

    @given(st.lists(st.sampled_from([*ids, 0, 2**63 - 1]), max_size=40))
    def finds(some):
        wanted = Transaction.objects.filter(id__in=some).order_by("id")
        assert statement.rows(ids=some) == list(wanted.values_list("id"))

    finds()
    assert len(built) == len(set(built)) <= 8, "a text for each power of two, built once"


def test_a_tuple_has_a_place_for_each_of_its_values(alice, accounts):
    between = Statement(
        lambda *, days: of_columns(
            Account.objects.filter(opening_date__gte=days[0], opening_date__lte=days[1])
        )
    )
    rows = between.rows(days=(date(2024, 1, 1), date(2024, 1, 31)))
    assert [row[0] for row in rows] == [accounts[0]]


def test_each_shape_is_built_once_and_finds_rows_that_came_later(alice):
    built = []

    def build(count, /, *, book, archived=None):
        built.append(count)
        rows = Account.objects.filter(book_id=book)
        rows = rows if archived is None else rows.filter(archived=archived)
        return rows.order_by("id").values_list("id")[:count]

    statement = Statement(build)
    before = statement.rows(9, book=alice.book.pk)
    later = alice.account()["id"]
    assert statement.rows(9, book=alice.book.pk) == [*before, (later,)]
    assert statement.rows(9, book=alice.book.pk, archived=True) == []
    assert statement.rows(1, book=alice.book.pk) == before[:1]
    assert statement.row(1, book=0) is None
    assert built == [9, 9, 1]


def test_it_reads_within_the_open_transaction(alice):
    statement = Statement(lambda *, book: Account.objects.filter(book_id=book).values_list("id"))
    with undone():
        made = alice.account()["id"]
        assert (made,) in statement.rows(book=alice.book.pk)
    assert (made,) not in statement.rows(book=alice.book.pk)


def test_an_update_sets_values_and_counts_the_rows_that_it_meets(alice, accounts):
    update = Update(
        lambda column, /, *, ids, book, number: (
            Account.objects.filter(id__in=ids, book_id=book),
            {column: number, "created_in": F("created_in") + 0},
        )
    )
    assert update.run("moved_in", ids=[*accounts[:2], 0], book=alice.book.pk, number=7) == 2
    assert update.run("moved_in", ids=accounts, book=0, number=8) == 0
    assert update.run("moved_in", ids=[], book=alice.book.pk, number=8) == 0
    moved = (
        Account.objects.filter(id__in=accounts).order_by("id").values_list("moved_in", flat=True)
    )
    assert list(moved) == [7, 7, 0]


def test_a_delete_takes_the_rows_that_it_meets(alice, accounts):
    delete = Delete(lambda *, ids: Account.objects.filter(id__in=ids))
    assert delete.run(ids=accounts[:2]) == 2
    assert delete.run(ids=accounts[:2]) == delete.run(ids=[]) == 0
    assert Account.objects.filter(id__in=accounts).count() == 1
