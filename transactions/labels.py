"""Payees and tags by name: found, made on first use, renamed, merged and archived."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from books.models import Book
from books.row_rules import RowRule, name_is_valid, row_problems
from books.unit_of_work import UnitOfWork
from books.usage import linked_with, relink_ids, repoint_ids
from common.batches import IDS_AT_ONCE, batched
from common.errors import Problem, raise_problems
from common.statements import Statement
from common.text import clean, fold
from transactions.models import Label, Payee, Tag, Transaction, TransactionTag

ROW_RULES: tuple[RowRule, ...] = (name_is_valid,)


class StoredLabel(NamedTuple):
    """A payee or a tag."""

    name_key: str
    pk: int
    name: str


def resolve(
    uow: UnitOfWork, model: type[Payee] | type[Tag], names: Iterable[str]
) -> dict[str, StoredLabel]:
    """Return the row of each of `names` by its folded key, making those that do not exist yet.

    A new one is written as in the first of `names` that mean it.
    """
    wanted: dict[str, str] = {}
    for name in dict.fromkeys(names):
        wanted.setdefault(fold(name), clean(name))
    wanted.pop("", None)
    found = _named(uow, model, list(wanted))
    missing = [key for key in wanted if key not in found]
    if missing:
        uow.add_many(model, ("name", "archived"), [(wanted[key], False) for key in missing])
        found |= _named(uow, model, missing)
    return found


def amend_label(uow: UnitOfWork, label: Label, **values: Any) -> Label:
    """Set `name` or `archived`; raises Invalid for a name that another one has."""
    name = clean(values.get("name", label.name))
    same = type(label)._default_manager.filter(book_id=uow.book.pk, name_key=fold(name))
    problems = list(row_problems(ROW_RULES, {"name": name}))
    if same.exclude(pk=label.pk).exists():
        detail = "This name exists already; merge the two instead."
        problems.append(Problem("/name", "name_taken", detail))
    raise_problems(problems)
    archived = values.get("archived", label.archived)
    if name != label.name:
        mark_carriers(uow, type(label), [label.pk])
    return uow.amend(label, name=name, archived=archived)


def create_label(uow: UnitOfWork, model: type[Payee] | type[Tag], **values: Any) -> Label:
    """Add a payee or a tag; raises Invalid for a name that another one has."""
    label = model(name=clean(values["name"]), archived=values.get("archived", False))
    problems = list(row_problems(ROW_RULES, {"name": label.name}))
    same = model._default_manager.filter(book_id=uow.book.pk, name_key=fold(label.name))
    if same.exists():
        detail = "This name exists already."
        problems.append(Problem("/name", "name_taken", detail))
    raise_problems(problems)
    return uow.add(label)


def merge_payee(uow: UnitOfWork, payee: Payee, into: Payee) -> Payee:
    """Give the transactions and schedules of `payee` to `into`, and delete `payee`."""
    merge_payees(uow, [payee.pk], into)
    return into


def merge_payees(uow: UnitOfWork, ids: Collection[int], into: Payee) -> None:
    """Give all that is of the payees with these `ids` to `into`, and delete those payees.

    Raises Invalid where `into` is one of them.
    """
    _check_apart(ids, into)
    repoint_ids(uow, Payee, ids, into.pk)
    uow.remove_many(Payee.objects.filter(pk__in=ids))


def merge_tag(uow: UnitOfWork, tag: Tag, into: Tag) -> Tag:
    """Put `into` on what carries `tag`, and delete `tag`."""
    merge_tags(uow, [tag.pk], into)
    return into


def merge_tags(uow: UnitOfWork, ids: Collection[int], into: Tag) -> None:
    """Put `into` on what carries one of the tags with these `ids`, and delete those tags.

    Raises Invalid where `into` is one of them.
    """
    _check_apart(ids, into)
    relink_ids(uow, Tag, ids, into.pk)
    uow.remove_many(Tag.objects.filter(pk__in=ids))


def delete_payee(uow: UnitOfWork, payee: Payee) -> None:
    """Delete `payee`; its transactions and schedules go on without one."""
    repoint_ids(uow, Payee, [payee.pk], None)
    uow.remove(payee)


def delete_tag(uow: UnitOfWork, tag: Tag) -> None:
    """Delete `tag`, taking it off what carries it."""
    relink_ids(uow, Tag, [tag.pk], None)
    uow.remove(tag)


def mark_carriers(uow: UnitOfWork, model: type[Label], ids: Collection[int]) -> None:
    """Mark as changed what shows the name of a payee, or a tag, with one of these `ids`."""
    if model is Payee:
        uow.mark_changed(Transaction.objects.for_book(uow.book).filter(payee__in=ids))
    for rows in linked_with(uow.book, model, ids):
        uow.mark_changed(rows)


def count_carriers(
    book: Book, model: type[Payee] | type[Tag], ids: Collection[int]
) -> dict[int, int]:
    """Return how many transactions show the name of each payee, or tag, that any shows."""
    rows: QuerySet[Any, Any]
    if model is Payee:
        rows = Transaction.objects.for_book(book).filter(payee__in=ids).values_list("payee")
    else:
        rows = TransactionTag.objects.filter(book_id=book.pk, tag__in=ids).values_list("tag")
    return dict(rows.annotate(count=Count("pk")).order_by())


def _check_apart(ids: Collection[int], into: Label) -> None:
    if into.pk in ids:
        raise_problems([Problem("/into", "same", "State another one than this.")])


def _named(
    uow: UnitOfWork, model: type[Payee] | type[Tag], keys: list[str]
) -> dict[str, StoredLabel]:
    found: dict[str, StoredLabel] = {}
    for batch in batched(keys, IDS_AT_ONCE):
        rows = _NAMED.rows(model, book=uow.book.pk, keys=batch)
        found.update((row[0], StoredLabel(*row)) for row in rows)
    return found


_NAMED = Statement(
    lambda model, /, *, book, keys: model._default_manager.filter(
        book_id=book, name_key__in=keys
    ).values_list("name_key", "id", "name")
)
