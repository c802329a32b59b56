"""The words of what banks write, and what a payee is called in each of its spellings."""

import pytest

from common.tokens import (
    NAME_WORDS_MAX,
    TEXT_LENGTH_MAX,
    distinctive,
    name_in,
    payee_key,
    words_in,
)


@pytest.mark.parametrize(
    ("payee", "name"),
    [
        ("REWE 0342 BERLIN", "rewe"),
        ("Rewe 1107", "rewe"),
        ("Kartenzahlung 12.03.24 REWE", "rewe"),
        ("SQ *LUCY'S COFFEE 25342", "lucys coffee"),
        ("SQ *LUCY\u2019S COFFEE", "lucys coffee"),
        ("POS DEBIT 0412 7-ELEVEN #1234", "eleven"),
        ("Caf\u00e9 M\u00fcller GmbH", "cafe muller"),
        ("https://www.netflix.com", "netflix"),
        ("O2", "o2"),
        ("PayPal", "paypal"),
        ("VISA 4711", "visa"),
        ("12.03.2024 4711", ""),
        ("", ""),
    ],
)
def test_a_name_is_what_stays_without_numbers_and_ways_of_payment(payee: str, name: str) -> None:
    assert " ".join(name_in(words_in(payee))) == name


def test_a_name_has_a_few_words_at_most() -> None:
    assert len(name_in(words_in("a b c d e f g h i j"))) == NAME_WORDS_MAX


def test_numbers_codes_and_single_letters_tell_nothing() -> None:
    assert distinctive(words_in("miete mai 2024 x 12kg A93K2 miete")) == ["miete", "mai"]


def test_a_letter_that_is_a_word_tells() -> None:
    assert distinctive(words_in("\u8336")) == ["\u8336"]


def test_what_comes_late_in_a_very_long_text_is_not_read() -> None:
    assert words_in("a " * TEXT_LENGTH_MAX + "end")[-1] == "a"


@pytest.mark.parametrize("payee", ["Card payment 77", "4711", "*", "PayPal *8842", ""])
def test_numbers_and_ways_of_payment_are_nobody(payee: str) -> None:
    assert payee_key(payee) == ()


def test_spellings_of_a_payee_have_one_key() -> None:
    assert payee_key("SPOTIFY P1234") == payee_key("Spotify P9876 Stockholm") != payee_key("Spot")
