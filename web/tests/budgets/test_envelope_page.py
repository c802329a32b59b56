"""A budget of envelopes on its pages: what is ready, and what is assigned for one period."""

import pytest

from budgets.models import LineAmount
from web.tests.browsing import words_of
from web.tests.budgets.conftest import THIS, TODAY, figures, months_back, row_of, save, spent
from web.tests.figures import agrees, links_of, sum_behind


@pytest.fixture
def envelopes(alice, browser):
    """The id of a budget of envelopes, made by its form, in a book that has earned 500.00."""
    alice.transaction(type="income", amount="500.00", date=f"{TODAY}")
    form = browser.see("budget_new").context["form"]
    there = browser.send("budget_new", **{**form.initial, "mode": "envelopes"})["Location"]
    return int(there.split("/budgets/")[1].split("/")[0])


@pytest.fixture
def line(alice, food, envelopes):
    said = {"budget": envelopes, "category": food, "starts": f"{THIS}"}
    return alice.add("budget-lines/", **said)["id"]


def test_money_is_assigned_for_one_period(alice, browser, food, envelopes, line):
    page = browser.see("budget_amounts", envelopes)
    assert "Ready to assign: 500.00" in words_of(page)
    assert "Amounts that you change hold" not in words_of(page)
    save(browser, envelopes, **{f"amount-{line}": "120"})
    assert not LineAmount.objects.get().standing
    spent(alice, food, "30.00")
    page = browser.see("budget", envelopes)
    assert page.context["card"].free.value == "380.00"
    assert row_of(page, "Food").left.text == "90.00"
    later = browser.see("budget", envelopes, period=f"{months_back(-1)}")
    assert (row_of(later, "Food").carried.text, row_of(later, "Food").left.text) == (
        "90.00",
        "90.00",
    )


def test_the_money_that_is_ready_says_where_it_comes_from(alice, browser, food, envelopes, line):
    alice.account(name="New", opening_date=f"{TODAY}", opening_balance="11.00")
    spent(alice, food, "30.00", months_back(1))
    save(browser, envelopes, **{f"amount-{line}": "120"})
    page = browser.see("budget", envelopes)
    terms = [(word, amount.value) for word, amount, _ in page.context["card"].terms]
    assert terms == [
        ("Came in", "500.00"),
        ("Balances of before, and of new accounts", "-19.00"),
        ("Assigned", "-120.00"),
    ]
    assert page.context["card"].ready.text == "361.00"
    lists = [one for one in links_of(page) if sum_behind(one.href, alice.book) is not None]
    assert [one for one in lists if not agrees(one, alice.book)] == []


def test_an_envelope_below_another_has_its_rows_alone(
    alice, browser, food, coffee, envelopes, line
):
    tea = alice.category(name="Tea", parent=food)["id"]
    alice.add("budget-lines/", budget=envelopes, category=coffee, starts=f"{THIS}")
    for category, amount in ((food, "3.00"), (coffee, "4.00"), (tea, "5.00")):
        spent(alice, category, amount)
    page = browser.see("budget", envelopes)
    assert row_of(page, "Food").spent.text == "8.00"
    for one in (page, browser.see("budget_line", envelopes, line)):
        lists = [link for link in links_of(one) if sum_behind(link.href, alice.book) is not None]
        assert len(lists) > 1
        assert [link for link in lists if not agrees(link, alice.book)] == []


def test_more_than_there_is_can_be_assigned_and_is_said(browser, envelopes, line):
    save(browser, envelopes, **{f"amount-{line}": "501"})
    assert "More is assigned than there is." in words_of(browser.see("budget", envelopes))


def test_an_emptied_field_takes_the_money_back(alice, browser, envelopes, line):
    save(browser, envelopes, **{f"amount-{line}": "120"})
    save(browser, envelopes, **{f"amount-{line}": ""})
    assert figures(alice, envelopes, line)[0] is None


def test_income_is_offered_no_envelope(alice, browser, envelopes):
    alice.category(name="Pay", type="income")
    rows = browser.see("budget_lines_new", envelopes).context["rows"]
    assert {row.category.type for row in rows} == {"expense"}


def test_first_envelopes_get_their_amounts_for_the_period_alone(alice, browser, food, envelopes):
    browser.send("budget_lines_new", envelopes, **{f"amount-{food}": "40.00"})
    assert [one.standing for one in LineAmount.objects.all()] == [False]


def test_the_form_of_a_line_that_says_nothing_new_states_no_policy(alice, browser, envelopes, line):
    context = browser.see("budget_line", envelopes, line).context
    assert context["form"].initial["carry"] == "under"
    sent = {"version": context["version"], **context["form"].initial}
    browser.send("budget_line", envelopes, line, **sent)
    assert alice.get(f"budget-lines/{line}/").json()["policies"] == []


def test_money_is_held_back_by_a_field_below_the_amounts(alice, browser, envelopes, line):
    page = browser.see("budget", envelopes)
    assert "Hold money back" in words_of(page)
    form = browser.get(page.context["card"].edit_held).content.decode()
    assert 'name="amount-0"' in form
    assert form.count("autofocus") == 1
    save(browser, envelopes, **{f"amount-{line}": "120", "amount-0": "=100+50"})
    page = browser.see("budget", envelopes)
    card = page.context["card"]
    assert (card.free.value, card.held.text) == ("230.00", "150.00")
    assert "150.00 is held back for the period after." in words_of(page)
    later = browser.see("budget", envelopes, period=f"{months_back(-1)}").context["card"]
    assert [(word, amount.value) for word, amount, _ in later.terms] == [
        ("From the period before", "230.00"),
        ("Held back in the period before", "150.00"),
    ]
    save(browser, envelopes, **{f"amount-{line}": "120", "amount-0": ""})
    assert alice.get(f"budgets/{envelopes}/").json()["holds"] == []


def test_more_than_is_ready_beside_the_amounts_is_refused_at_its_field(browser, envelopes, line):
    typed = {f"amount-{line}": "120", "amount-0": "380.01"}
    errors = save(browser, envelopes, 422, **typed).context["form"].errors
    assert errors == {"amount-0": ["At most 380.00 can be held: no more is ready."]}
    assert not LineAmount.objects.exists()
    save(browser, envelopes, **{**typed, "amount-0": "380"})


def test_what_is_held_is_not_stated_again_with_other_amounts(alice, browser, envelopes, line):
    save(browser, envelopes, **{"amount-0": "500"})
    spent(alice, None, "100.00", months_back(1))
    assert browser.see("budget", envelopes).context["card"].held.text == "400.00"
    page = browser.see("budget_amounts", envelopes)
    assert page.context["held"].value() == "400.00"
    save(browser, envelopes, **{f"amount-{line}": "", "amount-0": "400.00"})
    (kept,) = alice.get(f"budgets/{envelopes}/").json()["holds"]
    assert kept["amount"] == "500.00"


def test_limits_hold_nothing_back(browser, food, budget, planned):
    planned(food)
    assert browser.see("budget_amounts", budget).context["held"] is None


@pytest.fixture
def savings(alice, browser):
    """An account that the budget below is not of, to which 200.00 went."""
    account = alice.account(name="Savings", opening_date="2015-01-01")["id"]
    alice.transaction(type="income", amount="500.00", date=f"{TODAY}")
    alice.transaction(type="transfer", amount="200.00", to_account=account, date=f"{TODAY}")
    return account


@pytest.fixture
def beside(alice, savings):
    """The id of a budget of envelopes of all other accounts."""
    accounts = [one["id"] for one in alice.get("accounts/").json()["results"]]
    said = {"accounts": [one for one in accounts if one != savings], "mode": "envelopes"}
    return alice.add("budgets/", name="E", anchor=f"{THIS}", **said)["id"]


def test_an_envelope_for_an_account_is_made_beside_those_of_categories(
    alice, browser, food, savings, beside
):
    page = browser.see("budget_lines_new", beside)
    assert f"amount--{savings}" in page.context["form"].fields
    amounts = {f"amount-{food}": "40.00", f"amount--{savings}": "250.00"}
    browser.send("budget_lines_new", beside, **amounts)
    page = browser.see("budget", beside)
    row = row_of(page, "Savings")
    assert (row.amount.text, row.spent.text, row.left.text) == ("250.00", "200.00", "50.00")
    terms = {word: amount.value for word, amount, _ in page.context["card"].terms}
    assert terms["Transfers with other accounts"] == "-200.00"
    assert terms["Of that paid by envelopes of accounts"] == "200.00"
    assert page.context["card"].ready.text == "210.00"
    line = browser.see("budget_line", beside, row.id)
    assert "Savings" in words_of(line)
    for one in (page, line):
        lists = [link for link in links_of(one) if sum_behind(link.href, alice.book) is not None]
        assert [link for link in lists if not agrees(link, alice.book)] == []
    for name in ("budget_amounts", "budget_move", "budget_periods"):
        assert browser.see(name, beside)
    assert (
        f"amount--{savings}" not in browser.see("budget_lines_new", beside).context["form"].fields
    )


def test_no_account_is_offered_where_the_budget_is_of_all(browser, envelopes):
    fields = browser.see("budget_lines_new", envelopes).context["form"].fields
    assert not [name for name in fields if name.startswith("amount--")]


def test_a_faulty_amount_of_an_account_stands_at_its_field(browser, savings, beside):
    amounts = {f"amount--{savings}": "-5"}
    answer = browser.send("budget_lines_new", beside, status=422, **amounts)
    assert answer.context["form"].errors == {f"amount--{savings}": ["State 0 or more."]}


def test_an_overspent_envelope_of_an_account_is_on_the_overview(alice, browser, savings, beside):
    browser.send("budget_lines_new", beside, **{f"amount--{savings}": "150.00"})
    assert "Overspent: Savings 50.00" in words_of(browser.see("overview"))
