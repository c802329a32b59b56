"""How an account is shown: a plain dict, built without a query or a field object."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.balances import balance
from accounts.models import Account
from accounts.stored import StoredAccount
from common.money import format_amount


def shown_account(
    account: Account | StoredAccount,
    day: date,
    moved: Mapping[int, int],
    pending: Mapping[int, int] | None = None,
) -> dict[str, Any]:
    """Return `account` as the API shows it, with its balance at the end of `day`.

    `moved` are the `accounts.balances.movements` up to then, `pending` the `pending_movements`
    where they are asked for.
    """
    held = balance(account, day, moved)
    waiting = None if pending is None else pending.get(account.pk, 0)
    return {
        "id": account.pk,
        "name": account.name,
        "type": account.type,
        "currency": account.currency,
        "opening_balance": format_amount(account.opening_balance, account.money),
        "opening_date": account.opening_date.isoformat(),
        "balance": format_amount(held, account.money),
        "pending": None if waiting is None else format_amount(waiting, account.money),
        "cleared_balance": None
        if waiting is None
        else format_amount(held - waiting, account.money),
        "default": account.is_default,
        "archived": account.archived,
        "strict": account.strict,
    }
