"""The pages of budgets: the period at a glance, amounts as fields, lines and their stories."""

from datetime import date

import pytest
from django.utils import timezone

from books.models import Role
from budgets.models import Budget, BudgetLine
from tests.cast import joined, made, signed_up
from web.tests.browsing import Browser, words_of
from web.tests.figures import agrees, links_of, sum_behind

TODAY = timezone.now().date()
THIS = TODAY.replace(day=1)
STATEMENTS = {"budget": 13, "budget_amounts": 15, "budget_line": 15, "overview": 15}


def months_back(count):
    """The first day of the month so many months before this one."""
    months = THIS.year * 12 + THIS.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


@pytest.fixture
def browser(alice):
    alice.account(name="Bank", opening_date="2015-01-01")
    return Browser(alice)


@pytest.fixture
def food(alice):
    return alice.category(name="Food")["id"]


@pytest.fixture
def coffee(alice, food):
    return alice.category(name="Coffee", parent=food)["id"]


@pytest.fixture
def budget(alice):
    return alice.add("budgets/", name="Household", anchor=f"{months_back(12)}")["id"]


@pytest.fixture
def planned(alice, budget):
    """Makes a line from two months ago on, with an amount that stands."""

    def planned(category, amount=None, **said):
        said = {"starts": f"{months_back(2)}", **said}
        line = alice.add("budget-lines/", budget=budget, category=category, **said)["id"]
        if amount:
            one = {"line": line, "period_start": said["starts"], "amount": amount}
            made(alice.put(f"budgets/{budget}/amounts/", [{**one, "standing": True}]))
        return line

    return planned


def spent(alice, category, amount, day=TODAY):
    alice.transaction(amount=amount, category=category, date=f"{day}")


def row_of(answer, name):
    return next(row for table in answer.context["tables"] for row in table.rows if row.name == name)


def figures(alice, budget, line, day=TODAY):
    """What the API says of a line in the period of a day: amount, spent, available."""
    query = f"start_date={day}&end_date={day}"
    (period,) = alice.get(f"budgets/{budget}/report/?{query}").json()["periods"]
    (one,) = (one for one in period["lines"] if one["line"] == line)
    return one["amount"], one["spent"], one["available"]


def version(budget):
    return Budget.objects.get(pk=budget).changed_in


def save(browser, budget, status=303, query="", **fields):
    """Send the form of the amounts of a period."""
    address = f"{browser.address('budget_amounts', budget)}{query}"
    sent = {"version": version(budget), "holds": "on", **fields}
    answer = browser.post(address, sent)
    assert answer.status_code == status, words_of(answer)
    return answer


def test_the_first_budget_is_proposed_from_what_was_spent_in_three_months(
    alice, browser, food, coffee
):
    for back, amount in ((1, "100.00"), (2, "50.00"), (3, "0.02"), (4, "900.00")):
        spent(alice, coffee, amount, months_back(back))
    assert "New budget" in words_of(browser.see("budgets"))
    form = browser.see("budget_new").context["form"]
    there = browser.send("budget_new", **form.initial)["Location"]
    page = browser.get(there)
    assert "average of your last 3 periods" in words_of(page)
    fields = {field.name: field.initial for field in page.context["form"] if field.initial}
    assert fields == {f"amount-{food}": "50.01"}
    there = browser.post(there, fields)["Location"]
    row = row_of(browser.get(there), "Food")
    assert (row.amount.text, row.spent.text, row.left.text) == ("50.01", "0.00", "50.01")


def test_a_month_before_the_first_posting_is_not_one_without_spending(alice, browser, food, budget):
    spent(alice, food, "100.00", months_back(1))
    page = browser.see("budget_lines_new", budget)
    assert "what the last period took" in words_of(page)
    assert page.context["form"][f"amount-{food}"].initial == "100.00"


def test_later_lines_are_not_proposed(alice, browser, food, coffee, budget, planned):
    spent(alice, food, "100.00", months_back(1))
    planned(coffee)
    page = browser.see("budget_lines_new", budget)
    assert page.context["form"][f"amount-{food}"].initial == ""
    assert coffee not in {row.category.id for row in page.context["rows"]}


def test_a_form_without_an_amount_makes_no_line(browser, food, budget):
    answer = browser.send("budget_lines_new", budget, status=422)
    assert "Type an amount for one category at least." in words_of(answer)


def test_a_faulty_amount_makes_no_line_at_all(alice, browser, food, coffee, budget):
    fields = {f"amount-{food}": "10.00", f"amount-{coffee}": "-1.00"}
    answer = browser.send("budget_lines_new", budget, status=422, **fields)
    assert answer.context["form"].errors == {f"amount-{coffee}": ["State 0 or more."]}
    assert not BudgetLine.objects.exists()


def test_the_period_shows_what_is_planned_spent_and_left(
    alice, browser, food, coffee, budget, planned
):
    planned(food, "150.00")
    planned(coffee, "20.00")
    spent(alice, food, "30.00")
    spent(alice, coffee, "25.50")
    spent(alice, alice.category(name="Fun")["id"], "7.00")
    page = browser.see("budget", budget)
    row, below = row_of(page, "Food"), row_of(page, "Coffee")
    assert (row.amount.text, row.spent.text, row.left.text) == ("150.00", "55.50", "94.50")
    assert (row.divided.text, row.is_divided_beyond) == ("20.00", False)
    assert (below.left.text, below.is_over, below.is_below) == ("−5.50", True, True)
    (table,) = page.context["tables"]
    assert [(one.name, one.spent.text) for one in table.rest] == [("Fun", "7.00")]
    assert table.sum.left.value == "87.50"


def test_every_figure_is_the_sum_of_its_list(alice, browser, food, coffee, budget, planned):
    line = planned(food, "150.00", opening="5.00")
    spent(alice, food, "30.00")
    spent(alice, coffee, "25.50")
    spent(alice, None, "3.00")
    spent(alice, food, "99.00", months_back(1))
    alice.transaction(amount="4.00", category=food, date=f"{TODAY}", refund=True)
    for page in (browser.see("budget", budget), browser.see("budget_line", budget, line)):
        lists = [one for one in links_of(page) if sum_behind(one.href, alice.book) is not None]
        assert len(lists) >= 3
        assert [one for one in lists if not agrees(one, alice.book)] == []


def test_the_overview_says_what_is_left_and_what_is_overspent(
    alice, browser, food, coffee, planned
):
    spent(alice, coffee, "25.50")
    assert "Left in the budget" not in words_of(browser.see("overview"))
    planned(food, "150.00")
    planned(coffee, "20.00")
    page = words_of(browser.see("overview"))
    assert "Left in the budget Household 124 .50 € of 150.00" in page
    assert "Overspent: Coffee 5.50" in page


def test_income_says_how_much_more_came_in_than_was_expected(alice, browser, budget, planned):
    pay = alice.category(name="Pay", type="income")["id"]
    planned(pay, "1000.00")
    alice.transaction(type="income", amount="1200.00", category=pay, date=f"{TODAY}")
    row = row_of(browser.see("budget", budget), "Pay")
    assert (row.left.text, row.is_over) == ("+200.00", False)


def test_nothing_budgeted_is_not_a_budget_of_nothing(alice, browser, food, budget, planned):
    planned(food)
    spent(alice, food, "30.00")
    row = row_of(browser.see("budget", budget), "Food")
    assert (row.amount, row.left, row.is_over) == (None, None, False)


@pytest.mark.parametrize("stated", ["2026-13-01", "x", "", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_not_one_shows_some_period(browser, budget, stated):
    browser.see("budget", budget, period=stated)


def test_an_amount_holds_from_a_period_on_or_for_it_alone(alice, browser, food, budget, planned):
    line = planned(food, "150.00")
    save(browser, budget, **{f"amount-{line}": "100+80"})
    assert figures(alice, budget, line)[0] == "180.00"
    assert figures(alice, budget, line, months_back(1))[0] == "150.00"
    query = f"?period={months_back(1)}"
    save(browser, budget, query=query, holds="once", **{f"amount-{line}": "90"})
    months = [figures(alice, budget, line, months_back(back))[0] for back in (2, 1, 0)]
    assert months == ["150.00", "90.00", "180.00"]


def test_an_amount_that_stands_replaces_that_of_the_period_alone(
    alice, browser, food, budget, planned
):
    line = planned(food, "150.00")
    save(browser, budget, holds="once", **{f"amount-{line}": "90.00"})
    save(browser, budget, **{f"amount-{line}": "70.00"})
    assert figures(alice, budget, line)[0] == "70.00"


def test_what_was_not_changed_is_not_stated_again(alice, browser, food, coffee, budget, planned):
    line, other = planned(food, "150.00"), planned(coffee, "20.00")
    save(browser, budget, **{f"amount-{line}": "160.00", f"amount-{other}": "20.00"})
    stated = alice.get(f"budget-lines/{other}/").json()["amounts"]
    assert [one["period_start"] for one in stated] == [f"{months_back(2)}"]


def test_an_empty_field_takes_back_what_the_period_states(alice, browser, food, budget, planned):
    line = planned(food, "150.00")
    save(browser, budget, holds="once", **{f"amount-{line}": "90.00"})
    save(browser, budget, holds="once", **{f"amount-{line}": ""})
    assert figures(alice, budget, line)[0] == "150.00"


def test_an_amount_that_stands_from_before_is_not_taken_back_here(
    alice, browser, food, budget, planned
):
    line = planned(food, "150.00")
    answer = save(browser, budget, 422, **{f"amount-{line}": ""})
    (fault,) = answer.context["form"].errors[f"amount-{line}"]
    assert fault.startswith(f"The amount of this line stands since {months_back(2)}")
    assert figures(alice, budget, line)[0] == "150.00"


def test_every_faulty_amount_is_named_and_none_is_saved(
    alice, browser, food, coffee, budget, planned
):
    line, other = planned(food, "150.00"), planned(coffee, "20.00")
    typed = {f"amount-{line}": "-5", f"amount-{other}": "1.234"}
    errors = save(browser, budget, 422, **typed).context["form"].errors
    assert errors.keys() == {f"amount-{other}"}
    errors = save(browser, budget, 422, **{**typed, f"amount-{other}": "30"}).context["form"].errors
    assert errors == {f"amount-{line}": ["State 0 or more."]}
    assert figures(alice, budget, other)[0] == "20.00"


def test_who_has_not_seen_the_newest_amounts_overwrites_none(alice, browser, food, budget, planned):
    line = planned(food, "150.00")
    seen = version(budget)
    save(browser, budget, **{f"amount-{line}": "160.00"})
    answer = save(browser, budget, 409, version=seen, **{f"amount-{line}": "170.00"})
    assert "Somebody has changed this meanwhile" in words_of(answer)
    assert figures(alice, budget, line)[0] == "160.00"


def test_fields_are_filled_with_the_last_period_or_the_average(
    alice, browser, food, budget, planned
):
    line = planned(food, "150.00")
    query = f"?period={months_back(1)}"
    save(browser, budget, query=query, holds="once", **{f"amount-{line}": "90.00"})
    spent(alice, food, "60.00", months_back(1))
    spent(alice, food, "30.00", months_back(2))
    for fill, amount in (("", "150.00"), ("last", "90.00"), ("average", "45.00")):
        page = browser.see("budget_amounts", budget, fill=fill)
        assert page.context["form"][f"amount-{line}"].initial == amount
    assert figures(alice, budget, line)[0] == "150.00"


def test_the_field_of_the_line_that_was_chosen_has_the_cursor(browser, food, budget, planned):
    line = planned(food, "150.00")
    text = browser.see("budget_amounts", budget, line=line).content.decode()
    assert text.count("autofocus") == 1


def test_a_line_carries_over_from_a_period_on(alice, browser, food, budget, planned):
    line = planned(food, "150.00")
    form = browser.see("budget_line", budget, line).context
    sent = {"version": form["version"], **form["form"].initial}
    since = f"{months_back(1)}"
    browser.send("budget_line", budget, line, **{**sent, "carry": "both", "since": since})
    assert figures(alice, budget, line)[2] == "450.00"
    policies = alice.get(f"budget-lines/{line}/").json()["policies"]
    assert policies == [{"starts": since, "carry": "both", "cap": None}]


def test_the_faults_of_a_line_stand_at_its_fields(browser, food, budget, planned):
    line = planned(food, "150.00")
    context = browser.see("budget_line", budget, line).context
    sent = {"version": context["version"], **context["form"].initial, "carry": "both"}
    faulty = {"since": "2026-01-15", "cap": "-1", "ends": "2014-01-01", "opening": "x"}
    answer = browser.send("budget_line", budget, line, status=422, **{**sent, **faulty})
    assert answer.context["form"].errors.keys() == {"cap", "opening"}
    faulty |= {"cap": "", "opening": ""}
    answer = browser.send("budget_line", budget, line, status=422, **{**sent, **faulty})
    assert answer.context["form"].errors.keys() == {"since", "ends"}


def test_a_line_tells_its_last_twelve_periods(alice, browser, food, budget, planned):
    line = planned(food, "150.00")
    spent(alice, food, "60.00", months_back(1))
    table = browser.see("budget_line", budget, line).context["table"]
    assert [(one.spent.text, one.left.text) for one in table] == [
        ("0.00", "150.00"), ("60.00", "90.00"), ("0.00", "150.00"),
    ]  # fmt: skip


def test_a_line_of_another_budget_is_not_there(alice, browser, food, budget, planned):
    line = planned(food)
    other = alice.add("budgets/", name="Other", anchor="2026-01-01")["id"]
    browser.see("budget_line", other, line, status=404)
    browser.send("budget_line_delete", other, line, status=404)


def test_a_deleted_line_and_a_deleted_budget_return_by_undo(alice, browser, food, budget, planned):
    line = planned(food, "150.00")
    browser.send("budget_line_delete", budget, line)
    browser.send("budget_delete", budget)
    newest = alice.get("book/").json()["last_change"]
    browser.send("undo", newest)
    browser.send("undo", newest - 1)
    assert figures(alice, budget, line)[0] == "150.00"


def test_a_budget_with_lines_is_renamed_and_keeps_its_periods(browser, food, budget, planned):
    planned(food)
    form = browser.see("budget_edit", budget).context["form"]
    assert set(form.fields) == {"name", "archived"}
    browser.send("budget_edit", budget, name="Home", version=version(budget))
    assert Budget.objects.get(pk=budget).name == "Home"


def test_one_budget_is_shown_at_once_and_of_several_one_is_chosen(alice, browser, budget):
    assert browser.see("budgets", status=302)["Location"] == browser.address("budget", budget)
    other = alice.add("budgets/", name="Other", anchor="2026-01-01")["id"]
    assert "Household Other" in words_of(browser.see("budgets"))
    alice.patch(f"budgets/{other}/", {"archived": True})
    assert browser.see("budgets", status=302)
    assert "Other" in words_of(browser.see("budgets", all=1))


def test_a_name_that_is_taken_stands_at_its_field(browser, budget):
    form = browser.see("budget_new").context["form"]
    sent = {**form.initial, "name": "household"}
    errors = browser.send("budget_new", status=422, **sent).context["form"].errors
    assert errors == {"name": ["There is a budget of this name already."]}


def test_a_budget_in_another_currency_shows_that_currency(alice, browser, food):
    account = alice.account(name="NY", currency="USD", opening_date="2015-01-01")["id"]
    budget = alice.add("budgets/", name="Trip", anchor="2026-01-01", currency="USD")["id"]
    line = alice.add("budget-lines/", budget=budget, category=food, starts="2026-01-01")["id"]
    save(browser, budget, **{f"amount-{line}": "$20"})
    alice.transaction(amount="5.00", category=food, account=account, date=f"{TODAY}")
    spent(alice, food, "9.00")
    page = browser.see("budget", budget)
    row = row_of(page, "Food")
    assert (row.left.code, row.left.text) == ("USD", "15.00")
    assert [(one.amount.code, one.amount.text) for one in page.context["apart"]] == [("", "−9.00")]


def test_a_viewer_sees_amounts_and_has_no_way_to_change_them(alice, food, budget, planned):
    planned(food, "150.00")
    mia = signed_up("mia")
    joined(mia, alice.book, Role.VIEWER)
    text = Browser(mia, alice.book).see("budget", budget).content.decode()
    assert "150.00" in text
    assert "1/amounts/" not in text


@pytest.mark.parametrize("lines", [1, 30])
@pytest.mark.parametrize("name", STATEMENTS)
def test_a_page_takes_as_many_statements_however_many_lines(
    alice, browser, budget, planned, django_assert_num_queries, lines, name
):
    spent(alice, None, "1.00", months_back(1))
    ids = [planned(alice.category(name=f"C{n}")["id"]) for n in range(lines)]
    place = {"budget_line": [budget, ids[0]], "overview": []}.get(name, [budget])
    browser.see(name, *place)
    with django_assert_num_queries(STATEMENTS[name]):
        browser.see(name, *place)
