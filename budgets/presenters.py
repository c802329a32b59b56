"""How lines and the report of a budget are shown: plain dicts of decimal text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from books.models import Book
from books.tracked_models import Ids
from budgets.envelopes import EnvelopeMoney
from budgets.figures import Spending
from budgets.line_figures import LineFigures, PeriodFigures, Totals
from budgets.line_services import draft_of
from budgets.models import Budget
from budgets.periods import BudgetPeriods
from budgets.report import BudgetReport
from budgets.stored_lines import StoredLine, lines_with_ids
from budgets.stored_plans import StatedOfBudget, stated_of_budgets
from categories.models import CategoryType
from common.money import CURRENCIES, Currency, format_amount, from_minor
from common.periods import DATE_MAX, DATE_MIN, Period
from common.rule_sequences import RuleSequence
from reports.links import category_filters, transactions_url
from transactions.models import UNCATEGORISED, PostingKind


def present_budgets(book: Book, ids: Ids) -> Mapping[int, Any]:
    """Return budgets by id as the API shows them."""
    budgets = Budget.objects.with_ids(book, ids)
    stated = stated_of_budgets(ids)
    return {
        one.pk: shown_budget(one, stated.get(one.pk, StatedOfBudget()), book) for one in budgets
    }


def shown_budget(budget: Budget, stated: StatedOfBudget, book: Book) -> dict[str, Any]:
    """Return a budget with what is `stated` of it as the API shows it."""
    periods = BudgetPeriods.of(RuleSequence(budget.rule, stated.rules), book)
    return {
        "id": budget.pk,
        "name": budget.name,
        "mode": budget.mode,
        "currency": budget.currency,
        "unit": budget.unit,
        "every": budget.every,
        "anchor": budget.anchor.isoformat(),
        "adjust": budget.adjust,
        "rules": [
            {
                "starts": periods.start(starts).isoformat(),
                "unit": rule.unit,
                "every": rule.every,
                "anchor": rule.anchor.isoformat(),
                "adjust": rule.adjust,
            }
            for starts, rule in stated.rules
        ],
        "accounts": stated.accounts,
        "holds": [
            {
                "period_start": periods.start(period).isoformat(),
                "amount": format_amount(amount, budget.money),
            }
            for period, amount in stated.holds.items()
        ],
        "archived": budget.archived,
    }


def present_lines(book: Book, ids: Ids) -> Mapping[int, Any]:
    """Return lines by id as the API shows them."""
    lines = lines_with_ids(book.pk, ids)
    budgets = Budget.objects.with_ids(book, {line.budget_id for line in lines}).in_bulk()
    stated = stated_of_budgets(budgets)
    nothing = StatedOfBudget()
    periods = {
        pk: BudgetPeriods.of(RuleSequence(one.rule, stated.get(pk, nothing).rules), book)
        for pk, one in budgets.items()
    }
    return {
        line.pk: shown_line(line, periods[line.budget_id], budgets[line.budget_id].money)
        for line in lines
        if line.budget_id in budgets
    }


def shown_line(line: StoredLine, periods: BudgetPeriods, money: Currency) -> dict[str, Any]:
    """Return a line as the API shows it."""
    draft = draft_of(line, periods, money)
    return {
        "id": line.pk,
        "budget": line.budget_id,
        "category": line.category_id,
        "account": line.account_id,
        "starts": draft.starts.isoformat(),
        "ends": draft.ends and draft.ends.isoformat(),
        "opening": f"{draft.opening}",
        "policies": [
            {
                "starts": policy.starts.isoformat(),
                "carry": policy.carry,
                "cap": None if policy.cap is None else f"{policy.cap}",
            }
            for policy in draft.policies
        ],
        "amounts": [
            {
                "period_start": periods.start(one.period).isoformat(),
                "standing": one.standing,
                "amount": f"{from_minor(one.amount, money)}",
            }
            for one in line.amounts
        ],
    }


def shown_report(report: BudgetReport, home: str) -> dict[str, Any]:
    """Return a report as the API shows it; `home` is the currency of the book."""
    return {
        "budget": report.budget.pk,
        "currency": report.budget.currency,
        "periods": [_period(period, report, home) for period in report.periods],
    }


def _period(period: PeriodFigures, report: BudgetReport, home: str) -> dict[str, Any]:
    money = report.budget.money
    links = _Links(period.days, report.accounts, money.code, is_home=money.code == home)
    without = sorted(
        period.without_line.items(),
        key=lambda item: (item[0][0], report.names.get(item[0][1], ""), item[0][1]),
    )
    totals = {
        kind.value: {
            **_totals(period.totals.get(kind.value, Totals()), money),
            "terms": (
                [
                    *_of_lines(period, kind.value, money),
                    *_without_line(without, kind.value, money, links, report.names),
                ]
                if report.terms
                else None
            ),
        }
        for kind in (CategoryType.EXPENSE, CategoryType.INCOME)
    }
    return {
        "start_date": period.days.start.isoformat(),
        "end_date": period.days.end.isoformat(),
        **totals,
        "envelopes": _envelopes_or_none(period.envelopes, money, links, terms=report.terms),
        "lines": [
            {
                **_line_of_period(one, money, links),
                "terms": _terms(one, money, links, report.names) if report.terms else None,
            }
            for one in period.lines
        ],
        "without_line": [
            {
                "category": None if key == UNCATEGORISED else key,
                "name": report.names.get(key, ""),
                "type": kind,
                **_spending(one, money, links, category_filters(kind, key, branch=False)),
            }
            for (kind, key), one in without
        ],
    }


def _envelopes(found: EnvelopeMoney, money: Currency) -> dict[str, Any]:
    return {
        "ready": format_amount(found.ready, money),
        "free": format_amount(found.free, money),
        "ready_before": format_amount(found.ready_before, money),
        "held_before": format_amount(found.held_before, money),
        "income": format_amount(found.came.income, money),
        "opened": format_amount(found.came.opened, money),
        "moved": format_amount(found.came.moved, money),
        "put_on_accounts": format_amount(found.came.put_on_accounts, money),
        "returned": format_amount(found.returned, money),
        "assigned": format_amount(found.assigned, money),
        "held": format_amount(found.held, money),
    }


def _envelopes_or_none(
    found: EnvelopeMoney | None, money: Currency, links: "_Links", *, terms: bool
) -> dict[str, Any] | None:
    if found is None:
        return None
    made_of = _envelope_terms(found, money, links) if terms else None
    return {**_envelopes(found, money), "terms": made_of}


def _envelope_terms(
    found: EnvelopeMoney, money: Currency, links: "_Links"
) -> list[dict[str, str | None]]:
    """Return what `ready` is the sum of."""
    came = found.came
    kinds = {"income": PostingKind.INCOME, "moved": PostingKind.TRANSFER}
    terms = [
        ("ready_before", found.ready_before),
        ("held_before", found.held_before),
        ("income", came.income),
        ("opened", came.opened),
        ("moved", came.moved),
        ("put_on_accounts", came.put_on_accounts),
        ("returned", found.returned),
        ("assigned", -found.assigned),
        ("held", -found.held),
    ]
    return [
        {
            "of": of,
            "amount": format_amount(minor, money),
            "transactions": links.counted({"kind": kinds[of].value}) if of in kinds else None,
        }
        for of, minor in terms
    ]


def _totals(totals: Totals, money: Currency) -> dict[str, str]:
    return {
        "amount": format_amount(totals.amount, money),
        "carried": format_amount(totals.carried, money),
        "spent": format_amount(totals.spent, money),
        "available": format_amount(totals.available, money),
    }


def _of_lines(period: PeriodFigures, kind: str, money: Currency) -> Iterator[dict[str, Any]]:
    """Yield what is available on the lines of a kind that no other one is above."""
    for one in period.lines:
        if one.above is None and one.line.category_type == kind:
            found = _term("line", one.reckoned.available, money)
            yield {
                **found,
                "line": one.line.pk,
                "category": one.line.category_id,
                "name": one.line.name,
            }


def _without_line(
    without: Iterable[tuple[tuple[str, int], Spending]],
    kind: str,
    money: Currency,
    links: "_Links",
    names: Mapping[int, str],
) -> Iterator[dict[str, Any]]:
    """Yield what takes away from what is available of a kind, as no line has it."""
    for (of_kind, key), one in without:
        if of_kind == kind:
            filters = category_filters(kind, key, branch=False)
            yield {
                **_term("without_line", -one.spent, money),
                "line": None,
                "category": None if key == UNCATEGORISED else key,
                "name": names.get(key, ""),
                "transactions": links.counted(filters),
            }


def _line_of_period(one: LineFigures, money: Currency, links: "_Links") -> dict[str, Any]:
    line, found = one.line, one.reckoned
    return {
        "line": line.pk,
        "category": line.category_id,
        "account": line.account_id,
        "name": line.name,
        "type": line.category_type,
        "above": one.above,
        "amount": None if found.amount is None else format_amount(found.amount, money),
        "standing": one.standing,
        "below": None if one.below is None else format_amount(one.below, money),
        "carried": format_amount(found.carried, money),
        "available": format_amount(found.available, money),
        **_spending(one.spending, money, links, one.filters),
    }


def _terms(
    one: LineFigures, money: Currency, links: "_Links", names: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return what `available` is the sum of, and what each part is the sum of, as far as known."""
    found = one.reckoned
    carried = [("left", found.left), ("not_carried", found.carried - found.left)]
    parts = sorted(one.parts.items(), key=lambda item: (-item[1].spent, item[0]))
    spent = [_part(one, key, part, money, links, names) for key, part in parts]
    return [
        {
            **_term("carried", found.carried, money),
            "terms": [_term(of, minor, money) for of, minor in carried if minor],
        },
        {**_term("amount", found.amount or 0, money), "terms": []},
        {
            **_term("spent", -found.spent, money),
            "transactions": links.counted(one.filters),
            "terms": spent,
        },
    ]


def _part(
    one: LineFigures,
    key: int,
    part: Spending,
    money: Currency,
    links: "_Links",
    names: Mapping[int, str],
) -> dict[str, Any]:
    """Return what was spent on one category, or put on the account of the line."""
    if one.line.account_id is not None:
        found = _term("account", -part.spent, money)
        return {**found, "name": one.line.name, "transactions": links.counted(one.filters)}
    filters = category_filters(one.line.category_type, key, branch=False)
    return {
        **_term("category", -part.spent, money),
        "category": key,
        "name": names.get(key, ""),
        "transactions": links.counted(filters),
    }


def _term(of: str, minor: int, money: Currency) -> dict[str, Any]:
    return {
        "of": of,
        "amount": format_amount(minor, money),
        "category": None,
        "name": "",
        "transactions": None,
    }


def _spending(
    spending: Spending, money: Currency, links: "_Links", filters: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "spent": format_amount(spending.spent, money),
        "transactions": links.counted(filters),
        "unconverted": list(_unconverted(spending, links, filters)),
    }


def _unconverted(
    spending: Spending, links: "_Links", filters: Mapping[str, Any]
) -> Iterable[dict[str, Any]]:
    for code, apart in sorted(spending.apart.items()):
        yield {
            "kind": filters["kind"],
            "currency": code,
            "amount": format_amount(apart.minor, CURRENCIES[code]),
            "postings": apart.postings,
            "transactions": links.apart(filters, code),
        }


class _Links:
    """The addresses of the transactions behind the figures of one period."""

    def __init__(
        self, days: Period, accounts: Sequence[int], currency: str, *, is_home: bool
    ) -> None:
        # Lists take the days that a booking can have; the first or last period may go beyond.
        self._days = Period(max(days.start, DATE_MIN), min(days.end, DATE_MAX))
        self._of = {"account": ",".join(map(str, accounts))} if accounts else {}
        # A budget in another currency counts what accounts in it have, converted or not.
        self._counted = {} if is_home else {"currency": currency}
        self._apart = {"converted": "false"} if is_home else {}

    def counted(self, filters: Mapping[str, Any]) -> str:
        return transactions_url(self._days, **{**self._of, **filters}, **self._counted)

    def apart(self, filters: Mapping[str, Any], currency: str) -> str:
        of = {**self._of, **filters, "currency": currency}
        return transactions_url(self._days, **of, **self._apart)
