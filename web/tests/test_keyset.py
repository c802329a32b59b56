"""Pages of a list lead on and back over the same rows in the same order, and end at its ends."""

import pytest

from web.tests.browsing import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(alice, monkeypatch):
    """Return a page of five payees, two at a time: its names, and the queries beside it."""
    monkeypatch.setattr("web.views.labels.PAGE_SIZE", 2)
    for name in "ABCDE":
        alice.add("payees/", name=name)
    browser = Browser(alice)

    def page(query):
        shown = browser.get(browser.address("payees") + query).context
        return [one.name for one in shown["labels"]], shown["before"], shown["after"]

    return page


def test_pages_lead_on_to_the_end_and_back_to_the_beginning(page):
    first, before, on = page("")
    assert (first, before) == (["A", "B"], "")
    second, _, on = page(on)
    assert second == ["C", "D"]
    last, back, on = page(on)
    assert (last, on) == (["E"], "")
    again, back, on = page(back)
    assert again == second
    assert page(on)[0] == last
    again, before, on = page(back)
    assert (again, before) == (first, "")
    assert page(on)[0] == second


@pytest.mark.parametrize("cursor", ["x", "AAAA"])
def test_a_place_that_is_not_of_this_list_begins_at_its_start(page, cursor):
    assert page(f"?cursor={cursor}")[:2] == (["A", "B"], "")
