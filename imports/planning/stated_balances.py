"""The balances that a file states: each goes to the account that it is of."""

from common.money import from_minor
from imports.planning.account_mapping import AccountMapper, AccountMismatch
from imports.planning.balance_checks import BalanceChecks
from imports.planning.rounding import Rounding
from readers.statement import Balance, BalanceKind, Unreadable

EARLY_MAX = 100
"""How many balances may come before their accounts have rows: more than files have accounts."""
_RECORDED = (BalanceKind.OPENING, BalanceKind.CLOSING)
"""Balances that a new account may begin with; the others are only compared."""


class StatedBalances:
    """Takes note of balances; one that comes before its account has a row waits for the end."""

    def __init__(self, targets: AccountMapper, checks: BalanceChecks, rounding: Rounding) -> None:
        self._targets = targets
        self._checks = checks
        self._rounding = rounding
        self._early: list[Balance] = []

    def state(self, balance: Balance) -> None:
        """Take note of a balance that stands in the file after the rows so far."""
        if not self._stated(balance) and len(self._early) < EARLY_MAX:
            self._early.append(balance)

    def finish(self) -> None:
        """Take note of those that waited; one of an account that nothing else names is dropped."""
        for balance in self._early:
            self._stated(balance)

    def _stated(self, balance: Balance) -> bool:
        try:
            place = self._targets.place(balance.account, balance.currency)
        except (AccountMismatch, Unreadable):
            return False
        if balance.kind in _RECORDED:
            currency = self._targets.currency(place)
            minor = self._rounding.minor(balance.amount, currency, balance.line)
            balance = balance._replace(amount=from_minor(minor, currency))
        self._checks.at(place).state(balance)
        return True
