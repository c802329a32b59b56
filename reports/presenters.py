"""How reports are shown: plain dicts of decimal text. Nothing is worked out here but shares."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from common.money import CURRENCIES, Currency, format_amount
from common.periods import Period
from reports.balances import AccountBalance, BalanceReport
from reports.categories import CategoryNode, CategoryReport
from reports.category_trend import CategorySeries, CategoryTrendReport
from reports.daily import DailyReport, DayTotals
from reports.figures import CategoryCell, Figure, PeriodTotals, signed
from reports.links import account_url, category_filters, payee_filters, transactions_url
from reports.monthly import CategoryMonth, MonthlyReport
from reports.payees import OtherPayees, PayeeFigure, PayeeReport
from reports.summary import AccountSummary, SummaryReport
from reports.trend import TrendReport
from transactions.models import UNCATEGORISED, PostingKind

SHARE_STEP = Decimal("0.0001")
"""A hundredth of a percent: more decimals of a share nobody reads."""


def shown_monthly(report: MonthlyReport) -> dict[str, Any]:
    return {
        **_month(report.totals, report.home),
        "currency": report.home.code,
        "balance": format_amount(report.balances.net_worth, report.home),
        "balance_unconverted": [_unconverted_account(a) for a in report.balances.unconverted],
        "previous": _month(report.previous, report.home),
        "categories": [
            _category_month(row, report.home, report.period) for row in report.categories
        ],
    }


def shown_categories(report: CategoryReport) -> dict[str, Any]:
    wholes = {
        PostingKind.INCOME.value: signed(PostingKind.INCOME, report.income),
        PostingKind.EXPENSE.value: signed(PostingKind.EXPENSE, report.expense),
    }
    return {
        **_span(report.period, report.home),
        **_income_and_expense(report.income, report.expense, report.home, report.period),
        "categories": [_node(node, wholes, report.home, report.period) for node in report.roots],
    }


def shown_trend(report: TrendReport, *, by_rule: bool) -> dict[str, Any]:
    """Return the periods; without a rule they are months, named as such."""
    show = _period if by_rule else _month
    return {
        "currency": report.home.code,
        "periods" if by_rule else "months": [show(one, report.home) for one in report.periods],
    }


def shown_category_trend(report: CategoryTrendReport, *, by_rule: bool) -> dict[str, Any]:
    return {
        "currency": report.home.code,
        "categories": [
            _series(series, report.home, below=report.below, by_rule=by_rule)
            for series in report.series
        ],
    }


def shown_daily(report: DailyReport) -> dict[str, Any]:
    return {
        **_span(report.period, report.home),
        **_income_and_expense(report.income, report.expense, report.home, report.period),
        "days": [_day(totals, report.home) for totals in report.days],
    }


def shown_payees(report: PayeeReport) -> dict[str, Any]:
    filters = {"kind": report.kind}
    return {
        **_span(report.period, report.home),
        "kind": report.kind,
        **_amount(report.whole, report.home, report.period, filters),
        "payees": [_payee(row, report) for row in report.payees],
        "others": _others(report.others, report) if report.others else None,
    }


def shown_balances(report: BalanceReport) -> dict[str, Any]:
    return {
        "date": report.day.isoformat(),
        "currency": report.home.code,
        "net_worth": format_amount(report.net_worth, report.home),
        "assets": format_amount(report.assets, report.home),
        "debts": format_amount(report.debts, report.home),
        "unconverted": [_unconverted_account(held) for held in report.unconverted],
        "accounts": [_account_balance(held, report) for held in report.accounts],
    }


def shown_summary(report: SummaryReport) -> dict[str, Any]:
    return {
        **_span(report.period, report.home),
        **_income_and_expense(report.income, report.expense, report.home, report.period),
        "accounts": [_account_summary(row, report.period) for row in report.accounts],
    }


def _span(period: Period, home: Currency) -> dict[str, Any]:
    return {**_ends(period), "currency": home.code}


def _ends(period: Period) -> dict[str, Any]:
    return {"start_date": period.start.isoformat(), "end_date": period.end.isoformat()}


def _year_and_month(month: Period) -> dict[str, Any]:
    return {"year": month.start.year, "month": month.start.month}


def _month(totals: PeriodTotals, home: Currency) -> dict[str, Any]:
    figures = _income_and_expense(totals.income, totals.expense, home, totals.period)
    return {**_year_and_month(totals.period), **figures}


def _period(totals: PeriodTotals, home: Currency) -> dict[str, Any]:
    figures = _income_and_expense(totals.income, totals.expense, home, totals.period)
    return {**_ends(totals.period), **figures}


def _day(totals: DayTotals, home: Currency) -> dict[str, Any]:
    period = Period(totals.day, totals.day)
    return {
        "date": totals.day.isoformat(),
        **_income_and_expense(totals.income, totals.expense, home, period),
    }


def _income_and_expense(
    income: Figure, expense: Figure, home: Currency, period: Period
) -> dict[str, Any]:
    earned, spent = signed(PostingKind.INCOME, income), signed(PostingKind.EXPENSE, expense)
    return {
        "income": format_amount(earned, home),
        "expense": format_amount(spent, home),
        "net": format_amount(earned - spent, home),
        "unconverted": [
            *_unconverted(income, period, kind=PostingKind.INCOME.value),
            *_unconverted(expense, period, kind=PostingKind.EXPENSE.value),
        ],
        "income_transactions": transactions_url(period, kind=PostingKind.INCOME.value),
        "expense_transactions": transactions_url(period, kind=PostingKind.EXPENSE.value),
    }


def _unconverted(figure: Figure, period: Period, **filters: Any) -> list[dict[str, Any]]:
    """The amounts that are in no total for want of a rate, by currency, with their transactions."""
    return [
        {
            **row,
            "transactions": transactions_url(
                period, **filters, currency=row["currency"], converted="false"
            ),
        }
        for row in _apart(figure, filters["kind"])
    ]


def _apart(figure: Figure, kind: str) -> list[dict[str, Any]]:
    sign = -1 if kind == PostingKind.EXPENSE else 1
    return [
        {
            "kind": kind,
            "currency": code,
            "amount": format_amount(sign * apart.minor, CURRENCIES[code]),
            "postings": apart.postings,
        }
        for code, apart in sorted(figure.unconverted.items())
    ]


def _category(cell: CategoryCell, name: str) -> dict[str, Any]:
    return {
        "category": None if cell.category_key == UNCATEGORISED else cell.category_key,
        "name": name,
        "type": cell.kind,
    }


def _category_month(row: CategoryMonth, home: Currency, period: Period) -> dict[str, Any]:
    cell = row.cell
    filters = category_filters(cell.kind, cell.category_key, branch=False)
    return {
        **_category(cell, row.name),
        **_amount(row.figure, home, period, filters),
        "share": _share(signed(cell.kind, row.figure), row.of),
        "previous": format_amount(signed(cell.kind, row.before), home),
    }


def _node(
    node: CategoryNode, wholes: dict[str, int], home: Currency, period: Period
) -> dict[str, Any]:
    cell = node.cell
    filters = category_filters(cell.kind, cell.category_key, branch=True)
    return {
        **_category(cell, node.name),
        **_amount(node.branch, home, period, filters),
        "own_amount": format_amount(signed(cell.kind, node.own), home),
        "share": _share(signed(cell.kind, node.branch), wholes[cell.kind]),
        "children": [_node(child, wholes, home, period) for child in node.children],
    }


def _series(
    series: CategorySeries, home: Currency, *, below: bool, by_rule: bool
) -> dict[str, Any]:
    cell = series.cell
    filters = category_filters(cell.kind, cell.category_key, branch=below)
    named = _ends if by_rule else _year_and_month
    return {
        **_category(cell, series.name),
        "periods" if by_rule else "months": [
            {**named(period), **_amount(figure, home, period, filters)}
            for period, figure in series.periods
        ],
    }


def _amount(
    figure: Figure, home: Currency, period: Period, filters: dict[str, Any]
) -> dict[str, Any]:
    """Return a figure of one kind with the transactions of `period` that meet `filters`."""
    return {
        "amount": format_amount(signed(filters["kind"], figure), home),
        "postings": figure.postings,
        "unconverted": _unconverted(figure, period, **filters),
        "transactions": transactions_url(period, **filters),
    }


def _payee(row: PayeeFigure, report: PayeeReport) -> dict[str, Any]:
    filters = payee_filters(report.kind, row.payee)
    return {
        "payee": row.payee,
        "name": row.name,
        "share": _share(signed(report.kind, row.figure), signed(report.kind, report.whole)),
        **_amount(row.figure, report.home, report.period, filters),
    }


def _others(others: OtherPayees, report: PayeeReport) -> dict[str, Any]:
    amount = signed(report.kind, others.figure)
    return {
        "payees": others.payees,
        "amount": format_amount(amount, report.home),
        "share": _share(amount, signed(report.kind, report.whole)),
        "postings": others.figure.postings,
        "unconverted": _apart(others.figure, report.kind),
    }


def _account_balance(held: AccountBalance, report: BalanceReport) -> dict[str, Any]:
    account = held.account
    return {
        "account": account.pk,
        "name": account.name,
        "type": account.type,
        "archived": account.archived,
        "currency": account.currency,
        "balance": format_amount(held.minor, account.money),
        "home_balance": None if held.home is None else format_amount(held.home, report.home),
        "rate": None if held.rate is None else f"{held.rate:f}",
        "rate_date": held.rate_date.isoformat() if held.rate_date else None,
        "rate_source": held.rate_source or None,
        "transactions": account_url(account.pk, report.day),
    }


def _unconverted_account(held: AccountBalance) -> dict[str, Any]:
    return {
        "account": held.account.pk,
        "name": held.account.name,
        "currency": held.account.currency,
        "balance": format_amount(held.minor, held.account.money),
    }


def _account_summary(row: AccountSummary, period: Period) -> dict[str, Any]:
    money = row.account.money
    return {
        "account": row.account.pk,
        "name": row.account.name,
        "currency": row.account.currency,
        "income": format_amount(row.income, money),
        "expense": format_amount(-row.expense, money),
        "transfers": format_amount(row.transfers, money),
        "net": format_amount(row.net, money),
        "transactions": transactions_url(period, account=row.account.pk),
    }


def _share(amount: int, whole: int) -> str | None:
    """The part of `whole` that `amount` is, to four decimals; none where there is no whole."""
    if whole <= 0:
        return None
    return str((Decimal(amount) / Decimal(whole)).quantize(SHARE_STEP, ROUND_HALF_EVEN))
