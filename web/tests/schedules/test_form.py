"""The form of a schedule: what it states, what it refuses, and a phase from a day on."""

import pytest

from web.tests.browsing import words_of
from web.tests.schedules.conftest import form_of, stored


@pytest.fixture
def fields(browser):
    """The form of a new schedule as it is offered, with a name and an amount."""
    return {**form_of(browser.see("schedule_new")), "name": "Rent", "amount": "800"}


def added(alice, browser, status=303, **fields):
    answer = browser.send("schedule_new", status=status, **fields)
    if status != 303:
        return answer.context["form"].errors
    return stored(alice, int(answer["Location"].rstrip("/").rpartition("/")[2]))


def test_the_form_as_it_is_offered_recurs_each_month_from_today(alice, bank, browser, fields):
    said = added(alice, browser, **fields)
    (phase,) = said["phases"]
    assert (said["name"], said["type"], said["records_from"]) == ("Rent", "expense", None)
    assert (phase["starts"], phase["on"], phase["amount"]) == ("2026-11-24", ["24"], "800.00")
    assert phase["account"] == bank


@pytest.mark.parametrize(
    ("typed", "in_words"),
    [
        ({"unit": "day", "every": "10"}, "every 10 days"),
        ({"unit": "week", "weekdays": ["MO", "TH"]}, "every week on Monday and Thursday"),
        ({"unit": "week", "every": "2"}, "every 2 weeks on Tuesday"),
        ({"days": "last"}, "every month on the last day"),
        ({"days": "last_business"}, "every month on the last business day"),
        ({"days": "these", "on": "1, 15, last"}, "every month on the 1st, 15th and last day"),
        ({"days": "these", "on": "2tu"}, "every month on the 2nd Tuesday"),
        (
            {"unit": "year", "months": ["3", "9"], "days": "these", "on": "15"},
            "every year on the 15th of March and September",
        ),
        (
            {"days": "these", "on": "31", "missing": "omit"},
            "every month on the 31st, where there is one",
        ),
        (
            {"days": "start", "on": "99", "weekdays": ["MO"], "months": ["3"]},
            "every month on the 24th",
        ),
        (
            {"shift": "next", "until": "31 Dec 2027"},
            "every month on the 24th, moved to the next business day, until 2027-12-31",
        ),
        ({"times": "12"}, "every month on the 24th, 12 times"),
    ],
)
def test_it_recurs_as_is_stated(alice, browser, fields, typed, in_words):
    said = added(alice, browser, **{**fields, **typed})
    assert said["phases"][0]["in_words"] == in_words


def test_a_payee_is_made_on_its_first_use(alice, browser, fields):
    first = added(alice, browser, **{**fields, "payee": "Landlord"})
    assert first["payee"] is not None
    second = added(alice, browser, **{**fields, "name": "Garage", "payee": "LANDLORD"})
    assert second["payee"] == first["payee"]


def test_a_range_an_average_and_their_settings(alice, browser, fields):
    range_ = {"amount_rule": "range", "highest": "=800+100", "percent": "", "of_last": ""}
    (phase,) = added(alice, browser, **{**fields, **range_})["phases"]
    assert (phase["highest"], phase["percent"]) == ("900.00", 10)
    average = {"name": "B", "amount_rule": "average", "percent": "5", "of_last": "6"}
    (phase,) = added(alice, browser, **{**fields, **average, "highest": "7"})["phases"]
    assert (phase["highest"], phase["percent"], phase["of_last"]) == (None, 5, 6)


def test_a_transfer_has_two_accounts_and_no_category(alice, browser, fields):
    food = alice.category(name="Food")["id"]
    other = alice.account(name="Dollars", currency="USD", opening_date="2015-01-01")["id"]
    typed = {"type": "transfer", "to_account": other, "to_amount": "900", "category_out": food}
    (phase,) = added(alice, browser, **{**fields, **typed})["phases"]
    assert (phase["to_account"], phase["to_amount"], phase["category"]) == (other, "900.00", None)


def test_a_card_is_paid_off_without_an_amount(alice, browser, fields):
    card = alice.account(name="Card", opening_date="2026-01-01", opening_balance="-120.50")["id"]
    owed = {"amount": "", "amount_rule": "owed", "name": "Card"}
    errors = added(alice, browser, status=422, **{**fields, **owed})
    assert errors.keys() == {"amount_rule"}
    errors = added(alice, browser, status=422, **{**fields, "amount": ""})
    assert errors.keys() == {"amount"}
    transfer = {"type": "transfer", "to_account": str(card)}
    said = added(alice, browser, **{**fields, **owed, **transfer})
    (phase,) = said["phases"]
    assert (phase["amount_rule"], phase["amount"]) == ("owed", None)
    page = words_of(browser.see("schedule", said["id"]))
    assert "what the other account owes" in page
    assert "120.50" in words_of(browser.see("schedules"))
    assert form_of(browser.see("schedule_edit", said["id"]))["amount"] == ""


def test_the_worker_records_from_the_stated_day(alice, browser, fields):
    typed = {"recording": "records", "records_from": "1 Dec 2026", "catch_up": "latest"}
    said = added(alice, browser, **{**fields, **typed})
    assert (said["records_from"], said["catch_up"]) == ("2026-12-01", "latest")


def test_every_fault_stands_at_its_field_and_what_was_typed_stays(alice, browser, add, fields):
    add("Rent")
    typed = {
        "name": "rent", "amount": "0", "amount_rule": "range", "unit": "month", "days": "these",
        "on": "1, 44", "until": "1 Jan 2020", "type": "transfer", "to_account": "",
    }  # fmt: skip
    answer = browser.send("schedule_new", status=422, **{**fields, **typed})
    form = answer.context["form"]
    assert set(form.errors) == {"name", "amount", "highest", "on", "until", "to_account"}
    assert form["on"].value() == "1, 44"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": "x"}, "amount"),
        ({"starts": "never"}, "starts"),
        ({"starts": "1 Jan 1066"}, "starts"),
        ({"every": "0"}, "every"),
        ({"every": "9999999999"}, "every"),
        ({"days": "these", "on": ""}, "on"),
        ({"days": "these", "on": "MO"}, "on"),
        ({"unit": "week", "weekdays": ["XX"]}, "weekdays"),
        ({"until": "1 Jan 2030", "times": "3"}, "times"),
        ({"recording": "records", "records_from": ""}, "records_from"),
        ({"account": "999"}, "account"),
        ({"category_out": "999"}, "category_out"),
        ({"payee": "x" * 101}, "payee"),
        ({"unit": "century"}, "unit"),
        ({"starts": "30 Jan 2027", "unit": "year", "months": ["2"], "missing": "omit"}, "days"),
    ],
)
def test_what_is_not_valid_is_refused_at_its_field(alice, browser, fields, typed, field):
    assert list(added(alice, browser, 422, **{**fields, **typed})) == [field]


def test_a_form_that_is_saved_unchanged_changes_nothing(alice, add, browser):
    other = alice.account(name="B", opening_date="2015-01-01")["id"]
    schedules = [
        add(),
        add("W", phase={"unit": "week", "every": 2, "on": ["MO", "FR"]}, records_from="2026-12-01"),
        add("Y", phase={"unit": "year", "months": [2, 8], "on": ["30"], "missing": "forward"}),
        add("B", phase={"on": ["-1BD", "1BD"], "amount_rule": "about", "percent": 0}, early=0),
        add("L", phase={"on": ["-1"], "shift": "next", "times": 5}, catch_up="ask"),
        add("T", kind="transfer", phase={"to_account": other, "until": "2027-11-28"}),
        add("R", phase={"amount_rule": "range", "highest": "900.00"}, description="Flat"),
    ]
    for one in schedules:
        before = stored(alice, one)
        browser.send("schedule_edit", one, **form_of(browser.see("schedule_edit", one)))
        assert stored(alice, one) == before


def test_the_last_phase_is_changed_and_earlier_ones_stand_above_it(alice, add, browser):
    rent = add(phases=[{"starts": "2027-01-28", "amount": "850.00"}])
    page = browser.see("schedule_edit", rent)
    assert "From 28 Nov 2026 every month on the 28th −800.00" in words_of(page)
    assert "All from 28 Jan 2027 on" in words_of(page)
    browser.send("schedule_edit", rent, **{**form_of(page), "amount": "870"})
    assert [one["amount"] for one in stored(alice, rent)["phases"]] == ["800.00", "870.00"]


def test_a_change_from_a_day_on_is_a_new_phase(alice, add, browser):
    rent = add()
    sent = form_of(browser.see("schedule_edit", rent))
    sent |= {"scope": "new", "since": "1 Jan 2027", "amount": "850"}
    browser.send("schedule_edit", rent, **sent)
    phases = stored(alice, rent)["phases"]
    assert [(one["starts"], one["amount"]) for one in phases] == [
        ("2026-11-28", "800.00"), ("2027-01-01", "850.00"),
    ]  # fmt: skip
    assert phases[1]["on"] == ["28"]


def test_a_phase_begins_after_the_one_before_it(add, browser):
    rent = add()
    sent = {**form_of(browser.see("schedule_edit", rent)), "scope": "new"}
    for since in ("", "1 Nov 2026", "x"):
        answer = browser.send("schedule_edit", rent, status=422, **sent | {"since": since})
        assert list(answer.context["form"].errors) == ["since"]


def test_who_saves_an_old_form_is_told_and_loses_nothing(alice, add, browser):
    rent = add()
    sent = form_of(browser.see("schedule_edit", rent))
    alice.patch(f"schedules/{rent}/", {"description": "by another"})
    answer = browser.send("schedule_edit", rent, status=409, **sent | {"name": "Mine"})
    assert "Somebody has changed this meanwhile." in words_of(answer)
    assert answer.context["form"]["name"].value() == "Mine"
    browser.send("schedule_edit", rent, **sent | {"version": answer.context["version"]})


def test_it_goes_on_with_an_account_that_is_archived(alice, add, browser):
    other = alice.account(name="Old", opening_date="2015-01-01")["id"]
    rent = add(phase={"account": other})
    alice.patch(f"accounts/{other}/", {"archived": True})
    sent = form_of(browser.see("schedule_edit", rent))
    browser.send("schedule_edit", rent, **sent | {"name": "Home"})
    assert stored(alice, rent)["phases"][0]["account"] == other


def test_a_transaction_fills_the_form_and_recurs_on_its_day(alice, bank, browser):
    food = alice.category(name="Food")["id"]
    said = {"account": bank, "category": food, "payee": "Box", "description": "Veg"}
    entry = alice.transaction(date="2026-11-10", amount="31.50", **said)["id"]
    sent = form_of(browser.see("schedule_new", entry=entry))
    made = added(alice, browser, **sent)
    (phase,) = made["phases"]
    assert (made["name"], made["description"], phase["amount"]) == ("Box", "Veg", "31.50")
    assert (phase["starts"], phase["in_words"]) == ("2026-12-10", "every month on the 10th")
    assert (phase["category"], phase["account"]) == (food, bank)


@pytest.mark.parametrize(
    ("day", "starts", "in_words"),
    [
        ("2026-10-31", "2026-11-30", "every month on the 31st, or its last day"),
        ("2019-03-15", "2026-11-15", "every month on the 15th"),
        ("2026-10-28", "2026-11-28", "every month on the 28th"),
    ],
)
def test_it_begins_in_the_month_after_the_transaction_or_this_one(
    alice, bank, browser, day, starts, in_words
):
    entry = alice.transaction(date=day, account=bank)["id"]
    sent = {**form_of(browser.see("schedule_new", entry=entry)), "name": "A"}
    (phase,) = added(alice, browser, **sent)["phases"]
    assert (phase["starts"], phase["in_words"]) == (starts, in_words)


def test_a_split_fills_the_form_with_its_lines(alice, bank, browser):
    food = alice.category()["id"]
    lines = [{"amount": "-4.00", "category": food}, {"amount": "-6.00", "description": "Rest"}]
    entry = alice.transaction(date="2026-11-10", account=bank, postings=lines)["id"]
    sent = form_of(browser.see("schedule_new", entry=entry))
    assert sent["amount"] == "10.00"
    (phase,) = added(alice, browser, **{**sent, "name": "Rent"})["phases"]
    assert (phase["category"], phase["split"]) == (None, [
        {"category": food, "amount": "4.00", "description": ""},
        {"category": None, "amount": "6.00", "description": "Rest"},
    ])  # fmt: skip


def test_a_split_is_begun_shared_out_and_given_up_by_buttons(alice, browser, fields):
    food = alice.category(name="Food")["id"]
    begun = {**fields, "category_out": food, "do": "lines"}
    page = browser.send("schedule_new", status=200, **begun)
    assert [line.category for line in page.context["form"].split.lines] == [str(food), ""]
    lines = {"line_category": [food, ""], "line_text": ["", "Rest"], "line_amount": ["300", ""]}
    lines["line_id"] = ["", ""]
    page = browser.send("schedule_new", status=200, **{**fields, **lines, "do": "rest"})
    shown = page.context["form"].split.lines
    assert [line.amount for line in shown] == ["300", "500.00"]
    assert page.context["adds_up"]
    page = browser.send("schedule_new", status=200, **{**fields, **lines, "do": "unsplit"})
    assert not page.context["form"].split


def test_blank_lines_stay_until_the_form_is_saved(alice, browser, fields):
    blank = {f"line_{name}": ["", ""] for name in ("id", "category", "text")}
    typed = {**fields, **blank, "line_amount": ["300", ""]}
    page = browser.send("schedule_new", status=200, **typed, do="lines")
    assert [line.amount for line in page.context["form"].split.lines] == ["300", "", ""]
    page = browser.send("schedule_new", status=200, **typed, do="rest")
    assert [line.amount for line in page.context["form"].split.lines] == ["300", "500.00"]
    nothing = {**fields, **blank, "line_amount": ["", ""]}
    (phase,) = added(alice, browser, **nothing)["phases"]
    assert phase["split"] == []


def test_a_faulty_split_is_refused_and_stays_as_it_was_typed(alice, browser, fields):
    lines = {"line_id": ["", ""], "line_category": ["", ""], "line_text": ["A", "B"]}
    typed = {**fields, **lines, "line_amount": ["300", "x"]}
    page = browser.send("schedule_new", status=422, **typed)
    assert [line.amount for line in page.context["form"].split.lines] == ["300", "x"]
    assert page.context["form"].split.lines[1].fault
    errors = added(alice, browser, status=422, **{**typed, "line_amount": ["300", "400"]})
    assert errors.keys() == {"amount"}


def test_a_split_that_becomes_a_transfer_is_told_that_its_lines_go(alice, browser, fields):
    other = alice.account(name="Savings", opening_date="2015-01-01")["id"]
    lines = {"line_id": ["", ""], "line_category": ["", ""], "line_text": ["A", "B"]}
    typed = {**fields, **lines, "line_amount": ["300", "500"], "type": "transfer"}
    typed |= {"to_account": other}
    page = browser.send("schedule_new", status=422, **typed)
    assert "A transfer is not split. Take its lines away first." in words_of(page)
    assert [line.amount for line in page.context["form"].split.lines] == ["300", "500"]
    page = browser.send("schedule_new", status=200, **typed, do="unsplit")
    (phase,) = added(alice, browser, **form_of(page))["phases"]
    assert (phase["to_account"], phase["split"]) == (other, [])


def test_more_lines_than_a_split_has_are_refused_and_shown(browser, fields):
    count = 101
    lines = {f"line_{name}": [""] * count for name in ("id", "category", "text")}
    typed = {**fields, **lines, "line_amount": ["1"] * count, "amount": str(count)}
    page = browser.send("schedule_new", status=422, **typed)
    assert "A split has at most 100 lines." in words_of(page)
    assert len(page.context["form"].split.lines) == count
    typed["line_amount"] = ["1"] * (count - 1) + [""]
    assert "at most 100 lines" not in words_of(browser.send("schedule_new", status=422, **typed))


def test_the_split_of_a_schedule_is_shown_and_stays_where_it_is_not_changed(alice, add, browser):
    food = alice.category(name="Food")["id"]
    split = [
        {"category": food, "amount": "500.00", "description": ""},
        {"category": None, "amount": "300.00", "description": "Repairs"},
    ]
    schedule = add(phase={"split": split})
    assert "Food 500.00, Repairs 300.00" in words_of(browser.see("schedule", schedule))
    sent = form_of(browser.see("schedule_edit", schedule))
    browser.send("schedule_edit", schedule, **{**sent, "name": "Flat"})
    assert stored(alice, schedule)["phases"][0]["split"] == split


@pytest.mark.parametrize("entry", ["x", "0", "999999", "9" * 30])
def test_a_transaction_that_is_not_there_is_not_found(browser, entry):
    browser.see("schedule_new", status=404, entry=entry)


def test_the_page_of_a_transaction_leads_to_the_form(alice, bank, browser):
    entry = alice.transaction(date="2026-11-10", account=bank)["id"]
    path = f'{browser.address("schedule_new")}?entry={entry}"'
    assert path in browser.see("entry", entry).content.decode()
    assert "Make it a schedule" in words_of(browser.see("transactions"))


def test_tags_are_stated_in_one_line_shown_and_changed(alice, browser, fields):
    said = added(alice, browser, **fields, tags='home, "a, b", Home')
    assert said["tags"] == ["home", "a, b"]
    assert "Tags #home #a, b" in words_of(browser.see("schedule", said["id"]))
    page = browser.see("schedule_edit", said["id"])
    sent = form_of(page)
    assert sent["tags"] == 'home, "a, b"'
    browser.send("schedule_edit", said["id"], **{**sent, "tags": "a, b"})
    assert stored(alice, said["id"])["tags"] == ["a", "b"]
    assert "tags" in added(alice, browser, status=422, **{**fields, "name": "X", "tags": "x" * 101})


def test_a_schedule_that_is_made_of_a_transaction_has_its_tags(alice, bank, browser):
    entry = alice.transaction(account=bank, date="2026-11-02", tags=["home", "fixed"])["id"]
    page = browser.get(f"{browser.address('schedule_new')}?entry={entry}")
    assert form_of(page)["tags"] == "home, fixed"
