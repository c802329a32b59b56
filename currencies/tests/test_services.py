"""The services report a rate that moves to its watchers, inside the change."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from books.services import delete_book
from books.unit_of_work import change
from common.errors import Invalid
from currencies import registry
from currencies.models import BookRate, PendingRevaluation, ReferenceRate
from currencies.services import amend_rate, create_rate, delete_rate, import_reference_rates
from tests.cast import ACTOR

pytestmark = pytest.mark.django_db

DAY = date(2024, 2, 27)
WEEK = (DAY, date(2024, 3, 5))
LATER = (date(2024, 3, 1), date(2024, 3, 8))


@pytest.fixture
def rate(uow):
    return create_rate(uow, date=DAY, base="EUR", quote="USD", rate=Decimal("1.0853"))


def test_a_new_rate_is_reported_with_the_days_that_it_serves(uow, book, reported):
    create_rate(uow, date=DAY, base="EUR", quote="USD", rate=Decimal("1.0853"))
    create_rate(uow, date=DAY, base="GBP", quote="EUR", rate=Decimal("1.17"))
    assert reported == [(book.pk, "EUR", {"USD"}, *WEEK), (book.pk, "EUR", {"GBP"}, *WEEK)]


def test_a_rate_that_does_not_touch_the_home_currency_is_not_reported(uow, reported):
    create_rate(uow, date=DAY, base="GBP", quote="USD", rate=Decimal("1.27"))
    assert reported == []


def test_a_rate_that_moves_is_reported_at_both_places(rate, uow, book, reported):
    amend_rate(uow, rate, rate=Decimal("1.09"))
    assert reported == [(book.pk, "EUR", {"USD"}, *WEEK)]
    reported.clear()
    amend_rate(uow, rate, date=date(2024, 3, 1), quote="GBP")
    assert reported == [(book.pk, "EUR", {"USD"}, *WEEK), (book.pk, "EUR", {"GBP"}, *LATER)]


def test_a_rate_that_goes_is_reported(rate, uow, book, reported):
    delete_rate(uow, rate)
    assert reported == [(book.pk, "EUR", {"USD"}, *WEEK)]


def test_a_watcher_finds_the_rate_as_it_now_is(uow, monkeypatch):
    seen = []

    def watcher(uow, currencies, days):
        seen.append(list(BookRate.objects.for_book(uow.book).values_list("rate", flat=True)))

    monkeypatch.setattr(registry, "rate_watchers", [watcher])
    row = create_rate(uow, date=DAY, base="EUR", quote="USD", rate=Decimal("1.0"))
    amend_rate(uow, row, rate=Decimal("1.09"))
    delete_rate(uow, row)
    assert seen == [["1"], ["1.09"], []]


def test_the_days_of_use_end_with_the_years_of_the_tracker(uow, reported):
    last = date(2200, 12, 31)
    create_rate(uow, date=last, base="EUR", quote="USD", rate=Decimal(1))
    assert reported[0][-2:] == (last, last)


def test_a_refused_rate_is_not_reported(rate, uow, reported):
    with pytest.raises(Invalid):
        create_rate(uow, date=DAY, base="EUR", quote="USD", rate=Decimal(2))
    with pytest.raises(Invalid):
        amend_rate(uow, rate, quote="EUR")
    assert reported == []


def test_every_rule_is_named_at_once_also_below_http(uow):
    with pytest.raises(Invalid) as refused:
        create_rate(uow, date=date(1899, 1, 1), base="XAU", quote="XAU", rate=Decimal(0))
    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [
        ("/base", "unknown_currency"),
        ("/quote", "unknown_currency"),
        ("/quote", "same_currency"),
        ("/date", "out_of_range"),
        ("/rate", "out_of_range"),
    ]


def test_the_rows_carry_the_changes_that_made_and_touched_them(book):
    with change(book, by=ACTOR) as first:
        row = create_rate(first, date=DAY, base="EUR", quote="USD", rate=Decimal("1.0853"))
    with change(book, by=ACTOR) as second:
        amend_rate(second, row, rate=Decimal("1.09"))
    row.refresh_from_db()
    assert (row.created_in, row.changed_in) == (first.number, second.number)


def test_the_rates_of_a_book_go_with_it_and_published_ones_stay(book):
    with change(book, by=ACTOR) as uow:
        create_rate(uow, date=DAY, base="EUR", quote="USD", rate=Decimal("1.0853"))
    import_reference_rates("ECB", {("USD", DAY): "1.0856"})
    delete_book(book)
    assert not BookRate.objects.exists()
    assert ReferenceRate.objects.count() == 1


GOOD_OWN = {"base": "EUR", "quote": "USD", "date": DAY, "rate": "1.0853"}
GOOD_PUBLISHED = {"source": "ECB", "currency": "USD", "date": DAY, "rate": "1.0856"}
BAD = [{"date": date(1899, 12, 31)}, {"date": date(2201, 1, 1)}] + [
    {"rate": text} for text in ("", "0", "-1", "+1", ".5", "NaN", "one")
]


@pytest.mark.parametrize(
    "values",
    [*BAD, {"quote": "EUR"}, {"created_in": 0}, {"created_in": 2}],
    ids=lambda values: "-".join(f"{k}={v}" for k, v in values.items()),
)
def test_the_database_itself_refuses_an_impossible_rate_of_a_book(book, values):
    stamps = {"created_in": 1, "changed_in": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        BookRate.objects.create(book=book, **{**GOOD_OWN, **stamps, **values})
    assert not BookRate.objects.exists()


@pytest.mark.parametrize(
    "values",
    [*BAD, {"currency": "EUR"}],
    ids=lambda values: "-".join(f"{k}={v}" for k, v in values.items()),
)
def test_the_database_itself_refuses_an_impossible_published_rate(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceRate.objects.create(**{**GOOD_PUBLISHED, **values})


def test_the_database_itself_refuses_a_second_rate_of_a_day(rate, book):
    with pytest.raises(IntegrityError), transaction.atomic():
        BookRate.objects.create(book=book, created_in=1, changed_in=1, **GOOD_OWN)
    ReferenceRate.objects.create(**GOOD_PUBLISHED)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceRate.objects.create(**GOOD_PUBLISHED)


def test_rows_read_as_sentences(rate):
    published = ReferenceRate(**GOOD_PUBLISHED)
    pending = PendingRevaluation(currencies="GBP USD", start=WEEK[0], end=WEEK[1])
    assert str(rate) == "1.0853 USD for 1 EUR on 2024-02-27"
    assert str(published) == "1.0856 USD for 1 EUR on 2024-02-27 (ECB)"
    assert str(pending) == "GBP USD from 2024-02-27 to 2024-03-05"
