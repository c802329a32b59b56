"""Signs and abbreviations of currencies that may stand beside an amount."""

import unicodedata

from common.money import CURRENCIES, Currency
from web.reading.refusals import NotRead

_SIGNS = {
    "$": ("Dollar", "Peso", "Real", "Cordoba", "Pa\u2019anga", "Escudo"),
    "\N{POUND SIGN}": ("Pound", "Lira"),
    "\N{YEN SIGN}": ("Yen", "Yuan"),
    "\N{EURO SIGN}": ("Euro",),
    "\N{INDIAN RUPEE SIGN}": ("Indian Rupee",),
    "\N{RUBLE SIGN}": ("Ruble",),
    "\N{TURKISH LIRA SIGN}": ("Turkish Lira",),
    "\N{WON SIGN}": ("Won",),
    "\N{NEW SHEQEL SIGN}": ("Sheqel",),
    "\N{DONG SIGN}": ("Dong",),
    "\N{HRYVNIA SIGN}": ("Hryvnia",),
    "\N{NAIRA SIGN}": ("Naira",),
    "\N{PESO SIGN}": ("Peso",),
}
"""Signs, and a part of the name of each currency that has it. A sign that is not listed may stand
beside any currency."""

_ABBREVIATIONS = {
    **dict.fromkeys(("SEK", "NOK", "DKK", "ISK"), ("kr",)),
    **dict.fromkeys(("INR", "PKR", "LKR", "NPR"), ("rs",)),
    "AUD": ("a", "au"),
    "BRL": ("r",),
    "CAD": ("c", "ca"),
    "CHF": ("fr", "sfr"),
    "CNY": ("rmb", "\u5143"),
    "CZK": ("k\u010d",),
    "EUR": ("euro", "euros"),
    "HKD": ("hk",),
    "HUF": ("ft",),
    "IDR": ("rp",),
    "JPY": ("\u5186",),
    "MXN": ("mx",),
    "MYR": ("rm",),
    "NZD": ("nz",),
    "PLN": ("z\u0142",),
    "RON": ("lei",),
    "RUB": ("\u0440\u0443\u0431",),
    "SGD": ("s",),
    "TRY": ("tl",),
    "TWD": ("nt",),
    "UAH": ("\u0433\u0440\u043d",),
    "USD": ("us",),
    "ZAR": ("r",),
}
"""What people write for a currency in letters, alone or before its sign: Fr., A$."""


def is_mark(char: str) -> bool:
    """Whether a character can be part of a sign, an abbreviation or a code."""
    return char.isalpha() or unicodedata.category(char) == "Sc"


def is_abbreviation(mark: str, currency: Currency) -> bool:
    """Whether a full stop after `mark` belongs to it: Fr. 5, but not EUR .5."""
    return mark.casefold() in _ABBREVIATIONS.get(currency.code, ())


def check_mark(mark: str, currency: Currency) -> None:
    """Raise NotRead unless `mark` may stand beside an amount of `currency`."""
    letters = "".join(char for char in mark if char.isalpha())
    if not letters or letters.casefold() == currency.code.casefold():
        known = True
    else:
        known = is_abbreviation(letters, currency)
    if known and all(_is_sign_of(char, currency) for char in mark if not char.isalpha()):
        return
    if not letters or letters.upper() in CURRENCIES:
        raise NotRead("other_currency", f'This amount is in {currency.code}; "{mark}" is not.')
    raise NotRead("not_an_amount", f'"{mark}" is not part of an amount.')


def _is_sign_of(sign: str, currency: Currency) -> bool:
    return sign not in _SIGNS or any(name in currency.name for name in _SIGNS[sign])
