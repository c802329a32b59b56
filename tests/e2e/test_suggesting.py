"""A form proposes the category that fits the payee, says why, and replaces no choice."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import BROWSER_ALONE, barriers

pytestmark = BROWSER_ALONE


@pytest.fixture
def line(visitor, household):
    """The line for quick entry."""
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/transactions/")
    return page.get_by_role("form", name="Quick entry")


def name(line, payee):
    line.get_by_label("Payee").fill(payee)
    line.page.keyboard.press("Tab")


def chosen(line):
    return line.get_by_label("Category").locator("option:checked")


def test_the_line_for_quick_entry_takes_the_category_of_the_payee(line):
    name(line, "Nobody before")
    line.page.wait_for_load_state("networkidle")
    expect(chosen(line)).to_have_text("No category")
    name(line, "Werk Neun")
    expect(chosen(line)).to_have_text("Pay")
    expect(line.get_by_role("status")).to_contain_text("Suggested: ")
    assert barriers(line.page) == []
    assert line.page.evaluate("violations") == []


def test_the_reason_goes_with_another_choice(line):
    name(line, "Werk Neun")
    expect(line.get_by_role("status")).to_contain_text("Suggested: ")
    line.get_by_label("Category").select_option("Coffee")
    expect(line.get_by_role("status")).to_have_text("")


def test_a_choice_is_not_replaced(line):
    line.get_by_label("Category").select_option("Coffee")
    name(line, "Werk Neun")
    line.page.wait_for_load_state("networkidle")
    expect(chosen(line)).to_have_text("Coffee")
