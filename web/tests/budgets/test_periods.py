"""Another rule for the periods of a budget, by its page."""

from budgets.models import BudgetRule
from web.formats import DATE_FORMS, show_date
from web.tests.browsing import words_of
from web.tests.budgets.conftest import THIS, figures, months_back, version

NEXT = months_back(-1)


def sent(budget, **said):
    return {
        "version": version(budget), "starts": f"{NEXT.replace(day=15)}", "every": "1",
        "unit": "month", "anchor": "", "adjust": "none", **said,
    }  # fmt: skip


def test_the_settings_lead_to_a_form_that_shows_what_becomes_of_the_amounts(
    alice, browser, food, budget, planned
):
    planned(food, "310.00")
    assert "Change the periods" in words_of(browser.see("budget_edit", budget))
    form = browser.see("budget_periods", budget).context["form"]
    assert form.initial["starts"] == show_date(NEXT, DATE_FORMS["24 Nov 2026"])
    said = sent(budget, amounts="clear", preview="1")
    page = browser.send("budget_periods", budget, status=200, **said)
    (row,) = page.context["preview"]
    assert row.name == "Food"
    assert [one.text for _, one in row.amounts] == ["310.00", "0.00", "0.00", "0.00"]
    assert not BudgetRule.objects.exists()
    said = sent(budget, amounts="scale", starts=f"{NEXT}", unit="week")
    page = browser.send("budget_periods", budget, status=200, **said, preview="1")
    (row,) = page.context["preview"]
    assert [one.text for _, one in row.amounts] == ["310.00", "71.30", "71.30", "71.30"]
    browser.send("budget_periods", budget, **said)
    line = row_id(alice, budget)
    assert figures(alice, budget, line, NEXT)[0] == "71.30"
    assert figures(alice, budget, line, THIS)[0] == "310.00"


def row_id(alice, budget):
    (line,) = alice.get(f"budget-lines/?budget={budget}").json()["results"]
    return line["id"]


def test_nothing_is_changed_before_it_is_said_what_becomes_of_the_amounts(browser, budget):
    for preview in ({}, {"preview": "1"}):
        answer = browser.send("budget_periods", budget, status=422, **sent(budget), **preview)
        assert answer.context["form"].errors.keys() == {"amounts"}


def test_a_day_that_begins_no_period_is_refused_at_its_field(browser, budget):
    said = sent(budget, amounts="clear", anchor=f"{NEXT}")
    for preview in ({}, {"preview": "1"}):
        errors = (
            browser.send("budget_periods", budget, status=422, **said, **preview)
            .context["form"]
            .errors
        )
        assert errors["starts"][0].startswith(
            f"No period of the new rule begins on {NEXT:%Y-%m}-15"
        )


def test_who_has_not_seen_the_newest_amounts_changes_no_periods(
    alice, browser, food, budget, planned
):
    said = sent(budget, amounts="clear")
    line = planned(food, "310.00")
    assert figures(alice, budget, line)[0] == "310.00"
    answer = browser.send("budget_periods", budget, status=409, **said)
    assert "Somebody has changed this meanwhile" in words_of(answer)
