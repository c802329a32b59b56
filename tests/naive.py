"""A book in plain Python: what the API should answer, worked out from scratch every time.

Written without a look at how the project does it: amounts are `Decimal`, nothing is kept that
follows from something else, and every question goes through all the entries.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

EXPONENTS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
EXACT = Context(prec=60)
RATE_DAYS = 7


@dataclass
class Account:
    name: str
    currency: str
    opening: Decimal
    opening_date: date
    default: bool = False


@dataclass
class Category:
    name: str
    type: str
    parent: int | None = None


@dataclass
class Part:
    """One posting; `id` is the one that the API gave it."""

    account: int
    kind: str
    category: int | None
    amount: Decimal
    description: str = ""
    id: int = 0
    settled_in: int | None = None


@dataclass
class Entry:
    type: str
    date: date
    parts: list[Part]
    refund: bool = False
    payee: str = ""
    tags: list[str] = field(default_factory=list)
    description: str = ""
    status: str = "cleared"


@dataclass
class Rate:
    date: date
    base: str
    quote: str
    rate: Decimal


@dataclass
class Schedule:
    """A payment on one account each month, from 10 January 2024 on."""

    kind: str
    account: int
    category: int | None
    amount: Decimal
    stated: dict[date, tuple[str, int | None]] = field(default_factory=dict)
    """What became of an occurrence, and the entry that settles it."""


@dataclass
class Statement:
    account: int
    date: date
    balance: Decimal
    closed: bool = False


def text(amount, currency):
    """An amount as the API shows it."""
    # Adding zero takes the sign off a zero.
    return f"{amount + 0:.{EXPONENTS[currency]}f}"


def minor(amount, currency):
    return int(amount * 10 ** EXPONENTS[currency])


@dataclass
class Book:
    home: str
    accounts: dict[int, Account] = field(default_factory=dict)
    categories: dict[int, Category] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    rates: dict[int, Rate] = field(default_factory=dict)
    schedules: dict[int, Schedule] = field(default_factory=dict)
    statements: dict[int, Statement] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=lambda: {"payees": {}, "tags": {}})
    """The names of payees and tags, by their lower-case forms."""

    # What is what.

    @property
    def default_account(self):
        return next((key for key, account in self.accounts.items() if account.default), None)

    def branch(self, root):
        """A category and all below it."""
        below = [key for key, category in self.categories.items() if category.parent == root]
        return {root}.union(*(self.branch(key) for key in below))

    def depth(self, key):
        return 0 if key is None else 1 + self.depth(self.categories[key].parent)

    def height(self, key):
        below = [k for k, category in self.categories.items() if category.parent == key]
        return 1 + max((self.height(k) for k in below), default=0)

    def parts(self):
        return [(entry, part) for entry in self.entries.values() for part in entry.parts]

    def uses(self, *, account=None, category=None):
        """How many postings and schedules use an account or a category, statements an account."""
        rows = [*(part for _, part in self.parts()), *self.schedules.values()]
        return sum(
            (account is not None and row.account == account)
            or (category is not None and row.category == category)
            for row in rows
        ) + sum(one.account == account for one in self.statements.values())

    def record(self, key, entry):
        """Keep `entry`; its payee and tags are those of any case that have been used before."""
        names = {"payees": [entry.payee] if entry.payee else [], "tags": entry.tags}
        for kind, used in names.items():
            for name in used:
                self.labels[kind].setdefault(name.lower(), name)
        entry.payee = entry.payee.lower()
        entry.tags = list(dict.fromkeys(tag.lower() for tag in entry.tags))
        self.entries[key] = entry

    def forget(self, key):
        """Drop an entry; what it was matched with is open again, what it recorded is not."""
        del self.entries[key]
        for schedule in self.schedules.values():
            for nominal, (state, entry) in list(schedule.stated.items()):
                if entry == key and state == "matched":
                    del schedule.stated[nominal]
                elif entry == key:
                    schedule.stated[nominal] = state, None

    @property
    def free(self):
        """The entries of which no statement settles anything."""
        return [k for k, e in self.entries.items() if all(p.settled_in is None for p in e.parts)]

    @property
    def settled(self):
        """The entries of which some statement settles something."""
        return sorted(self.entries.keys() - set(self.free))

    # Statements.

    def before(self, one):
        """The statement that `one` follows, or None."""
        earlier = [
            (other.date, other.closed, key)
            for key, other in self.statements.items()
            if other.account == one.account and other.date < one.date
        ]
        return max(earlier)[-1] if earlier else None

    def balance_before(self, one):
        before = self.before(one)
        return (
            self.accounts[one.account].opening
            if before is None
            else (self.statements[before].balance)
        )

    def chain(self, key):
        """A statement and those before it, the newest first."""
        before = self.before(self.statements[key])
        return [key] if before is None else [key, *self.chain(before)]

    def gap(self, key):
        one = self.statements[key]
        return one.balance - self.balance_before(one) - self.settled_by([key])

    def settled_by(self, keys, *, after=date.min):
        return sum(p.amount for e, p in self.parts() if p.settled_in in keys and e.date > after)

    def closed_since(self, account, day, *, but=None):
        """Whether a statement of the account of that day or a later one is closed."""
        return any(
            one.closed and one.account == account and one.date >= day and key != but
            for key, one in self.statements.items()
        )

    # What things are worth.

    def rate(self, currency, day):
        """Home currency per unit of `currency` on `day`, or None."""
        if currency == self.home:
            return Decimal(1)
        for age in range(RATE_DAYS + 1):
            of_day = [r for r in self.rates.values() if r.date == day - timedelta(days=age)]
            for rate in of_day:
                if (rate.base, rate.quote) == (currency, self.home):
                    return rate.rate
            for rate in of_day:
                if (rate.base, rate.quote) == (self.home, currency):
                    return Context(prec=15, rounding=ROUND_HALF_EVEN).divide(Decimal(1), rate.rate)
        return None

    def worth(self, amount, currency, day):
        """The amount in home currency, or None."""
        rate = self.rate(currency, day)
        if rate is None:
            return None
        step = Decimal(1).scaleb(-EXPONENTS[self.home])
        return EXACT.multiply(amount, rate).quantize(step, ROUND_HALF_EVEN, EXACT)

    def worth_of(self, entry, part):
        return self.worth(part.amount, self.accounts[part.account].currency, entry.date)

    def balance(self, key, day):
        """What an account holds at the end of `day`."""
        account = self.accounts[key]
        moved = sum(
            part.amount for e, part in self.parts() if part.account == key and e.date <= day
        )
        return moved + (account.opening if day >= account.opening_date else Decimal(0))

    def balance_after(self, key, entry_key):
        """What an account holds right after an entry."""
        day = self.entries[entry_key].date
        later = sum(
            part.amount
            for other, e in self.entries.items()
            for part in e.parts
            if part.account == key and e.date == day and other > entry_key
        )
        return self.balance(key, day) - later

    def pending(self, key, day):
        """What of that is pending."""
        return sum(
            part.amount
            for e, part in self.parts()
            if part.account == key and e.date <= day and e.status == "pending"
        )

    def cells(self, *, by_category):
        """The monthly totals: count, amount, home amount, unconverted, their count; minor units."""
        cells = defaultdict(lambda: [0, 0, 0, 0, 0])
        for entry, part in self.parts():
            key = (entry.date.replace(day=1), part.kind, part.account)
            cell = cells[(*key, part.category or 0) if by_category else key]
            currency = self.accounts[part.account].currency
            worth = self.worth_of(entry, part)
            cell[0] += 1
            cell[1] += minor(part.amount, currency)
            if worth is None:
                cell[3] += minor(part.amount, currency)
                cell[4] += 1
            else:
                cell[2] += minor(worth, self.home)
        return {key: tuple(cell) for key, cell in cells.items()}

    # What the API shows.

    def shown(self, key):
        """The fields of a transaction that do not depend on whether it is a split."""
        entry = self.entries[key]
        leaving = [p for p in entry.parts if p.kind == "transfer" and p.amount < 0]
        counted = leaving if entry.type == "transfer" else entry.parts
        currency = self.accounts[counted[0].account].currency
        return {
            "id": key,
            "type": entry.type,
            "date": entry.date.isoformat(),
            "amount": text(abs(sum(part.amount for part in counted)), currency),
            "currency": currency,
            "refund": entry.refund,
            "payee": self.labels["payees"].get(entry.payee, ""),
            "tags": [self.labels["tags"][tag] for tag in entry.tags],
            "description": entry.description,
            "status": entry.status,
            "postings": [
                {
                    "id": part.id,
                    "account": part.account,
                    "kind": part.kind,
                    "category": part.category,
                    "amount": text(part.amount, self.accounts[part.account].currency),
                    "currency": self.accounts[part.account].currency,
                    "description": part.description,
                    "converted": self.worth_of(entry, part) is not None,
                    "settled_in": part.settled_in,
                }
                for part in entry.parts
            ],
        }

    def listed(self, matches):
        """The ids of the entries with a part that `matches(entry, part)`, newest first."""
        found = [
            (entry.date, key)
            for key, entry in self.entries.items()
            if any(matches(entry, part) for part in entry.parts)
        ]
        return [key for _, key in sorted(found, reverse=True)]

    def summed(self, matches):
        """How many entries have a part that `matches`, and by currency what those parts moved."""
        moved = defaultdict(lambda: {"inflow": 0, "outflow": 0, "transferred": 0})
        for entry in self.entries.values():
            legs = defaultdict(list)
            for part in entry.parts:
                if matches(entry, part):
                    # What is not a leg of a transfer cancels out with nothing.
                    leg = "transfer" if part.kind == "transfer" else id(part)
                    legs[self.accounts[part.account].currency, leg].append(part.amount)
            for (code, _), amounts in legs.items():
                arrived = sum(amount for amount in amounts if amount > 0)
                left = -sum(amount for amount in amounts if amount < 0)
                moved[code]["inflow"] += max(arrived - left, 0)
                moved[code]["outflow"] += max(left - arrived, 0)
                moved[code]["transferred"] += min(arrived, left)
        sums = [
            {
                "currency": code,
                "net": text(of["inflow"] - of["outflow"], code),
                **{name: text(amount, code) for name, amount in of.items()},
            }
            for code, of in sorted(moved.items())
        ]
        return {"count": len(self.listed(matches)), "has_more": False, "sums": sums}

    def figure(self, kind, start, end, categories=None, payees=None):
        """Sum in home currency (money spent is positive), count, and what is unconverted."""
        sign = -1 if kind == "expense" else 1
        total, count = Decimal(0), 0
        apart = defaultdict(lambda: [Decimal(0), 0])
        for entry, part in self.parts():
            fits = categories is None or (part.category or 0) in categories
            fits = fits and (payees is None or entry.payee in payees)
            if part.kind != kind or not start <= entry.date <= end or not fits:
                continue
            count += 1
            worth = self.worth_of(entry, part)
            if worth is None:
                waiting = apart[self.accounts[part.account].currency]
                waiting[0] += sign * part.amount
                waiting[1] += 1
            else:
                total += sign * worth
        unconverted = {(kind, code): (text(a, code), n) for code, (a, n) in apart.items()}
        return total, count, unconverted
