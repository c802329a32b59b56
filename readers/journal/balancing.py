"""The postings of one transaction of a journal, and the balance that they are brought to.

What a posting leaves out, its amount or its price, is what the others leave for it, as hledger and
ledger both work it out.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.money import CURRENCIES
from readers.double_entry.converter import Leg
from readers.journal.text import Wrong

_UNIT = Decimal(1)


@dataclass(slots=True)
class Posting:
    """One posting as it is written."""

    line: int
    account: str
    balanced: str = ""
    """"(" or "[" for the virtual ones, which balance with nothing or among themselves."""
    amount: Decimal | None = None
    commodity: str = ""
    value: Decimal | None = None
    value_commodity: str = ""
    lot: tuple[Decimal, str] | None = None
    """What all of it cost once."""
    asserted: Decimal | None = None
    asserted_commodity: str = ""
    inclusive: bool = False
    memo: str = ""
    date: "date | None" = None
    status: str = ""
    rounded: bool = False
    """Whether its amount is the exact one that was left, rounded to what can be kept."""

    @property
    def weight(self) -> tuple[Decimal, str]:
        if self.value is not None:
            return self.value, self.value_commodity
        return self.amount or Decimal(), self.commodity


def legs_of(postings: list[Posting], bucket: str = "") -> list[Leg]:
    """Return the legs of postings, and set the amounts that they leave out; raises Wrong.

    They add up to zero but for what the rounding of prices explains.
    """
    legs: list[Leg] = []
    for kind in ("", "["):
        group = [posting for posting in postings if posting.balanced == kind]
        if not group:
            continue
        if bucket and len(group) == 1 and not kind and group[0].amount is not None:
            group.append(Posting(group[0].line, bucket))
        _settle(group)
        legs += [
            Leg(p.account, p.amount, p.commodity, p.value, p.value_commodity, p.memo, p.date)
            for p in group
            if p.amount or (p.amount is not None and p.commodity and p.asserted is None)
        ]
    return legs


def _settle(group: list[Posting]) -> None:
    """Give postings the amounts and prices that they leave out; raises Wrong if none fit."""
    open_ones = [posting for posting in group if posting.amount is None]
    if len(open_ones) > 1:
        detail = f"{len(open_ones)} postings have no amount: one may leave it out."
        raise Wrong("two_without_amount", detail)
    if open_ones:
        sums = _sums(group)
        left = {name: total for name, total in sums.items() if total}
        _fill(group, open_ones[0], left or dict.fromkeys(sums, Decimal()))
        return
    left = _left(group)
    if left and _weighed_by_lots(group):
        return
    if len(left) == 2 and _priced(group, left):
        return
    if left:
        amounts = ", ".join(f"{total:f} {name}"[:60] for name, total in list(left.items())[:5])
        raise Wrong("unbalanced", f"The postings do not add up to zero: {amounts} is left.")


def _sums(group: list[Posting]) -> dict[str, Decimal]:
    """Return what postings add up to, in each commodity."""
    sums: dict[str, Decimal] = {}
    for posting in group:
        value, commodity = posting.weight
        sums[commodity] = sums.get(commodity, Decimal()) + value
    return sums


def _left(group: list[Posting]) -> dict[str, Decimal]:
    """Return by how much postings are out of balance, in the commodities in which they are."""
    left = {name: total for name, total in _sums(group).items() if total}
    return {name: total for name, total in left.items() if not _negligible(total, name, group)}


def _weighed_by_lots(group: list[Posting]) -> bool:
    """Let what is sold count as what its lot cost, if the entry adds up that way.

    Only ledger writes such an entry, and a journal need not show otherwise that it is ledger's.
    """
    sold = [posting for posting in group if posting.lot and posting.value is not None]
    prices = [(posting.value, posting.value_commodity) for posting in sold]
    for posting in sold:
        posting.value, posting.value_commodity = posting.lot or posting.weight
    if sold and not _left(group):
        return True
    for posting, (value, commodity) in zip(sold, prices, strict=True):
        posting.value, posting.value_commodity = value, commodity
    return False


def _fill(group: list[Posting], posting: Posting, left: dict[str, Decimal]) -> None:
    """Give the posting without an amount what is left, in each commodity."""
    money = [name for name in left if name] or list(left)
    for number, name in enumerate(money):
        filled = posting
        if number:
            filled = Posting(posting.line, posting.account, posting.balanced, date=posting.date)
            group.append(filled)
        filled.amount, filled.commodity = _rounded(-left[name], name, group), name
        filled.rounded = filled.amount != -left[name]


def _rounded(amount: Decimal, name: str, group: list[Posting]) -> Decimal:
    """Return what is left without the digits that only prices bring in."""
    if name not in CURRENCIES or all(posting.value is None for posting in group):
        return amount
    places = max(CURRENCIES[name].exponent, _places(name, group))
    return amount.quantize(_UNIT.scaleb(-places)) if amount.adjusted() < 16 else amount


def _places(name: str, group: list[Posting]) -> int:
    """Return the most decimals that an entry writes of a commodity."""
    found = [p.amount for p in group if p.amount is not None and p.commodity == name]
    return max((-int(amount.as_tuple().exponent) for amount in found), default=0)


def _negligible(total: Decimal, name: str, group: list[Posting]) -> bool:
    """Whether a rest is less than the entry's amounts show, which prices may leave."""
    if all(posting.value is None for posting in group):
        return False
    shown = any(posting.commodity == name for posting in group)
    places = _places(name, group) if shown else 2
    return abs(total) * 2 <= _UNIT.scaleb(-places)


def _priced(group: list[Posting], left: dict[str, Decimal]) -> bool:
    """Value one of two commodities in the other, as both programs do; money counts the rest."""
    (one, first), (two, second) = left.items()
    if (first < 0) == (second < 0) or not one or not two:
        return False
    if one in CURRENCIES and two not in CURRENCIES:
        one, two, first, second = two, one, second, first
    priced = [p for p in group if p.commodity == one and p.value is None and p.amount]
    for posting in priced:
        amount = posting.amount or Decimal()
        whole = second.copy_sign(amount)
        posting.value = whole if len(priced) == 1 else amount * abs(second) / abs(first)
        posting.value_commodity = two
    return bool(priced)
