"""Names are cleaned for keeping, and folded so that what reads the same is the same."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import clean, fold, normalized

FORMS = ["NFC", "NFD", "NFKC", "NFKD"]
MARKS = st.sampled_from("\u0301\u0316\u0344\u05b0\u0f71\u0f73\u0f81\u3099\uff9eeaé가각ﬁ\ufdfa")
UNICODE = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Groceries", "GROCERIES"),
        ("Straße", "STRASSE"),
        ("Café", "cafe\u0301"),
        ("ﬁsh", "FISH"),
        ("\uff26\uff4f\uff4f\uff44", "food"),
        ("  Rent \t and  heating\n", "rent and heating"),
        ("Rent\u00a0due", "rent due"),
        ("gro\u00adceries", "groceries"),
        ("food\u200b", "food"),
        ("\u202efood\u202c", "food"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_names_that_read_the_same_have_the_same_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Food", "Foods"), ("Café", "Cafe"), ("🍕", "🍔"), ("a b", "ab")]
)
def test_names_that_read_differently_have_different_keys(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["", "  \t\n", "\u200b", "\u2060\ufeff \u00ad"])
def test_what_cannot_be_seen_has_an_empty_key(text):
    assert fold(text) == ""


def test_cleaning_keeps_case_and_accents_and_drops_stray_white_space():
    assert clean(" Cafe\u0301  du\tMonde\n") == "Café du Monde"


@given(UNICODE)
def test_cleaning_and_folding_again_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


@given(UNICODE)
def test_the_key_does_not_depend_on_how_a_name_was_cleaned_or_composed(text):
    assert fold(clean(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(st.text(MARKS | st.characters(), min_size=1, max_size=20), st.sampled_from(FORMS))
def test_the_normal_form_of_a_long_text_is_that_of_unicode(text, form):
    long = text * (1 + 300 // len(text))
    assert normalized(form, long) == unicodedata.normalize(form, long)


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0f73", "\uff9e\u0316"])
@pytest.mark.parametrize("form", FORMS)
def test_a_long_run_of_marks_is_put_in_order_at_once(form, marks):
    """Sorting them by insertion takes minutes."""
    begin = time.process_time()
    normalized(form, "e" + marks * 100_000)
    assert time.process_time() - begin < 5
