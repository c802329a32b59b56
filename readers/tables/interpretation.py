"""Everything that is understood of a table before its rows are read."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from common.money import CURRENCIES
from readers.statement import ACCOUNT, Candidates, Options, Unreadable
from readers.tables.amounts import Amounts, Wrong, amounts_of, are_marked, factors_of, without_fee
from readers.tables.balance_signs import signed_by_balance
from readers.tables.between import Between, between_of
from readers.tables.cards import is_turned
from readers.tables.column_roles import columns_of
from readers.tables.columns import Columns
from readers.tables.currencies import named_currency, own_currency
from readers.tables.dates import Parser as DateParser
from readers.tables.dates import date_parser
from readers.tables.directions import ask_for_directions, ask_for_signs, check_directions, ways_of
from readers.tables.evidence import Evidence, account_column, decimal_sign, gather
from readers.tables.future import ask_for_future
from readers.tables.grid import Grid
from readers.tables.header import Facts, Head, facts_of, head_of
from readers.tables.layout import Layout
from readers.tables.numbers import Parser, currency_in, number_parser
from readers.tables.profiles.loading import Profile, profile_with_cells, profile_with_names
from readers.tables.proof import sample_of
from readers.tables.running_balance import Chain, Step, chain_of, explained
from readers.tables.states import States, ask_for_states, check_states

_BARE = re.compile(r"[-+(]?[0-9., ]*\)?")
"""A number without anything beside it that could be a currency."""


class Plan(NamedTuple):
    """How the rows of a table are read."""

    grid: Grid
    """The table, with the signs that only balances show."""
    layout: Layout
    head: Head
    facts: Facts
    columns: Columns
    profile: Profile | None
    found: Evidence
    chain: Chain | None
    parse_date: DateParser
    parse_number: Parser
    parse_balance: Parser
    """Reads balances, which are turned where they are what is owed."""
    amounts: Amounts
    is_one_way: bool
    """Whether most amounts arrive, and nothing but the lack of a minus says so."""
    is_card: bool = False
    """Whether it is of a card whose charges stand without a minus, as its texts show."""
    is_odd_state: bool = False
    """Whether all rows have one word for their state, which is not known."""
    states: States = States({})
    takes_future: bool = False
    """Whether rows may be dated after today."""
    between: Between = Between()
    """What lines of balances between the rows show."""
    stated_roles: frozenset[str] = frozenset()
    """The roles of columns that were stated."""
    candidates: Candidates = ()
    """Other readings, which the balances that the file states may show to be right."""


def plan_of(grid: Grid, options: Options) -> Plan:
    """Go through `grid` once and return how it is read.

    Raises Unreadable where it has no dates and amounts, and where the caller has to say something.
    """
    check(options)
    head = head_of(grid, options)
    profile = profile_of(head)
    facts = facts_of(head.before)
    sample = sample_of(head, grid)
    columns = columns_of(grid, head, profile, options, sample)
    if profile is None:
        grid = signed_by_balance(grid, columns, sample, options)
    found = gather(grid, head.skipped, columns)
    found.ways = ways_of(columns, head, sample, options.get("directions") or {})
    currency = _currency(head, facts, columns, profile, found, options)
    currency = currency or own_currency(columns, sample)
    sign = _decimal_sign(grid, found, currency, profile, options)
    parse_number = number_parser(sign)
    order = _date_order(found, profile, options, commas=sign == ",")
    parse_date = date_parser(order, options.get("date_format") or "", grid.serial_epoch)
    plain_amounts = amounts_of(columns, found, parse_number, invert=False)
    states = States(options.get("states") or {})
    steps = _steps(found, columns, plain_amounts, parse_number, states)
    less_fee = _less_fee(found, columns, plain_amounts, parse_number, steps, profile, states)
    chain = chain_of(less_fee or steps)
    if chain is None and options.get("invert") is None:
        ask_for_directions(found, columns, head, has_stated=bool(options.get("directions")))
    takes_future = _takes_future(found, columns, parse_date, profile, options)
    is_odd_state = chain is None and ask_for_states(found, columns, states)
    direction = _direction(found, columns, head, profile, options, chain, steps)
    layout = Layout(
        header=head.header,
        names=head.names,
        columns=_counted_from_1(columns),
        date_order=order,
        decimal_sign=sign,
        invert=direction.invert,
        newest_first=chain.newest_first if chain else found.dates.falls(order or "ymd"),
        currency=currency,
        profile=profile.name if profile else "",
    )
    amounts = amounts_of(columns, found, parse_number, invert=direction.invert)
    if less_fee is not None:
        amounts = without_fee(amounts, columns["fee"][0], parse_number)
    return Plan(
        grid,
        *(layout, head, facts, columns, profile, found, chain),
        *(parse_date, parse_number),
        parse_balance=_balance_parser(parse_number, options, chain, invert=direction.invert),
        amounts=amounts,
        is_one_way=direction.is_one_way,
        is_card=direction.is_card,
        is_odd_state=is_odd_state,
        states=states,
        takes_future=takes_future,
        between=between_of(found, columns, amounts),
        stated_roles=frozenset(options.get("columns") or {}),
        candidates=_candidates(options, chain, is_card=direction.is_card),
    )


class _Direction(NamedTuple):
    """Whether amounts without a minus leave or arrive; `Plan` tells what the other two mean."""

    invert: bool
    """Whether they leave."""
    is_card: bool = False
    is_one_way: bool = False


def _direction(
    found: Evidence,
    columns: Columns,
    head: Head,
    profile: Profile | None,
    options: Options,
    chain: Chain | None,
    steps: Sequence[Step],
) -> _Direction:
    """Return whether amounts without a minus leave or arrive; raises Unreadable where nothing
    shows it."""
    if options.get("invert") is not None:
        return _Direction(bool(options["invert"]))
    if profile is not None:
        return _Direction(_is_inverted(chain) if profile.invert is None else profile.invert)
    follows = chain is not None
    if _may_be_owed(chain, steps) and is_turned(found, columns, head, options, follows=follows):
        return _Direction(invert=True, is_card=True)
    if follows:
        return _Direction(_is_inverted(chain))
    ask_for_signs(found, columns)
    return _Direction(invert=False, is_one_way=_mostly_above_zero(columns, found))


def _is_inverted(chain: Chain | None) -> bool:
    return chain is not None and chain.invert


def _counted_from_1(columns: Columns) -> dict[str, tuple[int, ...]]:
    """Return `columns` as people count them."""
    return {role: tuple(place + 1 for place in places) for role, places in columns.items()}


def check(options: Mapping[str, Any]) -> None:
    """Raise Unreadable for an option whose value means nothing."""
    for name, known in (
        ("date_order", ("", None, "dmy", "mdy", "ymd")),
        ("decimal_sign", ("", None, ".", ",")),
        ("invert", (None, True, False)),
        ("invert_balance", (None, True, False)),
        ("future_dates", (None, True, False)),
        ("calendar", ("", None, "gregorian", "buddhist")),
    ):
        if options.get(name) not in known:
            shown = ", ".join(repr(value) for value in known if value not in {"", None})
            raise Unreadable("unknown_value", f"{name} has to be one of {shown}.", option=name)
    for name in ("header", "skip_rows"):
        value = options.get(name)
        if value is not None and (type(value) is not int or value < 0):
            raise Unreadable(
                "unknown_value", f"{name} has to be the number of a line.", option=name
            )
    for name in ("currency", "date_format"):
        if not isinstance(options.get(name), str | None):
            raise Unreadable("unknown_value", f"{name} is a text.", option=name)
    check_directions(options.get("directions"))
    check_states(options.get("states"))
    code = options.get("currency")
    if code and code not in CURRENCIES:
        detail = f"{str(code)[:10]!r} is not a currency of ISO 4217."
        raise Unreadable("unknown_currency", detail, option="currency")


def profile_of(head: Head) -> Profile | None:
    """Return the profile that a table follows; None for one that is not known."""
    if head.names:
        return profile_with_names(head.names)
    # A profile fits all rows or none: a few show it.
    return profile_with_cells([cells for _line, cells in head.rows[:20]])


def _currency(
    head: Head,
    facts: Facts,
    columns: Columns,
    profile: Profile | None,
    found: Evidence,
    options: Options,
) -> str:
    """Return the currency of the rows whose own cell does not say it."""
    if options.get("currency"):
        return str(options["currency"])
    places = [c for role in ("amount", "debit", "credit") for c in columns.get(role, ())]
    if code := named_currency(head, (*places, *columns.get("balance", ()))):
        return code
    if "currency" in columns:
        return ""
    inline = _currencies_beside(found, places)
    if len(inline) > 1:
        detail = f"The amounts are in several currencies: {', '.join(sorted(inline)[:9])}."
        raise Unreadable("mixed_currencies", detail, option="columns")
    return next(iter(inline), "") or facts.currency or (profile.currency if profile else "")


def _currencies_beside(found: Evidence, places: Sequence[int]) -> set[str]:
    """Return the currencies that stand beside the numbers of these columns."""
    cells = [cells[place] for cells in found.sample for place in places if place < len(cells)]
    return {currency_in(cell) for cell in cells if not _BARE.fullmatch(cell)} - {""}


def _decimal_sign(
    grid: Grid, found: Evidence, currency: str, profile: Profile | None, options: Options
) -> str:
    if options.get("decimal_sign"):
        return str(options["decimal_sign"])
    own = options.get(ACCOUNT, ("", ""))[1]
    codes = {code.strip() for _account, code in found.money if code.strip()} or {currency or own}
    try:
        return decimal_sign(found, codes - {""}, typed=grid.serial_epoch is not None)
    except Unreadable:
        if profile and profile.decimal_sign:
            return profile.decimal_sign
        raise


def _date_order(found: Evidence, profile: Profile | None, options: Options, *, commas: bool) -> str:
    """Return the order of the parts of dates; empty where a format of dates is stated instead."""
    if options.get("date_order") or options.get("date_format"):
        return options.get("date_order") or ""
    try:
        return found.dates.order(commas=commas)
    except Unreadable:
        if profile and profile.date_order:
            return profile.date_order
        raise


def _less_fee(
    found: Evidence,
    columns: Columns,
    amounts: Amounts,
    parse: Parser,
    steps: list[Step],
    profile: Profile | None,
    states: States,
) -> list[Step] | None:
    """Return the steps of the balance with the fee taken from each amount; None where it is not.

    A fee leaves the account beside the amount where the profile says so, or the balances show it.
    """
    if "fee" not in columns:
        return None
    with_fee = _steps(found, columns, without_fee(amounts, columns["fee"][0], parse), parse, states)
    if profile and profile.fee_counts:
        return with_fee
    shown = chain_of(with_fee) and explained(with_fee) > explained(steps)
    return with_fee if shown else None


def _steps(
    found: Evidence, columns: Columns, amounts: Amounts, parse: Parser, states: States
) -> list[Step]:
    """Return the amounts of the first rows with the balances beside them."""
    if "balance" not in columns:
        return []
    balance_at, account_at = columns["balance"][0], account_column(columns)
    currency_at = columns.get("currency", (-1,))[0]
    state_at = columns.get("status", (-1,))[0]
    steps = []
    for cells in found.sample:
        if 0 <= state_at < len(cells) and states(cells[state_at]) in {"pending", "void"}:
            continue
        key = tuple(cells[place] for place in (account_at, currency_at) if place >= 0)
        try:
            amount = amounts(cells)
        except Wrong:
            continue
        balance = parse(cells[balance_at])
        if amount is not None and balance is not None:
            steps.append(("\n".join(key), amount, balance))
    return steps


def _mostly_above_zero(columns: Columns, found: Evidence) -> bool:
    if "amount" not in columns or ("sign" in columns and factors_of(found)):
        return False
    below, above = found.below_zero(columns["amount"])
    # Of an ordinary account, most rows are payments. Three times as many receipts are odd.
    return above > 3 * below and not are_marked(found, columns["amount"])


def _takes_future(
    found: Evidence,
    columns: Columns,
    parse: DateParser,
    profile: Profile | None,
    options: Options,
) -> bool:
    """Return whether rows may be of the future; raises Unreadable where most of them are, and
    nothing says that they may."""
    # Programs that people plan with have what is to come; a statement has not.
    if options.get("future_dates") or (profile and profile.logic):
        return True
    ask_for_future(found, columns, parse)
    return False


def _may_be_owed(chain: Chain | None, steps: Sequence[Step]) -> bool:
    """Whether balances leave open that amounts without a minus are what is owed, as on a card."""
    if chain is None:
        return True
    return not chain.invert and sum(step[2] > 0 for step in steps) * 2 > len(steps)


def _balance_parser(
    parse: Parser, options: Options, chain: Chain | None, *, invert: bool
) -> Parser:
    """Return what reads balances, turned where they are what is owed.

    Amounts and balances that follow from one another are turned together, or not at all.
    """
    turns = options.get("invert_balance") or (chain is not None and chain.invert != invert)
    return _negated(parse) if turns else parse


def _negated(parse: Parser) -> Parser:
    def negated(text: str) -> Decimal | None:
        number = parse(text)
        return -number if number else number

    return negated


def _candidates(options: Options, chain: Chain | None, *, is_card: bool) -> Candidates:
    """Return another reading than that of `options` which balances of the file could prove.

    Signs are never turned against what the file shows: balances whose order is misread would hold.
    """
    if chain is not None or not is_card or options.get("invert_balance") is not None:
        return ()
    return ({"invert_balance": True},)
