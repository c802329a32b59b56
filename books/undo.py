"""Taking changes back: what one overwrote or deleted returns, and what it made goes.

Only what people stated is put back. Figures that follow from it (totals, the worth of a posting
at the day's rate) are worked out anew, so a rate that has changed meanwhile is in nobody's way.
"""

from books.door import OpenChange
from books.keeping import NO_COUNTS
from books.models import Cause, Revision
from books.obstacles import clear_the_way
from books.takeback import Takeback
from common.errors import ChangedLater, Conflict, NotThere

_NOTHING = "There is nothing to take back in this change."
_FORGOTTEN = "What this change overwrote and deleted is no longer kept."
_AGAIN = "This has been taken back already; undo the change that did so, to have it again."


def undo(opened: OpenChange, number: int) -> None:
    """Take back change `number`, as the work of the open change.

    Raises NotThere for a number that the book does not have, ChangedLater where later changes
    touched the same rows or rest on them, and Conflict where there is nothing to take back.
    """
    target = opened.book.changes.filter(number=number).first()
    if target is None or number == opened.number:
        raise NotThere
    if target.undone_by:
        raise ChangedLater(_AGAIN, [target.undone_by])
    if number < opened.book.history_from or not target.counts:
        raise Conflict(_FORGOTTEN, code="history_forgotten")
    plan = Takeback.of_change(opened.book, number)
    clear_the_way(plan)
    # An import may have done no more than to say that rows are known; that can be taken back too.
    said = target.note and target.cause != Cause.IMPORT
    if plan.is_empty() and (said or target.counts != NO_COUNTS):
        raise Conflict(_NOTHING, code="nothing_to_undo")
    plan.carry_out(opened)
    opened.undoes = number


def restore(opened: OpenChange, revision: Revision) -> None:
    """Bring back the row that `revision` kept when it was deleted; raises as `undo` does."""
    plan = Takeback.of_row(opened.book, revision)
    clear_the_way(plan)
    plan.carry_out(opened)
