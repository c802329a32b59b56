"""Transactions of a made-up household: any number of them, the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import TypeVar

from benchmarks.household_file import payee_names
from transactions.drafts import LineDraft, TransactionDraft, with_pointers
from transactions.models import PostingKind

T = TypeVar("T")

FIRST_DAY = date(2020, 1, 1)
LAST_DAY = date(2024, 12, 31)
DAYS = (LAST_DAY - FIRST_DAY).days + 1

ACCOUNTS = 8
EXPENSE_CATEGORIES = 36
INCOME_CATEGORIES = 4
TAGS = 20

TRANSFERS = 0.03
INCOMES = 0.05
REFUNDS = 0.008
SPLITS = 0.02
TAGGED = 0.05
"""Which part of the transactions is what."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The ids that the transactions are booked to."""

    accounts: Sequence[int]
    expense: Sequence[int]
    income: Sequence[int]


class Household:
    """Makes drafts in order of their dates; few accounts, categories and payees take most."""

    def __init__(self, chart: Chart, seed: int = 1) -> None:
        self.chart = chart
        self.random = random.Random(seed)
        self.payees = payee_names()
        self.tags = [f"tag {number}" for number in range(TAGS)]
        self.weights: dict[int, list[float]] = {}

    def drafts(self, count: int) -> Iterator[TransactionDraft]:
        """Yield `count` transactions, spread evenly over the five years."""
        for index in range(count):
            yield self.draft(FIRST_DAY + timedelta(days=index * DAYS // count), index)

    def draft(self, day: date, index: int) -> TransactionDraft:
        """Return one transaction of `day`."""
        dice = self.random.random()
        if dice < TRANSFERS:
            return self._transfer(day)
        kind = PostingKind.INCOME if dice < TRANSFERS + INCOMES else PostingKind.EXPENSE
        categories = self.chart.income if kind == PostingKind.INCOME else self.chart.expense
        draft = TransactionDraft(
            type=kind.value,
            date=day,
            amount=self._amount(300_000 if kind == PostingKind.INCOME else 20_000),
            account=self._pick(self.chart.accounts),
            category=self._pick(categories),
            refund=self.random.random() < REFUNDS,
            payee=self._pick(self.payees),
            description=f"Purchase {index} of {day:%B}",
            tags=(self._pick(self.tags),) if self.random.random() < TAGGED else (),
        )
        if kind == PostingKind.EXPENSE and not draft.refund and self.random.random() < SPLITS:
            return self._split(draft)
        return draft

    def _transfer(self, day: date) -> TransactionDraft:
        source, target = self.random.sample(range(len(self.chart.accounts)), 2)
        return TransactionDraft(
            type=PostingKind.TRANSFER.value,
            date=day,
            amount=self._amount(100_000),
            account=self.chart.accounts[source],
            to_account=self.chart.accounts[target],
            description="Between accounts",
        )

    def _split(self, flat: TransactionDraft) -> TransactionDraft:
        parts = tuple(
            LineDraft(-self._amount(5_000), category=self._pick(self.chart.expense))
            for _ in range(self.random.randint(2, 3))
        )
        return TransactionDraft(
            type=flat.type,
            date=flat.date,
            account=flat.account,
            payee=flat.payee,
            description=flat.description,
            tags=flat.tags,
            lines=with_pointers(parts),
        )

    def _amount(self, below: int) -> Decimal:
        return Decimal(self.random.randint(1, below)).scaleb(-2)

    def _pick(self, choices: Sequence[T]) -> T:
        """Return one of `choices`, the earlier ones more often (Zipf's law)."""
        weights = self.weights.get(len(choices))
        if weights is None:
            weights = list(accumulate(1 / rank for rank in range(1, len(choices) + 1)))
            self.weights[len(choices)] = weights
        return self.random.choices(choices, cum_weights=weights)[0]
