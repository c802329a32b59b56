"""Payments of made-up households, with the truth about which of them recur.

What makes them hard to find is what does so in life: a payment is missing or late, banks move it
off weekends and holidays, and put another reference into the name. A price rises, a bill differs
each time, one buys where one has a subscription, has two contracts with one company, and pays the
hairdresser the same each time but on no fixed day. All of it follows from the seed.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from string import ascii_lowercase
from typing import NamedTuple

from common.business_days import EURO_CALENDAR, business_days
from common.recurrence import Frequency, OccurrenceDate, Recurrence, Shift, dates_from
from common.tokens import payee_key
from schedules.cadences import CADENCES, Cadence, Payment
from schedules.detection import HITS_MIN, YEARLY_HITS_MIN

YEARS = 3
"""How far back the payments of a household reach: as far as a bank lets people download them."""
PRESENT = 0.8
"""Which part of SORTS a household has."""
ENDED = 0.15
"""Which part of the series ended some time ago."""
STEPPED = 0.4
"""Which part of the fixed prices changed once."""
MISSED = 0.03
"""Which part of the payments never came, or was paid in another way."""
LATE = 0.06
"""Which part came some days late."""
LATE_DAYS = 3
BY_HAND = 0.1
"""Which part of the series is paid by hand, some days early or late each time."""
BY_CARD = 0.2
"""Which part is paid by card, which knows no weekend."""

Group = tuple[str, str]
"""A kind of transaction and a payee; of a series, the name without references."""


def name_of(group: Group) -> Hashable:
    """Return the kind and what spellings of a payee have in common."""
    kind, payee = group
    return kind, payee_key(payee) or payee


class Sort(NamedTuple):
    """A kind of payment that recurs."""

    payee: str
    cadence: str
    lowest: int
    highest: int
    """Between which amounts the price lies, in minor units."""
    spread: float = 0.0
    """How far each amount is from the price, as a part of it."""
    kind: str = "expense"
    renamed: float = 0.0
    """Which part of the payments have another reference in the name than the one before."""


SORTS = (
    Sort("Landlord", "month", 60_000, 130_000),
    Sort("Employer", "month", 180_000, 420_000, kind="income"),
    Sort("Power", "month", 5_000, 14_000),
    Sort("Telephone", "month", 1_000, 4_000, 0.1),
    Sort("Internet", "month", 2_500, 5_000),
    Sort("Films", "month", 800, 1_800),
    Sort("Podcasts", "month", 400, 1_100, renamed=1.0),
    Sort("Mobile", "month", 700, 2_500, renamed=0.1),
    Sort("Gas", "month", 4_000, 12_000, 0.1, renamed=0.2),
    Sort("Magazine", "quarter", 2_000, 4_500, renamed=1.0),
    Sort("Lottery", "week", 500, 1_500, renamed=0.5),
    Sort("Antivirus", "year", 3_000, 6_000, renamed=1.0),
    Sort("Music", "month", 600, 1_200),
    Sort("Storage in the cloud", "month", 99, 999),
    Sort("Child benefit", "month", 25_000, 75_000, kind="income"),
    Sort("Heating", "month", 6_000, 16_000, 0.3),
    Sort("Gym", "four_weeks", 2_000, 6_000),
    Sort("Cleaner", "two_weeks", 4_000, 8_000),
    Sort("Side job", "two_weeks", 20_000, 60_000, 0.15, "income"),
    Sort("Box of vegetables", "week", 1_500, 3_500),
    Sort("Swimming lesson", "week", 1_000, 2_000),
    Sort("Water", "two_months", 4_000, 9_000, 0.1),
    Sort("Contact lenses", "two_months", 2_500, 6_000),
    Sort("Broadcasting", "quarter", 5_508, 5_508),
    Sort("Insurance of the car", "quarter", 9_000, 25_000),
    Sort("Insurance of the household", "half_year", 6_000, 15_000),
    Sort("Property tax", "half_year", 10_000, 40_000),
    Sort("Domain", "year", 1_000, 3_000),
    Sort("Insurance of liability", "year", 5_000, 9_000),
    Sort("Club", "year", 3_000, 12_000),
)
BESIDE = (
    Sort("Marketplace", "month", 700, 1_500),
    Sort("Club of drivers", "year", 5_000, 12_000),
)
"""What one also buys from, and how often a month is in PURCHASES_BESIDE."""
PURCHASES_BESIDE = 2.5
TWICE = ("Insurance", "month", 1_500, 6_000)
"""The company of which a household has two contracts."""
NUMBERED_TWICE = Sort("Telco", "month", 1_000, 3_500)
"""The company whose two contracts have each their number in the name."""
STORES = (("Grocer", 8, (500, 9_000)), ("Bakery", 6, (200, 900)), ("Kiosk", 3, (100, 1_200)))
"""Chains, how often one buys there each month, and for how much: each store has its number."""
STORES_MAX = 40
"""How many stores of a chain one comes to."""
TWICE_APART = (1.05, 3.0)
"""How many times as dear as the other one a second contract is."""

SAME_PRICE = 0.5
"""How often both of these contracts have one price."""

CADENCE_OF = {one.name: one for one in CADENCES}


class Noise(NamedTuple):
    """Payments that do not recur: how often a month, and which amounts."""

    payees: int
    monthly: float
    amounts: tuple[int, int]
    steps: int = 1
    """Amounts are multiples of this, so that the same ones come again."""


NOISE = {
    "Supermarket": Noise(3, 5, (500, 9_000)),
    "Canteen": Noise(1, 10, (480, 720), 80),
    "Coffee": Noise(2, 4, (280, 320), 40),
    "Petrol": Noise(2, 1.5, (4_000, 8_000)),
    "Cash": Noise(1, 2, (5_000, 20_000), 5_000),
    "Parking": Noise(2, 1.5, (200, 600), 200),
    "Restaurant": Noise(12, 0.2, (1_500, 9_000)),
    "Shop": Noise(20, 0.15, (900, 15_000)),
    "Pharmacy": Noise(2, 0.6, (400, 4_000)),
    "Cinema": Noise(2, 0.4, (1_000, 2_400), 1_200),
    "Trains": Noise(1, 1.5, (290, 6_000)),
}
HAIRDRESSER_DAYS = (30, 62)
"""How long it takes until the next haircut, which always costs the same."""


@dataclass(slots=True)
class Truth:
    """Payments that do recur."""

    group: Group
    cadence: Cadence
    ended: bool
    next: date
    """The day of the next payment, had none of them ended."""
    payments: list[Payment] = field(default_factory=list)

    @property
    def can_be_found(self) -> bool:
        """Whether it goes on, and has as many payments as a suggestion takes."""
        least = YEARLY_HITS_MIN if self.cadence.name == "year" else HITS_MIN
        return not self.ended and len(self.payments) >= least


class Household:
    """A household, looked at on a day that its seed names."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        # All weekdays and all parts of a month are days on which somebody looks.
        self.today = date(2026, 6, 1) + timedelta(days=9 * seed)
        self.first = self.today - timedelta(days=365 * YEARS)
        self.ids = count(1)
        self.payments: defaultdict[Group, list[Payment]] = defaultdict(list)
        self.truths: list[Truth] = []
        for sort in SORTS:
            if self.random.random() < PRESENT:
                self._add(sort)
        self._add_beside()
        self._add_two_contracts()
        self._add_numbered_contracts()
        self._add_stores()
        for name, noise in NOISE.items():
            for number in range(noise.payees):
                # By a letter: numbers would make them stores of one chain.
                self._add_noise(f"{name} {ascii_lowercase[number]}", noise)
        self._add_haircuts()

    def _add(self, sort: Sort, price: int = 0, start: date | None = None) -> Truth:
        """Add a series; one that is new has begun so lately that it can just be found."""
        dice, cadence = self.random, CADENCE_OF[sort.cadence]
        price = price or dice.randint(sort.lowest, sort.highest)
        least = (YEARLY_HITS_MIN if sort.cadence == "year" else HITS_MIN) + 1
        latest = max(self.first, self.today - timedelta(days=least * cadence.days))
        start = start or dice.choice([self._between(self.first, latest), latest, self.first])
        ended = dice.random() < ENDED
        dates = list(self._dates(sort, start))
        until = sum(one.due <= self.today for one in dates)
        if ended:
            # Long enough ago that the next payment is missed by everybody.
            gone = dice.randint(3, max(3, until // 2))
            ended = until - gone >= HITS_MIN
        step = self._step(sort, until)
        truth = Truth((sort.kind, sort.payee), cadence, ended, dates[until].due)
        by_hand = dice.random() < BY_HAND and not cadence.weeks
        payee = self._named(sort)
        for number, one in enumerate(dates[: until - gone if ended else until]):
            if dice.random() < MISSED:
                continue
            day = one.due + timedelta(days=self._late(cadence, by_hand=by_hand))
            amount = round(step(number, price) * (1 + dice.uniform(-sort.spread, sort.spread)))
            if day <= self.today:
                truth.payments.append(self._pay((sort.kind, payee), day, amount))
                if sort.renamed and dice.random() < sort.renamed:
                    payee = self._named(sort)
        self.truths.append(truth)
        return truth

    def _named(self, sort: Sort) -> str:
        """Return the payee of a payment, with a reference where the bank puts one."""
        return f"{sort.payee} P{self.random.randint(1_000, 9_999)}" if sort.renamed else sort.payee

    def _dates(self, sort: Sort, start: date) -> Iterator[OccurrenceDate]:
        """Yield the dates of a series up to the first one after today, and one more."""
        cadence, dice = CADENCE_OF[sort.cadence], self.random
        shift = Shift.PREVIOUS if sort.kind == "income" else Shift.NEXT
        if dice.random() < BY_CARD:
            shift = Shift.NONE
        if cadence.weeks:
            start += timedelta(days=(dice.randint(1, 5) - start.isoweekday()) % 7)
            recurrence = Recurrence(Frequency.WEEK, cadence.weeks, start, shift=shift)
        else:
            day = dice.choice([1, 1, 15, 31, dice.randint(1, 28)])
            recurrence = Recurrence(
                Frequency.MONTH, cadence.months, start, on=(f"{day}",), shift=shift
            )
        for one in dates_from(recurrence, start, business_days(EURO_CALENDAR)):
            yield one
            if one.nominal > self.today + timedelta(days=LATE_DAYS):
                return

    def _step(self, sort: Sort, until: int) -> Callable[[int, int], int]:
        """Return what a price is at the payment of a number: it changes once, or never."""
        rises = not sort.spread and self.random.random() < STEPPED
        at = self.random.randint(1, max(1, until - 1)) if rises else until
        factor = self.random.uniform(1.03, 1.3)
        return lambda number, price: round(price * factor) if number >= at else price

    def _late(self, cadence: Cadence, *, by_hand: bool) -> int:
        if by_hand:
            return self.random.randint(-2, 4)
        if self.random.random() < LATE:
            return self.random.randint(1, 1 if cadence.weeks else LATE_DAYS)
        return 0

    def _add_beside(self) -> None:
        """Add subscriptions with companies where one also buys."""
        for sort in BESIDE:
            truth = self._add(sort)
            for day in self._days(PURCHASES_BESIDE):
                self._pay(truth.group, day, round(self.random.lognormvariate(8, 0.9)))

    def _add_two_contracts(self) -> None:
        """Add two contracts with one company, of which half are paid on the same day."""
        sort = Sort(*TWICE)
        first = self._add(sort, start=self.first)
        dearer = self.random.uniform(*TWICE_APART)
        price = round(first.payments[0].amount * dearer)
        self._add(sort, price=price, start=self.first)

    def _add_numbered_contracts(self) -> None:
        """Add two contracts with one company, at times of one price or on one day."""
        one, other = (
            NUMBERED_TWICE._replace(payee=f"{NUMBERED_TWICE.payee} {number}")
            for number in (1111, 2222)
        )
        first = self._add(one, start=self.first)
        same = self.random.random() < SAME_PRICE
        price = first.payments[0].amount if same else 0
        self._add(other, price=price, start=self.first)

    def _add_stores(self) -> None:
        """Add purchases in the stores of chains."""
        for name, monthly, (lowest, highest) in STORES:
            for day in self._days(monthly):
                payee = f"{name} {self.random.randint(1, STORES_MAX):04}"
                self._pay(("expense", payee), day, self.random.randint(lowest, highest))

    def _add_noise(self, payee: str, noise: Noise) -> None:
        lowest, highest = noise.amounts
        for day in self._days(noise.monthly):
            amount = self.random.randint(lowest // noise.steps, highest // noise.steps)
            self._pay(("expense", payee), day, amount * noise.steps)

    def _add_haircuts(self) -> None:
        day, price = self.first, self.random.randint(25, 70) * 100
        while (day := day + timedelta(days=self.random.randint(*HAIRDRESSER_DAYS))) <= self.today:
            self._pay(("expense", "Hairdresser"), day, price)

    def _days(self, monthly: float) -> Iterator[date]:
        """Yield days at random, some number of them a month."""
        day = float(self.first.toordinal())
        while (day := day + self.random.expovariate(monthly / 30)) <= self.today.toordinal():
            yield date.fromordinal(int(day))

    @property
    def by_name(self) -> dict[Hashable, list[list[Payment]]]:
        """The payments to each payee, by the kind and by what spellings have in common."""
        found: defaultdict[Hashable, list[list[Payment]]] = defaultdict(list)
        for group, payments in self.payments.items():
            found[name_of(group)].append(payments)
        return found

    def _pay(self, group: Group, day: date, amount: int) -> Payment:
        payment = Payment(day, next(self.ids), max(1, amount))
        self.payments[group].append(payment)
        return payment

    def _between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randint(0, (last - first).days))
