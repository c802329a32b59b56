"""An invented household of two earners, for trying the tracker out: three years of its money.

The same seed and last day give the same transactions. Nothing here writes; the drafts go through
the services like anybody else's.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from common.periods import Month
from transactions.drafts import LineDraft, TransactionDraft, with_pointers
from transactions.models import PostingKind, Status

YEARS = 3
"""Reports compare a year with the one before. A third one shows what is beyond twelve months."""
SEED = 20_240_101
"""Any number would do: the same one makes the same household each time."""
CENT = Decimal("0.01")
"""Amounts are in euro."""

CARD_OWED = Decimal("312.40")
"""What is owed on the card when the three years begin."""
UNSORTED = (
    (9, "NORDLICHT GMBH 20611", "34.90"),
    (6, "CARD 4417 PAYPOINT 88", "19.90"),
    (4, "KD-NR 20441 QUARTAL", "52.80"),
    (4, "QUICKPAY *MILA 0417", "22.00"),
)
"""Days before the last, what the bank calls the payee, and the amount."""
STATEMENT = (
    (4, "KD-NR 20441 QUARTAL", "Invoice 20441", "-52,80"),
    (3, "Linden Pharmacy", "Thank you", "-14,35"),
    (2, "Corner Market", "Receipt 8812", "-41,07"),
)
"""Days before the last, payee, text and amount, as the bank writes them."""

Ids = Mapping[str, int]
"""Ids of accounts or categories, by their names."""


@dataclass(frozen=True, slots=True)
class Habit:
    """Something bought now and then: how often a month, for how much, where and for what."""

    times: float
    low: int
    high: int
    category: str
    payees: tuple[str, ...]
    account: str = "Credit card"


@dataclass(frozen=True, slots=True)
class Bill:
    """Something paid every month on the same day."""

    day: int
    amount: str
    category: str
    payee: str
    raised: str = ""
    """What it costs in the last two months, where its price has changed."""


HABITS = (
    Habit(11, 14, 96, "Groceries", ("Corner Market", "Green Basket", "Superfresh"), "Checking"),
    Habit(5, 18, 74, "Restaurants", ("Trattoria Luna", "Noodle House", "The Old Mill")),
    Habit(9, 3, 12, "Coffee & snacks", ("Bakery Huber", "Bean There", "Station Kiosk"), "Cash"),
    Habit(6, 2, 11, "Public transport", ("City Transit",), "Cash"),
    Habit(2, 42, 78, "Fuel", ("Motorway Services", "Fill & Go")),
    Habit(0.7, 60, 240, "Car & bicycle", ("Spoke & Chain", "Garage Berger")),
    Habit(1.5, 9, 68, "Doctor & pharmacy", ("Linden Pharmacy", "Dr. Weiss")),
    Habit(1, 28, 65, "Hairdresser & cosmetics", ("Scissors & Co.",)),
    Habit(2, 24, 130, "Clothes & shoes", ("Northwind Outfitters", "Shoe Loft")),
    Habit(2, 8, 40, "Books, music & films", ("Page Turner", "Filmhouse")),
    Habit(2, 15, 70, "Going out", ("Blue Note Bar", "Odeon Theatre")),
    Habit(0.8, 20, 90, "Presents", ("Toy Chest", "Flower Corner")),
    Habit(0.4, 60, 620, "Furniture & repairs", ("Home & Hardware",)),
    Habit(0.3, 90, 780, "Electronics", ("Circuit Store",)),
)
STREAMING, STREAMING_RAISED = "Streamline", "17.99"
BILLS = (
    Bill(1, "1240.00", "Rent or mortgage", "Hillside Properties"),
    Bill(3, "148.00", "Electricity, gas & water", "City Utilities"),
    Bill(5, "64.90", "Internet & phone", "Telenova"),
    Bill(8, "310.00", "Childcare & school", "Kindergarten Sunflower"),
    Bill(12, "13.99", "Subscriptions", STREAMING, STREAMING_RAISED),
    Bill(12, "10.99", "Subscriptions", "Tunes Unlimited"),
    Bill(15, "87.40", "Insurance", "Harbour Insurance"),
    Bill(20, "25.00", "Donations", "Doctors Abroad"),
    Bill(28, "39.00", "Sports", "Climbing Hall"),
)
ABROAD = ("Lakeview Lodge", "Pier 7 Grill", "State Park", "Roadside Inn")


def transactions(accounts: Ids, categories: Ids, last_day: date) -> Iterator[TransactionDraft]:
    """Yield the household's transactions of the three years that end with `last_day`."""
    chance = random.Random(SEED)  # noqa: S311  # invented shopping, not secrets
    household = _Household(accounts, categories, chance)
    first = Month.of(last_day).shifted(1 - 12 * YEARS)
    owed = CARD_OWED
    for step in range(12 * YEARS):
        month = first.shifted(step)
        drafts = [household.card_bill(month, owed), *household.month(month, step)]
        owed = household.spent_by_card(drafts)
        for draft in sorted(drafts, key=lambda d: d.date):
            if draft.date <= last_day:
                yield draft


def unsorted(accounts: Ids, last_day: date) -> Iterator[TransactionDraft]:
    """Yield what the bank booked lately under names that say nothing, still without a category."""
    for days, name, amount in UNSORTED:
        yield TransactionDraft(
            type=PostingKind.EXPENSE,
            date=last_day - timedelta(days=days),
            amount=Decimal(amount),
            account=accounts["Checking"],
            payee=name,
        )


def statement(last_day: date) -> str:
    """Return a bank's file as CSV: two new rows, and one that the household has entered by hand."""
    lines = ["Date;Payee;Text;Amount;Currency"]
    for days, name, text, amount in STATEMENT:
        day = last_day - timedelta(days=days)
        lines.append(f"{day:%d.%m.%Y};{name};{text};{amount};EUR")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Household:
    accounts: Ids
    categories: Ids
    chance: random.Random

    def month(self, month: Month, step: int) -> Iterator[TransactionDraft]:
        yield from self._income(month, step)
        yield from self._bills(month, step)
        yield from self._habits(month)
        yield from self._moves(month)
        if month.month == 7:
            yield from self._holiday(month)

    def _income(self, month: Month, step: int) -> Iterator[TransactionDraft]:
        raised = Decimal(step // 12) * 95
        yield self._entry(
            PostingKind.INCOME,
            month,
            27,
            Decimal(2840) + raised,
            "Wages",
            "Brightside Ltd",
            "Checking",
        )
        yield self._entry(
            PostingKind.INCOME, month, 29, Decimal("1685.50"), "Wages", "City Library", "Checking"
        )
        yield self._entry(
            PostingKind.INCOME,
            month,
            10,
            Decimal(250),
            "Benefits & pension",
            "Family Office",
            "Checking",
        )
        if month.month == 11:
            bonus = Decimal(1900) + raised
            yield self._entry(
                PostingKind.INCOME,
                month,
                27,
                bonus,
                "Bonus",
                "Brightside Ltd",
                "Checking",
                ("bonus",),
            )
        if month.month in (3, 6, 9, 12):
            interest = self._between(18, 42)
            yield self._entry(
                PostingKind.INCOME,
                month,
                30,
                interest,
                "Interest & dividends",
                "Savings Bank",
                "Savings",
            )

    def _bills(self, month: Month, step: int) -> Iterator[TransactionDraft]:
        for bill in BILLS:
            dearer = Decimal(1) + Decimal(step // 12) * Decimal("0.03")
            amount = (Decimal(bill.amount) * dearer).quantize(CENT)
            if bill.raised and step >= 12 * YEARS - 2:
                amount = Decimal(bill.raised)
            yield self._entry(
                PostingKind.EXPENSE, month, bill.day, amount, bill.category, bill.payee, "Checking"
            )

    def _habits(self, month: Month) -> Iterator[TransactionDraft]:
        for habit in HABITS:
            whole, part = divmod(habit.times, 1)
            for _ in range(int(whole) + (self.chance.random() < part)):
                yield from self._purchase(month, habit)

    def _purchase(self, month: Month, habit: Habit) -> Iterator[TransactionDraft]:
        day = self.chance.randint(1, 28)
        amount = self._between(habit.low, habit.high)
        payee = self.chance.choice(habit.payees)
        if habit.category == "Groceries" and self.chance.random() < 0.08:
            yield self._mixed_basket(month, day, amount, payee, habit.account)
            return
        bought = self._entry(
            PostingKind.EXPENSE, month, day, amount, habit.category, payee, habit.account
        )
        yield bought
        if habit.category == "Clothes & shoes" and self.chance.random() < 0.12:
            back = (amount / 2).quantize(CENT)
            yield self._entry(
                PostingKind.EXPENSE, month, day, back, habit.category, payee, habit.account,
                ("returned",), refund=True,
            )  # fmt: skip

    def _mixed_basket(
        self, month: Month, day: int, food: Decimal, payee: str, account: str
    ) -> TransactionDraft:
        """A supermarket receipt with more on it than food."""
        other = self._between(8, 30)
        lines = (
            LineDraft(-food, category=self.categories["Groceries"]),
            LineDraft(-other, category=self.categories["Furniture & repairs"]),
        )
        return TransactionDraft(
            type=PostingKind.EXPENSE,
            date=date(month.year, month.month, day),
            amount=food + other,
            account=self.accounts[account],
            payee=payee,
            lines=with_pointers(lines),
        )

    def _moves(self, month: Month) -> Iterator[TransactionDraft]:
        for day, amount, source, target in (
            (2, Decimal(60), "Checking", "Cash"),
            (16, Decimal(50), "Checking", "Cash"),
            (28, Decimal(550), "Checking", "Savings"),
        ):
            yield TransactionDraft(
                type=PostingKind.TRANSFER,
                date=date(month.year, month.month, day),
                amount=amount,
                account=self.accounts[source],
                to_account=self.accounts[target],
            )

    def card_bill(self, month: Month, owed: Decimal) -> TransactionDraft:
        """What pays on the fifth what was owed on the card at the end of the month before."""
        return TransactionDraft(
            type=PostingKind.TRANSFER,
            date=date(month.year, month.month, 5),
            amount=owed,
            account=self.accounts["Checking"],
            to_account=self.accounts["Credit card"],
        )

    def spent_by_card(self, drafts: Iterable[TransactionDraft]) -> Decimal:
        """Return what `drafts` spent by card, less what came back to it."""
        card = self.accounts["Credit card"]
        spent = Decimal(0)
        for draft in drafts:
            if draft.account == card and draft.amount is not None:
                spent += -draft.amount if draft.refund else draft.amount
        return spent

    def _holiday(self, month: Month) -> Iterator[TransactionDraft]:
        """Two weeks abroad, paid in dollars that were bought before."""
        yield TransactionDraft(
            type=PostingKind.TRANSFER,
            date=date(month.year, month.month, 4),
            amount=Decimal(1050),
            account=self.accounts["Savings"],
            to_account=self.accounts["Travel money"],
            to_amount=Decimal(1134),
            tags=("holiday",),
        )
        for step in range(14):
            yield self._entry(
                PostingKind.EXPENSE, month, 6 + step, self._between(38, 118), "Holidays",
                self.chance.choice(ABROAD),
                "Travel money", ("holiday",),
            )  # fmt: skip

    def _entry(
        self,
        kind: PostingKind,
        month: Month,
        day: int,
        amount: Decimal,
        category: str,
        payee: str,
        account: str,
        tags: tuple[str, ...] = (),
        *,
        refund: bool = False,
    ) -> TransactionDraft:
        last = month.last.day
        return TransactionDraft(
            type=kind,
            date=date(month.year, month.month, min(day, last)),
            amount=amount,
            account=self.accounts[account],
            category=self.categories[category],
            payee=payee,
            tags=tags,
            refund=refund,
        )

    def _between(self, low: int, high: int) -> Decimal:
        """An amount from `low` to `high` whole units, with cents."""
        return Decimal(self.chance.randint(low * 100, high * 100)) / 100


def rate_days(last_day: date) -> Iterator[date]:
    """Yield the days of which a dollar rate is known: weekly, so that each amount has one near."""
    day = Month.of(last_day).shifted(1 - 12 * YEARS).first
    while day <= last_day:
        yield day
        day += timedelta(days=7)


def status_on(day: date, last_day: date) -> str:
    """What the bank has said of a transaction by `last_day`."""
    return Status.PENDING if (last_day - day).days < 3 else Status.CLEARED
