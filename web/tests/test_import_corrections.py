"""Faulty cells on the page of an import: shown, typed, refused, corrected and taken back."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imports.models import Decision, Import
from imports.tests.sending import planned, rows_of, stored, table
from imports.worker.pipeline import take_further
from tests.cast import joined, made, signed_up
from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db

DATE, AMOUNT = "2024-13-05", "-3.4O"
FILE = table(
    ("2024-01-05", "-1.00", "Cafe"), (DATE, "-42.00", "Market"), ("2024-01-09", AMOUNT, "Kiosk")
)
RIGHT = {"cell-2-date": "15 Jan 2024", "cell-3-amount": "\N{MINUS SIGN}3.40"}


@pytest.fixture
def browser(alice):
    return browser_of(alice.user)


@pytest.fixture
def faulty(alice, cash):
    return planned(alice, FILE, account=cash)["id"]


def page_of(browser, alice, row_id, query=""):
    there = address_of("import", book=alice.book.pk, imported=row_id)
    answer = browser.get(f"{there}{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def form_of(text):
    """What a browser sends of the cells and rows of a page, as they stand."""
    inputs = re.findall(r'<input [^>]*?name="([a-z]+-[^"]*)" value="(.*?)"', text)
    sent = {name: value for name, value in inputs if not name.startswith(("add-", "back-"))}
    boxes = re.findall(r'<input type="checkbox" name="(add-\d+)" value="1" [^>]*? checked', text)
    rows = re.findall(r'name="row" value="(.*?)"', text)
    return {**sent, **dict.fromkeys(boxes, "1"), "row": rows}


def save(browser, alice, row_id, name="import_rows", query="?verdict=faulty", **typed):
    sent = form_of(page_of(browser, alice, row_id, query))
    version = Import.objects.get(pk=row_id).version
    there = address_of(name, book=alice.book.pk, imported=row_id)
    return browser.post(f"{there}{query}", {"version": version, **sent, **typed})


def test_the_fault_stands_at_its_field_with_the_text_of_the_file(alice, browser, faulty):
    text = page_of(browser, alice, faulty)
    (field,) = re.findall(r'<input class="input sm" id="cell-2-date".*?</p>', text)
    assert f'value="{DATE}"' in field
    assert 'aria-invalid="true" aria-describedby="cell-2-date-f"' in field
    assert "Not a date" in field
    assert '<label for="cell-3-amount">Amount</label>' in text


def test_typed_values_are_corrections_and_the_page_goes_on_with_the_new_plan(
    alice, browser, faulty
):
    answer = save(browser, alice, faulty, **RIGHT)
    assert answer["Location"] == address_of("import", book=alice.book.pk, imported=faulty)
    assert "Waits for the worker" in page_of(browser, alice, faulty)
    take_further(faulty)
    assert [(row["date"], row["amount"]) for row in rows_of(alice, faulty)] == [
        ("2024-01-05", "-1.00"),
        ("2024-01-15", "-42.00"),
        ("2024-01-09", "-3.40"),
    ]
    text = page_of(browser, alice, faulty)
    assert f"Corrected: Date 15 Jan 2024, in the file <q>{DATE}</q>" in text
    assert "Record 3" in text


def test_a_field_that_was_not_touched_is_not_a_correction(alice, browser, faulty):
    assert save(browser, alice, faulty).status_code == 303
    assert not Decision.objects.exists()
    assert Import.objects.get().state == "planned"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"cell-2-date": "31 Feb 2024"}, 'id="cell-2-date-f"'),
        ({"cell-3-amount": "3.40"}, "Leaves or arrives? Write − or + before it"),
        ({"cell-3-amount": "-3.405"}, "EUR has at most 2 decimals"),
        ({"cell-3-amount": "-0"}, "An amount of 0 moves nothing"),
    ],
)
def test_a_refused_value_stays_as_typed_with_its_fault(alice, browser, faulty, typed, says):
    answer = save(browser, alice, faulty, **{**RIGHT, **typed})
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    ((name, value),) = typed.items()
    assert re.search(rf'name="{name}" value="{re.escape(value)}"[^>]* aria-invalid="true"', text)
    assert says in text
    others = {**RIGHT, **typed}
    assert all(f'name="{n}" value="{v}"' in text for n, v in others.items())
    assert not Decision.objects.exists()
    assert Import.objects.get().state == "planned"


def test_a_value_that_is_still_wrong_is_shown_with_its_fault(alice, browser, faulty):
    save(browser, alice, faulty, **{"cell-2-date": "15 Jan 2093"})
    take_further(faulty)
    text = page_of(browser, alice, faulty)
    (field,) = re.findall(r'<input class="input sm" id="cell-2-date".*?</div>', text)
    assert 'value="15 Jan 2093"' in field
    assert "After today" in field
    assert f"In the file: <q>{DATE}</q>" in field
    save(browser, alice, faulty, **{"cell-2-date": ""})
    assert not Decision.objects.filter(content__contains=DATE).exists()


def test_a_correction_is_taken_back(alice, browser, faulty):
    save(browser, alice, faulty, **RIGHT)
    take_further(faulty)
    save(browser, alice, faulty, query="?verdict=new", **{"back-2": "1"})
    take_further(faulty)
    assert [row["verdict"] for row in rows_of(alice, faulty)] == ["new", "faulty", "new"]


def test_recording_waits_for_a_look_at_corrected_rows(alice, browser, faulty):
    answer = save(browser, alice, faulty, "import_record", **RIGHT)
    assert answer.status_code == 303
    take_further(faulty)
    assert stored(alice) == []
    text = page_of(browser, alice, faulty)
    assert "The corrected rows are planned anew" in text
    save(browser, alice, faulty, "import_record", query="?verdict=new")
    take_further(faulty)
    assert len(stored(alice)) == 3


def test_a_faulty_line_that_was_recorded_is_known_and_cannot_be_added(alice, browser, cash, faulty):
    save(browser, alice, faulty, **RIGHT)
    take_further(faulty)
    save(browser, alice, faulty, "import_record", query="?verdict=new")
    take_further(faulty)
    again = planned(alice, FILE, account=cash)["id"]
    text = page_of(browser, alice, again, "?verdict=known")
    assert 'name="add-1"' in text
    assert 'name="add-2"' not in text
    answer = save(browser, alice, again, query="?verdict=known", **{"add-2": "1"})
    assert answer.status_code == 303
    assert [row["action"] for row in rows_of(alice, again)] == ["match"] * 3


def test_a_viewer_reads_the_faults_and_a_stranger_reads_nothing(alice, bob, faulty):
    viewer = browser_of(joined(signed_up("viewer"), alice.book, "viewer").user)
    text = page_of(viewer, alice, faulty)
    assert f"Date: Not a date (<q>{DATE}</q>)" in text
    assert "cell-2-date" not in text
    there = address_of("import_rows", book=alice.book.pk, imported=faulty)
    assert viewer.post(there, RIGHT).status_code == 403
    assert browser_of(bob.user).post(there, RIGHT).status_code == 404


def test_hidden_amounts_are_not_sent_with_faulty_cells(alice, browser, cash):
    text = table(("2024-01-05", "-4711.0O", "Cafe"), ("2024-01-06", "-1.00", "Bar"))
    row_id = planned(alice, text, account=cash)["id"]
    browser.post("/settings/amounts/")
    assert "4711" not in page_of(browser, alice, row_id).partition('class="rowform"')[2]
    save(browser, alice, row_id)
    assert not Decision.objects.exists()
    save(browser, alice, row_id, **{"cell-1-amount": "-4711.00"})
    take_further(row_id)
    assert "4711" not in page_of(browser, alice, row_id)


def test_the_number_of_statements_does_not_grow_with_faulty_rows(alice, browser, cash):
    counts = []
    for rows in (1, 40):
        many = table(
            ("2024-01-05", "-1.00", "Cafe"),
            *((f"2024-13-{n:02}", "-1", f"P{n}") for n in range(rows)),
        )
        row_id = planned(alice, many, account=cash)["id"]
        there = address_of("import", book=alice.book.pk, imported=row_id)
        typed = {f"cell-{n + 2}-date": "5 Jan 2024" for n in range(rows)}
        with CaptureQueriesContext(connection) as shown:
            browser.get(there)
        with CaptureQueriesContext(connection) as saved:
            assert save(browser, alice, row_id, **typed).status_code == 303
        counts.append((len(shown), len([q for q in saved if "SAVEPOINT" not in q["sql"]])))
        made(alice.get(f"imports/{row_id}/"))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 12
