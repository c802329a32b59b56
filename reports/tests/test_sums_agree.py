"""The sums of a period agree: of its days, payees and categories, and of the rows behind each link.

Everything is asked of the API: a figure, its parts, and the transactions to which it leads.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import shapes
from tests.cast import undone
from tests.mirrored_books import register_mirrored
from tests.naive import EXACT, EXPONENTS, Category

KINDS = ("income", "expense")
WINTER = "start_date=2023-12-01&end_date=2024-02-29"
MONTHS = "months=3&end_date=2024-02-29"
# Few, so that they share days, and lie within and beyond a span.
days = st.sampled_from(
    [
        date(2023, 12, 31),
        date(2024, 1, 1),
        date(2024, 1, 2),
        date(2024, 1, 31),
        date(2024, 2, 1),
        date(2024, 2, 29),
    ]
)
AT_ONCE = 9
"""How many categories are asked for in one request, beside those without one."""


class Sum:
    """A sum in home currency, with what is unconverted by currency, and how many postings."""

    def __init__(self):
        self.home = Decimal(0)
        self.apart = defaultdict(lambda: [Decimal(0), 0])

    def said(self):
        return self.home, {code: tuple(sums) for code, sums in self.apart.items()}

    def put_apart(self, currency, amount, postings):
        self.apart[currency][0] += amount
        self.apart[currency][1] += postings


def told(kind, *figures):
    """The sum that reports state for a kind, in one figure or in the parts of one."""
    found = Sum()
    for figure in figures:
        found.home += Decimal(figure[kind] if kind in figure else figure["amount"])
        for row in figure["unconverted"]:
            if row["kind"] == kind:
                found.put_apart(row["currency"], Decimal(row["amount"]), row["postings"])
    return found.said()


def listed(mirror, link, counts):
    """The sum of the postings that count behind a link, and how many there are."""
    found, number, home = Sum(), 0, mirror.naive.home
    while link:
        page = mirror.get(f"{link}&expand=postings" if "cursor" not in link else link)
        for row in page["results"]:
            for posting in filter(counts, row["postings"]):
                number += 1
                amount = Decimal(posting["amount"])
                amount = -amount if posting["kind"] == "expense" else amount
                if posting["converted"]:
                    found.home += in_home(amount, posting["rate"], home)
                else:
                    found.put_apart(posting["currency"], amount, 1)
        link = page["next"]
    return found.said(), number


def in_home(amount, rate, home):
    if rate is None:
        return amount
    step = Decimal(1).scaleb(-EXPONENTS[home])
    return EXACT.multiply(amount, Decimal(rate)).quantize(step, ROUND_HALF_EVEN, EXACT)


def check_link(mirror, kind, figure, categories=None):
    """Hold a figure, and each of its unconverted amounts, against the transactions behind it."""

    def counts(posting):
        return posting["kind"] == kind and (categories is None or posting["category"] in categories)

    link = figure.get(f"{kind}_transactions") or figure["transactions"]
    rows, number = listed(mirror, link, counts)
    assert rows == told(kind, figure), link
    assert figure.get("postings", number) == number, link
    for row in figure["unconverted"]:
        if row["kind"] == kind:
            code = row["currency"]
            (_, apart), _ = listed(
                mirror,
                row["transactions"],
                lambda p, code=code: counts(p) and not p["converted"] and p["currency"] == code,
            )
            assert apart == {code: (Decimal(row["amount"]), row["postings"])}


def check_days(mirror, span):
    summary, daily = (mirror.get(f"reports/{name}/?{span}") for name in ("summary", "daily"))
    for kind in KINDS:
        assert told(kind, *daily["days"]) == told(kind, daily) == told(kind, summary)
        for day in daily["days"]:
            if Decimal(day[kind]) or day["unconverted"]:
                check_link(mirror, kind, day)


def check_payees(mirror, span):
    summary = mirror.get(f"reports/summary/?{span}")
    for kind in KINDS:
        for limit in (1, 500):
            report = mirror.get(f"reports/payees/?{span}&kind={kind}&limit={limit}")
            parts = [*report["payees"], *([report["others"]] if report["others"] else [])]
            assert told(kind, *parts) == told(kind, report) == told(kind, summary)
            assert sum(part["postings"] for part in parts) == report["postings"]
            for figure in [report, *report["payees"]]:
                check_link(mirror, kind, figure)


def check_categories(mirror, parent):
    book = mirror.naive
    summary = mirror.get(f"reports/summary/?{WINTER}")
    keys = sorted(book.categories)
    parts = series(mirror, ["none"], below=False)
    for first in range(0, len(keys), AT_ONCE):
        parts += series(mirror, keys[first : first + AT_ONCE], below=False)
    for kind in KINDS:
        months = [month for row in parts if row["type"] == kind for month in row["months"]]
        assert told(kind, *months) == told(kind, summary)
    for below in (True, False):
        for row in series(mirror, [parent, "none"], below=below):
            own = {row["category"]}
            within = book.branch(parent) if below and row["category"] else own
            for month in row["months"]:
                check_link(mirror, row["type"], month, within)


def series(mirror, keys, *, below):
    chosen = ",".join(map(str, keys))
    below = str(below).lower()
    address = f"reports/categories/trend/?category={chosen}&below={below}&{MONTHS}"
    return mirror.get(address)["categories"]


@pytest.mark.django_db
@settings(max_examples=max(4, settings().max_examples // 8), deadline=None)
@given(data=st.data())
def test_days_payees_and_categories_add_up_to_the_summary_and_to_the_rows_behind_them(data):
    with undone():
        mirror = register_mirrored("alice")
        parent = add_category(mirror)
        add_category(mirror, parent)
        entries = st.tuples(shapes.entries(mirror.naive), days)
        for (body, entry), day in data.draw(st.lists(entries, min_size=8, max_size=16)):
            sent = {**body, "date": day.isoformat()}
            key = mirror.answer("post", "transactions/", sent, wanted=201)["id"]
            mirror.record(key, replace(entry, date=day))
        day, base, quote = data.draw(shapes.rate_places(mirror.naive))
        rate = {"base": base, "quote": quote, "rate": str(data.draw(shapes.rates))}
        mirror.answer("post", "rates/", {"date": day.isoformat(), **rate}, wanted=201)
        start, end = sorted(data.draw(st.tuples(days, days)))
        span = f"start_date={start}&end_date={end}"
        check_days(mirror, span)
        check_payees(mirror, span)
        check_categories(mirror, parent)


def add_category(mirror, parent=None):
    made = Category(mirror.name(), "expense", parent)
    key = mirror.answer("post", "categories/", vars(made), wanted=201)["id"]
    mirror.naive.categories[key] = made
    return key
