"""Undos of undos: a change, what it undid, what that had undone, and so on."""

from collections.abc import Mapping

from books.models import Book, Change

AT_ONCE = 50
"""Changes that a statement looks through: somebody who goes back and forth makes one right after
the other."""


def chain_of(book: Book, number: int) -> list[Change]:
    """Return change `number` and all that it goes back on, the newest first.

    Each has what is needed here alone: its number, and which change it undid.
    """
    near: dict[int, Change] = {}
    chain: list[Change] = []
    while number:
        if number not in near:
            found = book.changes.filter(number__gt=number - AT_ONCE, number__lte=number)
            near = {one.number: one for one in found.only("book_id", "number", "undoes")}
        chain.append(near[number])
        number = near[number].undoes
    return chain


def mark_undone(book: Book, number: int, by: int) -> None:
    """Say of change `number` that change `by` has undone it; what it had undone stands again."""
    chain = chain_of(book, number)
    for place, one in enumerate(chain):
        # Of a chain each second one stands.
        one.undone_by = 0 if place % 2 else by
        by = one.number
    Change.objects.bulk_update(chain, ["undone_by"])


def is_undo(number: int, undoes: Mapping[int, int]) -> bool:
    """Whether change `number` is an undo, where `undoes` has what each change undid, or 0.

    Undoing an undo is a redo, and undoing a redo is an undo again.
    """
    found = False
    while number := undoes.get(number, 0):
        found = not found
    return found
