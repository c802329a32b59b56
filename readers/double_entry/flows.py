"""Which money of an entry goes where: from own accounts to own accounts and to categories.

An entry of double entry says how much each account gets, not from which other one. Amounts that are
equal belong together first; the rest is taken in the order of the entry.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from common.money import CURRENCIES
from readers.double_entry.account_roles import Role

_ROUNDING = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(slots=True, eq=False)
class Own:
    """All that an entry moves on one own account in one currency."""

    account: str
    currency: str
    unit: str
    """The currency that it balances in."""
    date: date | None
    amount: Decimal = Decimal()
    rest: Decimal = Decimal()
    """What of it no flow has yet, in `unit`."""
    memos: list[str] = field(default_factory=list)
    flows: list["Flow"] = field(default_factory=list)
    key: str = ""


@dataclass(slots=True, eq=False)
class Part:
    """What an entry has on anything but an own account, signed as a row is: - is spent."""

    role: Role
    rest: Decimal
    """What no flow has yet, in `unit`."""
    unit: str
    path: str = ""
    memo: str = ""
    amount: Decimal = Decimal()
    """As the entry has it, in `currency`."""
    currency: str = ""
    holding: bool = False
    """Something on an own account that is not money."""


@dataclass(slots=True, eq=False)
class Flow:
    """What goes from or to an own account: the other end is a part, or the flow of another."""

    own: Own
    value: Decimal
    part: Part | None = None
    other: "Flow | None" = None
    incoming: bool = False
    """Whether it is the end of a transfer that the row of the other account tells."""
    amount: Decimal = Decimal()


def flows_of(owns: list[Own], parts: list[Part]) -> None:
    """Give every own account its flows, which add up to its amount."""
    _without_conversions(owns, parts)
    for unit in dict.fromkeys([*(own.unit for own in owns), *(part.unit for part in parts)]):
        mine = [own for own in owns if own.unit == unit]
        theirs = [part for part in parts if part.unit == unit]
        _rounded_off(mine, theirs, unit)
        if mine:
            _changed(mine)
            _between(mine)
            _to_parts(mine, theirs)
    for own in owns:
        _amounts(own)


def _without_conversions(owns: list[Own], parts: list[Part]) -> None:
    """Take out what only stands between two currencies: one is counted in the other then."""
    between: dict[str, Decimal] = {}
    for part in parts:
        if part.role is Role.CONVERSION:
            between[part.unit] = between.get(part.unit, Decimal()) + part.rest
    left = [(unit, amount) for unit, amount in between.items() if amount]
    if len(left) == 2 and (left[0][1] < 0) != (left[1][1] < 0):
        _count_in_the_first(owns, parts, *left)
    elif left:
        return
    parts[:] = [part for part in parts if part.role is not Role.CONVERSION]


def _count_in_the_first(
    owns: list[Own], parts: list[Part], one: tuple[str, Decimal], two: tuple[str, Decimal]
) -> None:
    (unit, there), (other, here) = one, two
    rate = _ROUNDING.divide(-there, here)
    for own in owns:
        if own.unit == other:
            own.unit, own.rest = unit, _counted(own.rest, here, there, rate)
    for part in parts:
        if part.unit == other and part.role is not Role.CONVERSION:
            part.unit, part.rest = unit, _counted(part.rest, here, there, rate)


def _counted(value: Decimal, whole: Decimal, counted: Decimal, rate: Decimal) -> Decimal:
    """Return `value` in another currency: exactly where it is all of it."""
    if abs(value) == abs(whole):
        return abs(counted).copy_sign(value)
    return _ROUNDING.multiply(value, rate)


def _rounded_off(owns: list[Own], parts: list[Part], unit: str) -> None:
    """Round what was counted by a price, and let it bear what an entry may be out of balance."""
    counted: list[Own | Part] = [own for own in owns if own.currency != unit]
    counted += [part for part in parts if part.currency != unit]
    if counted and unit in CURRENCIES and len(counted) < len(owns) + len(parts):
        exponent = Decimal(1).scaleb(-CURRENCIES[unit].exponent)
        for one in counted:
            one.rest = one.rest.quantize(exponent, context=_ROUNDING)
    off = sum((own.rest for own in owns), Decimal()) - sum((p.rest for p in parts), Decimal())
    if not off:
        return
    bearing = max(counted or parts, key=lambda one: abs(one.rest), default=None)
    if isinstance(bearing, Own):
        bearing.rest -= off
    elif bearing:
        bearing.rest += off


def _changed(owns: list[Own]) -> None:
    """Let all that changes currency go to an account in the other one, which pays the rest."""
    for foreign in owns:
        if foreign.currency == foreign.unit or not foreign.rest:
            continue
        partners = [
            own
            for own in owns
            if own.currency == own.unit and own.rest and (own.rest < 0) != (foreign.rest < 0)
        ]
        if not partners:
            continue
        partner = max(partners, key=lambda own: abs(own.rest))
        if foreign.rest < 0:
            _transfer(foreign, partner, -foreign.rest)
        else:
            _transfer(partner, foreign, foreign.rest)


def _between(owns: list[Own]) -> None:
    """Make transfers of what some own accounts lose and others get."""
    sources = [own for own in owns if own.rest < 0]
    targets = [own for own in owns if own.rest > 0]
    if not sources or not targets:
        return
    _equal_transfers(sources, targets)
    waiting = [target for target in reversed(targets) if target.rest > 0]
    for source in sources:
        while source.rest < 0 and waiting:
            _transfer(source, waiting[-1], min(-source.rest, waiting[-1].rest))
            if not waiting[-1].rest:
                waiting.pop()


def _equal_transfers(sources: list[Own], targets: list[Own]) -> None:
    """Make transfers of what one account loses and another gets to the cent."""
    by_size: dict[Decimal, list[Own]] = {}
    for target in reversed(targets):
        by_size.setdefault(target.rest, []).append(target)
    for source in sources:
        if equal := by_size.get(-source.rest):
            _transfer(source, equal.pop(), -source.rest)


def _transfer(source: Own, target: Own, size: Decimal) -> None:
    out = Flow(source, -size)
    into = Flow(target, size, other=out, incoming=True)
    out.other = into
    source.flows.append(out)
    target.flows.append(into)
    source.rest += size
    target.rest -= size


def _to_parts(owns: list[Own], parts: list[Part]) -> None:
    """Give the parts to the own accounts that have something left, of one sign all of them."""
    taker = _taker(owns, parts)
    for part in parts:
        if part.rest or not taker.flows:
            _give(taker, part, part.rest)
    if taker.rest or not any(own.flows for own in owns):
        taker.flows.append(Flow(taker, taker.rest))
        taker.rest = Decimal()


def _taker(owns: list[Own], parts: list[Part]) -> Own:
    """Give parts to all own accounts but one; return that one, which takes the other parts."""
    left = [own for own in owns if own.rest]
    if len(left) > 1:
        _equal_parts(left, parts)
        left = [own for own in left if own.rest]
    if len(left) > 1:
        main = max(left, key=lambda own: abs(own.rest))
        _in_order([own for own in left if own is not main], parts)
        return main
    return left[0] if left else max(owns, key=_tells)


def _tells(own: Own) -> bool:
    """Whether there is a row of an own account, whatever else."""
    return any(not flow.incoming for flow in own.flows)


def _equal_parts(owns: list[Own], parts: list[Part]) -> None:
    by_size: dict[Decimal, list[Part]] = {}
    for part in reversed(parts):
        by_size.setdefault(part.rest, []).append(part)
    for own in owns:
        if equal := by_size.get(own.rest):
            part = equal.pop()
            _give(own, part, part.rest)


def _in_order(owns: list[Own], parts: list[Part]) -> None:
    """Fill each of `owns` from the parts of its sign, which are enough for all but one of them."""
    waiting = [p for p in reversed(parts) if p.rest and (p.rest > 0) == (owns[0].rest > 0)]
    for own in owns:
        while own.rest and waiting:
            size = min(abs(own.rest), abs(waiting[-1].rest))
            _give(own, waiting[-1], size.copy_sign(own.rest))
            if not waiting[-1].rest:
                waiting.pop()


def _give(own: Own, part: Part, value: Decimal) -> None:
    own.flows.append(Flow(own, value, part=part))
    own.rest -= value
    part.rest -= value


def _amounts(own: Own) -> None:
    """Set what each flow is in the currency of the account, the last one so that all add up."""
    if own.currency == own.unit:
        for flow in own.flows:
            flow.amount = flow.value
        return
    left = own.amount
    whole = sum((flow.value for flow in own.flows), Decimal()) or Decimal(1)
    exponent = Decimal(1).scaleb(-CURRENCIES[own.currency].exponent)
    for flow in own.flows[:-1]:
        share = _ROUNDING.divide(_ROUNDING.multiply(own.amount, flow.value), whole)
        flow.amount = share.quantize(exponent, context=_ROUNDING)
        left -= flow.amount
    if own.flows:
        own.flows[-1].amount = left
