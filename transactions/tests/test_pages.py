"""The pages of the list: newest first, whole in both directions, at any distance of dates."""

import base64
import json

import pytest

from api.pagination import Cursor
from tests.cast import faults
from transactions.tests.example_book import add_expense

# Ties on one day, neighbours, and gaps that no single window of days spans.
DAYS = (
    ["2024-03-05"] * 5
    + ["2024-03-04", "2024-03-06", "2023-03-05", "2023-03-04", "2019-07-01", "1987-01-01"]
    + ["1900-01-01"] * 2
    + ["2200-12-31", "2100-02-28"]
)


@pytest.fixture
def rows(alice):
    items = [{"type": "expense", "amount": "1", "date": day} for day in DAYS]
    assert alice.post("transactions/bulk/", {"create": items}).status_code == 200
    return alice.get("transactions/", {"limit": 200}).json()["results"]


def pages(owner, link, direction):
    """Yield every page from `link` on."""
    while link:
        page = owner.get(link).json()
        yield page
        link = page[direction]


def test_the_list_is_newest_first_and_ties_go_by_id(rows):
    order = [(row["date"], row["id"]) for row in rows]
    assert len(order) == len(DAYS)
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 14, 15, 16])
def test_pages_forward_and_back_give_every_row_once(alice, rows, limit):
    forward = list(pages(alice, f"/api/v1/transactions/?limit={limit}", "next"))
    assert [row for page in forward for row in page["results"]] == rows
    assert forward[0]["previous"] is None
    back = list(pages(alice, forward[-1]["previous"], "previous"))
    assert [row for page in back[::-1] for row in page["results"]] == rows[
        : -len(forward[-1]["results"])
    ]


def test_a_page_goes_on_where_the_last_one_ended_whatever_was_added(alice, rows):
    first = alice.get("transactions/", {"limit": 8}).json()
    add_expense(alice, date="2200-12-31")
    alice.delete(f"transactions/{first['results'][-1]['id']}/")
    following = alice.get(first["next"]).json()["results"]
    assert following == rows[8:]


def test_links_keep_the_filters(alice, rows):
    first = alice.get("transactions/", {"limit": 2, "end_date": "2020-01-01"}).json()
    following = alice.get(first["next"]).json()
    assert [row["date"] for row in following["results"]] == ["1900-01-01", "1900-01-01"]
    assert following["next"] is None


def test_links_spell_a_search_as_it_was_meant(alice):
    for _ in range(3):
        add_expense(alice, description="Brötchen")
    # Typed into an address as it stands, and spelled by a program.
    for typed in ("brötchen", "br%C3%B6tchen", "br%c3%b6tchen"):
        link = f"/api/v1/transactions/?limit=1&q={typed}"
        assert [len(page["results"]) for page in pages(alice, link, "next")] == [1, 1, 1]


def test_an_empty_list_has_no_other_pages(alice):
    assert alice.get("transactions/").json() == {"next": None, "previous": None, "results": []}


def packed(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "====",
        "\u00e9",
        "A" * 5000,
        packed(),
        packed(0),
        packed(0, "2024-01-01"),
        packed(2, "2024-01-01", 1),
        packed(0, "2024-01-01", "1"),
        packed(0, "2024-01-01", True),
        packed(0, "2024-01-01", -1),
        packed(0, "2024-01-01", 2**63),
        packed(0, "2024-01-01", 1, 1),
        packed(0, "2024-02-30", 1),
        packed(0, 1, "2024-01-01"),
        packed(0, None, None),
        packed([], "2024-01-01", 1),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_a_cursor_that_was_not_made_here_is_refused(alice, cursor):
    assert faults(alice.get("transactions/", {"cursor": cursor})) == {("?cursor", "invalid_cursor")}


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_a_cursor_beyond_the_years_that_are_kept_does_no_harm(alice, rows, back, day):
    cursor = Cursor(back, (day, 1)).encode()
    assert alice.get("transactions/", {"cursor": cursor}).status_code in (200, 400)
