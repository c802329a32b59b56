"""The page of a line: its periods, what it carries over, its end."""

from decimal import Decimal

from web.tests.browsing import words_of
from web.tests.budgets.conftest import figures, months_back, spent


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
    assert answer.context["form"].errors.keys() == {"opening"}
    answer = browser.send(
        "budget_line", budget, line, status=422, **{**sent, **faulty, "opening": ""}
    )
    assert answer.context["form"].errors.keys() == {"since", "cap", "ends"}


def test_a_line_shows_its_last_twelve_periods(alice, browser, food, budget, planned):
    line = planned(food, "150.00")
    spent(alice, food, "60.00", months_back(1))
    table = browser.see("budget_line", budget, line).context["table"]
    assert [(one.spent.text, one.left.text) for one in table] == [
        ("0.00", "150.00"), ("60.00", "90.00"), ("0.00", "150.00"),
    ]  # fmt: skip


def test_a_line_says_what_its_left_is_the_sum_of(alice, browser, food, coffee, budget, planned):
    policies = [{"starts": f"{months_back(1)}", "carry": "under", "cap": "50.00"}]
    line = planned(food, "150.00", policies=policies, opening="35.00")
    spent(alice, food, "100.00", months_back(0))
    spent(alice, coffee, "80.00", months_back(0))
    refund = {"category": coffee, "amount": "5.00", "date": f"{months_back(0)}", "refund": True}
    alice.transaction(**refund)
    context = browser.see("budget_line", budget, line).context
    terms = [(word, amount.value) for word, amount, _ in context["terms"]]
    assert terms == [
        ("Left of the period before", "200.00"), ("Not carried over", "-150.00"),
        ("Budgeted", "150.00"), ("Food", "-100.00"), ("Food / Coffee", "-75.00"),
    ]  # fmt: skip
    assert sum(Decimal(amount) for _, amount in terms) == Decimal(context["left"].value)
    for _, amount, href in context["terms"][3:]:
        shown = browser.get(href)
        assert amount.text.strip("+−") in words_of(shown)


def test_periods_of_centuries_are_shown_as_far_as_days_are_known(alice, browser, food):
    rule = {"unit": "year", "every": 366, "anchor": "2026-01-01"}
    budget = alice.add("budgets/", name="Ages", **rule)["id"]
    line = alice.add("budget-lines/", budget=budget, category=food, starts="2026-01-01")["id"]
    assert len(browser.see("budget_line", budget, line).context["table"]) == 1
    for name in ("budget", "budget_amounts", "budget_lines_new", "budget_move"):
        for day in ("1900-01-01", "2200-12-31"):
            browser.see(name, budget, period=day)


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
