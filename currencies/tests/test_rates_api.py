"""/api/v1/rates/: a book's own rates, entered by hand."""

from datetime import date

import pytest

from currencies.models import BookRate
from tests.cast import faults

pytestmark = pytest.mark.django_db

URL = "/api/v1/rates/"
RATE = {"date": "2024-02-27", "base": "EUR", "quote": "USD", "rate": "1.0853"}


def detail(row_id):
    return f"{URL}{row_id}/"


def add_rate(caller, **values):
    return caller.add("rates/", **{**RATE, **values})


def test_a_rate_is_entered_and_read_back(alice, book):
    answer = alice.post(URL, RATE)
    assert answer.status_code == 201
    body = answer.json()
    assert body == {"id": body["id"], **RATE}
    assert answer["Location"] == detail(body["id"])
    read = alice.get(detail(body["id"]))
    assert (read.status_code, read.json(), read["ETag"]) == (200, body, answer["ETag"])


@pytest.mark.parametrize(
    ("stated", "shown"),
    [("1.50", "1.5"), (2, "2"), (1.25, "1.25"), ("0.000000000001", "0.000000000001")],
)
def test_a_rate_is_taken_as_text_or_number_and_shown_as_one_text(alice, stated, shown):
    assert add_rate(alice, rate=stated)["rate"] == shown


def test_codes_are_taken_in_either_case(alice):
    assert add_rate(alice, base="eur", quote="usd")["base"] == "EUR"


def test_all_faults_of_a_rate_are_named_at_once(alice):
    answer = alice.post(URL, {"date": "27.02.2024", "base": "EURO", "rate": "one"})
    assert faults(answer) == {
        ("/date", "invalid"),
        ("/base", "unknown_currency"),
        ("/quote", "required"),
        ("/rate", "not_a_number"),
    }
    answer = alice.post(URL, {**RATE, "quote": "EUR", "rate": "-1"})
    assert faults(answer) == {("/quote", "same_currency"), ("/rate", "out_of_range")}
    assert not BookRate.objects.exists()


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"quote": "EUR"}, ("/quote", "same_currency")),
        ({"quote": "eur"}, ("/quote", "same_currency")),
        ({"base": "XAU"}, ("/base", "unknown_currency")),
        ({"base": None}, ("/base", "null")),
        ({"date": "1899-12-31"}, ("/date", "out_of_range")),
        ({"date": "2201-01-01"}, ("/date", "out_of_range")),
        ({"date": "2024-02-30"}, ("/date", "invalid")),
        ({"date": 20240227}, ("/date", "invalid")),
        ({"rate": "0"}, ("/rate", "out_of_range")),
        ({"rate": "1e3"}, ("/rate", "not_a_number")),
        ({"rate": True}, ("/rate", "not_a_number")),
        ({"rate": None}, ("/rate", "null")),
        ({"rate": "1000000000001"}, ("/rate", "out_of_range")),
        ({"rate": "1.0000000000001"}, ("/rate", "too_many_decimals")),
    ],
)
def test_a_faulty_rate_is_refused_and_changes_nothing(alice, book, values, fault):
    assert faults(alice.post(URL, {**RATE, **values})) == {fault}
    assert not BookRate.objects.exists()
    number = book.last_change
    book.refresh_from_db()
    assert book.last_change == number


def test_a_second_rate_of_the_same_pair_and_day_is_refused(alice):
    add_rate(alice)
    assert faults(alice.post(URL, {**RATE, "rate": "1.1"})) == {("/date", "rate_taken")}
    other = add_rate(alice, date="2024-02-28")
    moved = alice.patch(detail(other["id"]), {"date": RATE["date"]})
    assert faults(moved) == {("/date", "rate_taken")}
    add_rate(alice, base="USD", quote="EUR", rate="0.92")


def test_another_book_may_have_a_rate_of_the_same_pair_and_day(alice, bob):
    add_rate(alice)
    add_rate(bob)


def test_a_rate_is_changed_in_part_or_whole(alice):
    row = add_rate(alice)
    answer = alice.patch(detail(row["id"]), {"rate": "1.09"})
    assert (answer.status_code, answer.json()) == (200, {**row, "rate": "1.09"})
    whole = {"date": "2024-02-28", "base": "GBP", "quote": "EUR", "rate": "1.17"}
    answer = alice.put(detail(row["id"]), whole)
    assert (answer.status_code, answer.json()) == (200, {"id": row["id"], **whole})
    assert faults(alice.put(detail(row["id"]), {"rate": "1.2"})) == {
        ("/date", "required"),
        ("/base", "required"),
        ("/quote", "required"),
    }
    assert faults(alice.patch(detail(row["id"]), {"base": "EUR"})) == {("/quote", "same_currency")}


def test_a_rate_that_is_deleted_is_gone(alice):
    row = add_rate(alice)
    assert alice.delete(detail(row["id"])).status_code == 204
    assert alice.get(detail(row["id"])).status_code == 404
    assert alice.delete(detail(row["id"])).status_code == 404
    add_rate(alice)


def test_a_write_on_a_stale_reading_is_refused(alice):
    row = add_rate(alice)
    tag = alice.get(detail(row["id"]))["ETag"]
    changed = alice.patch(detail(row["id"]), {"rate": "1.09"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    for write in (alice.patch, alice.delete):
        answer = write(detail(row["id"]), {"rate": "1.1"}, headers={"If-Match": tag})
        assert answer.status_code == 412
    assert alice.get(detail(row["id"])).json()["rate"] == "1.09"


def test_a_request_that_is_sent_twice_enters_one_rate(alice):
    answers = [alice.post(URL, RATE, headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert BookRate.objects.count() == 1


def test_rates_are_listed_newest_first_page_by_page(alice):
    days = ["2024-02-27", "2024-02-29", "2024-02-28", "2023-12-31"]
    for day in days:
        add_rate(alice, date=day)
        add_rate(alice, date=day, quote="GBP")
    seen, url = [], f"{URL}?limit=3"
    while url:
        page = alice.get(url).json()
        seen += [(row["date"], row["id"]) for row in page["results"]]
        last, url = page, page["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 8
    before = alice.get(last["previous"]).json()["results"]
    assert [(row["date"], row["id"]) for row in before] == seen[3:6]


@pytest.mark.parametrize("cursor", ["x", "WzAsMV0", "WzAsIngiLDFd", "WzAsIjIwMjQtMDEtMDEiXQ"])
def test_a_cursor_that_was_not_made_here_is_refused(alice, cursor):
    assert faults(alice.get(URL, {"cursor": cursor})) == {("?cursor", "invalid_cursor")}


@pytest.mark.parametrize(
    ("params", "days"),
    [
        ({}, {1, 2, 3, 4}),
        ({"base": "GBP"}, {2}),
        ({"quote": "usd"}, {1, 3}),
        ({"base": "EUR", "quote": "USD"}, {1, 3}),
        ({"base": "CHF"}, set()),
        ({"start_date": "2024-01-02"}, {2, 3, 4}),
        ({"end_date": "2024-01-02"}, {1, 2}),
        ({"start_date": "2024-01-02", "end_date": "2024-01-03"}, {2, 3}),
        ({"start_date": "2024-01-02", "quote": "USD"}, {3}),
    ],
)
def test_the_list_is_filtered_by_currencies_and_days(alice, params, days):
    add_rate(alice, date="2024-01-01")
    add_rate(alice, date="2024-01-02", base="GBP", quote="EUR")
    add_rate(alice, date="2024-01-03")
    add_rate(alice, date="2024-01-04", quote="GBP")
    rows = alice.get(URL, params).json()["results"]
    assert {date.fromisoformat(row["date"]).day for row in rows} == days


def test_faulty_filters_are_all_named(alice):
    params = {"bse": "EUR", "quote": "XXX", "start_date": "yesterday", "end_date": "2201-01-01"}
    assert faults(alice.get(URL, params)) == {
        ("?bse", "unknown_parameter"),
        ("?quote", "unknown_currency"),
        ("?start_date", "invalid"),
        ("?end_date", "out_of_range"),
    }
    backwards = {"start_date": "2024-01-02", "end_date": "2024-01-01"}
    assert faults(alice.get(URL, backwards)) == {("?end_date", "before_start")}


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_takes_the_same_queries_for_any_number_of_rates(
    alice, book, count, django_assert_num_queries
):
    for index in range(count):
        BookRate.objects.create(
            book=book,
            created_in=1,
            changed_in=1,
            base="EUR",
            quote="USD",
            date=date.fromordinal(738_000 + index),
            rate="1.1",
        )
    with django_assert_num_queries(2):  # the token with the book, the page
        assert len(alice.get(URL).json()["results"]) == count


def test_a_stranger_finds_no_rate_of_the_book(alice, bob):
    row = add_rate(alice)
    assert bob.get(URL).json()["results"] == []
    assert bob.get(detail(row["id"])).status_code == 404
    assert bob.put(detail(row["id"]), RATE).status_code == 404
    assert bob.patch(detail(row["id"]), {"rate": "2"}).status_code == 404
    assert bob.delete(detail(row["id"])).status_code == 404
    assert alice.get(detail(row["id"])).json() == row


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_an_anonymous_caller_is_asked_to_sign_in(alice, anonymous, method):
    row = add_rate(alice)
    for url in (URL, detail(row["id"])):
        assert getattr(anonymous, method)(url, RATE).status_code == 401
    assert BookRate.objects.get().rate == RATE["rate"]
