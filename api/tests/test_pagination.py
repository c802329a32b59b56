"""Keyset pages: cursors that hold their place, and that nobody else can make."""

import base64
import json

import pytest

from api.pagination import LIMIT_DEFAULT, LIMIT_MAX, Cursor
from tests.cast import faults, made


def encoded(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def ids(page):
    return [row["id"] for row in page["results"]]


@pytest.fixture
def rows(alice):
    """Ids of seven payees."""
    return [alice.add("payees/", name=f"P{n}")["id"] for n in range(7)]


def test_a_page_has_its_rows_and_the_ways_on_and_back(alice, rows):
    first = made(alice.get("payees/?limit=3"))
    assert (ids(first), first["previous"]) == (rows[:3], None)
    second = made(alice.get(first["next"]))
    assert ids(second) == rows[3:6]
    third = made(alice.get(second["next"]))
    assert (ids(third), third["next"]) == (rows[6:], None)
    assert ids(made(alice.get(third["previous"]))) == rows[3:6]
    back = made(alice.get(second["previous"]))
    assert (ids(back), back["previous"]) == (rows[:3], None)
    assert ids(made(alice.get(back["next"]))) == rows[3:6]


def test_a_list_that_fits_one_page_leads_nowhere(alice, rows):
    page = made(alice.get("payees/?limit=7"))
    assert (ids(page), page["next"], page["previous"]) == (rows, None, None)


def test_an_empty_list_leads_nowhere(alice):
    page = made(alice.get("payees/"))
    assert page == {"next": None, "previous": None, "results": []}


def test_links_keep_the_filters_and_the_limit(alice, rows):
    page = made(alice.get("payees/?q=P&limit=2&archived=false"))
    for part in ("q=P", "limit=2", "archived=false", "cursor="):
        assert part in page["next"]
    assert page["next"].startswith("http://testserver/api/v1/payees/")


def test_what_is_added_or_deleted_meanwhile_shifts_no_page(alice, rows):
    first = made(alice.get("payees/?limit=3"))
    alice.delete(f"payees/{rows[0]}/")
    alice.delete(f"payees/{rows[2]}/")
    added = alice.add("payees/", name="New")["id"]
    second = made(alice.get(first["next"]))
    assert ids(second) == rows[3:6]
    assert ids(made(alice.get(second["next"]))) == [rows[6], added]


def test_a_page_past_the_end_leads_back(alice, rows):
    first = made(alice.get("payees/?limit=6"))
    alice.delete(f"payees/{rows[6]}/")
    past = made(alice.get(first["next"]))
    assert (past["results"], past["next"]) == ([], None)
    assert ids(made(alice.get(past["previous"]))) == rows[:6]


def test_a_page_has_fifty_rows_unless_it_is_said_and_two_hundred_at_most(alice):
    for n in range(LIMIT_DEFAULT + 1):
        alice.add("payees/", name=f"P{n}")
    assert len(ids(made(alice.get("payees/")))) == LIMIT_DEFAULT
    assert len(ids(made(alice.get(f"payees/?limit={LIMIT_MAX}")))) == LIMIT_DEFAULT + 1


LIMITS = ["0", "-1", "201", "1.5", "ten", "", "\u0663", "1" * 40, " 5", "+5"]


@pytest.mark.parametrize("limit", LIMITS, ids=range(len(LIMITS)))
def test_another_limit_is_refused(alice, limit):
    assert faults(alice.get("payees/", {"limit": limit})) == {("?limit", "invalid_limit")}


CURSORS = [
    "",
    "x",
    "é",
    encoded([]),
    encoded([0]),
    encoded([0, 1, 2]),
    encoded([2, 1]),
    encoded([None, 1]),
    encoded([[], 1]),
    encoded([0, "1"]),
    encoded([0, True]),
    encoded([0, 1.5]),
    encoded([0, None]),
    encoded([0, -1]),
    encoded([0, 2**63]),
    encoded({"back": 0}),
    encoded("[0, NaN]"),
    encoded("[" * 5_000),
    encoded("[0, " + "9" * 5_000 + "]"),
    "A" * 10_000,
]


@pytest.mark.parametrize("cursor", CURSORS, ids=range(len(CURSORS)))
def test_a_cursor_that_was_not_made_here_is_refused(alice, cursor):
    assert faults(alice.get("payees/", {"cursor": cursor})) == {("?cursor", "invalid_cursor")}


@pytest.mark.parametrize(
    "key", [["2024-13-01", 1], ["2024-01-01"], [1, "2024-01-01"], [20240101, 1], [None, 1]]
)
@pytest.mark.parametrize("path", ["transactions/", "rates/"])
def test_a_cursor_of_another_list_is_refused(alice, path, key):
    cursor = encoded([0, *key])
    assert faults(alice.get(path, {"cursor": cursor})) == {("?cursor", "invalid_cursor")}


@pytest.mark.parametrize("back", [True, False])
def test_a_cursor_reads_as_it_was_written(back):
    cursor = Cursor(back, ("2024-01-01", 2**63 - 1))
    assert Cursor.decode(cursor.encode()) == cursor
