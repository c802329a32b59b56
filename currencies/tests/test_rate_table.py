"""The rate of a currency on a day is the newest usable one, and nothing else."""

from datetime import date, timedelta
from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books.models import Book
from common.money import CURRENCIES, convert
from common.periods import Period
from currencies.models import BookRate, ReferenceRate
from currencies.quotes import SOURCE_BOOK, SOURCE_IDENTITY, Quote, format_rate
from currencies.rates import RATE_AGE_DAYS_MAX, RateTable

pytestmark = pytest.mark.django_db

MONDAY = date(2024, 1, 8)
CODES = ("EUR", "USD", "GBP", "JPY")


def day(offset):
    return MONDAY + timedelta(days=offset)


def own(book, base, quote, on, rate):
    BookRate.objects.create(
        book=book, created_in=1, changed_in=1, base=base, quote=quote, date=on, rate=rate
    )


def published(currency, on, rate, source="ECB"):
    ReferenceRate.objects.create(source=source, currency=currency, date=on, rate=rate)


def look_up(book, currency, on, home=""):
    return RateTable.load(book, [currency], Period(on, on), home).at(currency, on)


def test_without_any_rate_there_is_none(book):
    assert look_up(book, "USD", MONDAY) is None


def test_the_home_currency_is_at_one_to_itself(book):
    assert look_up(book, "EUR", MONDAY) == Quote(Decimal(1), MONDAY, SOURCE_IDENTITY)


def test_a_reference_rate_is_inverted_into_the_euro(book):
    published("USD", MONDAY, "1.25")
    assert look_up(book, "USD", MONDAY) == Quote(Decimal("0.8"), MONDAY, "ECB")


def test_the_euro_is_taken_at_the_reference_rate_itself(book):
    published("USD", MONDAY, "1.0946")
    assert look_up(book, "EUR", MONDAY, "USD") == Quote(Decimal("1.0946"), MONDAY, "ECB")


def test_two_other_currencies_are_crossed_over_the_euro(book):
    published("USD", MONDAY, "1.0946")
    published("GBP", MONDAY, "0.86098")
    quote = look_up(book, "GBP", MONDAY, "USD")
    assert quote == Quote(Decimal("1.27134195916281"), MONDAY, "ECB")
    assert quote.text == "1.27134195916281"


def test_a_cross_needs_both_legs_of_one_day_and_one_source(book):
    published("USD", day(0), "1.0946")
    published("GBP", day(1), "0.86098")
    published("GBP", day(0), "0.86", source="BOE")
    assert look_up(book, "GBP", day(1), "USD") is None
    published("USD", day(-2), "1.1")
    published("GBP", day(-2), "0.88")
    assert look_up(book, "GBP", day(1), "USD") == Quote(Decimal("1.25"), day(-2), "ECB")


def test_the_books_own_rate_is_used_as_it_is_or_inverted(book):
    own(book, "USD", "EUR", MONDAY, "0.91")
    own(book, "EUR", "GBP", MONDAY, "0.8")
    assert look_up(book, "USD", MONDAY) == Quote(Decimal("0.91"), MONDAY, SOURCE_BOOK)
    assert look_up(book, "GBP", MONDAY) == Quote(Decimal("1.25"), MONDAY, SOURCE_BOOK)


def test_of_two_own_rates_of_a_day_the_direct_one_counts(book):
    own(book, "USD", "EUR", MONDAY, "0.91")
    own(book, "EUR", "USD", MONDAY, "1.25")
    assert look_up(book, "USD", MONDAY).rate == Decimal("0.91")


def test_own_rates_are_not_crossed(book):
    own(book, "USD", "GBP", MONDAY, "0.79")
    own(book, "GBP", "EUR", MONDAY, "1.16")
    assert look_up(book, "USD", MONDAY) is None


def test_of_one_day_the_books_own_rate_counts_before_a_published_one(book):
    published("USD", MONDAY, "1.25")
    own(book, "EUR", "USD", MONDAY, "1.28")
    assert look_up(book, "USD", MONDAY) == Quote(Decimal("0.78125"), MONDAY, SOURCE_BOOK)


def test_a_newer_published_rate_counts_before_an_older_own_one(book):
    own(book, "USD", "EUR", day(0), "0.91")
    published("USD", day(1), "1.25")
    assert look_up(book, "USD", day(0)).source == SOURCE_BOOK
    assert look_up(book, "USD", day(2)) == Quote(Decimal("0.8"), day(1), "ECB")


def test_of_two_publishers_of_a_day_the_first_in_the_alphabet_counts(book):
    published("USD", MONDAY, "1.28", source="NBP")
    published("USD", MONDAY, "1.25", source="ECB")
    assert look_up(book, "USD", MONDAY).source == "ECB"


def test_a_rate_serves_seven_days_and_no_longer(book):
    published("USD", MONDAY, "1.25")
    assert look_up(book, "USD", day(-1)) is None, "a rate says nothing about the days before it"
    assert look_up(book, "USD", day(RATE_AGE_DAYS_MAX)).date == MONDAY
    assert look_up(book, "USD", day(RATE_AGE_DAYS_MAX + 1)) is None


def test_another_books_rates_do_not_count(book, bob):
    other = Book.objects.exclude(pk=book.pk).get()
    own(other, "GBP", "EUR", MONDAY, "1.16")
    assert look_up(book, "GBP", MONDAY) is None


def test_a_quotient_beyond_the_bounds_is_no_rate(book):
    published("USD", MONDAY, "0.000000000001")
    published("GBP", MONDAY, "1000000000000")
    assert look_up(book, "USD", MONDAY, "GBP") is None
    assert look_up(book, "GBP", MONDAY, "USD") is None


@pytest.mark.parametrize(
    ("currency", "minor", "home", "home_minor"),
    [
        ("JPY", 16327, "EUR", 10000),  # no decimals into two
        ("EUR", 10000, "JPY", 16327),
        ("KWD", 1000, "EUR", 300),  # three decimals into two: 3.003
        ("EUR", 300, "KWD", 999),
        ("JPY", 1000, "KWD", 2040),
    ],
)
def test_amounts_convert_between_currencies_of_any_exponent(
    book, currency, minor, home, home_minor
):
    published("JPY", MONDAY, "163.27")
    published("KWD", MONDAY, "0.333")
    quote = look_up(book, currency, MONDAY, home)
    args = (CURRENCIES[currency], CURRENCIES[home])
    assert convert(minor, *args, quote.rate) == home_minor
    assert convert(minor, *args, Decimal(quote.text)) == home_minor


@pytest.mark.parametrize("days", [1, 400])
@pytest.mark.parametrize("currencies", [["USD"], ["USD", "GBP", "JPY"]])
def test_loading_takes_two_queries_for_any_span_and_any_currencies(
    book, days, currencies, django_assert_num_queries
):
    for code in currencies:
        for offset in range(0, days, 7):
            published(code, day(offset), "1.25")
    with django_assert_num_queries(2):
        table = RateTable.load(book, currencies, Period(day(0), day(days)))
    with django_assert_num_queries(0):
        assert all(table.at(code, day(offset)) for code in currencies for offset in range(days))


def test_a_table_holds_no_more_days_than_its_span_can_need(book):
    for offset in range(-20, 20):
        published("USD", day(offset), "1.25")
        own(book, "GBP", "EUR", day(offset), "1.17")
    table = RateTable.load(book, ["USD", "GBP"], Period(day(0), day(2)))
    for code in ("USD", "GBP"):
        assert table.series[code][0].days == tuple(day(offset) for offset in range(-7, 3))


def test_nothing_is_read_where_nothing_is_foreign(book, django_assert_num_queries):
    with django_assert_num_queries(0):
        table = RateTable.load(book, ["EUR"], Period(MONDAY, MONDAY))
    assert table.at("EUR", MONDAY).rate == 1


# Against a search that goes back day by day through plain lists.

offsets = st.integers(0, 20)
texts = st.decimals("0.01", "200", places=4).map(format_rate)
own_rates = st.dictionaries(
    st.tuples(st.sampled_from(CODES), st.sampled_from(CODES), offsets).filter(
        lambda key: key[0] != key[1]
    ),
    texts,
    max_size=15,
)
reference_rates = st.dictionaries(
    st.tuples(st.sampled_from(["ECB", "NBP"]), st.sampled_from(CODES[1:]), offsets),
    texts,
    max_size=25,
)


def quotient(numerator, denominator):
    if denominator == 1:
        return numerator
    return Context(prec=15).divide(numerator, denominator)


def naive(owned, references, home, currency, on):
    if currency == home:
        return Quote(Decimal(1), day(on), SOURCE_IDENTITY)
    for back in range(on, on - RATE_AGE_DAYS_MAX - 1, -1):
        if text := owned.get((currency, home, back)):
            return Quote(Decimal(text), day(back), SOURCE_BOOK)
        if text := owned.get((home, currency, back)):
            return Quote(quotient(Decimal(1), Decimal(text)), day(back), SOURCE_BOOK)
        for source in ("ECB", "NBP"):
            legs = [
                "1" if code == "EUR" else references.get((source, code, back))
                for code in (home, currency)
            ]
            if all(legs):
                return Quote(quotient(*map(Decimal, legs)), day(back), source)
    return None


@given(own_rates, reference_rates, st.sampled_from(CODES), offsets, offsets)
def test_the_table_finds_what_a_naive_search_finds(owned, references, home, one, other):
    BookRate.objects.all().delete()
    ReferenceRate.objects.all().delete()
    book = Book.objects.create(name="Home", home_currency=home)
    for (base, quote, offset), text in owned.items():
        own(book, base, quote, day(offset), text)
    for (source, code, offset), text in references.items():
        published(code, day(offset), text, source)
    first, last = min(one, other), max(one, other)
    table = RateTable.load(book, CODES, Period(day(first), day(last)))
    for code in CODES:
        for offset in range(first, last + 1):
            assert table.at(code, day(offset)) == naive(owned, references, home, code, offset)
