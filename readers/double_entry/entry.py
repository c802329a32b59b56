"""One entry of double entry, and the row of an own account that some of its flows make."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from readers.double_entry.flows import Flow, Own, Part
from readers.statement import Fault, Row, Split


class Leg(NamedTuple):
    """What an entry puts on one account (+) or takes from it (-)."""

    account: str
    amount: Decimal
    currency: str
    value: Decimal | None = None
    """What the entry balances with instead of `amount`: its cost or price in all, signed as it."""
    value_currency: str = ""
    memo: str = ""
    date: "date | None" = None
    """Where it is another day than the entry's."""


class Entry(NamedTuple):
    """One record whose legs add up to zero in every currency (see `Leg.value`)."""

    line: int
    date: date
    legs: list[Leg]
    payee: str = ""
    description: str = ""
    notes: str = ""
    bank_id: str = ""
    reference: str = ""
    tags: tuple[str, ...] = ()
    status: str = ""


def row_of(entry: Entry, own: Own, flows: list[Flow]) -> Row:
    """Return a row of `own` with the flows as its parts."""
    amount = sum((flow.amount for flow in flows), Decimal())
    memos = list(own.memos)
    splits: tuple[Split, ...] = ()
    category, other_account, other_amount = "", "", None
    if len(flows) == 1:
        [flow] = flows
        if flow.part:
            category = flow.part.path
            memos.append(flow.part.memo)
        elif flow.other:
            other_account = flow.other.own.key
            memos += flow.other.own.memos
            if flow.other.own.currency != own.currency:
                other_amount = flow.other.amount
    else:
        splits = tuple(map(_split, flows))
    description, notes = remembered(entry, memos)
    foreign = [
        f"{flow.part.amount} {flow.part.currency}"
        for flow in flows
        if flow.part and flow.part.currency != own.currency
    ]
    notes = "\n".join(filter(None, [notes, *dict.fromkeys(foreign)]))
    return Row(
        line=entry.line,
        date=own.date or entry.date,
        amount=amount,
        account=own.key,
        currency=own.currency,
        payee=entry.payee,
        description=description,
        notes=notes,
        bank_id=entry.bank_id,
        reference=entry.reference,
        category=category,
        tags=entry.tags,
        other_account=other_account,
        other_amount=other_amount,
        status=entry.status,
        splits=splits,
    )


def _split(flow: Flow) -> Split:
    if flow.other:
        memo = " ".join(filter(None, flow.other.own.memos))
        return Split(flow.amount, account=flow.other.own.key, description=memo)
    if flow.part:
        return Split(flow.amount, flow.part.path, description=flow.part.memo)
    return Split(flow.amount)


def remembered(entry: Entry, memos: list[str]) -> tuple[str, str]:
    """Return the description and the notes of a row: what its legs say is notes, in their order."""
    said = [memo for memo in dict.fromkeys(memos) if memo and memo != entry.description]
    description = entry.description
    if said and not description:
        description = said.pop(0)
    return description, "\n".join([*filter(None, [entry.notes]), *said])


def no_currency(entry: Entry, part: Part) -> Fault:
    """Return the fault of an entry that moves no money, only `part` and the like."""
    return Fault(
        entry.line,
        "no_currency",
        f"{part.amount} {part.currency[:20]}: {part.currency[:20]!r} is not a currency of ISO "
        "4217, such as EUR. No money moves here, and holdings are not imported.",
    )


def no_own_account(entry: Entry) -> Fault:
    """Return the fault of an entry that moves nothing on any account of the person's."""
    names = ", ".join(leg.account for leg in entry.legs)[:120]
    detail = f"This entry ({names}) has no account of Assets or Liabilities."
    return Fault(entry.line, "no_own_account", detail)
