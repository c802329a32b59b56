"""Schedules and their occurrences in the history of the book."""

from web.tests.browsing import words_of
from web.tests.schedules.conftest import state


def test_the_history_words_its_fields_and_hides_its_amounts(alice, add, browser):
    rent = add(starts="2026-11-20", amount="812.34", records_from="2026-12-01")
    state(browser, rent, "2026-11-20")
    text = words_of(browser.see("history"))
    assert "Added schedule Rent" in text
    assert "When and how much from 2026-11-20 every month on the 20th, 812.34 EUR, Bank" in text
    assert "Records from 1 Dec 2026" in text
    assert "Occurrence of 20 Nov 2026" in text
    browser.cookies["hide_amounts"] = "1"
    assert "812.34" not in browser.see("history").content.decode()
