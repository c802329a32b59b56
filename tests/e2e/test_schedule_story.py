"""A household lets payments recur: with scripts and without, by keys alone, on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.cast import made, signed_up
from tests.e2e.conftest import BROWSER_ALONE, barriers, crushed
from tests.e2e.household import LONG

pytestmark = BROWSER_ALONE


@pytest.fixture
def anna(live_server):
    caller = signed_up("anna")
    caller.account(name="Bank", opening_date="2015-01-01", default=True)
    caller.category(name="Home")
    return caller


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_payment_recurs_is_recorded_moved_and_found(visitor, anna, scripts):
    yesterday = timezone.now().date() - timedelta(days=1)
    anna.transaction(date=f"{yesterday}", amount="12.50", payee="Films")
    visitor.sign_in_as(anna.user)
    page = visitor.page(scripts=scripts)
    page.goto(f"/b/{anna.book.pk}/schedules/")
    page.get_by_role("link", name="New schedule").click()
    page.get_by_label("Name").fill("Streaming")
    page.get_by_label("Amount", exact=True).fill("=10+2")
    page.get_by_label("Expected is").select_option("about")
    page.get_by_label("Give or take, in percent").fill("20")
    page.get_by_label("Unit").select_option("week")
    page.get_by_label("Starts on").fill("yesterday")
    page.get_by_label("Payee").fill("Films")
    page.get_by_label("Payee").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Added the schedule Streaming")
    page.get_by_role("link", name="Schedules").first.click()
    overdue = page.get_by_role("region", name="Overdue")
    overdue.get_by_role("link", name="Move, change or match: Streaming").click()
    page.get_by_role("button", name="This is it Films").click()
    expect(page.get_by_role("status")).to_contain_text("Found the payment of Streaming")
    expect(page.get_by_role("region", name="Overdue")).to_have_count(0)
    page.get_by_role("button", name="Skip Streaming").first.click()
    expect(page.get_by_role("status")).to_contain_text("Skipped Streaming")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Redo")).to_be_visible()
    page.get_by_role("button", name="Record Streaming").first.click()
    expect(page.get_by_role("status")).to_contain_text("Recorded Streaming")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_payment_is_split_shared_out_and_recorded(visitor, anna, scripts):
    visitor.sign_in_as(anna.user)
    page = visitor.page(scripts=scripts)
    page.goto(f"/b/{anna.book.pk}/schedules/new/")
    page.get_by_label("Name").fill("Rent")
    page.get_by_label("Amount", exact=True).fill("800")
    page.get_by_role("button", name="Split").click()
    page.get_by_label("Category, line 1").select_option(label="Home")
    page.get_by_label("Amount, line 1").fill("500")
    page.get_by_label("Text, line 2").fill("Heating")
    page.get_by_role("button", name="Rest to the last line").click()
    expect(page.get_by_label("Amount, line 2")).to_have_value("300.00")
    page.get_by_label("Amount, line 2").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Added the schedule Rent")
    expect(page.get_by_text("Home 500.00, Heating 300.00")).to_be_visible()
    page.get_by_role("button", name="Record Rent").first.click()
    expect(page.locator("#toasts")).to_contain_text("Recorded Rent")
    (row,) = made(anna.get("transactions/?expand=postings"))["results"]
    assert [one["amount"] for one in row["postings"]] == ["-500.00", "-300.00"]


def test_the_form_shows_the_fields_of_what_is_chosen(visitor, anna):
    visitor.sign_in_as(anna.user)
    page = visitor.page()
    page.goto(f"/b/{anna.book.pk}/schedules/new/")
    expect(page.get_by_label("Highest amount")).to_be_hidden()
    page.get_by_label("Expected is").select_option("range")
    expect(page.get_by_label("Highest amount")).to_be_visible()
    expect(page.get_by_label("Mon", exact=True)).to_be_hidden()
    page.get_by_label("Unit").select_option("week")
    expect(page.get_by_label("Mon", exact=True)).to_be_visible()
    expect(page.get_by_label("On the last business day")).to_be_hidden()
    page.get_by_text("Transfer", exact=True).click()
    expect(page.get_by_label("To account")).to_be_visible()
    expect(page.get_by_label("Category")).to_have_count(2)
    expect(page.get_by_label("Category").first).to_be_hidden()


def test_what_is_due_is_recorded_by_keys_alone(visitor, household):
    visitor.sign_in_as(household.user)
    page = visitor.page()
    page.goto(f"/b/{household.book.pk}/")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page).to_have_url(f"{visitor.address}/b/{household.book.pk}/schedules/")
    record = page.get_by_role("button", name="Record").first
    record.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Skip").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    amount = page.get_by_role("textbox", name="Amount")
    amount.fill("13.00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Hypermarkt")
    page.keyboard.press("z")
    expect(page.get_by_text("recording undone")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_what_is_expected_is_recorded_in_the_register_by_keys_alone(visitor, household, phone):
    visitor.sign_in_as(household.user)
    page = visitor.page(phone=phone, dark=phone)
    page.goto(f"/b/{household.book.pk}/transactions/")
    record = page.get_by_role("button", name="Record").first
    expect(record).to_be_hidden()
    page.locator("summary", has_text="Expected").press("Enter")
    expect(record).to_be_visible()
    assert crushed(page) == []
    assert barriers(page) == []
    record.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Recorded")
    expect(page.get_by_role("button", name="Skip").first).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_payments_that_were_found_fill_the_form(visitor, anna, phone):
    for weeks in (1, 3, 5, 7):
        day = timezone.now().date() - timedelta(weeks=weeks)
        anna.transaction(date=f"{day}", amount="1234.50", payee=LONG)
    visitor.sign_in_as(anna.user)
    page = visitor.page(phone=phone, dark=phone)
    page.goto(f"/b/{anna.book.pk}/schedules/")
    page.get_by_role("link", name="Find payments that recur").click()
    expect(page.get_by_text("every 2 weeks")).to_be_visible()
    assert crushed(page) == []
    assert barriers(page) == []
    page.get_by_role("button", name="Not a recurring payment").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is not suggested any more")
    assert crushed(page) == []
    assert barriers(page) == []
    page.get_by_role("button", name="Suggest again").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is suggested again")
    page.get_by_role("link", name="Make it a schedule").press("Enter")
    expect(page.get_by_label("Every")).to_have_value("2")
    expect(page.get_by_label("Match the payments found")).to_be_checked()
    assert crushed(page) == []
    assert barriers(page) == []
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Added the schedule")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_schedule_have_no_barriers_and_fit(visitor, household, phone, scheme):
    visitor.sign_in_as(household.user)
    page = visitor.page(phone=phone, dark=scheme == "dark")
    page.goto(f"/b/{household.book.pk}/schedules/{household.ids['schedule']}/edit/")
    page.get_by_label("Those from another day on").check()
    page.get_by_label("Expected is").select_option("average")
    page.get_by_label("Unit").select_option("year")
    page.get_by_text("On these days:").click()
    page.get_by_label("The tracker").select_option("records")
    page.get_by_text("Description, tags").click()
    assert crushed(page) == []
    assert barriers(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("State the day from which it holds.")).to_be_visible()
    assert crushed(page) == []
    assert barriers(page) == []
    visitor.complaints = [one for one in visitor.complaints if "422" not in one]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_price_that_rose_is_expected_from_the_list(visitor, anna, phone):
    today = timezone.localdate()
    months = [(today.replace(day=1) - timedelta(days=31 * back)).replace(day=1) for back in (2, 1)]
    phase = {"starts": f"{months[0]}", "unit": "month", "amount": "9.99"}
    films = anna.add("schedules/", name="Films", type="expense", phases=[phase])["id"]
    for nominal, amount in zip(months, ("9.99", "11.99"), strict=True):
        said = {"schedule": films, "nominal": f"{nominal}", "state": "recorded"}
        anna.add("occurrences/", **said, amount=amount)
    visitor.sign_in_as(anna.user)
    page = visitor.page(phone=phone)
    page.goto(f"/b/{anna.book.pk}/schedules/")
    changed = page.get_by_role("region", name="Prices that changed")
    expect(changed).to_contain_text("+2.00 (20 %), +24.00 a year")
    assert (barriers(page), crushed(page)) == ([], [])
    changed.get_by_role("button", name="Expect it Films").click()
    expect(page.get_by_role("status")).to_contain_text("Expects the new price of Films")
    expect(page.get_by_role("button", name="Expect it Films")).to_have_count(0)
