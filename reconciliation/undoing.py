"""What an undo may not make of statements."""

from accounts.models import Account
from books.tracked_models import Ids
from books.unit_of_work import UnitOfWork
from common.errors import Conflict
from reconciliation.gaps import gap_of_each, settled_of_book
from statements.stored import StoredStatement, statements_of, statements_with_ids


def check_closed_again(uow: UnitOfWork, ids: Ids) -> None:
    """Hold statements that an undo closed, or opened, against what closing and reopening ask for.

    Raises Conflict where a closed one follows an open one, or one that is closed again has a gap.
    """
    changed = statements_with_ids(uow.book.pk, list(ids))
    for account_id in sorted({one.account_id for one in changed}):
        chain = statements_of(uow.book.pk, account_id)
        _check_order(chain)
        again = {one.id for one in changed if one.closed and one.account_id == account_id}
        if again:
            account = Account.objects.for_book(uow.book).get(pk=account_id)
            gaps = gap_of_each(chain, settled_of_book(uow.book), account.opening_balance)
            if any(gaps[row_id] for row_id in again):
                detail = "The statement would have a gap; close it by hand once there is none."
                raise Conflict(detail, code="gap")


def _check_order(chain: list[StoredStatement]) -> None:
    is_open = {one.id for one in chain if not one.closed}
    later = [one.date for one in chain if one.closed and one.previous_id in is_open]
    if later:
        detail = f"The statement of {max(later)} is closed. Reopen that one first."
        raise Conflict(detail, code="later_closed")
