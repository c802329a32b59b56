"""Taking changes back: what one overwrote or deleted returns, and what it made goes.

Only what people stated is put back. Figures that follow from it (totals, the worth of a posting
at the day's rate) are worked out anew, so a rate that has changed meanwhile is in nobody's way.
"""

from books.models import Cause, Revision
from books.revision_recorder import NO_COUNTS
from books.undo_conflicts import check_conflicts
from books.undo_plan import UndoPlan
from books.unit_of_work import UnitOfWork
from common.errors import ChangedLater, Conflict, NotThere

_NOTHING = "There is nothing to undo in this change."
_FORGOTTEN = "The history of this change is no longer kept."
_AGAIN = "This change was undone already; to redo it, undo the change that undid it."


def undo(uow: UnitOfWork, number: int) -> None:
    """Take back change `number`, as the work of the open change.

    Raises NotThere for a number that the book does not have, ChangedLater where later changes
    touched the same rows or rest on them, and Conflict where there is nothing to take back.
    """
    target = uow.book.changes.filter(number=number).first()
    if target is None or number == uow.number:
        raise NotThere
    if target.undone_by:
        raise ChangedLater(_AGAIN, [target.undone_by])
    if number < uow.book.history_from or not target.counts:
        raise Conflict(_FORGOTTEN, code="history_forgotten")
    plan = UndoPlan.of_change(uow.book, number)
    check_conflicts(plan)
    # An import may have done no more than to say that rows are known; that can be taken back too.
    said = target.note and target.cause != Cause.IMPORT
    if plan.is_empty() and (said or target.counts != NO_COUNTS):
        raise Conflict(_NOTHING, code="nothing_to_undo")
    plan.apply(uow)
    uow.undoes = number


def restore(uow: UnitOfWork, revision: Revision) -> None:
    """Bring back the row that `revision` kept when it was deleted; raises as `undo` does."""
    plan = UndoPlan.of_row(uow.book, revision)
    check_conflicts(plan)
    plan.apply(uow)
