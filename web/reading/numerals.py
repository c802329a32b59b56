"""The value of a numeral: which of its points and commas group digits, and which one is decimal."""

import re
from dataclasses import dataclass
from fractions import Fraction

from web.formats import NumberForm
from web.reading.refusals import NotRead, in_doubt

_SIGNS = re.compile(r"([.,' ])")
# The lengths of groups: 1,234,567 and, in India, 12,34,567.
_FIRST_GROUP_MAX = 3
_LAST_GROUP = 3
_INDIAN_GROUP = 2


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number without a sign, as it was written."""

    value: Fraction
    decimals: int
    """How many decimals were written; zeros at the end count."""
    grouped: int | None = None
    """The other reading of 1.234 where the form of the person decided for the decimal one."""


def read_numeral(text: str, form: NumberForm) -> Numeral:
    """Return the value of `text`: ASCII digits, and points, commas, apostrophes and spaces.

    - Of points and commas, the last one is the decimal sign; one kind several times groups.
    - A single one is decimal, unless exactly three digits follow: then `form` decides.

    Raises NotRead where neither form nor digits decide, and for digits that are not well grouped.
    """
    runs = _SIGNS.split(text)
    digits, signs = runs[::2], runs[1::2]
    if not _has_decimal(signs):
        return Numeral(Fraction(_joined(text, digits, form)), 0)
    whole, decimals = digits[:-1], digits[-1]
    if signs[-1] not in ".," or signs.count(signs[-1]) > 1:
        raise _not_a_number(text)
    if len(signs) == 1 and _can_group(whole[0], decimals):
        return _by_form(text, signs[0], form)
    if whole == [""]:
        whole = ["0"]
    return _decimal(_joined(text, whole, form), decimals)


def _has_decimal(signs: list[str]) -> bool:
    """Whether there is a decimal sign: points and commas, but not one kind several times."""
    points = [sign for sign in signs if sign in ".,"]
    return len(points) == 1 or len(set(points)) > 1


def _can_group(whole: str, decimals: str) -> bool:
    """Whether a single sign between these digits can be that of a group: 1.234, not 0.123."""
    return len(decimals) == _LAST_GROUP and _starts_groups(whole, _FIRST_GROUP_MAX)


def _by_form(text: str, sign: str, form: NumberForm) -> Numeral:
    whole, _, decimals = text.partition(sign)
    if sign == form.group:
        return Numeral(Fraction(whole + decimals), 0)
    if sign == form.decimal:
        return _decimal(whole, decimals, int(whole + decimals))
    raise in_doubt(text, f"{whole}{form.group}{decimals}", f"{whole}{form.decimal}{decimals}")


def _decimal(whole: str, decimals: str, grouped: int | None = None) -> Numeral:
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    return Numeral(value, len(decimals), grouped)


def _joined(text: str, groups: list[str], form: NumberForm) -> str:
    """Return the digits of a whole number; raises NotRead unless its groups are well formed."""
    if len(groups) == 1 and groups[0]:
        return groups[0]
    first, *middle, last = groups
    if len(last) == _LAST_GROUP:
        if _starts_groups(first, _FIRST_GROUP_MAX) and _all_have(middle, _LAST_GROUP):
            return "".join(groups)
        if _starts_groups(first, _INDIAN_GROUP) and _all_have(middle, _INDIAN_GROUP):
            return "".join(groups)
    if len(groups) == 2 and all(groups) and not set(text) & set(".,"):
        raise in_doubt(text, f"{first}{form.decimal}{last}", f"{first}{last}")
    raise _not_a_number(text)


def _starts_groups(first: str, longest: int) -> bool:
    return 0 < len(first) <= longest and first[0] != "0"


def _all_have(groups: list[str], length: int) -> bool:
    return all(len(group) == length for group in groups)


def _not_a_number(text: str) -> NotRead:
    return NotRead("not_an_amount", f'"{text}" is not a number: its digits are not well grouped.')
