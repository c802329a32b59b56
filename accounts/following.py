"""What has to hold when a change of accounts is taken back."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from accounts.models import Account
from accounts.registry import account_uses
from books.door import OpenChange
from common.errors import Conflict, raise_in_use


@contextmanager
def following_accounts(opened: OpenChange, ids: Collection[int]) -> Iterator[None]:
    """Raise InUse where an account in use gets another currency, and Conflict for two defaults."""
    before = dict(Account.objects.with_ids(opened.book, ids).values_list("pk", "currency"))
    yield
    for account in Account.objects.with_ids(opened.book, before):
        if account.currency != before[account.pk]:
            uses = {use.name: use.count(account) for use in account_uses}
            raise_in_use("An account in use keeps its currency.", uses)
    if Account.objects.for_book(opened.book).default().count() > 1:
        raise Conflict("Another account is the default by now; make it an ordinary one first.")
