"""Which of several readings of a file its own balances prove."""

from collections.abc import Callable, Iterable

from common.money import CURRENCIES
from imports.plan.summary import PlanSummary, Target
from imports.planning.balance_checks import BalanceCheck
from imports.planning.rounding import Rounding
from readers.statement import (
    Balance,
    BalanceKind,
    Candidates,
    Fault,
    Item,
    Options,
    Row,
    Unreadable,
)
from transactions.models import Status

READINGS_MAX = 8
"""How many readings are tried: each goes through the whole file."""
_STEPS_MIN = 2
"""How many running balances have to follow: one alone follows from one row by chance too often."""


def proved_by(
    read: Callable[[Options], Iterable[Item]], candidates: Candidates, home_currency: str
) -> Options | None:
    """Return the only one of `candidates` by which the balances of a file hold.

    None where they hold by none, or by several, which proves nothing. Amounts whose currency the
    file does not say are in `home_currency`.
    """
    holding = [
        candidate
        for candidate in candidates[:READINGS_MAX]
        if _Trial(home_currency).holds(read(candidate))
    ]
    return holding[0] if len(holding) == 1 else None


class _Trial:
    """One reading of a file, of which nothing but the balances is looked at."""

    def __init__(self, home_currency: str) -> None:
        self._home = home_currency
        self._checks: dict[tuple[str, str], BalanceCheck] = {}
        self._rounding = Rounding()
        self._currencies: dict[str, str] = {}
        """The currency of the last row of each account."""
        self._runs = False
        """Whether balances stand beside rows."""

    def holds(self, items: Iterable[Item]) -> bool:
        """Whether every row is read, and rows have moved balances that all hold."""
        try:
            is_whole = all(map(self._take, items))
        except Unreadable:
            return False
        found = PlanSummary()
        for place, check in enumerate(self._checks.values()):
            check.close(found, place)
        if not is_whole or found.hold is not True:
            return False
        if self._runs:
            # Opening and closing balance come from those beside the rows, and prove no more.
            return found.running[0] >= _STEPS_MIN
        return any(map(_is_moved, self._checks.values()))

    def _take(self, item: Item) -> bool:
        """Take note of an item; False where it is a row that cannot be read."""
        if type(item) is Row:
            self._count(item)
        elif type(item) is Balance:
            self._runs |= item.kind == BalanceKind.RUNNING
            currency = item.currency or self._currencies.get(item.account, "")
            self._check(item.account, currency).state(item)
        return type(item) is not Fault

    def _count(self, row: Row) -> None:
        check = self._check(row.account, row.currency)
        self._currencies[row.account] = row.currency
        currency = CURRENCIES[check.target.currency]
        minor = self._rounding.minor(row.amount, currency, row.line)
        pending = row.status == Status.PENDING
        check.count(row.date.isoformat(), minor, pending=pending)

    def _check(self, account: str, currency: str) -> BalanceCheck:
        code = currency if currency in CURRENCIES else self._home
        check = self._checks.get((account, code))
        if check is None:
            target = Target(account, "", "", code, "", None)
            check = self._checks[account, code] = BalanceCheck(target)
        return check


def _is_moved(check: BalanceCheck) -> bool:
    """Whether a closing balance is another than the opening one: rows of no sum prove nothing."""
    openings = {stated[2] for stated in check.openings}
    return bool(openings) and any(stated[2] not in openings for stated in check.closings)
