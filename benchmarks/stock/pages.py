"""The stock pages: function views over aggregates, rendered by Django's templates."""

from collections import defaultdict
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benchmarks.stock.models import Entry
from benchmarks.stock.views import COUNTED, AccountViewSet, signed

PAGE = 50  # rows, as ours has
NEWEST = 10  # rows of the overview, as ours has


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show a month by category and by day, and the newest entries."""
    return _rendered(
        request,
        "overview",
        **_compared(request),
        entries=_entries(request).order_by("-date", "-id")[:NEWEST],
    )


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Show the entries, of one month or all, in pages."""
    entries = _entries(request).prefetch_related("tags").order_by("-date", "-id")
    if "month" in request.GET:
        first = _month(request)
        entries = entries.filter(date__gte=first, date__lt=first + relativedelta(months=1))
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return _rendered(request, "register", page=page)


@login_required
def month(request: HttpRequest) -> HttpResponse:
    """Show a month by category and by day, beside the month before."""
    return _rendered(request, "month", **_compared(request))


@login_required
def categories(request: HttpRequest) -> HttpResponse:
    """Show a period by category."""
    start, end = (date.fromisoformat(request.GET[name]) for name in ("start_date", "end_date"))
    found = _by_category(_counted(request).filter(date__gte=start, date__lte=end))
    return _rendered(request, "categories", found=found)


@login_required
def trend(request: HttpRequest) -> HttpResponse:
    """Show months by category."""
    last = _month(request)
    months = [last - relativedelta(months=back) for back in range(int(request.GET["months"]))]
    rows = _counted(request).filter(date__gte=months[-1], date__lt=last + relativedelta(months=1))
    grouped = rows.annotate(month=TruncMonth("date")).values("month", "type", "category__name")
    amounts: dict[tuple[str, str], dict[date, Any]] = defaultdict(dict)
    for row in grouped.annotate(amount=Sum("amount")).order_by("type", "category__name"):
        amounts[row["type"], row["category__name"]][row["month"]] = row["amount"]
    lines = [(*key, [found.get(each) for each in months]) for key, found in amounts.items()]
    return _rendered(request, "trend", months=months, lines=lines)


def _rendered(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    """Render a page with the accounts and their balances at its side."""
    accounts = AccountViewSet(request=request).get_queryset()
    return render(request, f"stock/{name}.html", {**context, "accounts": accounts})


def _entries(request: HttpRequest) -> QuerySet[Entry]:
    rows = Entry.objects.filter(user_id=request.user.pk)
    return rows.select_related("account", "to_account", "category", "payee")


def _counted(request: HttpRequest) -> QuerySet[Entry]:
    return Entry.objects.filter(user_id=request.user.pk, type__in=COUNTED)


def _month(request: HttpRequest) -> date:
    return date.fromisoformat(f"{request.GET['month']}-01")


def _compared(request: HttpRequest) -> dict[str, Any]:
    """Return what a month and the one before come to."""
    first = _month(request)
    before, after = (first + relativedelta(months=step) for step in (-1, 1))
    rows = _counted(request)
    now = rows.filter(date__gte=first, date__lt=after)
    then = rows.filter(date__gte=before, date__lt=first)
    return {
        "found": _by_category(now),
        "before": _by_category(then),
        "net": now.aggregate(net=Sum(signed()))["net"],
        "days": [_by_day(now), _by_day(then)],
    }


def _by_category(rows: QuerySet[Entry]) -> QuerySet[Entry, dict[str, Any]]:
    grouped = rows.values("type", "category__name").annotate(amount=Sum("amount"))
    found: QuerySet[Entry, dict[str, Any]] = grouped.order_by("type", "-amount")
    return found


def _by_day(rows: QuerySet[Entry]) -> QuerySet[Entry, dict[str, Any]]:
    found: QuerySet[Entry, dict[str, Any]] = (
        rows.values("date", "type").annotate(amount=Sum("amount")).order_by("date")
    )
    return found
