"""Faulty cells of a statement that are corrected on its page, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from imports.models import Import
from imports.worker.pipeline import take_further
from tests.e2e.conftest import STORY

pytestmark = STORY

STATEMENT = (
    "Date,Amount,Payee\n2024-03-04,-11.40,Mill\n2024-13-05,-12.00,Observatory\n"
    "2024-03-06,-1,Mill\n2024-03-07,-13.5O,Ropeway\n"
)


@pytest.mark.usefixtures("quick_imports")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_faulty_cells_are_corrected_recorded_and_known_again(visitor, household, scripts):
    visitor.sign_in_as(household.user)
    page = visitor.page(scripts=scripts)
    Import.objects.all().delete()
    bring_in(page, household)
    expect(page.get_by_role("heading", name="Faulty")).to_be_visible()
    if scripts:
        page.keyboard.press("j")
    else:
        reach(page, "Date")
    expect(page.get_by_label("Date", exact=True)).to_be_focused()
    retype(page, "5 Mar 2024")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Amount", exact=True)).to_be_focused()
    retype(page, "13.50")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Leaves or arrives?")).to_be_visible()
    expect(page.get_by_label("Date", exact=True)).to_have_value("5 Mar 2024")
    visitor.complaints = [one for one in visitor.complaints if "422" not in one]
    reach(page, "Amount")
    retype(page, "-13.50")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Waits for the worker")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="New", exact=True)).to_be_visible()
    expect(page.locator("#plan")).to_contain_text(
        "Corrected: Date 5 Mar 2024, in the file 2024-13-05"
    )
    reach(page, "Record 4")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is being recorded")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="Recorded 4 transactions")).to_be_visible()
    page.goto(f"/b/{household.book.pk}/transactions/?q=Observatory")
    expect(page.locator("#rows")).to_contain_text("12.00")
    page.goto(f"/b/{household.book.pk}/transactions/?q=Ropeway")
    expect(page.locator("#rows")).to_contain_text("13.50")
    bring_in(page, household)
    expect(page.get_by_role("heading", name="Known", exact=True)).to_be_visible()
    expect(page.locator(".verdicts a")).to_have_text(["Known 4"])


def bring_in(page, household):
    page.goto(f"/b/{household.book.pk}/imports/?account={household.ids['account']}")
    file = {"name": "march.csv", "mimeType": "text/csv", "buffer": STATEMENT.encode()}
    page.locator("#id_file").set_input_files([file])
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="Waits for the worker")).to_be_visible()
    work()


def reach(page, name):
    """Press Tab until the focus is on what is called so."""
    for _ in range(200):
        found = page.evaluate(
            "[...(document.activeElement.labels ?? []), document.activeElement]"
            ".map((one) => one.textContent.trim())"
        )
        if name in found:
            return
        page.keyboard.press("Tab")
    raise AssertionError(name)


def retype(page, text):
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def work():
    take_further(Import.objects.latest("pk").pk)
