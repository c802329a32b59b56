"""A household plans its first budget, and changes it: with scripts and without, by keys alone."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.cast import signed_up
from tests.e2e.conftest import BROWSER_ALONE, barriers, crushed

pytestmark = BROWSER_ALONE


@pytest.fixture
def anna(live_server):
    caller = signed_up("anna")
    caller.account(name="Bank", opening_date="2015-01-01")
    food = caller.category(name="Provisions")["id"]
    day = timezone.now().date().replace(day=1)
    for month in range(1, 4):
        months = day.year * 12 + day.month - 1 - month
        earlier = f"{months // 12}-{months % 12 + 1:02}-03"
        caller.transaction(amount="120.00", category=food, date=earlier)
    caller.transaction(amount="30.00", category=food, date=f"{timezone.now().date()}")
    return caller


def row(page, name="Provisions"):
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_first_budget_is_planned_and_changed(visitor, anna, scripts):
    visitor.sign_in_as(anna.user)
    page = visitor.page(scripts=scripts)
    page.goto(f"/b/{anna.book.pk}/budgets/")
    if scripts:
        assert barriers(page) == []
    page.get_by_role("link", name="New budget").click()
    page.get_by_label("Name").press("Enter")
    amount = page.get_by_label("Amount: Provisions")
    expect(amount).to_have_value("120.00")
    amount.fill("=100+50")
    amount.press("Enter")
    expect(row(page)).to_contain_text("150.00")
    expect(row(page)).to_contain_text("120.00")
    page.get_by_role("link", name="edit the amount of Provisions").click()
    expect(amount).to_be_focused()
    amount.fill("20")
    amount.press("Enter")
    expect(row(page)).to_contain_text("overspent −10.00")
    page.get_by_role("link", name="Provisions", exact=True).click()
    page.get_by_label("Carry over").select_option("both")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved the line Provisions")
    page.get_by_role("link", name="Overview").first.click()
    expect(page.get_by_role("region", name="Left in the budget")).to_contain_text(
        "Provisions 10.00"
    )


def test_the_fields_are_walked_by_keys_and_left_without_a_change(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/budgets/{household.ids['budget']}/")
    page.keyboard.press("g")
    page.keyboard.press("b")
    expect(page).to_have_url(f"{visitor.address}/b/{household.book.pk}/budgets/")
    page.get_by_role("link", name="Household", exact=True).click()
    page.get_by_role("link", name="Edit amounts").press("Enter")
    first = page.get_by_label("Amount: Food", exact=True)
    first.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Amount: Food / Coffee")).to_be_focused()
    page.keyboard.type("999")
    page.get_by_role("link", name="Cancel").press("Enter")
    expect(row(page, "Coffee")).to_contain_text("40.00, edit")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_money_is_held_back_for_the_next_period(visitor, anna, scripts):
    day = timezone.now().date().replace(day=1)
    anna.transaction(type="income", amount="2500.00", date=f"{day}")
    budget = anna.add("budgets/", name="Envelopes", anchor=f"{day}", mode="envelopes")["id"]
    anna.add("budget-lines/", budget=budget, category=anna.category()["id"], starts=f"{day}")
    visitor.sign_in_as(anna.user)
    page = visitor.page(scripts=scripts)
    page.goto(f"/b/{anna.book.pk}/budgets/{budget}/")
    page.get_by_role("link", name="Hold money back").click()
    held = page.get_by_label("to hold back for the period after")
    expect(held).to_be_focused()
    held.fill("=1000+200")
    if scripts:
        assert barriers(page) == []
    held.press("Enter")
    ready = page.get_by_role("region", name="Ready to assign")
    expect(ready).to_contain_text("1,200.00 is held back for the period after.")
    page.get_by_role("link", name="Hold money back").click()
    expect(held).to_have_value("1,200.00")
    held.fill("")
    held.press("Enter")
    expect(ready).not_to_contain_text("is held back for the period after.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_part_of_what_is_saved_up_is_filled_in(visitor, household, scripts):
    visitor.sign_in_as(household.user)
    page = visitor.page(scripts=scripts, phone=True)
    page.goto(f"/b/{household.book.pk}/budgets/{household.ids['budget']}/amounts/")
    page.get_by_text("Fill in a part of what is saved up for a day").click()
    page.get_by_label("Line").nth(1).select_option("Food / Coffee")
    page.get_by_label("Amount to save up").fill("=1000+12")
    page.get_by_label("Until").fill("today")
    if scripts:
        assert crushed(page) == []
        assert barriers(page) == []
    page.get_by_label("Until").press("Enter")
    expect(page.get_by_text("Filled in, and not saved yet.")).to_be_visible()
    # 12.00 are carried into the first period.
    expect(page.get_by_label("Amount: Food / Coffee")).to_have_value("1,000.00")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_periods_are_changed_after_a_look_at_the_amounts(visitor, household, scripts):
    visitor.sign_in_as(household.user)
    page = visitor.page(scripts=scripts, phone=True)
    page.goto(f"/b/{household.book.pk}/budgets/{household.ids['budget']}/edit/")
    page.get_by_role("link", name="Change the periods").click()
    page.get_by_label("Unit").select_option("week")
    page.get_by_text("are scaled by days").click()
    page.get_by_role("button", name="Show what becomes of the amounts").click()
    preview = page.get_by_role("region", name="What becomes of the amounts")
    expect(preview.get_by_role("listitem").filter(has_text="Coffee")).to_contain_text("9.20")
    if scripts:
        assert crushed(page) == []
        assert barriers(page) == []
    page.get_by_role("button", name="Change the periods").click()
    expect(page.get_by_role("status")).to_contain_text("Changed the periods")
    expect(row(page, "Coffee")).to_contain_text("9.20")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_envelopes_have_no_barriers_and_fit(visitor, anna, phone):
    day = timezone.now().date().replace(day=1)
    anna.transaction(type="income", amount="2500.00", date=f"{day}")
    budget = anna.add("budgets/", name="Envelopes", anchor=f"{day}", mode="envelopes")["id"]
    category = anna.category(name="Fun")["id"]
    said = {"budget": budget, "category": category, "starts": f"{day}"}
    line = anna.add("budget-lines/", **said)["id"]
    amount = {"line": line, "period_start": f"{day}", "amount": "2600.00"}
    anna.put(f"budgets/{budget}/amounts/", [amount])
    visitor.sign_in_as(anna.user)
    page = visitor.page(phone=phone)
    page.goto(f"/b/{anna.book.pk}/budgets/{budget}/")
    page.get_by_text("Where it comes from").click()
    expect(page.get_by_text("More is assigned than there is.")).to_be_visible()
    assert crushed(page) == []
    assert barriers(page) == []
