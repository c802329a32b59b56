"""What a client may send: requests drawn for a naive book, each with the entry it should make."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from tests.naive import EXPONENTS, Entry, Part, text

KINDS = ("expense", "income")
NAMES = ("Mill", "MILL", "Bakery", "bakery", "Works")
TEXTS = ("", "Bread", "rent of March", "100% wool", "STRASSE")

dates = st.sampled_from(
    [date(1900, 1, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(2200, 12, 31)]
) | st.dates(date(2023, 12, 20), date(2024, 2, 10))
statuses = st.sampled_from(["pending", "cleared", "reconciled"])
currencies = st.sampled_from(sorted(EXPONENTS))
# Half of an odd amount lies between two units, where the direction of rounding shows.
rates = st.sampled_from([Decimal("0.5"), Decimal("2.5"), Decimal("0.005")]) | st.integers(
    1, 10**7
).map(lambda n: Decimal(n).scaleb(-4))


def amounts(currency):
    """Amounts above zero of a currency."""
    return st.integers(1, 99_999).map(lambda n: Decimal(n).scaleb(-EXPONENTS[currency]))


@st.composite
def rate_places(draw, book):
    """A day and two currencies: mostly such as some posting waits for."""
    codes = sorted({account.currency for account in book.accounts.values()} - {book.home})
    days = sorted({entry.date for entry in book.entries.values()} - {date(1900, 1, 1)})
    pairs = st.lists(currencies, min_size=2, max_size=2, unique=True)
    if codes:
        pair = st.sampled_from(codes).map(lambda code: [code, book.home])
        pairs = pair | pair.map(lambda found: found[::-1]) | pairs
    day = draw(st.sampled_from(days) if days and draw(st.integers(0, 3)) else dates)
    age = timedelta(days=draw(st.integers(0, 8)))
    return max(day - age, date(1900, 1, 1)), *draw(pairs)


def some(draw, rows, *, none=False):
    """Draw a key of `rows`, or None where that is allowed. The newest come first."""
    keys = sorted(rows, reverse=True)[:8]
    return draw(st.sampled_from([None, *keys] if none else keys))


def fitting(book, kind):
    return [key for key, category in book.categories.items() if category.type == kind]


details = st.fixed_dictionaries(
    {
        "description": st.sampled_from(TEXTS),
        "status": statuses,
        "payee": st.sampled_from(("", *NAMES)),
        "tags": st.lists(st.sampled_from(NAMES), max_size=3),
    }
)
"""What every entry may say beside its money: in a request and in an entry alike."""


@st.composite
def flat(draw, book):
    kind = draw(st.sampled_from(KINDS))
    account = some(draw, book.accounts, none=book.default_account is not None)
    at = account or book.default_account
    currency = book.accounts[at].currency
    amount = draw(amounts(currency))
    category = some(draw, fitting(book, kind), none=True)
    refund = draw(st.booleans())
    outward = (kind == "expense") is not refund
    body = {"type": kind, "amount": text(amount, currency), "category": category}
    body |= {"refund": refund} if refund or draw(st.booleans()) else {}
    body |= {} if account is None else {"account": account}
    part = Part(at, kind, category, -amount if outward else amount)
    return body, {"type": kind, "refund": refund, "parts": [part]}


@st.composite
def transfer(draw, book):
    account = some(draw, book.accounts)
    target = some(draw, [key for key in book.accounts if key != account])
    source_currency, target_currency = (book.accounts[key].currency for key in (account, target))
    left = draw(amounts(source_currency))
    crosses = source_currency != target_currency
    arrives = draw(amounts(target_currency)) if crosses else left
    body = {
        "type": "transfer",
        "amount": text(left, source_currency),
        "account": account,
        "to_account": target,
    }
    body |= {"to_amount": text(arrives, target_currency)} if crosses else {}
    legs = [Part(account, "transfer", None, -left), Part(target, "transfer", None, arrives)]
    return body, {"type": "transfer", "parts": legs}


@st.composite
def split(draw, book):
    kind = draw(st.sampled_from(KINDS))
    refund = draw(st.booleans())
    first = some(draw, book.accounts)
    currency = book.accounts[first].currency
    alike = [key for key, account in book.accounts.items() if account.currency == currency]
    sizes = draw(st.lists(amounts(currency), min_size=1, max_size=4))
    outward = (kind == "expense") is not refund
    parts = []
    for size in sizes:
        category = some(draw, book.categories, none=True)
        part_kind = book.categories[category].type if category else kind
        amount = -size if outward else size
        parts.append(
            Part(some(draw, alike), part_kind, category, amount, draw(st.sampled_from(TEXTS)))
        )
    if len(parts) > 1 and draw(st.booleans()):
        # One part that goes the other way, and still leaves the whole its direction.
        rest = sum(abs(part.amount) for part in parts[:-1])
        step = Decimal(1).scaleb(-EXPONENTS[currency])
        parts[-1].amount = -parts[0].amount / abs(parts[0].amount) * min(sizes[-1], rest - step)
        parts = [part for part in parts if part.amount]
    body = {"type": kind, "refund": refund, "postings": [posting(book, part) for part in parts]}
    return body, {"type": kind, "refund": refund, "parts": parts}


@st.composite
def instalment(draw, book):
    """A transfer in several legs, with interest."""
    account = some(draw, book.accounts)
    currency = book.accounts[account].currency
    alike = [k for k, a in book.accounts.items() if a.currency == currency and k != account]
    if not alike:
        return draw(flat(book))
    arriving = draw(st.lists(amounts(currency), min_size=1, max_size=2))
    parts = [Part(account, "transfer", None, -sum(arriving))]
    parts += [Part(some(draw, alike), "transfer", None, amount) for amount in arriving]
    category = some(draw, fitting(book, "expense"), none=True)
    parts.append(Part(account, "expense", category, -draw(amounts(currency)), "interest"))
    body = {"type": "transfer", "postings": [posting(book, part) for part in parts]}
    return body, {"type": "transfer", "parts": parts}


def posting(book, part):
    """A part as a request states it."""
    return {
        "account": part.account,
        "kind": part.kind,
        "category": part.category,
        "amount": text(part.amount, book.accounts[part.account].currency),
        "description": part.description,
    }


@st.composite
def entries(draw, book):
    """A request that is in order, and the entry that it should make."""
    shapes = [flat(book), flat(book), split(book), instalment(book)]
    if len(book.accounts) > 1:
        shapes.append(transfer(book))
    body, fields = draw(st.one_of(shapes))
    more, day = draw(details), draw(dates)
    return {**more, **body, "date": day.isoformat()}, Entry(**more, **fields, date=day)


@st.composite
def faulty(draw, book, other):
    """A request that is not in order, out of one that would be."""
    body, _ = draw(entries(book))
    stranger = max(other.accounts)
    faults = [
        {"date": "2024-02-30"},
        {"date": "1899-12-31"},
        {"type": "gift"},
        {"status": "done"},
        {"tags": [""]},
        {"refund": True, "type": "transfer"},
        {"account": stranger, "amount": "1", "postings": None},
        {"type": "expense", "postings": [{"amount": "0"}]},
        {"type": "expense", "postings": [{"amount": "-1", "account": stranger}]},
        {"type": "expense", "category": max(other.categories), "postings": None, "amount": "1"},
        {"type": "income", "refund": False, "amount": "1", "postings": [{"amount": "-1"}]},
        {"amount": "1.00001"},
        {"amount": "0"},
    ]
    return {**body, **draw(st.sampled_from(faults))}


def account_body(account):
    """What a request states of an account."""
    return {
        "name": account.name,
        "currency": account.currency,
        "opening_balance": text(account.opening, account.currency),
        "opening_date": account.opening_date.isoformat(),
        "default": account.default,
    }
