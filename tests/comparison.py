"""Asking the API about a book, and holding each answer against the naive one."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils import timezone

from tests.naive import text
from transactions.models import MonthlyFlow, MonthlyTotal

SUMS = ("postings", "amount", "home_amount", "unconverted", "unconverted_postings")


@dataclass(frozen=True)
class Probe:
    """What is asked after a step: a span of days, and which of the filters."""

    start: date
    end: date
    pick: int


def month_ends(day):
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def compare(mirror, probe):
    """Hold what `probe` asks for against the naive book."""
    compare_totals(mirror)
    compare_balances(mirror, probe.end)
    compare_list(mirror, probe)
    compare_register(mirror, probe)
    for report in REPORTS:
        report(mirror, probe)


def compare_all(mirror, probe):
    """The same with every filter, and the tree of categories."""
    compare_categories_list(mirror)
    for pick in range(len(filters(mirror.naive, probe))):
        compare_list(mirror, Probe(probe.start, probe.end, pick))
    compare(mirror, probe)


def compare_totals(mirror):
    keys = ("month", "kind", "account_id")
    totals = MonthlyTotal.objects.filter(book_id=mirror.book_id)
    flows = MonthlyFlow.objects.filter(book_id=mirror.book_id)
    kept = {row[:4]: row[4:] for row in totals.values_list(*keys, "category_key", *SUMS)}
    assert kept == mirror.naive.cells(by_category=True)
    kept = {row[:3]: row[3:] for row in flows.values_list(*keys, *SUMS)}
    assert kept == mirror.naive.cells(by_category=False)


def compare_categories_list(mirror):
    rows = mirror.get("categories/?limit=200")["results"]
    shown = {row["id"]: (row["name"], row["type"], row["parent"]) for row in rows}
    assert shown == {
        key: (category.name, category.type, category.parent)
        for key, category in mirror.naive.categories.items()
    }


def compare_balances(mirror, day):
    rows = mirror.get(f"accounts/?date={day}&expand=pending")["results"]
    members = ("currency", "balance", "pending", "cleared_balance", "default")
    shown = {row["id"]: tuple(row[name] for name in members) for row in rows}
    book = mirror.naive
    wanted = {}
    for key, account in book.accounts.items():
        held, pending = book.balance(key, day), book.pending(key, day)
        sums = [text(amount, account.currency) for amount in (held, pending, held - pending)]
        wanted[key] = (account.currency, *sums, account.default)
    assert shown == wanted


def filters(book, probe):
    """Query strings, and which postings of which entries they ask for."""
    category = max(book.categories)
    parent = book.categories[category].parent or category
    branch = book.branch(parent)
    account = max(book.accounts)
    inside = f"start_date={probe.start}&end_date={probe.end}"
    return [
        ("", lambda e, p: True),
        (inside, lambda e, p: probe.start <= e.date <= probe.end),
        (f"start_date={probe.start}", lambda e, p: e.date >= probe.start),
        (f"end_date={probe.end}", lambda e, p: e.date <= probe.end),
        ("type=expense&status=pending", lambda e, p: (e.type, e.status) == ("expense", "pending")),
        ("kind=income", lambda e, p: p.kind == "income"),
        (f"account={account}", lambda e, p: p.account == account),
        (f"category={parent}", lambda e, p: p.category in branch),
        (f"category={parent}&below=false", lambda e, p: p.category == parent),
        ("category=none", lambda e, p: p.category is None and p.kind != "transfer"),
        ("q=STRAẞE", lambda e, p: "STRASSE" in e.description),
        ("q=mill", lambda e, p: e.payee == "mill"),
        (f"payee=none&{inside}", lambda e, p: not e.payee and probe.start <= e.date <= probe.end),
        (
            "converted=false&currency=USD",
            lambda e, p: book.worth_of(e, p) is None and book.accounts[p.account].currency == "USD",
        ),
    ]


def compare_register(mirror, probe):
    """Hold the running balances of an account against the naive ones, page by page, both ways."""
    book = mirror.naive
    account = max(book.accounts)
    wanted = [
        (key, text(book.balance_after(account, key), book.accounts[account].currency))
        for key in book.listed(lambda e, p: p.account == account and e.date <= probe.end)
    ]
    limit = (2, 7, 200)[probe.pick % 3]
    query = f"account={account}&expand=balance&end_date={probe.end}&limit={limit}"
    forth = pages_of(mirror, f"/api/v1/transactions/?{query}", "next")
    back = pages_of(mirror, forth[-1]["previous"], "previous")[::-1] + forth[-1:]
    for pages in (forth, back):
        found = [(row["id"], row["balance"]) for page in pages for row in page["results"]]
        assert found == wanted, query


def pages_of(mirror, link, direction):
    pages = []
    while link:
        pages.append(mirror.get(link))
        link = pages[-1][direction]
    return pages


def compare_list(mirror, probe):
    book = mirror.naive
    query, matches = filters(book, probe)[probe.pick % len(filters(book, probe))]
    wanted = book.listed(matches)
    limit = (2, 7, 200)[probe.pick % 3]
    link = f"/api/v1/transactions/?expand=postings&limit={limit}&{query}"
    found = [row for page in pages_of(mirror, link, "next") for row in page["results"]]
    assert [row["id"] for row in found] == wanted, (query, limit)
    for row in found:
        shown = book.shown(row["id"])
        postings = [
            {name: value for name, value in posting.items() if not name.startswith("rate")}
            for posting in row["postings"]
        ]
        assert {**{name: row[name] for name in shown}, "postings": postings} == shown
    assert mirror.get(f"transactions/summary/?{query}") == book.summed(matches), query


def income_and_expense(book, start, end):
    income, _, apart_in = book.figure("income", start, end)
    expense, _, apart_out = book.figure("expense", start, end)
    return {
        "income": text(income, book.home),
        "expense": text(expense, book.home),
        "net": text(income - expense, book.home),
        "unconverted": {**apart_in, **apart_out},
    }


def sums_of(shown):
    """The part of a report that `income_and_expense` is the naive form of."""
    names = ("income", "expense", "net")
    return {**{name: shown[name] for name in names}, "unconverted": unconverted(shown)}


def unconverted(shown):
    return {
        (row["kind"], row["currency"]): (row["amount"], row["postings"])
        for row in shown["unconverted"]
    }


def share(amount, whole):
    if whole <= 0:
        return None
    return str((amount / whole).quantize(Decimal("0.0001"), ROUND_HALF_EVEN))


def compare_monthly(mirror, probe):
    book = mirror.naive
    start, end = month_ends(probe.start)
    shown = mirror.get(f"reports/monthly/?year={start.year}&month={start.month}")
    assert sums_of(shown) == income_and_expense(book, start, end)
    before = start - timedelta(days=1)
    if start > date(1900, 1, 1):
        assert sums_of(shown["previous"]) == income_and_expense(book, *month_ends(before))
    rows = {}
    for kind in ("income", "expense"):
        whole = book.figure(kind, start, end)[0]
        for key in {part.category or 0 for _, part in book.parts()}:
            amount, count, apart = book.figure(kind, start, end, {key})
            previous, count_before, _ = book.figure(kind, *month_ends(before), {key})
            if count or count_before:
                shares = (text(amount, book.home), share(amount, whole), text(previous, book.home))
                rows[key or None, kind] = (*shares, count, apart)
    assert rows == {
        (row["category"], row["type"]): (
            row["amount"], row["share"], row["previous"], row["postings"], unconverted(row)
        )
        for row in shown["categories"]
    }  # fmt: skip
    assert shown["balance"] == text(net_worth(book, end), book.home)


def compare_categories(mirror, probe):
    book = mirror.naive
    start, end = probe.start, probe.end
    shown = mirror.get(f"reports/categories/?start_date={start}&end_date={end}")
    assert sums_of(shown) == income_and_expense(book, start, end)
    flat = {}

    def walk(nodes, parent):
        for node in nodes:
            flat[node["category"], node["type"]] = (
                parent, node["amount"], node["own_amount"], node["postings"], unconverted(node)
            )  # fmt: skip
            walk(node["children"], node["category"])

    walk(shown["categories"], None)
    wanted = {}
    for key, category in [*book.categories.items(), *((0, kind) for kind in ("income", "expense"))]:
        kind = category.type if key else category
        branch = book.branch(key) if key else {0}
        amount, count, apart = book.figure(kind, start, end, branch)
        own = book.figure(kind, start, end, {key})[0]
        if count:
            parent = category.parent if key else None
            amounts = (text(amount, book.home), text(own, book.home))
            wanted[key or None, kind] = (parent, *amounts, count, apart)
    assert flat == wanted
    if shown["categories"]:
        node = shown["categories"][0]
        branch = book.branch(node["category"]) if node["category"] else {None}
        found = mirror.get(node["transactions"] + "&limit=200")["results"]
        assert [row["id"] for row in found] == book.listed(
            lambda e, p: start <= e.date <= end and p.kind == node["type"] and p.category in branch
        )


def compare_trend(mirror, probe):
    months = mirror.get(f"reports/trend/?months=5&end_date={probe.end}")["months"]
    _, end = month_ends(probe.end)
    # There are no months before 1900.
    assert len(months) == min(5, (end.year - 1900) * 12 + end.month)
    for shown in reversed(months):
        start, _ = month_ends(end)
        assert (shown["year"], shown["month"]) == (start.year, start.month)
        assert sums_of(shown) == income_and_expense(mirror.naive, start, end)
        end = start - timedelta(days=1)


def compare_category_trend(mirror, probe):
    book = mirror.naive
    below = bool(probe.pick % 2)
    keys = sorted(book.categories)[-9:]
    chosen = ",".join(["none", *map(str, keys)])
    address = f"reports/categories/trend/?category={chosen}&below={str(below).lower()}"
    shown = mirror.get(f"{address}&months=3&end_date={probe.end}")["categories"]
    rows = [(None, "", "income"), (None, "", "expense")]
    rows += [(key, book.categories[key].name, book.categories[key].type) for key in keys]
    assert [(row["category"], row["name"], row["type"]) for row in shown] == rows
    for row in shown:
        key = row["category"]
        branch = book.branch(key) if key and below else {key or 0}
        _, end = month_ends(probe.end)
        for month in reversed(row["months"]):
            start, _ = month_ends(end)
            assert (month["year"], month["month"]) == (start.year, start.month)
            figure = book.figure(row["type"], start, end, branch)
            assert figure_of(month) == shown_figure(figure, book.home)
            end = start - timedelta(days=1)


def compare_daily(mirror, probe):
    """Hold the last year of the span against the naive book."""
    book = mirror.naive
    start = max(probe.start, probe.end - timedelta(days=365))
    shown = mirror.get(f"reports/daily/?start_date={start}&end_date={probe.end}")
    assert sums_of(shown) == income_and_expense(book, start, probe.end)
    assert len(shown["days"]) == (probe.end - start).days + 1
    busy = {entry.date for entry in book.entries.values()}
    quiet = {**dict.fromkeys(("income", "expense", "net"), text(0, book.home)), "unconverted": {}}
    for number, row in enumerate(shown["days"]):
        day = start + timedelta(days=number)
        assert row["date"] == day.isoformat()
        assert sums_of(row) == (income_and_expense(book, day, day) if day in busy else quiet)


def compare_payees(mirror, probe):
    """Hold the last year of the span against the naive book: two payees, and the others."""
    book = mirror.naive
    start, end, limit = max(probe.start, probe.end - timedelta(days=365)), probe.end, 2
    kind = ("expense", "income")[probe.pick % 2]
    found = {
        payee: book.figure(kind, start, end, payees={payee})
        for payee in {"", *book.labels["payees"]}
    }
    found = {payee: figure for payee, figure in found.items() if figure[1]}
    query = f"start_date={start}&end_date={end}&kind={kind}&limit={limit}"
    shown = mirror.get(f"reports/payees/?{query}")
    whole = book.figure(kind, start, end)
    assert figure_of(shown) == shown_figure(whole, book.home)
    rows = shown["payees"]
    assert len(rows) == min(limit, len(found))
    for row in rows:
        figure = found.pop(row["name"].lower())
        assert figure_of(row) == shown_figure(figure, book.home)
        assert row["share"] == share(figure[0], whole[0])
        assert all(figure[0] >= other[0] for other in found.values())
    assert (shown["others"] or {"payees": 0})["payees"] == len(found)
    if found:
        rest = book.figure(kind, start, end, payees=set(found))
        assert figure_of(shown["others"]) == shown_figure(rest, book.home)
        assert shown["others"]["share"] == share(rest[0], whole[0])


def figure_of(shown):
    return shown["amount"], shown["postings"], unconverted(shown)


def shown_figure(figure, home):
    """What `figure_of` makes of a naive figure."""
    amount, count, apart = figure
    return text(amount, home), count, apart


def net_worth(book, day):
    valued = min(day, timezone.localdate())
    worths = (
        book.worth(book.balance(key, day), account.currency, valued)
        for key, account in book.accounts.items()
    )
    return sum((worth for worth in worths if worth is not None), Decimal(0))


def compare_worth(mirror, probe):
    shown = mirror.get(f"reports/balances/?date={probe.end}")
    book = mirror.naive
    assert shown["net_worth"] == text(net_worth(book, probe.end), book.home)
    for row in shown["accounts"]:
        balance = book.balance(row["account"], probe.end)
        assert row["balance"] == text(balance, row["currency"])
        worth = book.worth(balance, row["currency"], min(probe.end, timezone.localdate()))
        if worth is None and not balance:
            worth = Decimal(0)
        assert row["home_balance"] == (None if worth is None else text(worth, book.home))
    assert {row["account"] for row in shown["accounts"]} == set(book.accounts)


def compare_summary(mirror, probe):
    book = mirror.naive
    shown = mirror.get(f"reports/summary/?start_date={probe.start}&end_date={probe.end}")
    assert sums_of(shown) == income_and_expense(book, probe.start, probe.end)
    rows = {}
    for entry, part in book.parts():
        if probe.start <= entry.date <= probe.end:
            sums = rows.setdefault(
                part.account, dict.fromkeys(("income", "expense", "transfer"), 0)
            )
            sums[part.kind] += part.amount
    assert {row["account"]: (row["income"], row["expense"], row["transfers"], row["net"])
            for row in shown["accounts"]} == {
        key: tuple(
            text(amount, book.accounts[key].currency)
            for amount in (
                sums["income"], -sums["expense"], sums["transfer"], sum(sums.values())
            )
        )
        for key, sums in rows.items()
    }  # fmt: skip


REPORTS = (
    compare_monthly,
    compare_categories,
    compare_trend,
    compare_category_trend,
    compare_daily,
    compare_payees,
    compare_worth,
    compare_summary,
)
