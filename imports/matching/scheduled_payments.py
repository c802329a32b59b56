"""Which rows of a file are payments that a schedule has recorded before the bank had them.

A row of the same amount is compared when it is read. One of another amount waits for the end of the
file, where another row may be of the amount itself, or may be the payment as well.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from common.tokens import is_number, names_nobody
from imports.plan.parameters import LIKELY_SCORE
from imports.plan.rows import Planned
from schedules.waiting import WaitingPayment, waiting_payments

ALLOWED_SCORE = 85
"""The score of another amount that the schedule allows, on the day itself: less than of the same
amount."""
FOR_A_WINDOW = 14
"""Taken off for a day at the end of the window of a schedule, less for nearer ones: 71 are left,
which is above LIKELY_SCORE, as the schedule says that the payment may come on that day."""
DOUBTFUL_SCORE = LIKELY_SCORE - 10
"""Which payment it is, or whether it is one, a person has to say: shown, and added."""
TIMES_MAX = 2
"""How many times the amount, or what part of it, may be the payment where the schedule does not
allow that: the price of a contract may rise by half. Beyond, it is something else."""
PAYEES_MAX = 5
"""How many payees may have a word that still names one of them: cities and lines of business are in
the names of many."""


class Expected(NamedTuple):
    """A payment that a row of another amount may be."""

    payment: WaitingPayment
    apart: int
    """In days."""
    shared: frozenset[str]
    """The words that both have, which name somebody."""
    is_allowed: bool
    """Whether the schedule allows the amount."""


class Paid(NamedTuple):
    """A row, by its number, that is a payment of another amount, or may be."""

    number: int
    row: Planned
    expected: Expected
    is_sure: bool

    @property
    def score(self) -> int:
        """Per cent."""
        payment = self.expected.payment
        limit = max(payment.early, payment.late, 1)
        off = round(FOR_A_WINDOW * self.expected.apart / limit)
        return ALLOWED_SCORE - off if self.is_sure else DOUBTFUL_SCORE

    @property
    def reason(self) -> str:
        one = self.expected
        alike = in_common(one.apart, one.shared)
        if self.is_sure:
            return f"Another amount, which the schedule allows, {alike}."
        if one.is_allowed:
            return f"An amount that the schedule allows, as others are, {alike}."
        return f"Another amount than a schedule expects, {alike}."


@dataclass
class ScheduledPayments:
    """What schedules have recorded on an account, and the bank has not confirmed."""

    book_id: int
    account_id: int

    @cached_property
    def _all(self) -> list[WaitingPayment]:
        return waiting_payments(self.book_id, self.account_id)

    @cached_property
    def _by_amount(self) -> dict[int, list[WaitingPayment]]:
        found: dict[int, list[WaitingPayment]] = defaultdict(list)
        for one in self._all:
            found[one.amount].append(one)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[WaitingPayment]]:
        """Return the payments by the words that name whom they go to."""
        found: dict[str, list[WaitingPayment]] = defaultdict(list)
        for one in self._all:
            for word in one.words:
                if len(word) > 1 and not names_nobody(word) and not is_number(word):
                    found[word].append(one)
        return {
            word: some
            for word, some in found.items()
            if len({one.payee for one in some}) <= PAYEES_MAX
        }

    def of_amount(self, minor: int) -> Sequence[WaitingPayment]:
        """Return those that move this amount."""
        return self._by_amount.get(minor, ())

    def of_another_amount(self, minor: int, day: date, words: frozenset[str]) -> Iterator[Expected]:
        """Yield those that may come on `day` with another amount, with a name in common."""
        found: dict[int, tuple[WaitingPayment, set[str]]] = {}
        for word in words & self._by_name.keys():
            for one in self._by_name[word]:
                if _is_like(minor, one) and one.may_come_on(day):
                    found.setdefault(one.transaction, (one, set()))[1].add(word)
        for one, shared in found.values():
            apart = abs((day - one.day).days)
            yield Expected(one, apart, frozenset(shared), one.meets.has(abs(minor)))


def _is_like(minor: int, one: WaitingPayment) -> bool:
    """Whether an amount goes the same way as a payment, and is allowed or not far from it."""
    if one.amount * minor <= 0:
        return False
    smaller, larger = sorted((abs(minor), abs(one.amount)))
    return larger <= TIMES_MAX * smaller or one.meets.has(abs(minor))


def in_common(apart: int, words: Iterable[str]) -> str:
    """Return how many days two events are apart, and what words both have, as a reason says it."""
    days = "the same day" if not apart else f"{apart} day{'s' if apart > 1 else ''} apart"
    # Three of them: the reason is one line, and long words say most.
    shared = sorted(words, key=lambda word: (-len(word), word))[:3]
    return f'{days}; both say "{" ".join(shared)}"' if shared else days


def paid_otherwise(
    rows: Iterable[tuple[int, Planned]], expected: Callable[[Planned], Iterable[Expected]]
) -> Iterator[Paid]:
    """Yield those of `rows`, by their numbers, that are payments of another amount, or may be.

    A row is one where the schedule allows its amount, and no other row and no other payment could
    be meant. Of the others, each may be the payment that is nearest.
    """
    pairs = [(number, row, one) for number, row in rows for one in expected(row)]
    allowed = [(number, one.payment.transaction) for number, _, one in pairs if one.is_allowed]
    of_row = Counter(number for number, _ in allowed)
    of_payment = Counter(payment for _, payment in allowed)
    taken: set[int] = set()
    told: set[int] = set()

    def is_sure(number: int, one: Expected) -> bool:
        alone = of_row[number] == 1 and of_payment[one.payment.transaction] == 1
        return one.is_allowed and alone

    for number, row, one in sorted(
        pairs, key=lambda pair: (not is_sure(pair[0], pair[2]), pair[2].apart, pair[0])
    ):
        payment = one.payment.transaction
        if number not in told and payment not in taken:
            told.add(number)
            taken.add(payment)
            yield Paid(number, row, one, is_sure(number, one))
