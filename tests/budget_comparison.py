"""Budgets of a mirrored book, and what they say was spent against the naive one."""

from tests.comparison import month_ends
from tests.naive import text


def put_into_budget(mirror, category, *, standing):
    """Budget for a category, on a line of its own if it has none in the newest budget."""
    budgets = mirror.get("budgets/")["results"]
    if not budgets or budgets[-1]["currency"] != mirror.naive.home:
        sent = {"name": mirror.name(), "anchor": "2024-01-01"}
        budgets.append(mirror.answer("post", "budgets/", sent, wanted=201))
    budget = budgets[-1]["id"]
    lines = mirror.get(f"budget-lines/?budget={budget}&limit=200")["results"]
    by_category = {line["category"]: line["id"] for line in lines}
    if category not in by_category:
        sent = {"budget": budget, "category": category, "starts": "2024-01-01"}
        by_category[category] = mirror.answer("post", "budget-lines/", sent, wanted=201)["id"]
    amount = {"line": by_category[category], "period_start": "2024-01-01", "amount": "100"}
    stated = [{**amount, "standing": standing}]
    mirror.answer("put", f"budgets/{budget}/amounts/", stated, wanted=200)


def compare_budgets(mirror, day):
    """Compare each budget in the home currency, in the month of `day`."""
    book = mirror.naive
    start, end = month_ends(day)
    for budget in mirror.get("budgets/")["results"]:
        if budget["currency"] != book.home:
            continue
        shown = mirror.get(f"budgets/{budget['id']}/report/?start_date={start}&end_date={end}")
        (period,) = shown["periods"]
        for kind in ("expense", "income"):
            spent, *_ = book.figure(kind, start, end)
            assert period[kind]["spent"] == text(spent, book.home)
        for line in period["lines"]:
            spent, *_ = book.figure(line["type"], start, end, book.branch(line["category"]))
            assert line["spent"] == text(spent, book.home)
