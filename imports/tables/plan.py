"""Everything that is understood of a table before its rows are read."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import permutations
from typing import Any, NamedTuple

from common.money import CURRENCIES
from imports.profiles.loading import Profile, profile_with_cells, profile_with_names
from imports.statement import ACCOUNT, Options, Unreadable
from imports.tables.amounts import Amounts, Wrong, amounts_of, are_marked, factors_of, without_fee
from imports.tables.between import Between, between_of
from imports.tables.cards import is_turned
from imports.tables.chain import Chain, Step, chain_of, explained, follows
from imports.tables.columns import (
    Columns,
    by_content,
    by_names,
    merged,
    stated_columns,
    stats_of,
    with_texts,
)
from imports.tables.currencies import own_currency, with_own_money
from imports.tables.dates import Parser as DateParser
from imports.tables.dates import date_parser
from imports.tables.directions import (
    ask_for_directions,
    check_directions,
    ways_of,
    with_direction,
)
from imports.tables.evidence import Evidence, account_column, decimal_sign, gather, is_negative
from imports.tables.future import ask_for_future
from imports.tables.grid import Grid
from imports.tables.head import Facts, Head, facts_of, head_of
from imports.tables.layout import Layout
from imports.tables.numbers import SHAPE, Parser, currency_in, decimal_votes, number_parser
from imports.tables.pairs import completed
from imports.tables.proof import Sample, sample_of
from imports.tables.states import States, ask_for_states, check_states
from imports.tables.words import currency_of, plain

_BARE = re.compile(r"[-+(]?[0-9., ]*\)?")
"""A number without anything beside it that could be a currency."""


class Plan(NamedTuple):
    """How the rows of a table are read."""

    layout: Layout
    head: Head
    facts: Facts
    columns: Columns
    profile: Profile | None
    found: Evidence
    chain: Chain | None
    parse_date: DateParser
    parse_number: Parser
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
    found = gather(grid, head.skipped, columns)
    found.ways = ways_of(columns, head, sample, options.get("directions") or {})
    currency = _currency(head, facts, columns, profile, found, options)
    currency = currency or ("" if "currency" in columns else own_currency(columns, sample))
    sign = _decimal_sign(grid, found, currency, profile, options)
    parse_number = number_parser(sign)
    order = options.get("date_order") or ""
    if not order and not options.get("date_format"):
        order = _date_order(found, profile, commas=sign == ",")
    parse_date = date_parser(order, options.get("date_format") or "", grid.serial_epoch)
    plain_amounts = amounts_of(columns, found, parse_number, invert=False)
    states = States(options.get("states") or {})
    steps = _steps(found, columns, plain_amounts, parse_number, states)
    less_fee = _less_fee(found, columns, plain_amounts, parse_number, steps, profile, states)
    chain = chain_of(less_fee or steps)
    if chain is None and options.get("invert") is None:
        ask_for_directions(found, columns, head, has_stated=bool(options.get("directions")))
    # Programs that people plan with have what is to come; a statement has not.
    takes_future = bool(options.get("future_dates") or (profile and profile.logic))
    if not takes_future:
        ask_for_future(found, columns, parse_date)
    is_odd_state = chain is None and ask_for_states(found, columns, states)
    is_open = profile is None and chain is None and options.get("invert") is None
    is_card = is_open and is_turned(found, columns, head, options)
    invert = is_card or _invert(options, profile, chain)
    layout = Layout(
        header=head.header,
        names=head.names,
        columns={role: tuple(c + 1 for c in places) for role, places in columns.items()},
        date_order=order,
        decimal_sign=sign,
        invert=invert,
        newest_first=chain.newest_first if chain else found.dates.falls(order or "ymd"),
        currency=currency,
        profile=profile.name if profile else "",
    )
    amounts = amounts_of(columns, found, parse_number, invert=invert)
    if less_fee is not None:
        amounts = without_fee(amounts, columns["fee"][0], parse_number)
    return Plan(
        *(layout, head, facts, columns, profile, found, chain),
        *(parse_date, parse_number, amounts),
        is_one_way=is_open and not is_card and _mostly_above_zero(columns, found),
        is_card=is_card,
        is_odd_state=is_odd_state,
        states=states,
        takes_future=takes_future,
        between=between_of(found, columns, amounts),
    )


def check(options: Mapping[str, Any]) -> None:
    """Raise Unreadable for an option whose value means nothing."""
    for name, known in (
        ("date_order", ("", None, "dmy", "mdy", "ymd")),
        ("decimal_sign", ("", None, ".", ",")),
        ("invert", (None, True, False)),
        ("future_dates", (None, True, False)),
        ("calendar", ("", None, "gregorian", "buddhist")),
    ):
        if options.get(name) not in known:
            shown = ", ".join(repr(value) for value in known if value not in {"", None})
            raise Unreadable("unknown_value", f"{name} is one of {shown}.", option=name)
    for name in ("header", "skip_rows"):
        value = options.get(name)
        if value is not None and (type(value) is not int or value < 0):
            raise Unreadable("unknown_value", f"{name} is the number of a line.", option=name)
    for name in ("currency", "date_format"):
        if not isinstance(options.get(name), str | None):
            raise Unreadable("unknown_value", f"{name} is a text.", option=name)
    check_directions(options.get("directions"))
    check_states(options.get("states"))
    code = options.get("currency")
    if code and code not in CURRENCIES:
        detail = f"{str(code)[:10]!r} is no currency of ISO 4217."
        raise Unreadable("unknown_currency", detail, option="currency")


def profile_of(head: Head) -> Profile | None:
    """Return the profile that a table follows; None for one that is not known."""
    if head.names:
        return profile_with_names(head.names)
    return profile_with_cells([cells for _line, cells in head.rows[:20]])


def columns_of(
    grid: Grid, head: Head, profile: Profile | None, options: Options, sample: Sample
) -> Columns:
    """Return what each column is; raises Unreadable where no column has dates, or none amounts."""
    stated = stated_columns(options["columns"], head) if options.get("columns") else {}
    if profile:
        known = [plain(name) for name in head.names]
        columns = {
            role: places
            for role, names in profile.columns.items()
            if (places := _places(names, known))
        }
        guessed = merged(columns, stated)
    else:
        stats = stats_of(head, grid)
        guessed = merged(by_names(head, stats) if head.names else {}, stated)
        sides = bool(stated.keys() & {"debit", "credit"})
        guessed = completed(guessed, head, stats, sample, stated=sides)
        guessed = with_own_money(guessed, head, stats, sample)
        if not _enough(guessed):
            filled = by_content(head, stats)
            filled = _told_apart(filled, head, {c for places in guessed.values() for c in places})
            guessed = merged(filled, guessed)
        guessed = with_texts(with_direction(guessed, head, sample), stats)
    guessed.pop("numbers", None)
    if not _enough(guessed):
        raise Unreadable("unknown_columns", _missing(guessed, head), option="columns")
    return guessed


def _places(names: Sequence[str | int], known: list[str]) -> tuple[int, ...]:
    """Return where the columns stand that a profile names, those that the table has."""
    places = (_place(name, known) for name in names)
    return tuple(dict.fromkeys(place for place in places if place >= 0))


def _place(name: str | int, known: list[str]) -> int:
    if isinstance(name, int):
        return name - 1
    return known.index(plain(name)) if plain(name) in known else -1


def _enough(columns: Columns) -> bool:
    return "date" in columns and bool(columns.keys() & {"amount", "debit", "credit"})


def _missing(columns: Columns, head: Head) -> str:
    what = "dates" if "date" not in columns else "amounts"
    names = ", ".join(name[:40] for name in head.names[:40]) or f"{head.width} without names"
    return f"No column is clearly one of {what}. State the columns; there are {names}."


def _told_apart(columns: Columns, head: Head, taken: set[int]) -> Columns:
    """Return `columns` with amount and balance told apart by how one follows from the other."""
    left = [column for column in columns.get("numbers", ()) if column not in taken]
    if len(left) == 1:
        return columns | {"amount": (left[0],)}
    cells = [cells for _line, cells in head.rows if len(cells) > max(left, default=0)]
    if pair := _opposite(cells, left):
        return columns | pair
    numbers = _numbers(cells, left[:8])
    return columns | (_sides(numbers) or _with_balance(numbers) or _below_zero(numbers))


def _numbers(cells: list[list[str]], places: list[int]) -> dict[int, list[Decimal | None]]:
    """Return the numbers in each of these columns, by the decimal sign that most of them show."""
    shapes: dict[str, int] = {}
    for row in cells:
        for place in places:
            shape = row[place].translate(SHAPE)
            shapes[shape] = shapes.get(shape, 0) + 1
    point, comma, _either = decimal_votes(shapes)
    parse = number_parser("," if comma > point else ".")
    return {place: [parse(row[place]) for row in cells] for place in places}


def _with_balance(numbers: Mapping[int, list[Decimal | None]]) -> Columns:
    """Return which column is the amount and which the balance that follows from it."""
    for amount, amounts in numbers.items():
        for balance, balances in numbers.items():
            if amount != balance and follows(amounts, balances):
                return {"amount": (amount,), "balance": (balance,)}
    return {}


def _below_zero(numbers: Mapping[int, list[Decimal | None]]) -> Columns:
    """Return the only one of several columns that has amounts below zero, and others above it."""
    signs = {place: {n > 0 for n in found if n} for place, found in numbers.items()}
    both = [place for place, found in signs.items() if len(found) == 2]
    below = [place for place, found in signs.items() if False in found]
    return {"amount": (both[0],)} if len(both) == len(below) == 1 else {}


def _sides(numbers: Mapping[int, list[Decimal | None]]) -> Columns:
    """Return which of three columns is what leaves, what arrives and the balance after it."""
    if len(numbers) != 3:
        return {}
    for debit, credit, balance in permutations(numbers):
        pairs = list(zip(numbers[debit], numbers[credit], strict=True))
        outs = {out > 0 for out, _ in pairs if out}
        one_way = len(outs) == 1 and {into > 0 for _, into in pairs if into} == {True}
        if not one_way or any(out and into for out, into in pairs):
            continue
        amounts = [(into or Decimal(0)) - abs(out or Decimal(0)) for out, into in pairs]
        found = follows(amounts, numbers[balance])
        if found and not found.invert:
            return {"debit": (debit,), "credit": (credit,), "balance": (balance,)}
    return {}


def _opposite(cells: list[list[str]], left: list[int]) -> Columns:
    """Return which of two columns is of money that leaves, by a minus before all of it alone."""
    if len(left) != 2 or any(row[left[0]].strip() and row[left[1]].strip() for row in cells):
        return {}
    below = [{is_negative(row[column]) for row in cells if row[column].strip()} for column in left]
    if below == [{True}, {False}]:
        return {"debit": (left[0],), "credit": (left[1],)}
    return {"debit": (left[1],), "credit": (left[0],)} if below == [{False}, {True}] else {}


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
    for column in (*places, *columns.get("balance", ())):
        if column < len(head.names) and (code := currency_of(head.names[column])):
            return code
    if "currency" in columns:
        return ""
    cells = [cells[c] for cells in found.sample for c in places if c < len(cells)]
    inline = {currency_in(cell) for cell in cells if not _BARE.fullmatch(cell)} - {""}
    if len(inline) > 1:
        detail = f"The amounts are in several currencies: {', '.join(sorted(inline)[:9])}."
        raise Unreadable("mixed_currencies", detail, option="columns")
    return next(iter(inline), "") or facts.currency or (profile.currency if profile else "")


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


def _date_order(found: Evidence, profile: Profile | None, *, commas: bool) -> str:
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
    return above > 3 * below and not are_marked(found, columns["amount"])


def _invert(options: Options, profile: Profile | None, chain: Chain | None) -> bool:
    if options.get("invert") is not None:
        return bool(options["invert"])
    if profile and profile.invert is not None:
        return profile.invert
    return chain is not None and chain.invert
