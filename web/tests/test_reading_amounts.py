"""A typed amount is read as what it says, or refused; never as another value in silence."""

import re
import time

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from common.money import AMOUNT_MINOR_MAX, CURRENCIES
from web.formats import MINUS, NUMBER_FORMS, show_amount
from web.reading.amounts import ReadAmount, read_amount
from web.reading.arithmetic import DEPTH_MAX
from web.reading.characters import LENGTH_MAX
from web.reading.refusals import NotRead

EUR, USD, CHF, JPY, KWD = (CURRENCIES[code] for code in ("EUR", "USD", "CHF", "JPY", "KWD"))
COMMAS, DOTS, SPACES, APOSTROPHES, INDIAN = NUMBER_FORMS.values()

forms = st.sampled_from(list(NUMBER_FORMS.values()))
currencies = st.sampled_from(list(CURRENCIES.values()))
minor_units = st.one_of(
    st.integers(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX), st.integers(-9_999_999, 9_999_999)
)
signs = st.sampled_from([".", ",", "'", " ", "\u00a0", "\u202f", ""])
runs = st.text(st.sampled_from("0123456789"), min_size=1, max_size=4)
numerals = st.builds(
    lambda first, more: first + "".join(map("".join, more)),
    runs,
    st.lists(st.tuples(signs, runs), max_size=3),
)
written = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "-", "\u2212", "+", "(", "\u20ac ", "EUR"]),
    numerals,
    st.sampled_from(["", "-", ")", " \u20ac", ".", ",-"]),
)
typed = st.one_of(
    written,
    st.lists(written, max_size=4).flatmap(
        lambda parts: st.sampled_from(["+", "-", "*", "/", ""]).map(lambda sign: sign.join(parts))
    ),
)
SINGLE_SIGN = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}", re.ASCII)
"""What the form of a person decides: 1.234."""


def minor_of(text, currency=EUR, form=DOTS):
    return read_amount(text, currency, form).minor


def outcome(text, currency=EUR, form=DOTS):
    try:
        return read_amount(text, currency, form)
    except NotRead as refused:
        return refused


def refusal(text, currency=EUR, form=DOTS):
    refused = outcome(text, currency, form)
    assert isinstance(refused, NotRead)
    return refused


@given(minor_units, currencies, forms, st.sampled_from(["minus", "both"]))
def test_what_is_shown_reads_back_as_the_same_amount(minor, currency, form, sign):
    read = read_amount(show_amount(minor, currency, form, sign), currency, form)
    assert read.minor == minor
    assert read.echo == show_amount(minor, currency, form)


@given(minor_units, currencies, forms, forms)
def test_what_is_shown_in_another_form_is_the_same_amount_or_refused(minor, currency, form, other):
    shown = show_amount(minor, currency, form)
    single = SINGLE_SIGN.fullmatch(shown.removeprefix(MINUS))
    assume(not single or single[1] not in {other.group, other.decimal})
    read = outcome(shown, currency, other)
    if single:
        assert isinstance(read, NotRead)
        assert read.code == "ambiguous"
    else:
        assert read.minor == minor


@given(typed, currencies, forms)
@example("(8+4)/3", EUR, DOTS)
def test_whatever_is_read_is_read_again_from_its_echo(text, currency, form):
    read = outcome(text, currency, form)
    if isinstance(read, ReadAmount):
        assert abs(read.minor) <= AMOUNT_MINOR_MAX
        assert read_amount(read.echo, currency, form).minor == read.minor


@given(written, currencies, forms)
def test_no_digit_and_no_sign_of_a_number_is_lost(text, currency, form):
    read = outcome(text, currency, form)
    if isinstance(read, ReadAmount):
        digits = "".join(char for char in text if char.isdigit())
        assert str(abs(read.minor)).strip("0") == digits.strip("0")
        minus = re.sub(r"[.,]-$", "", text, flags=re.ASCII)
        assert bool(set("-\u2212(") & set(minus)) == (read.sign == "-")


@pytest.mark.parametrize(
    "text",
    [
        "1234.5", "1234,5", "1234,50", "1.234,50", "1,234.50", "1 234,50", "1\u00a0234,50",
        "1\u202f234.50", "1'234.50", "1\u2019234,50", " 1234,5\t", "+1234,5", "1234,50 \u20ac",
        "\u20ac1.234,50", "EUR 1234,50", "1234,50eur", "1234.50 euros", "1\u200e234,50",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", NUMBER_FORMS.values(), ids=lambda form: form.code)
def test_each_way_to_write_an_amount_is_read_in_each_form(text, form):
    assert minor_of(text, EUR, form) == 123450


@pytest.mark.parametrize(
    "text",
    [
        "-75,50", "\u221275,50", "\u201375,50", "- 75,50", "75,50-", "75,50 \u2212", "(75,50)",
        "\u20ac -75,50", "-\u20ac75,50", "75,50- \u20ac", "(\u20ac 75,50)", "(75,50) EUR",
    ],
)  # fmt: skip
def test_a_minus_on_either_side_and_brackets_turn_the_direction(text):
    assert read_amount(text, EUR, DOTS) == ReadAmount(-7550, "-", f"{MINUS}75,50")
    assert read_amount(text, EUR, DOTS).flips


@pytest.mark.parametrize(("text", "sign"), [("75,50", ""), ("+75,50", "+"), ("0", ""), ("-0", "-")])
def test_a_sign_that_is_stated_is_told_from_none(text, sign):
    assert read_amount(text, EUR, DOTS).sign == sign


@pytest.mark.parametrize("text", ["--5", "-5-", "(-5)", "-(5)", "(5)-", "((5))", "+-5"])
def test_two_signs_are_refused(text):
    assert refusal(text).code == "two_signs"


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1.234.567", 123456700),
        ("1,234,567", 123456700),
        ("12,34,567", 123456700),
        ("1,23,456.78", 12345678),
        ("1.234,5", 123450),
        ("0,5", 50),
        (",5", 50),
        ("5,", 500),
        ("007", 700),
        ("1234567,8", 123456780),
    ],
)
def test_the_last_sign_is_decimal_and_one_kind_several_times_groups(text, minor):
    assert {minor_of(text, EUR, form) for form in NUMBER_FORMS.values()} == {minor}


@pytest.mark.parametrize(
    ("text", "form", "minor"),
    [
        ("1.234", DOTS, 1234000),
        ("1.234", COMMAS, 1234),
        ("1.234", INDIAN, 1234),
        ("1.234", APOSTROPHES, 1234),
        ("1,234", COMMAS, 1234000),
        ("1,234", DOTS, 1234),
        ("1,234", SPACES, 1234),
        ("0.234", DOTS, 234),
        (".234", DOTS, 234),
        ("1234.567", DOTS, 1234567),
        ("1 234.567", DOTS, 1234567),
    ],
)
def test_the_form_decides_over_three_digits_after_a_single_sign(text, form, minor):
    assert minor_of(text, KWD, form) == minor


@pytest.mark.parametrize(
    ("text", "form", "readings"),
    [
        ("1.234", SPACES, ("1\u202f234", "1,234")),
        ("1,234", APOSTROPHES, ("1'234", "1.234")),
        ("12 50", DOTS, ("12,50", "1250")),
        ("12'5", COMMAS, ("12.5", "125")),
        ("(12+3)", DOTS, ("15,00", f"{MINUS}15,00")),
    ],
)
def test_what_is_in_doubt_is_refused_with_both_readings(text, form, readings):
    refused = refusal(text, EUR, form)
    assert (refused.code, refused.readings) == ("ambiguous", readings)
    assert all(reading in str(refused) for reading in readings)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("\u22121,234", ("-1'234", "-1.234")),
        ("=(1,234)", ("=(1'234)", "=(1.234)")),
        ("5+1,234 \u20ac", ("5+1'234 \u20ac", "5+1.234 \u20ac")),
        ("(12 50)", ("(12.50)", "(1250)")),
    ],
)
def test_a_reading_keeps_the_signs_around_the_number(text, readings):
    refused = refusal(text, EUR, APOSTROPHES)
    assert (refused.code, refused.readings) == ("ambiguous", readings)


def test_the_other_reading_of_too_many_decimals_keeps_the_sign():
    assert refusal("(1.234)", EUR, COMMAS).readings == (f"{MINUS}1,234.00",)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12.-", 1200),
        ("12,-", 1200),
        ("12.--", 1200),
        ("Fr. 12.\u2013", 1200),
        ("12,\u2014 CHF", 1200),
        ("1'234.\u2013", 123400),
        ("-12.-", -1200),
        ("12.- + 3.-", 1500),
        ("12.-5", 700),
        ("12-", -1200),
    ],
)
def test_a_dash_for_no_cents_is_not_a_minus(text, minor):
    assert minor_of(text, CHF, APOSTROPHES) == minor


@pytest.mark.parametrize(
    ("text", "currency", "form", "detail"),
    [
        ("75,505", EUR, DOTS, "EUR has at most 2 decimals. Did you mean 75.505,00?"),
        ("1.234", EUR, COMMAS, "EUR has at most 2 decimals. Did you mean 1,234.00?"),
        ("75,5000", EUR, DOTS, "EUR has at most 2 decimals."),
        ("75,5", JPY, DOTS, "JPY has no decimals."),
        ("75,5555", KWD, DOTS, "KWD has at most 3 decimals."),
        ("1,25+1,255", EUR, DOTS, "EUR has at most 2 decimals."),
    ],
)
def test_too_many_decimals_are_refused_with_the_number_of_the_currency(
    text, currency, form, detail
):
    refused = refusal(text, currency, form)
    assert (refused.code, str(refused)) == ("too_many_decimals", detail)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "blank"),
        (" \u200b ", "blank"),
        ("=", "not_an_amount"),
        ("\u20ac", "not_an_amount"),
        ("abc", "not_an_amount"),
        ("1e5", "not_an_amount"),
        ("12%", "not_an_amount"),
        ("12\u20ac50", "not_an_amount"),
        ("12 EUR 50", "not_an_amount"),
        ("1.2.3", "not_an_amount"),
        ("1,234.5.6", "not_an_amount"),
        ("1.234 567", "not_an_amount"),
        ("1, 5", "not_an_amount"),
        ("0.123.456", "not_an_amount"),
        ("1 2 3", "not_an_amount"),
        (".", "not_an_amount"),
        ("5+", "not_an_amount"),
        ("3--4", "not_an_amount"),
        ("(5", "not_an_amount"),
        ("5)", "not_an_amount"),
        ("2(3)", "not_an_amount"),
        ("\u00b2", "not_an_amount"),
        ("1/0", "division_by_zero"),
        ("1/(2-2)", "division_by_zero"),
        ("1000000000000,00", "too_large"),
        ("999999999999*2", "too_large"),
        ("$5", "other_currency"),
        ("USD 5", "other_currency"),
        ("5 \u00a3", "other_currency"),
        ("kr 5", "not_an_amount"),
    ],
)
def test_what_is_not_an_amount_is_refused_with_a_code(text, code):
    assert refusal(text).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Fr. 5", "CHF"), ("Fr.5", "CHF"), ("5 kr.", "SEK"), ("US$5", "USD"), ("$ 5", "CAD"),
        ("A$5", "AUD"), ("R$ 5", "BRL"), ("5 z\u0142", "PLN"), ("\u00a35", "GBP"),
        ("\u20b95", "INR"), ("\u20bf5", "EUR"),
    ],
)  # fmt: skip
def test_signs_and_abbreviations_of_the_currency_go(text, code):
    assert minor_of(text, CURRENCIES[code]) == 500


def test_a_point_after_a_code_is_of_the_number():
    assert minor_of("EUR.50") == 50
    assert minor_of("Fr.50", CHF) == 5000


@pytest.mark.parametrize(
    "text", ["\u0667\u0665\u066b\u0665", "\uff17\uff15,\uff15", "\u096d\u096b.\u096b"]
)
def test_digits_of_another_script_are_read(text):
    assert {minor_of(text, EUR, form) for form in NUMBER_FORMS.values()} == {7550}


def test_digits_of_two_scripts_are_refused():
    assert refusal("1\u09ea").code == "mixed_digits", "a Bengali 4 looks like an 8"


@pytest.mark.parametrize(
    "text",
    [
        "(" * LENGTH_MAX,
        "=" + "(" * (DEPTH_MAX + 1) + "1" + ")" * (DEPTH_MAX + 1),
        "9" * (LENGTH_MAX + 1),
        "1" + " " * 10**6 + "1",
        "9*" * 49 + "9",
        "1," * 50,
        "1/" * 49 + "3",
        "\u0661" * 10**5,
    ],
    ids=["open", "deep", "long", "blanks", "product", "groups", "quotient", "script"],
)
def test_a_hostile_text_is_answered_at_once(text):
    started = time.process_time()
    outcome(text)
    assert time.process_time() - started < 0.2


@given(written, currencies, forms)
@example("1.234", KWD, SPACES)
def test_each_reading_that_is_offered_is_out_of_doubt(text, currency, form):
    for reading in getattr(outcome(text, currency, form), "readings", ()):
        assert getattr(outcome(reading, currency, form), "code", "") != "ambiguous"


@given(st.text(max_size=LENGTH_MAX), currencies, forms)
def test_any_text_is_read_or_refused_in_a_sentence(text, currency, form):
    read = outcome(text, currency, form)
    if isinstance(read, NotRead):
        assert str(read).endswith((".", "?"))
