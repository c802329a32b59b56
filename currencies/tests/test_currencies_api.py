"""GET /api/v1/currencies/ lists what an account can be kept in."""

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from common.money import CURRENCIES

pytestmark = pytest.mark.django_db

URL = "/api/v1/currencies/"


def test_every_currency_is_listed_with_its_exponent(alice):
    answer = alice.get(URL)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["next"], body["previous"]) == (None, None)
    assert [row["code"] for row in body["results"]] == list(CURRENCIES)
    euro = {"code": "EUR", "name": "Euro", "exponent": 2, "withdrawn": None}
    assert {**euro, "euro_rate": None, "euro_since": None} in body["results"]
    assert {row["code"]: row["exponent"] for row in body["results"]}["KWD"] == 3


def test_currencies_of_the_past_are_listed_with_the_month_in_which_they_ended(alice):
    rows = {row["code"]: row for row in alice.get(URL).json()["results"]}
    mark = {"code": "DEM", "name": "Deutsche Mark", "exponent": 2, "withdrawn": "2002-03"}
    assert rows["DEM"] == {**mark, "euro_rate": "1.95583", "euro_since": "1999-01-01"}
    assert {code: rows[code]["exponent"] for code in ("ITL", "BEF", "YDD")} == {
        "ITL": 0,
        "BEF": 2,
        "YDD": 3,
    }
    assert (rows["HRK"]["withdrawn"], rows["ILR"]["withdrawn"]) == ("2023-01", "1989")
    assert not {"XAU", "XTS", "XFO", "XFU", "XRE"} & rows.keys()


def test_the_read_me_says_how_many_there_are():
    text = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    assert f" {len(CURRENCIES)} currencies" in text


def test_the_list_takes_no_query_but_that_of_the_token(alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = alice.get(URL)
    assert answer.status_code == 200


def test_an_unchanged_list_is_not_sent_again(alice):
    tag = alice.get(URL)["ETag"]
    assert alice.get(URL, headers={"If-None-Match": tag}).status_code == 304


def test_a_parameter_that_does_not_exist_is_refused(alice):
    answer = alice.get(URL, {"code": "EUR"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "?code"


def test_an_anonymous_caller_is_asked_to_sign_in(db):
    answer = APIClient().get(URL)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"]
