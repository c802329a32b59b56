"""The postings of one transaction of Beancount, and the balance that they are brought to.

What is left out is worked out as Beancount does: amounts from what the others leave, costs of what
is sold from the lots that were bought before, with the tolerance that the amounts show.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from readers.beancount.text import kept
from readers.double_entry.converter import Leg
from readers.journal.text import Wrong, check_count

_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_UNIT = Decimal(1)


@dataclass(slots=True)
class Cost:
    """What stands in the braces of a posting."""

    number: Decimal | None = None
    total: Decimal | None = None
    currency: str = ""
    date: "date | None" = None
    label: str = ""
    merged: bool = False


@dataclass(slots=True)
class Posting:
    """One posting as it is written."""

    line: int
    account: str
    amount: Decimal | None = None
    currency: str = ""
    cost: Cost | None = None
    price: Decimal | None = None
    price_total: bool = False
    price_currency: str = ""
    priced: bool = False
    memo: str = ""
    weight: Decimal | None = None
    unit: str = ""


@dataclass(slots=True)
class _Lot:
    units: Decimal
    number: Decimal
    currency: str
    date: "date"
    label: str


@dataclass(slots=True)
class Tolerances:
    """How much a transaction may be out of balance, as the options say."""

    multiplier: Decimal = Decimal("0.5")
    by_currency: "dict[str, Decimal] | None" = None
    from_cost: bool = False

    def of(self, postings: list[Posting]) -> dict[str, Decimal]:
        """Return the tolerance of each currency that the amounts of a transaction show."""
        found: dict[str, Decimal] = {}
        for posting in postings:
            if posting.amount is None:
                continue
            places = -int(posting.amount.as_tuple().exponent)
            if places <= 0:
                continue
            tolerance = _UNIT.scaleb(-places) * self.multiplier
            found[posting.currency] = max(tolerance, found.get(posting.currency, tolerance))
            per_unit = posting.cost.number if posting.cost else posting.price
            unit = posting.cost.currency if posting.cost else posting.price_currency
            if self.from_cost and per_unit is not None:
                more = min(abs(tolerance * per_unit), Decimal("0.5"))
                found[unit] = max(more, found.get(unit, more))
        return found

    def get(self, currency: str, found: dict[str, Decimal]) -> Decimal:
        default = self.by_currency or {}
        return found.get(currency, default.get(currency, default.get("*", Decimal())))


class Booking:
    """Brings the transactions of one file into balance."""

    def __init__(self) -> None:
        self.tolerances = Tolerances()
        self.methods: dict[str, str] = {}
        self.method = "STRICT"
        self._lots: dict[tuple[str, str], list[_Lot]] = {}
        self._kept = 0
        self.sure = True
        """Whether all that was bought before is known, in the order of its days."""

    def legs(self, postings: list[Posting], day: date) -> list[Leg]:
        """Return the legs, which balance but for the tolerance; raises Wrong."""
        for posting in postings:
            self._weigh(posting, day)
        tolerances = self.tolerances.of(postings)
        sums: dict[str, Decimal] = {}
        missing = [p for p in postings if p.weight is None]
        for posting in postings:
            if posting.weight is not None:
                before = sums.get(posting.unit, Decimal())
                sums[posting.unit] = _EXACT.add(before, posting.weight)
        if missing:
            postings = self._filled(postings, missing, sums, tolerances)
        else:
            self._check(sums, tolerances)
        for posting in postings:
            self._keep(posting, day)
        return [_leg(posting) for posting in postings if posting.amount is not None]

    def _weigh(self, posting: Posting, day: date) -> None:
        """Set what a posting counts in the balance, where it says so."""
        amount = posting.amount
        if amount is None or not posting.currency:
            return
        cost = posting.cost
        if cost and cost.number is None and cost.total is None:
            self._find_cost(posting, cost, amount)
        elif cost:
            whole = _EXACT.multiply(cost.number or Decimal(), amount)
            extra = (cost.total or Decimal()).copy_sign(amount)
            posting.weight, posting.unit = _EXACT.add(whole, extra), cost.currency
        elif posting.price is not None:
            whole = posting.price.copy_sign(amount)
            if not posting.price_total:
                whole = _EXACT.multiply(posting.price, amount)
            posting.weight, posting.unit = whole, posting.price_currency
        elif not posting.priced:
            posting.weight, posting.unit = amount, posting.currency

    def _find_cost(self, posting: Posting, cost: Cost, amount: Decimal) -> None:
        """Take the cost of what is sold from the lots of the account; raises Wrong."""
        lots = self._matching(posting, cost, amount)
        if not lots:
            return
        if not self.sure:
            detail = "Earlier entries have faults or are not in the order of their days: write the "
            raise Wrong("unknown_lot", f"{detail}cost.", posting.line)
        units = sum((lot.units for lot in lots), Decimal())
        method = self.methods.get(posting.account, self.method)
        if method == "LIFO":
            lots.reverse()
        elif method not in ("FIFO", "HIFO") and len(lots) > 1 and units != -amount:
            detail = f"Several lots of {posting.currency} may be meant: write the cost."
            raise Wrong("unknown_lot", detail, posting.line)
        if method == "HIFO":
            lots.sort(key=lambda lot: lot.number, reverse=True)
        if abs(units) < abs(amount):
            detail = f"Only {abs(units)} {posting.currency} can be sold."
            raise Wrong("unknown_lot", detail, posting.line)
        left, whole = abs(amount), Decimal()
        for lot in lots:
            size = min(left, abs(lot.units))
            whole, left = _EXACT.add(whole, _EXACT.multiply(size, lot.number)), left - size
        posting.weight, posting.unit = whole.copy_sign(amount), lots[0].currency

    def _matching(self, posting: Posting, cost: Cost, amount: Decimal) -> list[_Lot]:
        """Return the lots of the other sign that the braces of a posting may mean."""
        lots = self._lots.get((posting.account, posting.currency), [])
        return [
            lot
            for lot in lots
            if (lot.units < 0) != (amount < 0)
            and (cost.date is None or lot.date == cost.date)
            and (not cost.label or lot.label == cost.label)
            and (not cost.currency or lot.currency == cost.currency)
            and (cost.number is None or lot.number == cost.number)
        ]

    def _keep(self, posting: Posting, day: date) -> None:
        """Remember what was bought, and take out what was sold."""
        cost, amount = posting.cost, posting.amount
        if cost is None or not amount or posting.weight is None:
            return
        lots = self._matching(posting, cost, amount)
        method = self.methods.get(posting.account, self.method)
        if lots and method != "NONE":
            if method == "LIFO":
                lots.reverse()
            elif method == "HIFO":
                lots.sort(key=lambda lot: lot.number, reverse=True)
            left = abs(amount)
            for lot in lots:
                size = min(left, abs(lot.units))
                lot.units -= size.copy_sign(lot.units)
                left -= size
            where = (posting.account, posting.currency)
            self._lots[where] = [lot for lot in self._lots[where] if lot.units]
            return
        number = _EXACT.divide(posting.weight, amount)
        lot = _Lot(amount, number, posting.unit, cost.date or day, cost.label)
        self._lots.setdefault((posting.account, posting.currency), []).append(lot)
        self._kept += 1
        check_count(self._kept, "lots")

    def _filled(
        self,
        postings: list[Posting],
        missing: list[Posting],
        sums: dict[str, Decimal],
        tolerances: dict[str, Decimal],
    ) -> list[Posting]:
        """Return the postings with the one that leaves something out completed."""
        left = {currency: total for currency, total in sums.items() if total}
        _check_missing(missing)
        found = [posting for posting in postings if posting.weight is not None]
        for posting in missing:
            named = _named_unit(posting)
            units = [named] if named else list(left) or list(sums)[:1]
            for unit in units:
                rest = -left.pop(unit, Decimal())
                found.append(self._completed(posting, rest, unit, tolerances, len(units)))
        self._check(left, tolerances)
        return found

    def _completed(
        self,
        posting: Posting,
        rest: Decimal,
        unit: str,
        tolerances: dict[str, Decimal],
        count: int,
    ) -> Posting:
        """Return a posting that has what is left of one currency."""
        if posting.amount is not None:
            if count > 1 or (rest and (rest < 0) != (posting.amount < 0)):
                raise Wrong("no_amount", "The price or cost cannot be determined.", posting.line)
            posting.currency = posting.currency or unit
            posting.weight, posting.unit = rest, unit
            return posting
        if posting.cost or posting.priced:
            raise Wrong("no_amount", "An amount with a cost or price is missing.", posting.line)
        tolerance = tolerances.get(unit)
        if tolerance:
            exponent = (tolerance * 2).normalize().as_tuple().exponent
            rest = rest.quantize(_UNIT.scaleb(int(exponent)), context=_EXACT)
        return Posting(
            posting.line, posting.account, rest, unit, memo=posting.memo, weight=rest, unit=unit
        )

    def _check(self, sums: dict[str, Decimal], tolerances: dict[str, Decimal]) -> None:
        """Raise Wrong for what does not add up to zero."""
        left = [
            f"{total:f} {currency}"[:60]
            for currency, total in sums.items()
            if abs(total) > self.tolerances.get(currency, tolerances)
        ]
        if left:
            amounts = ", ".join(left[:5])
            raise Wrong("unbalanced", f"The postings do not add up to zero: {amounts} is left.")


def _check_missing(missing: list[Posting]) -> None:
    """Raise Wrong for several postings that leave something out, unless of a currency each."""
    currencies = {posting.currency or posting.price_currency for posting in missing}
    if len(missing) > 1 and (len(currencies) < len(missing) or "" in currencies):
        detail = f"{len(missing)} postings leave something out; only one may."
        raise Wrong("two_without_amount", detail)


def _named_unit(posting: Posting) -> str:
    """Return the currency that a posting names for what it leaves out; empty where it names none.

    That of an amount that is there says nothing of what its price or cost is in.
    """
    if posting.amount is None and (own := posting.unit or posting.currency):
        return own
    return posting.price_currency or (posting.cost.currency if posting.cost else "")


def _leg(posting: Posting) -> Leg:
    amount = kept(posting.amount or Decimal(), posting.currency)
    if posting.unit == posting.currency:
        return Leg(posting.account, amount, posting.currency, memo=posting.memo)
    value = posting.weight
    return Leg(posting.account, amount, posting.currency, value, posting.unit, posting.memo)
