"""Amounts as a page shows them: text for people, and a plain number for scripts."""

from collections.abc import Callable
from dataclasses import dataclass

from common.money import CURRENCIES, format_amount
from web.formats import NumberForm, Sign, show_amount, show_tick, split_cents

HIDDEN = "•••"
NO_BREAK = "\N{NO-BREAK SPACE}"
_ORDINARY = 12
"""Characters: 1,234,567.89, which 96 pixels hold."""
_SHORT = 5
"""Characters: 9,999 at 18 pixels, three times in 326 pixels with decimals and sign."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An amount, ready for a template."""

    text: str
    value: str
    """A plain decimal number; empty where amounts are hidden."""
    code: str = ""
    """The currency, where it is not that of the book."""
    tone: str = ""
    """"in" for money that came in."""

    @property
    def is_long(self) -> bool:
        """Whether it needs a wider column than most amounts."""
        return len(self.text) > _ORDINARY


@dataclass(frozen=True, slots=True)
class Figure:
    """A large number: its whole part, and the decimals with the currency, which are set smaller."""

    value: str
    whole: str
    rest: str

    @property
    def is_long(self) -> bool:
        """Whether three of its length do not fit beside each other on a phone."""
        return len(self.whole) > _SHORT


@dataclass(frozen=True, slots=True)
class Money:
    """How amounts are shown to one person in one book."""

    home: str
    form: NumberForm
    hidden: bool = False

    def signed(self, minor: int, code: str = "") -> Shown:
        """Return an amount with the sign that says where it went: minus out, plus in."""
        return self._shown(minor, code, sign="both", tone="in" if minor > 0 else "")

    def plain(self, minor: int, code: str = "") -> Shown:
        """Return an amount that has a sign only where it is negative, such as a balance."""
        return self._shown(minor, code)

    def unsigned(self, minor: int, code: str = "") -> Shown:
        """Return the size of an amount alone, for a column that says what it is."""
        return self._shown(minor, code, sign="none")

    def figure(self, minor: int, code: str = "") -> "Figure":
        """Return an amount for the one large number of a card."""
        shown = self.plain(minor, code)
        whole, cents = split_cents(shown.text, self.form)
        return Figure(shown.value, whole, f"{cents}{NO_BREAK}{sign_of(code or self.home)}")

    def tick(self, code: str = "") -> Callable[[int], str] | None:
        """Return what writes the scale of a chart; None where amounts are hidden."""
        if self.hidden:
            return None
        return lambda minor: show_tick(minor, CURRENCIES[code or self.home], self.form)

    def share(self, part: int, whole: int) -> str:
        """Return a part of a whole in per cent; empty where there is no whole."""
        if self.hidden or whole <= 0:
            return ""
        return f"{(200 * part + whole) // (2 * whole)} %"

    @property
    def sign(self) -> str:
        """The book's currency as it is written beside a figure."""
        return sign_of(self.home)

    def _shown(self, minor: int, code: str, *, sign: Sign = "minus", tone: str = "") -> Shown:
        currency = CURRENCIES[code or self.home]
        foreign = currency.code if currency.code != self.home else ""
        if self.hidden:
            return Shown(HIDDEN, "", foreign)
        text = show_amount(minor, currency, self.form, sign)
        return Shown(text, format_amount(minor, currency), foreign, tone)


def sign_of(code: str) -> str:
    """Return the sign of a currency, or its code where it has none that everybody knows."""
    return SIGNS.get(code, code)


SIGNS = {
    "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "KRW": "₩",
    "TRY": "₺", "UAH": "₴", "VND": "₫", "ILS": "₪", "NGN": "₦", "PHP": "₱", "PLN": "zł",
    "CZK": "Kč", "BRL": "R$",
}  # fmt: skip
"""The signs of common currencies; any other is written by its code."""
