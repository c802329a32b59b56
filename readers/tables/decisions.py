"""What was decided about a table before its rows were read, and on what evidence."""

from collections.abc import Iterator, Mapping, Sequence

from readers.statement import EvidenceKind, FileDecision
from readers.tables.amounts import are_marked, factors_of
from readers.tables.columns import sign_of
from readers.tables.headings import roles_of
from readers.tables.interpretation import Plan
from readers.tables.numbers import decimal_votes

Sources = Mapping[str, EvidenceKind]
"""Where each option comes from: the person, an earlier file, or balances that hold by it."""
Reason = tuple[EvidenceKind, str]

_PROVED, _STATED, _KNOWN, _ASSUMED = EvidenceKind
_BY_OPTION: Mapping[EvidenceKind, str] = {
    _STATED: "You stated it.",
    _KNOWN: "It was stated for an earlier file with these columns.",
    _PROVED: "The balances of the file agree with this reading only.",
}
_MONEY = ("amount", "debit", "credit", "sign", "fee", "balance")
"""The columns that a running balance proves."""
_WORDS_SHOWN = 6
"""How many words of a direction are shown: they stand on one line."""
_BALANCE_FOLLOWS = "The running balance agrees with the rows to the cent."


def decisions_of(plan: Plan, sources: Sources) -> Iterator[FileDecision]:
    """Yield each decision that `plan` is made of."""
    yield from _columns(plan, sources)
    yield _direction(plan, sources)
    yield _date_order(plan, sources)
    yield from _decimal_sign(plan, sources)
    yield from _currency(plan, sources)
    yield from _states(plan, sources)
    for option, decided in (
        ("calendar", "years are counted as that calendar does"),
        ("future_dates", "rows may be dated after today"),
    ):
        if option in sources:
            kind = sources[option]
            yield FileDecision(option, decided, kind, _BY_OPTION[kind], option)


def _columns(plan: Plan, sources: Sources) -> Iterator[FileDecision]:
    for role, places in plan.columns.items():
        names = ", ".join(_shown(plan, place) for place in places)
        kind, reason = _column(plan, role, places, sources)
        yield FileDecision(f"column {role}", names, kind, reason, "columns")


def _shown(plan: Plan, place: int) -> str:
    name = _heading(plan, place)
    return f"{place + 1} ({name[:40]})" if name else str(place + 1)


def _heading(plan: Plan, place: int) -> str:
    names = plan.head.names
    return names[place].strip() if place < len(names) else ""


def _column(plan: Plan, role: str, places: Sequence[int], sources: Sources) -> Reason:
    """Return what shows that these columns have this role."""
    if plan.chain is not None and role in _MONEY:
        return _PROVED, _BALANCE_FOLLOWS
    if "columns" in sources and role in plan.stated_roles:
        return sources["columns"], _BY_OPTION[sources["columns"]]
    if plan.profile and role in plan.profile.columns:
        return _KNOWN, f"The headings are those of {plan.profile.label}."
    roles = [{each for each, _rank in roles_of(_heading(plan, place))} for place in places]
    if all(role in each for each in roles):
        return _STATED, "Its heading shows it."
    return _ASSUMED, "Its content looks like that."


def _direction(plan: Plan, sources: Sources) -> FileDecision:
    decided = "inverted: amounts without a minus leave" if plan.layout.invert else "as it stands"
    option = "invert"
    columns = plan.columns
    if "amount" not in columns:
        decided = "by two columns, one for each direction"
        if plan.layout.invert:
            decided += ", inverted"
        option = "columns"
    elif "sign" in columns and factors_of(plan.found):
        decided = f"by the words in column {_shown(plan, columns['sign'][0])}"
        option = "directions"
    elif are_marked(plan.found, columns["amount"]):
        decided = "only money that arrives is marked"
    return FileDecision("direction", decided, *_direction_reason(plan, sources), option)


def _direction_reason(plan: Plan, sources: Sources) -> Reason:
    if plan.chain is not None and not plan.is_card:
        return _PROVED, _BALANCE_FOLLOWS
    if found := next((sources[o] for o in ("invert", "directions") if o in sources), None):
        return found, _BY_OPTION[found]
    if plan.profile:
        return _KNOWN, f"Files of {plan.profile.label} have this form."
    if plan.is_card:
        return _ASSUMED, "Payments to the card have a minus, so amounts without a minus were spent."
    if "amount" not in plan.columns:
        roles = [role for role in ("debit", "credit") if role in plan.columns]
        reasons = [_column(plan, role, plan.columns[role], sources) for role in roles]
        return max(reasons, key=lambda reason: list(EvidenceKind).index(reason[0]))
    return _by_signs(plan)


def _by_signs(plan: Plan) -> Reason:
    if "sign" in plan.columns and factors_of(plan.found):
        return _by_words(plan)
    if are_marked(plan.found, plan.columns["amount"]):
        return _STATED, "Some amounts have a plus or a mark of credit, the others have no sign."
    if plan.is_one_way:
        return _ASSUMED, "Few amounts have a minus, so most of them arrive."
    below, _above = plan.found.below_zero(plan.columns["amount"])
    return _STATED, f"{below} amounts have a minus." if below else "The amounts have their signs."


def _by_words(plan: Plan) -> Reason:
    words = {word.strip() for word, _below in plan.found.signs if word.strip()}
    shown = ", ".join(repr(word[:40]) for word in sorted(words)[:_WORDS_SHOWN])
    known = any(sign_of(word) for word in words) or not words
    return _STATED, f"{'The words are known' if known else 'Words say it'}: {shown}."


def _date_order(plan: Plan, sources: Sources) -> FileDecision:
    order, dates = plan.layout.date_order, plan.found.dates
    for option in ("date_format", "date_order"):
        if option in sources:
            kind = sources[option]
            return FileDecision("date_order", order or "stated", kind, _BY_OPTION[kind], option)
    if not dates.open:
        reason = _STATED, "The dates have the year first, or the name of the month."
    elif dates.only.get(order):
        reason = _STATED, f"{dates.only[order]} dates are valid in this order only."
    elif plan.profile and plan.profile.date_order == order:
        reason = _KNOWN, f"Files of {plan.profile.label} have this form."
    elif dates.dotted * 2 > dates.open:
        reason = _ASSUMED, "No country writes the month first with dots."
    elif dates.sorted_in(order) and not all(map(dates.sorted_in, ("dmy", "mdy"))):
        reason = _ASSUMED, "Only in this order are the rows sorted by date."
    else:
        reason = (
            _ASSUMED,
            ("It is usual where amounts have a decimal comma, or both readings are the same."),
        )
    return FileDecision("date_order", order or "ymd", *reason, "date_order")


def _decimal_sign(plan: Plan, sources: Sources) -> Iterator[FileDecision]:
    sign = plan.layout.decimal_sign
    votes = [decimal_votes(shapes) for shapes in plan.found.shapes.values()]
    shown, either = sum(p + c for p, c, _ in votes), sum(e for _, _, e in votes)
    if "decimal_sign" in sources:
        reason = sources["decimal_sign"], _BY_OPTION[sources["decimal_sign"]]
    elif shown:
        reason = _STATED, f"{shown} numbers show it."
    elif not either:
        return
    elif plan.profile and plan.profile.decimal_sign == sign:
        reason = _KNOWN, f"Files of {plan.profile.label} have this form."
    else:
        reason = _STATED, "The currency has no amounts of three decimals."
    yield FileDecision("decimal_sign", sign, *reason, "decimal_sign")


def _currency(plan: Plan, sources: Sources) -> Iterator[FileDecision]:
    code = plan.layout.currency
    if "currency" in sources:
        kind = sources["currency"]
        yield FileDecision("currency", code, kind, _BY_OPTION[kind], "currency")
    elif "currency" in plan.columns:
        place = _shown(plan, plan.columns["currency"][0])
        reason = "Each row states it."
        yield FileDecision("currency", f"that of column {place}", _STATED, reason, "columns")
    elif code and plan.profile and plan.profile.currency == code:
        reason = f"Files of {plan.profile.label} have this form."
        yield FileDecision("currency", code, _KNOWN, reason, "currency")
    elif code:
        reason = "A heading, the amounts or a line above the rows state it."
        yield FileDecision("currency", code, _STATED, reason, "currency")


def _states(plan: Plan, sources: Sources) -> Iterator[FileDecision]:
    if "status" not in plan.columns:
        return
    if "states" in sources:
        reason = sources["states"], _BY_OPTION[sources["states"]]
    elif plan.is_odd_state:
        reason = _ASSUMED, "All rows have the same unknown word, and were taken as booked."
    else:
        reason = _STATED, "The words of its column are known, or the balance shows their meaning."
    decided = f"by column {_shown(plan, plan.columns['status'][0])}"
    yield FileDecision("status", decided, *reason, "states")
