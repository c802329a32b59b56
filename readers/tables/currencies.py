"""Whose currency a column of currencies says: that of the bookings, or that of the purchases.

Statements of cards have two amounts on a line: what the account was charged, and what was paid
abroad. The column of currencies may belong to either.
"""

from collections.abc import Mapping, Sequence

from readers.tables.columns import FITTING_MIN, Columns, Stats
from readers.tables.header import Head
from readers.tables.headings import BILLED, PURCHASED, SYMBOLS, currency_of, plain, roles_of
from readers.tables.proof import Sample
from readers.tables.running_balance import EXPLAINED_MIN, explained


def with_own_money(columns: Columns, head: Head, stats: Sequence[Stats], sample: Sample) -> Columns:
    """Return `columns` with the amount and the currency of the account, and those of the purchase
    beside them, where a table has both."""
    if "amount" not in columns:
        return columns
    columns = _billed(dict(columns), head, stats)
    if "currency" in columns and _is_of_purchase(columns, head, stats, sample):
        place = columns.pop("currency")[0]
        beside = _number_before(place, columns, stats)
        if "foreign_amount" not in columns and beside >= 0:
            columns["foreign_amount"] = (beside,)
        columns.setdefault("foreign_currency", (place,))
    return columns


def own_currency(columns: Columns, sample: Sample) -> str:
    """Return the currency of rows whose amount is that of their purchase; empty where there are
    none, or several, or where a column says the currency of each row."""
    purchase = {"amount", "foreign_amount", "foreign_currency"}
    if "currency" in columns or not purchase <= columns.keys():
        return ""
    code_at = columns["foreign_currency"][0]
    numbers = zip(
        sample.numbers(columns["amount"][0]),
        sample.numbers(columns["foreign_amount"][0]),
        sample.rows,
        strict=True,
    )
    codes = {code_in(row[code_at]) for one, two, row in numbers if one and one == two} - {""}
    return codes.pop() if len(codes) == 1 else ""


def code_in(text: str) -> str:
    """Return the code of the currency in a cell."""
    code = text.strip()
    return SYMBOLS.get(code, code.upper())


def _billed(columns: Columns, head: Head, stats: Sequence[Stats]) -> Columns:
    """Return `columns` with the amount that was billed, where that of the purchase was taken."""
    amount = columns["amount"][0]
    if not _is_named(head, amount, PURCHASED):
        return columns
    billed = _billed_amounts(columns, head, stats)
    if len(billed) != 1:
        return columns
    columns |= {"amount": (billed[0],), "foreign_amount": (amount,)}
    codes = _code_columns(head, stats)
    bought = [place for place in codes if _is_named(head, place, PURCHASED)]
    if bought:
        columns["foreign_currency"] = (bought[0],)
        columns.pop("currency", None)
        if rest := [place for place in codes if place not in bought]:
            columns["currency"] = (rest[0],)
    return columns


def _billed_amounts(columns: Columns, head: Head, stats: Sequence[Stats]) -> list[int]:
    """Return the columns of numbers without a role whose names say that they were billed."""
    taken = {place for role, places in columns.items() for place in places if role != "currency"}
    return [
        place
        for place in range(min(head.width, len(head.names)))
        if place not in taken and _is_named(head, place, BILLED) and stats[place].numbers
    ]


def _code_columns(head: Head, stats: Sequence[Stats]) -> list[int]:
    """Return the columns that their names and their cells say to be of currencies."""
    return [
        place
        for place, name in enumerate(head.names[: head.width])
        if stats[place].letters >= max(1, stats[place].filled * FITTING_MIN)
        if any(role in {"currency", "foreign_currency"} for role, _rank in roles_of(name))
    ]


def _is_named(head: Head, place: int, words: frozenset[str]) -> bool:
    return place < len(head.names) and bool(words & set(plain(head.names[place]).split()))


def _is_of_purchase(columns: Columns, head: Head, stats: Sequence[Stats], sample: Sample) -> bool:
    """Whether the column of currencies says in which the purchases were."""
    place, amount = columns["currency"][0], columns["amount"][0]
    codes = {code_in(row[place]) for row in sample.rows} - {""}
    named = named_currency(head, [*columns["amount"], *columns.get("balance", ())])
    if named and codes and codes != {named}:
        return True
    if len(codes) > 1 and _is_one_chain(columns, sample):
        return True
    beside = _number_before(place, columns, stats)
    if beside < 0 or "foreign_currency" in columns or amount > beside:
        return False
    if beside == columns.get("foreign_amount", (-1,))[0]:
        return True
    return len(codes) > 1 and _are_equal_in_one(sample, amount, beside, place)


def named_currency(head: Head, places: Sequence[int]) -> str:
    """Return the currency that the name of one of these columns says; empty where none does."""
    names = [head.names[place] for place in places if place < len(head.names)]
    return next(filter(None, map(currency_of, names)), "")


def _number_before(place: int, columns: Columns, stats: Sequence[Stats]) -> int:
    """Return the column of numbers right before `place` that is not the amount; -1 for none."""
    known = {c for role in ("amount", "balance", "fee") for c in columns.get(role, ())}
    before = place - 1
    is_number = before >= 0 and stats[before].numbers >= max(1, stats[before].filled * FITTING_MIN)
    return before if is_number and before not in known else -1


def _are_equal_in_one(sample: Sample, amount: int, other: int, place: int) -> bool:
    """Whether two columns of amounts have the same numbers beside one currency, and beside every
    other one different numbers."""
    equal: dict[str, set[bool]] = {}
    pairs = zip(sample.numbers(amount), sample.numbers(other), sample.rows, strict=True)
    for one, two, row in pairs:
        if one and two:
            equal.setdefault(code_in(row[place]), set()).add(one == two)
    found = list(equal.values())
    return found.count({True}) == 1 and found.count({False}) == len(found) - 1 > 0


def _is_one_chain(columns: Mapping[str, Sequence[int]], sample: Sample) -> bool:
    """Whether the balance follows from row to row across the currencies, and not within each."""
    if "balance" not in columns:
        return False
    amounts = sample.numbers(columns["amount"][0])
    balances = sample.numbers(columns["balance"][0])
    rows = [
        (row[columns["currency"][0]], amount, balance)
        for row, amount, balance in zip(sample.rows, amounts, balances, strict=True)
        if amount is not None and balance is not None
    ]
    together = explained([("", amount, balance) for _code, amount, balance in rows])
    enough = (len(rows) - 1) * EXPLAINED_MIN
    return bool(together) and together >= enough and together > explained(rows)
