"""What the actions of a QIF investment account do to its cash.

Shares are not money: what moves only them makes no row. An action that ends in X takes its money
from another account, or sends it there, on the same day.
"""

from decimal import Decimal
from typing import NamedTuple

_OUT = {
    "buy": "Buy",
    "cvrshrt": "Cover short sale of",
    "miscexp": "Expense",
    "margint": "Margin interest",
}
_IN = {
    "sell": "Sell",
    "shtsell": "Sell short",
    "div": "Dividend",
    "intinc": "Interest",
    "cglong": "Long-term capital gains",
    "cgmid": "Medium-term capital gains",
    "cgshort": "Short-term capital gains",
    "rtrncap": "Return of capital",
    "miscinc": "Income",
}
_MOVES = {"xin": 1, "contrib": 1, "contribx": 1, "xout": -1, "withdrw": -1, "withdrwx": -1}
_SHARES = frozenset(
    {"shrsin", "shrsout", "stksplit", "reinvdiv", "reinvint", "reinvlg", "reinvmd", "reinvsh"}
    | {"grant", "vest", "exercise", "exercisex", "expire", "reminder", "reinvest", "stkdiv"}
)


class Effect(NamedTuple):
    """What moves on the cash of the account."""

    amount: Decimal
    words: str = ""
    is_transfer: bool = False


def moves_shares_only(action: str) -> bool:
    """Whether `action` has no effect on cash."""
    return action.lower() in _SHARES


def effects(
    action: str, amount: Decimal, moved: Decimal, *, has_other: bool
) -> list[Effect] | None:
    """Return what `action` does to the cash; None for an action that is not known.

    `amount` is T, `moved` is $, which is what comes from the other account or goes there. Amounts
    of purchases are written without a sign, so what they show is the size alone.
    """
    name = action.lower()
    if name in ("", "cash"):
        return [Effect(amount, is_transfer=has_other)]
    if name in _MOVES:
        return [Effect(abs(amount) * _MOVES[name], is_transfer=has_other)]
    plain = name.removesuffix("x") if name not in _OUT and name not in _IN else name
    if plain in _OUT:
        trade = Effect(-abs(amount), _OUT[plain])
    elif plain in _IN:
        trade = Effect(abs(amount) if "sell" in plain else amount, _IN[plain])
    else:
        return None
    if plain == name and not has_other:
        return [trade]
    size = abs(moved)
    return [trade, Effect(size if trade.amount < 0 else -size, is_transfer=True)]
