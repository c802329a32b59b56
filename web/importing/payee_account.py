"""The payee and the account of a row of a plan, as fields of the form.

A form has for each row `payee-ROW` and `account-ROW`, with what stood there as `hadpayee-ROW` and
`hadaccount-ROW`: what was not touched is not sent on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from accounts.stored import StoredAccount
from common.integers import number_of
from imports.models import Verdict
from imports.plan.decisions import Decided
from imports.plan.rows import Planned
from imports.plan.summary import Target

WITHOUT = {Verdict.FAULTY.value, Verdict.KNOWN.value}
"""Verdicts whose rows are not recorded: nothing is to be chosen for them."""


@dataclass(frozen=True, slots=True)
class PayeeAndAccount:
    """The two fields of a row, ready for the template."""

    payee: str
    had_payee: str
    account: str
    had_account: str
    accounts: Sequence[tuple[str, str]]
    """Ids and names of the accounts that the row may go to; empty where the file names its own."""

    @property
    def is_open(self) -> bool:
        """Whether somebody has typed something that was not taken."""
        return (self.payee, self.account) != (self.had_payee, self.had_account)


def payee_and_account(
    number: int,
    row: Planned,
    decided: Decided,
    target: Target | None,
    accounts: Iterable[StoredAccount],
    typed: QueryDict | None,
) -> PayeeAndAccount | None:
    """Return the fields of a row, with what somebody `typed`; None where nothing can be chosen."""
    if target is None or row.verdict in WITHOUT:
        return None
    payee = row.payee if decided.payee is None else decided.payee
    account = str(decided.account or target.account or "")
    # What is told apart by its currency alone is not named by the file.
    is_open = row.is_whole and target.key in ("", target.currency) and bool(target.account)
    sent = QueryDict() if typed is None else typed
    return PayeeAndAccount(
        payee=str(sent.get(f"payee-{number}", payee)),
        had_payee=payee,
        account=str(sent.get(f"account-{number}", account)),
        had_account=account,
        accounts=_fitting(accounts, target.currency, account) if is_open else (),
    )


def _fitting(
    accounts: Iterable[StoredAccount], currency: str, chosen: str
) -> Sequence[tuple[str, str]]:
    """Return the accounts in a currency; none where that leaves no choice."""
    found = [
        (str(one.id), one.name)
        for one in accounts
        if one.currency == currency and (not one.archived or str(one.id) == chosen)
    ]
    return found if len(found) > 1 else ()


def payee_and_account_of(sent: QueryDict, number: int) -> dict[str, object]:
    """Return what a form decides of the payee and the account of a row."""
    decided: dict[str, object] = {}
    had = sent.get(f"hadpayee-{number}", "")
    payee = str(sent.get(f"payee-{number}", had)).strip()
    if payee != had:
        decided["payee"] = payee or None
    had = sent.get(f"hadaccount-{number}", "")
    account = str(sent.get(f"account-{number}", had))
    if account != had:
        decided["account"] = number_of(account) or account
    return decided
