"""Categories learned from past choices: what follows from them, what does not, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.suggesting import category_learner as learning
from imports.suggesting import naive_bayes as bayes
from imports.suggesting.category_learner import THRESHOLD, Learner

Choice = tuple[str, str, str]
"""A payee, a text and a category."""


def taught(*choices: Choice, kind: str = "expense") -> Learner[str]:
    learner: Learner[str] = Learner()
    for payee, text, category in choices:
        learner.learn(payee, text, category, kind)
    return learner


def suggested(learner: Learner[str], payee: str, text: str = "", kind: str = "expense") -> str:
    found = learner.suggest(payee, text, kind)
    return found.category if found else ""


def reason(learner: Learner[str], payee: str, text: str = "", kind: str = "expense") -> str:
    found = learner.guess(payee, text, kind)
    assert found is not None
    return found.reason


# What is suggested


def test_nothing_is_suggested_before_anything_was_learned() -> None:
    assert taught().guess("Rewe", "", "expense") is None


def test_one_choice_is_enough_for_the_same_payee_in_another_store() -> None:
    learner = taught(("REWE 0342 BERLIN", "Karte 4711", "Groceries"), ("Shell", "", "Fuel"))
    assert suggested(learner, "Rewe 1107") == "Groceries"


def test_a_payee_is_found_in_the_text_where_the_bank_names_none() -> None:
    learner = taught(("", "SHELL 0342 KOELN", "Fuel"), ("Rewe", "", "Groceries"))
    assert suggested(learner, "Shell") == "Fuel"
    assert suggested(learner, "", "POS DEBIT SHELL 99") == "Fuel"


@pytest.mark.parametrize("before", [1, 2, 10, 100])
def test_one_correction_changes_the_next_suggestion(before: int) -> None:
    learner = taught(*[("Rewe 1", "Einkauf", "Groceries")] * before, ("Rewe 2", "", "Household"))
    assert suggested(learner, "Rewe 3") == "Household"
    assert suggested(learner, "Rewe 3", "Einkauf") == "Household"


def test_whoever_goes_back_has_their_old_mind_again() -> None:
    learner = taught(*[("Rewe", "", "Groceries")] * 9, ("Rewe", "", "Gifts"), ("Rewe", "", "Pets"))
    for _ in range(2):
        learner.learn("Rewe", "", "Groceries", "expense")
    assert suggested(learner, "Rewe") == "Groceries"


def test_more_choices_of_a_payee_make_surer() -> None:
    choice = ("Rewe", "", "Groceries")
    found = [taught(*[choice] * count).guess("Rewe", "", "expense") for count in (1, 2, 5)]
    sure = [suggestion.confidence for suggestion in found if suggestion]
    assert THRESHOLD < sure[0] < sure[1] < sure[2] < 1


def test_a_correction_is_less_sure_than_a_first_choice() -> None:
    first = taught(("Rewe", "", "Groceries")).guess("Rewe", "", "expense")
    corrected = taught(("Rewe", "", "Pets"), ("Rewe", "", "Groceries")).guess("Rewe", "", "expense")
    assert first is not None
    assert corrected is not None
    assert corrected.confidence < first.confidence


def test_words_tell_where_a_payee_is_filed_here_and_there() -> None:
    music, games = ("PayPal", "Spotify 123", "Music"), ("PayPal", "Steam 456", "Games")
    learner = taught(*[music, games] * 4)
    assert suggested(learner, "PayPal", "Spotify 99") == "Music"
    assert suggested(learner, "PayPal", "Steam 98") == "Games"


def test_a_payee_that_is_filed_here_and_there_stays_without_a_category() -> None:
    learner = taught(*[("Amazon", "1", "Books"), ("Amazon", "2", "Toys")] * 5)
    assert suggested(learner, "Amazon", "3") == ""
    assert learner.guess("Amazon", "3", "expense") is not None


def test_words_tell_of_a_payee_that_is_new() -> None:
    bakeries = [(f"{name} Baeckerei", "", "Bread") for name in ("Junge", "Steinecke", "Kamps")]
    garages = [(f"{name} Werkstatt", "", "Car") for name in ("Bosch", "Meier", "Vergoelst")]
    learner = taught(*bakeries * 2, *garages * 2)
    assert suggested(learner, "Thuermann Baeckerei") == "Bread"
    assert suggested(learner, "Pitstop Werkstatt") == "Car"


def test_the_beginning_of_a_name_tells_in_another_town() -> None:
    learner = taught(
        *[("Edeka Berlin", "", "Groceries"), ("Shell Berlin", "", "Fuel")] * 3,
        *[("Edeka Bremen", "", "Groceries"), ("Shell Bremen", "", "Fuel")] * 3,
    )
    assert suggested(learner, "Edeka Hamburg") == "Groceries"


def test_a_row_that_says_nothing_stays_without_a_category() -> None:
    learner = taught(*[("Rewe", "", "Groceries")] * 20)
    assert suggested(learner, "", "") == ""
    assert suggested(learner, "", "12.03.2024") == ""
    assert suggested(learner, "Unheard Of") == ""


def test_expenses_teach_nothing_of_income() -> None:
    learner = taught(*[("Amazon", "", "Shopping")] * 5)
    assert suggested(learner, "Amazon", kind="income") == ""
    learner.learn("Amazon", "", "Salary", "income")
    assert suggested(learner, "Amazon", kind="income") == "Salary"
    assert suggested(learner, "Amazon") == "Shopping"


# Why


def test_the_reason_counts_the_payments_to_the_payee() -> None:
    learner = taught(("REWE 1 X", "", "Food"))
    assert reason(learner, "Rewe 2") == 'the last payment to "Rewe" was under Food'
    learner.learn("Rewe", "", "Food", "expense")
    assert reason(learner, "Rewe 2") == 'the last 2 payments to "Rewe" were under Food'


def test_the_reason_after_a_correction_is_the_correction() -> None:
    learner = taught(*[("Rewe", "", "Food")] * 5, ("Rewe", "", "Pets"))
    assert reason(learner, "Rewe") == 'the last payment to "Rewe" was under Pets'


def test_the_reason_for_income_says_from() -> None:
    learner = taught(("Acme", "", "Salary"), kind="income")
    assert reason(learner, "Acme", kind="income") == 'the last payment from "Acme" was under Salary'


def test_the_reason_without_a_payee_says_with() -> None:
    learner = taught(("", "milk 1l", "Food"))
    assert reason(learner, "", "milk") == 'the last payment with "Milk" was under Food'


def test_the_reason_names_the_words_that_decided() -> None:
    learner = taught(
        *[("PayPal", "Spotify", "Music"), ("PayPal", "Steam Valve", "Games")] * 3,
    )
    said = '3 of the last 6 payments to "Paypal" were under Music'
    assert reason(learner, "PayPal", "Spotify") == (
        f'{said}, as were earlier payments with "spotify"'
    )


def test_the_reason_for_a_new_payee_is_words_alone() -> None:
    learner = taught(("Alpha", "miete mai", "Rent"), ("Beta", "strom", "Power"))
    assert reason(learner, "Gamma", "Miete Mai") == (
        'earlier payments with "mai" and "miete" were under Rent'
    )


def test_categories_go_by_the_names_that_people_know() -> None:
    learner: Learner[int] = Learner({7: "Food"}.__getitem__)
    learner.learn("Rewe", "", 7, "expense")
    found = learner.suggest("Rewe", "", "expense")
    assert found is not None
    assert found.category == 7
    assert found.reason == 'the last payment to "Rewe" was under Food'


# Bounds


def test_names_that_were_not_seen_for_long_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "NAMES_MAX", 100)
    learner = taught(("Rewe", "", "Food"), ("Shell", "", "Fuel"))
    for number in range(500):
        learner.learn(f"Payee{'abcdefghij'[number % 10]}x{number:03}", "", "Other", "expense")
        learner.learn("Zeta " + "abc"[number % 3] * (number + 1), "", "Other", "expense")
        learner.learn("Shell", "", "Fuel", "expense")
    assert suggested(learner, "Shell") == "Fuel"
    assert len(learner._sides["expense"]._histories) <= 100
    assert not learner._sides["expense"].history("rewe")


def test_words_that_count_least_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bayes, "WORDS_MAX", 20)
    counts = bayes.WordCounts()
    for number in range(200):
        counts.add(0, ["often", f"rare{number}"])
    assert len(counts._counts) <= 20
    assert "often" in counts._counts
    assert "rare199" in counts._counts
    assert "rare0" not in counts._counts


def test_counting_on_does_not_depend_on_how_far_the_counts_may_grow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def after() -> list[float]:
        counts = bayes.WordCounts()
        for number in range(300):
            counts.add(number % 3, ["all", f"word{number % 7}"])
        return [*counts.priors(), *counts.likelihoods(["all", "word1", "unseen"])]

    once = after()
    monkeypatch.setattr(bayes, "_UNIT_MAX", 1.01)
    assert after() == pytest.approx(once)


def test_what_words_stood_for_long_ago_counts_less() -> None:
    counts = bayes.WordCounts()
    for category in (0, 1):
        for _ in range(2 * bayes.HALF_LIFE):
            counts.add(category, ["club"])
    old, new = counts.priors()
    assert new > old


def test_answers_are_dropped_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "ANSWERS_MAX", 3)
    learner = taught(("Rewe", "", "Food"))
    for letters in ("aa", "bb", "cc", "dd", "ee", "ff"):
        learner.suggest(letters, "", "expense")
    assert len(learner._sides["expense"]._answers) <= 3


payees = st.sampled_from(["", "Rewe 1", "REWE 22 BERLIN", "Amazon", "PayPal", "Cafe Alba", "12.3."])
texts = st.sampled_from(["", "milk", "milk and bread", "Spotify 77", "ref 12345", "Caf\u00e9"])
choices = st.lists(st.tuples(payees, texts, st.sampled_from("ABCD")), max_size=40)


@given(choices, payees, texts)
def test_only_what_was_chosen_is_suggested_and_surely_enough(
    choices: list[Choice], payee: str, text: str
) -> None:
    found = taught(*choices).suggest(payee, text, "expense")
    if found is not None:
        assert found.category in {category for _, _, category in choices}
        assert THRESHOLD <= found.confidence <= 1
        assert found.reason


@given(choices, payees, texts, st.sampled_from("ABCD"))
def test_no_suggestion_contradicts_the_newest_choice_for_the_same_payee_and_text(
    choices: list[Choice], payee: str, text: str, category: str
) -> None:
    learner = taught(*choices, (payee, text, category))
    assert suggested(learner, payee, text) in ("", category)


@given(choices, payees, texts)
def test_asking_changes_nothing(choices: list[Choice], payee: str, text: str) -> None:
    asked, silent = taught(), taught()
    for choice in choices:
        asked.guess(payee, text, "expense")
        asked.learn(*choice, "expense")
        silent.learn(*choice, "expense")
    assert asked.guess(payee, text, "expense") == silent.guess(payee, text, "expense")


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=8), st.text())
def test_any_text_can_be_learned_and_asked_for(rows: list[tuple[str, str]], text: str) -> None:
    learner = taught(*[(payee, said, "A") for payee, said in rows])
    learner.suggest(text, text, "expense")
