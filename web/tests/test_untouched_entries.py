"""An entry whose form is opened and saved, untouched, stays as it is."""

import pytest

from transactions.models import NOTES_LENGTH_MAX
from web.tests.browsing import Browser, SentForm

pytestmark = pytest.mark.django_db


def stored(caller):
    rows = caller.get("transactions/?expand=postings").json()["results"]
    return [{**row, "changed_in": None} for row in rows]


def save_untouched(caller):
    """Open the form of the only entry, and save it."""
    (row,) = stored(caller)
    browser = Browser(caller)
    shown = browser.see("entry", row["id"]).content.decode()
    sent = {**SentForm(shown, "entry").fields, "do": "save"}
    assert browser.post(browser.address("entry", row["id"]), sent).status_code == 303


def test_the_line_of_a_split_keeps_its_archived_category(alice):
    old, food = alice.category()["id"], alice.category()["id"]
    lines = [{"amount": "-6.00", "category": old}, {"amount": "-4.00", "category": food}]
    alice.transaction(postings=lines)
    alice.patch(f"categories/{old}/", {"archived": True})
    before = stored(alice)
    save_untouched(alice)
    assert stored(alice) == before


@pytest.mark.parametrize("notes", ["one\ntwo\n\nthree", "x\n" * (NOTES_LENGTH_MAX // 2 - 1) + "x"])
def test_notes_keep_their_lines(alice, notes):
    alice.transaction(notes=notes)
    before = stored(alice)
    save_untouched(alice)
    assert stored(alice) == before


@pytest.mark.parametrize(
    "tags", [["a, b", "c"], ['"quoted"', 'so "said", 5"'], ['"' * 100, '5" nails'], ["x", "y z"]]
)
def test_tags_keep_their_names(alice, tags):
    alice.transaction(tags=tags)
    before = stored(alice)
    assert sorted(before[0]["tags"]) == sorted(tags)
    save_untouched(alice)
    assert stored(alice) == before
