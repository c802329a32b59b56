"""GET /api/v1/rates/lookup/ says which rate an amount would be converted at, or that none is."""

from datetime import date

import pytest
from django.utils import timezone

from currencies.models import BookRate, ReferenceRate
from tests.cast import faults

pytestmark = pytest.mark.django_db

URL = "/api/v1/rates/lookup/"


@pytest.fixture
def usd(db):
    return ReferenceRate.objects.create(
        source="ECB", currency="USD", date=date(2024, 2, 23), rate="1.25"
    )


def test_a_rate_is_found_with_its_day_and_its_source(alice, usd):
    answer = alice.get(URL, {"from": "USD", "to": "EUR", "date": "2024-02-25"})
    assert answer.status_code == 200
    assert answer.json() == {
        "from": "USD",
        "to": "EUR",
        "date": "2024-02-25",
        "rate": "0.8",
        "rate_date": "2024-02-23",
        "source": "ECB",
        "unconverted": False,
    }


def test_the_home_currency_is_converted_into_where_none_is_named(alice, bob, usd):
    asked = {"from": "USD", "date": "2024-02-25"}
    assert alice.get(URL, asked).json()["to"] == "EUR"
    assert bob.get(URL, asked).json()["to"] == "USD"


def test_any_two_currencies_can_be_asked_for(alice, usd):
    ReferenceRate.objects.create(source="ECB", currency="GBP", date=usd.date, rate="0.8")
    found = alice.get(URL, {"from": "gbp", "to": "usd", "date": "2024-02-23"}).json()
    assert (found["from"], found["to"], found["rate"]) == ("GBP", "USD", "1.5625")


def test_where_there_is_no_rate_the_answer_says_so(alice, usd):
    found = alice.get(URL, {"from": "USD", "date": "2024-03-02"})
    assert found.status_code == 200
    assert found.json() == {
        "from": "USD",
        "to": "EUR",
        "date": "2024-03-02",
        "rate": None,
        "rate_date": None,
        "source": None,
        "unconverted": True,
    }


def test_a_currency_is_at_one_to_itself(alice):
    found = alice.get(URL, {"from": "EUR", "date": "2024-02-25"}).json()
    assert (found["rate"], found["source"], found["unconverted"]) == ("1", "identity", False)


def test_today_is_meant_where_no_day_is_named(alice):
    assert alice.get(URL, {"from": "USD"}).json()["date"] == str(timezone.localdate())


def test_faulty_parameters_are_all_named(alice):
    assert faults(alice.get(URL)) == {("?from", "required")}
    asked = {"from": "XXX", "to": "E", "date": "2024-2-5", "day": "1"}
    assert faults(alice.get(URL, asked)) == {
        ("?from", "unknown_currency"),
        ("?to", "unknown_currency"),
        ("?date", "invalid"),
        ("?day", "unknown_parameter"),
    }


def test_a_stranger_is_answered_from_his_own_book_alone(alice, book, bob):
    BookRate.objects.create(
        book=book,
        created_in=1,
        changed_in=1,
        base="EUR",
        quote="USD",
        date=date(2024, 2, 23),
        rate="1.25",
    )
    asked = {"from": "USD", "to": "EUR", "date": "2024-02-23"}
    assert alice.get(URL, asked).json()["source"] == "book"
    assert bob.get(URL, asked).json()["unconverted"] is True


def test_a_lookup_takes_three_queries(alice, usd, django_assert_num_queries):
    with django_assert_num_queries(3):  # the token with the book, reference rates, own rates
        answer = alice.get(URL, {"from": "USD", "date": "2024-02-25"})
    assert answer.status_code == 200


def test_an_anonymous_caller_is_asked_to_sign_in(anonymous):
    assert anonymous.get(URL, {"from": "USD"}).status_code == 401
