"""From a stored transaction to a draft of it, and that draft with some fields changed.

An amendment never deletes by omission: what it does not mention stays as it is, the postings of
a split included, which it names by their ids.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from common.errors import Problem, raise_problems
from common.money import CURRENCIES, from_minor
from transactions.drafts import LineDraft, TransactionDraft, with_pointers
from transactions.models import PostingKind
from transactions.stored import StoredPosting, StoredTransaction

# Looking a member of an enumeration up takes as long as five comparisons, and each row of a page is
# compared a dozen times.
_TRANSFER = PostingKind.TRANSFER
_FLAT_ONLY = ("account", "category", "to_account", "to_amount")


def is_flat(row: StoredTransaction) -> bool:
    """Whether the flat fields of `row` say all that its postings do."""
    postings = row.postings
    for posting in postings:
        if posting.description or posting.kind != row.type:
            return False
    if row.type == _TRANSFER:
        return len(postings) == 2 and postings[0].amount < 0
    return len(postings) == 1


def own_account(row: StoredTransaction) -> int | None:
    """Return the one account that all of `row` is on (that all of a transfer leaves), if it is one.

    A posting that is added to a split and names no account goes there.
    """
    if row.type != _TRANSFER:
        return one_account(row.postings)
    return one_account([p for p in row.postings if p.kind == _TRANSFER and p.amount < 0])


def arriving_postings(row: StoredTransaction) -> list[StoredPosting]:
    """Return the postings by which a transfer arrives; none where `row` is something else."""
    if row.type != _TRANSFER:
        return []
    return [p for p in row.postings if p.kind == _TRANSFER and p.amount > 0]


def one_account(postings: list[StoredPosting]) -> int | None:
    """Return the one account that all of `postings` are on, if it is one."""
    if len(postings) == 1:
        return postings[0].account_id
    accounts = {posting.account_id for posting in postings}
    return accounts.pop() if len(accounts) == 1 else None


def draft_of(row: StoredTransaction) -> TransactionDraft:
    """Return the draft that would make `row` as it is."""
    postings = row.postings
    draft = TransactionDraft(
        type=row.type,
        date=row.date,
        refund=row.refund,
        payee=row.payee or "",
        description=row.description,
        notes=row.notes,
        tags=tuple(tag.name for tag in row.tags),
        status=row.status,
        kept_accounts=frozenset(posting.account_id for posting in postings),
        kept_categories=frozenset(p.category_id for p in postings if p.category_id is not None),
    )
    if not is_flat(row):
        lines = with_pointers(tuple(_line(posting) for posting in postings))
        return replace(draft, account=own_account(row), lines=lines)
    first, last = postings[0], postings[-1]
    draft = replace(
        draft, amount=abs(_number(first)), account=first.account_id, category=first.category_id
    )
    if row.type == PostingKind.TRANSFER:
        crosses = first.currency != last.currency
        draft = replace(
            draft, to_account=last.account_id, to_amount=_number(last) if crosses else None
        )
    return draft


def amended(row: StoredTransaction, values: Mapping[str, Any]) -> TransactionDraft:
    """Return the draft of `row` with `values` in place of what they name.

    `values` are those of a request, validated; its `postings` are applied to a split one by one:
    with an `id` they change that posting (or delete it, with `delete`), without one they are new.
    Raises Invalid for a flat field of a split, and for the id of a posting that it does not have.
    """
    draft = draft_of(row)
    fields = {name: value for name, value in values.items() if name != "postings"}
    if "tags" in fields:
        fields["tags"] = tuple(fields["tags"])
    stated = values.get("postings")
    if stated is None and draft.lines is not None:
        raise_problems(
            Problem(f"/{name}", "only_flat", "This is a split: change its postings.")
            for name in _FLAT_ONLY
            if fields.get(name) is not None
        )
        fields = {name: value for name, value in fields.items() if name not in _FLAT_ONLY}
    if stated is None:
        return replace(draft, **fields)
    if draft.lines is None:
        # Its account stays that of postings which name none; what they say anew goes.
        said = dict.fromkeys(("amount", "category", "to_account", "to_amount"))
        return replace(draft, **{**said, **fields}, lines=new_lines(stated))
    return replace(draft, **fields, lines=_merged(draft.lines, stated))


def draft_from(values: Mapping[str, Any]) -> TransactionDraft:
    """Return the draft that the validated `values` of a request state in full."""
    fields = {name: value for name, value in values.items() if name not in ("postings", "tags")}
    stated = values.get("postings")
    return TransactionDraft(
        **{"type": None, **fields},
        tags=tuple(values.get("tags", ())),
        lines=None if stated is None else new_lines(stated),
    )


def replaced(row: StoredTransaction, values: Mapping[str, Any]) -> TransactionDraft:
    """Return the draft that `values` state in full, for taking the place of `row`.

    A posting may state the id of one that it replaces, as the answer that it comes from does.
    """
    before = draft_of(row)
    return replace(
        draft_from(_without_ids(row, values)),
        kept_accounts=before.kept_accounts,
        kept_categories=before.kept_categories,
    )


def _without_ids(row: StoredTransaction, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `values`, where each posting of `row` was named once by its id, without those ids."""
    ids = {posting.pk for posting in row.postings}
    items = [dict(item) for item in values.get("postings") or ()]
    for item in items:
        if item.get("id") in ids:
            ids.discard(item.pop("id"))
    return {**values, "postings": items} if items else values


def new_lines(stated: Iterable[Mapping[str, Any]]) -> tuple[LineDraft, ...]:
    """Return the postings of a new split; raises Invalid where one names a stored posting."""
    items = list(stated)
    raise_problems(
        problem for index, item in enumerate(items) for problem in _new_line_problems(index, item)
    )
    return with_pointers(tuple(LineDraft(**item) for item in items))


def _merged(
    stored: tuple[LineDraft, ...], stated: Iterable[Mapping[str, Any]]
) -> tuple[LineDraft, ...]:
    lines: dict[int, LineDraft] = {line.id: line for line in stored if line.id is not None}
    fresh: list[LineDraft] = []
    problems: list[Problem] = []
    named: set[int] = set()
    for index, item in enumerate(stated):
        at = f"/postings/{index}"
        values = {name: value for name, value in item.items() if name not in ("id", "delete")}
        line = lines.get(item.get("id", 0))
        if item.get("id") is None:
            problems += _new_line_problems(index, item)
            if "amount" in item:
                fresh.append(LineDraft(**values, pointer=at))
        elif item["id"] in named:
            problems.append(Problem(f"{at}/id", "named_twice", "State each posting once."))
        elif line is None:
            detail = "This transaction has no such posting."
            problems.append(Problem(f"{at}/id", "does_not_exist", detail))
        elif item.get("delete"):
            del lines[item["id"]]
        else:
            lines[item["id"]] = replace(line, **values, pointer=at)
        named.add(item.get("id", 0))
    raise_problems(problems)
    return (*lines.values(), *fresh)


def _new_line_problems(index: int, item: Mapping[str, Any]) -> list[Problem]:
    found = []
    at = f"/postings/{index}"
    if "amount" not in item:
        found.append(Problem(f"{at}/amount", "required", "State the amount, signed."))
    if item.get("id") is not None or "delete" in item:
        detail = "Only a change of a stored split may state ids of postings or delete them."
        found.append(Problem(f"{at}/id", "only_in_changes", detail))
    return found


def _line(posting: StoredPosting) -> LineDraft:
    return LineDraft(
        amount=_number(posting),
        account=posting.account_id,
        kind=posting.kind,
        category=posting.category_id,
        description=posting.description,
        id=posting.pk,
    )


def _number(posting: StoredPosting) -> Decimal:
    return from_minor(posting.amount, CURRENCIES[posting.currency])
