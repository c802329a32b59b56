"""Names are cleaned for keeping, and folded so that what reads the same is the same."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import (
    NAME_KEY_LENGTH_MAX,
    NAME_LENGTH_MAX,
    clean,
    fold,
    fold_case,
    is_name,
    normalized,
    numbered,
)

FORMS = ["NFC", "NFD", "NFKC", "NFKD"]
MARKS = st.sampled_from("\u0301\u0316\u0344\u05b0\u0f71\u0f73\u0f81\u3099\uff9eeaé가각ﬁ\ufdfa")
# Unicode writes the Greek iota subscript beside its letter in capitals, so that the case mappings
# of Python make texts of it which no normal form makes the same.
IOTA_SUBSCRIPT = "\u0345"
LETTERS_I = st.text(
    st.sampled_from("iIİı\u0307\u0301\u0323\u0308\u0328jJ aïịį\u1ecaΐ\u0399\U0001d6a4\u2160ß"),
    max_size=12,
)
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


@given(LETTERS_I)
def test_all_of_that_holds_of_texts_of_little_else_than_the_letter_i(text):
    assert fold(fold(text)) == fold(text)
    assert fold(clean(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(fold_case(text)) == fold(text)


@pytest.mark.parametrize(
    "letter", ["İ", "I", "ı", "i", "I\u0307", "i\u0307", "\U0001d6a4", "\uff49", "\u2160"]
)
def test_the_four_letters_i_are_one(letter):
    assert fold(letter) == "i"
    assert fold(f"K{letter}rtas{letter}ye") == "kirtasiye"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ị\u0307", "ị"), ("ı\u0308", "Ï"), ("Į\u0307", "į"), ("i\u0307\u0307\u0301", "Í")],
)
def test_an_i_with_further_marks_loses_its_dot_alone(one, other):
    assert fold(one) == fold(other) == other.casefold()


@pytest.mark.parametrize("letter", ["ė", "ż", "ġ", "j\u0307", "i\u0301\u0307"])
def test_other_letters_keep_their_dots(letter):
    assert fold(letter) == unicodedata.normalize("NFKC", letter)


@pytest.mark.parametrize("cased", [str.upper, str.lower, str.title, str.swapcase, str.casefold])
@given(st.one_of(UNICODE, LETTERS_I))
def test_the_key_is_the_same_for_any_casing_of_a_text(cased, text):
    text = clean(unicodedata.normalize("NFKD", text).replace(IOTA_SUBSCRIPT, ""))
    assert fold(cased(text)) == fold(text)


@given(st.one_of(UNICODE, LETTERS_I))
def test_a_key_is_no_longer_than_that_of_earlier_versions(text):
    assert len(fold(text)) <= len(fold_case(text))


@given(UNICODE.map(clean).filter(is_name), st.integers(0, 12))
def test_a_number_makes_a_name_of_it_that_is_free(name, others):
    taken = {fold(name)}
    for _ in range(others):
        free = numbered(name, taken)
        assert fold(free) not in taken
        assert is_name(free)
        assert len(free) <= NAME_LENGTH_MAX
        taken.add(fold(free))


@pytest.mark.parametrize("name", ["x" * NAME_LENGTH_MAX, "\ufdfa" * (NAME_KEY_LENGTH_MAX // 18)])
def test_a_long_name_makes_room_for_its_number(name):
    free = numbered(name, {fold(name)})
    assert is_name(free)
    assert len(free) <= NAME_LENGTH_MAX
    assert free.endswith(" 2")


@given(st.text(st.characters(max_codepoint=127), max_size=2 * NAME_LENGTH_MAX).map(clean))
def test_the_key_of_a_clean_name_of_ascii_is_as_long_as_the_name(name):
    assert len(fold(name)) == len(name)


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
