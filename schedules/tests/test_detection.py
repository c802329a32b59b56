"""Payments that recur, found among others: the worked examples, and what may not matter."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.cadences import Payment
from schedules.detection import series_among


def monthly(day, amounts, year=2025, off=()):
    """A payment a month from January on; `off` has how many days each is late."""
    found = []
    for index, amount in enumerate(amounts):
        if amount:
            when = date(year + index // 12, 1 + index % 12, day)
            late = off[index % len(off)] if off else 0
            found.append(Payment(when + timedelta(days=late), index, amount))
    return found


def told(payments):
    return [(one.cadence.name, one.place, one.score) for one in series_among(payments)]


def test_a_subscription_whose_price_rose_once_is_certain():
    payments = monthly(15, [999] * 11 + [1299], off=(0, 1, -1))
    assert told(payments) == [("month", 15, Fraction(1))]


def test_a_supermarket_is_not_a_series():
    payments = [
        Payment(date(2025, 1, 1) + timedelta(days=7 * week + extra), 2 * week + one, amount)
        for week in range(26)
        for one, (extra, amount) in enumerate(
            ((week % 3, 3_000 + 700 * (week % 7)), (4, 900 + 310 * (week % 5)))
        )
    ]
    assert told(payments) == []


def test_rent_with_one_month_missing_is_found():
    ((cadence, place, score),) = told(monthly(1, [80_000] * 5 + [0] + [80_000] * 6))
    assert (cadence, place, score) == ("month", 1, Fraction(11, 12))


@pytest.mark.parametrize("amounts", [[500, 0, 500, 500], [500, 500, 0, 500]])
def test_three_of_four_dates_are_enough(amounts):
    assert told(monthly(6, amounts)) == [("month", 6, Fraction(3, 4))]


def test_payments_may_be_as_far_from_their_dates_as_it_says_on_either_side():
    days = [date(2025, 1, 22), date(2025, 4, 8), date(2025, 7, 15)]
    payments = [Payment(day, number, 500) for number, day in enumerate(days)]
    assert told(payments) == [("quarter", 15, Fraction(1))]


def test_two_contracts_at_one_company_are_two_series():
    payments = monthly(3, [599] * 8) + [
        Payment(day, 100 + number, amount) for day, number, amount in monthly(20, [1499] * 8)
    ]
    assert sorted(told(payments)) == [("month", 3, Fraction(1)), ("month", 20, Fraction(1))]


def test_two_contracts_of_about_the_same_price_are_two_series():
    payments = monthly(3, [999] * 8) + [
        Payment(day, 100 + number, amount) for day, number, amount in monthly(17, [1099] * 8)
    ]
    assert sorted(told(payments)) == [("month", 3, Fraction(1)), ("month", 17, Fraction(1))]


def test_a_subscription_is_found_where_one_also_buys():
    payments = monthly(3, [899] * 12) + [
        Payment(date(2025, 1, 1) + timedelta(days=9 * number), 100 + number, amount)
        for number, amount in enumerate(range(400, 2400, 50))
    ]
    assert told(payments) == [("month", 3, Fraction(1))]


def test_a_few_payments_every_four_weeks_are_not_taken_for_monthly_ones():
    start = date(2025, 1, 6)
    payments = [Payment(start + timedelta(days=28 * number), number, 500) for number in range(4)]
    assert [cadence for cadence, *_ in told(payments)] == ["four_weeks"]
    assert [cadence for cadence, *_ in told(monthly(6, [500] * 4, off=(0, 1)))] == ["month"]


def test_each_cadence_is_told_from_the_others():
    start = date(2024, 1, 31)
    for name, days in (("week", 7), ("two_weeks", 14), ("four_weeks", 28)):
        payments = [Payment(start + timedelta(days=days * n), n, 500) for n in range(12)]
        assert [cadence for cadence, *_ in told(payments)] == [name]
    for name, months in (("month", 1), ("two_months", 2), ("quarter", 3), ("half_year", 6)):
        payments = [one for one in monthly(28, [500] * 36, 2022) if one.id % months == 0]
        assert [cadence for cadence, *_ in told(payments)] == [name]
    payments = [Payment(date(2022 + n, 5, 5 + n), n, 5_000 + n) for n in range(3)]
    assert [cadence for cadence, *_ in told(payments)] == ["year"]


def test_two_payments_a_year_apart_are_a_series_if_they_are_alike():
    assert told([Payment(date(2024, 5, 5), 1, 5000), Payment(date(2025, 5, 9), 2, 6000)])
    assert not told([Payment(date(2024, 5, 5), 1, 5000), Payment(date(2025, 5, 9), 2, 6001)])


def test_the_31st_is_the_last_day_of_shorter_months():
    days = [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]
    (found,) = series_among([Payment(day, number, 7) for number, day in enumerate(days)])
    assert (found.cadence.name, found.place, found.score) == ("month", 31, 1)
    assert [slot for slot, _ in found.hits] == days


def test_a_series_has_ended_one_and_a_half_cadences_after_its_last_payment():
    (found,) = series_among(monthly(1, [500] * 6))
    assert not found.has_ended(date(2025, 7, 16))
    assert found.has_ended(date(2025, 7, 17))


payments = st.lists(
    st.builds(
        Payment,
        st.dates(date(2024, 1, 1), date(2025, 12, 31)),
        st.integers(1, 10**6),
        st.sampled_from([500, 510, 999, 1299, 80_000]),
    ),
    max_size=40,
    unique_by=lambda one: one.id,
)


@given(payments, st.randoms(use_true_random=False))
def test_the_order_of_payments_does_not_matter(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert series_among(shuffled) == series_among(found)


@given(payments, st.integers(1, 20))
def test_shifting_all_payments_by_whole_four_weeks_keeps_series_of_weeks(found, count):
    moved = [one._replace(date=one.date + timedelta(days=28 * count)) for one in found]
    before = [one.score for one in series_among(found) if one.cadence.weeks]
    after = [one.score for one in series_among(moved) if one.cadence.weeks]
    assert not before or not after or before == after


@given(payments)
def test_each_payment_is_in_one_series_and_each_date_has_one(found):
    hits = [hit for one in series_among(found) for hit in one.hits]
    ids = [payment.id for _, payment in hits]
    assert len(ids) == len(set(ids))
    for one in series_among(found):
        slots = [slot for slot, _ in one.hits]
        assert slots == sorted(set(slots))
        assert 0 < one.score <= 1
        assert one.missed >= 0
