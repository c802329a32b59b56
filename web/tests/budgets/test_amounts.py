"""The amounts of a period as fields, which are saved together."""

from web.tests.browsing import words_of
from web.tests.budgets.conftest import figures, months_back, save, spent, version


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
