"""An entry whose form is opened and saved, untouched, stays as it is."""

from html.parser import HTMLParser

import pytest

from transactions.models import NOTES_LENGTH_MAX
from web.tests.browsing import Browser

pytestmark = pytest.mark.django_db


class SentForm(HTMLParser):
    """What a browser sends of the form that has the id `form`."""

    def __init__(self, text, form):
        super().__init__()
        self.form = form
        self.fields = {"do": ["save"]}
        self.inside = False
        self.select = self.area = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "form":
            self.inside = attrs.get("id") == self.form
        elif not self.inside:
            return
        elif tag == "input" and (
            attrs.get("type") not in ("radio", "checkbox") or "checked" in attrs
        ):
            self.fields.setdefault(name, []).append(attrs.get("value") or "")
        elif tag == "select":
            # Without an option that is chosen, a browser sends the first one.
            self.select = self.fields.setdefault(name, [])
            self.select.append(None)
        elif tag == "option" and (self.select[-1] is None or "selected" in attrs):
            self.select[-1] = attrs["value"]
        elif tag == "textarea":
            self.area = name

    def handle_data(self, data):
        if self.area:
            # A browser drops the first line break, and sends each of the others as two characters.
            lines = data.replace("\r\n", "\n").removeprefix("\n")
            self.fields[self.area] = [lines.replace("\n", "\r\n")]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None


def stored(caller):
    rows = caller.get("transactions/?expand=postings").json()["results"]
    return [{**row, "changed_in": None} for row in rows]


def save_untouched(caller):
    """Open the form of the only entry, and save it."""
    (row,) = stored(caller)
    browser = Browser(caller)
    shown = browser.see("entry", row["id"]).content.decode()
    sent = SentForm(shown, "entry").fields
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
