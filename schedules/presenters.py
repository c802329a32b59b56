"""How schedules and their occurrences are shown: plain dicts of decimal text."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from books.models import Book
from books.tracked_models import Ids
from common.money import CURRENCIES, Currency, format_amount
from common.recurrence_rrule import rrule
from common.recurrence_words import in_words
from reports.links import account_url
from schedules.occurrences import Occurrence
from schedules.prices import PriceChange
from schedules.stored import (
    Splits,
    StoredLine,
    StoredOccurrence,
    StoredPhase,
    StoredSchedule,
    StoredTag,
    occurrences_with_ids,
    schedules_with_ids,
    split,
    splits_of,
    tags_of,
)
from schedules.suggestions import Suggestion
from schedules.terms import operation_of, terms_of


def present_schedules(book: Book, ids: Ids) -> Mapping[int, Any]:
    """Return schedules by id as the API shows them."""
    tags, splits = tags_of(ids), splits_of(ids)
    found = schedules_with_ids(book.pk, ids)
    return {one.pk: shown_schedule(one, tags[one.pk], splits) for one in found}


def shown_schedule(
    schedule: StoredSchedule, tags: Iterable[StoredTag], splits: Splits
) -> dict[str, Any]:
    """Return a schedule as the API shows it."""
    return {
        "id": schedule.pk,
        "name": schedule.name,
        "type": schedule.type,
        "payee": schedule.payee_id,
        "description": schedule.description,
        "tags": [tag.name for tag in tags],
        "records_from": _day(schedule.records_from),
        "catch_up": schedule.catch_up,
        "early": schedule.early,
        "late": schedule.late,
        "paused": schedule.paused,
        "phases": [
            _phase(phase, splits.get((schedule.pk, phase.starts), ())) for phase in schedule.phases
        ],
    }


def present_occurrences(book: Book, ids: Ids) -> Mapping[int, Any]:
    """Return what is stated of occurrences, by id, as the API shows it."""
    return {row.id: _stated(row) for row in occurrences_with_ids(book.pk, ids)}


def shown_occurrences(found: Iterable[Occurrence], *, terms: bool) -> list[dict[str, Any]]:
    """Return occurrences, stated or not, as the API shows them, with or without their terms."""
    return [{**_occurrence(one), "terms": _terms(one) if terms else None} for one in found]


def shown_suggestions(found: Iterable[Suggestion]) -> list[dict[str, Any]]:
    """Return suggestions as the API shows them."""
    return [_suggestion(one) for one in found]


def shown_price_changes(found: Iterable[PriceChange]) -> list[dict[str, Any]]:
    """Return price changes as the API shows them."""
    return [_price_change(one) for one in found]


def _price_change(one: PriceChange) -> dict[str, Any]:
    money, step = one.phase.money, one.step
    return {
        "schedule": one.schedule.pk,
        "name": one.schedule.name,
        "currency": money.code,
        "since": step.since.isoformat(),
        "old": format_amount(step.old, money),
        "new": format_amount(step.new, money),
        "difference": format_amount(one.difference, money),
        "percent": f"{Decimal(one.permille).scaleb(-1)}",
        "per_year": format_amount(one.per_year, money),
        "expected": one.is_expected,
    }


def _suggestion(one: Suggestion) -> dict[str, Any]:
    group, series = one.group, one.series
    money = CURRENCIES[group.currency]
    recurrence = one.recurrence
    return {
        "key": one.key,
        "payee": one.payee.id,
        "name": one.payee.name,
        "payees": [{"id": payee.id, "name": payee.name} for payee in one.payees],
        "currency": group.currency,
        "cadence": series.cadence.name,
        "score": f"{float(series.score):.2f}",
        "missed": series.missed,
        "payments": [
            {
                "transaction": payment.id,
                "date": payment.date.isoformat(),
                "amount": format_amount(payment.amount, money),
            }
            for _, payment in series.hits
        ],
        "schedule": {
            "name": one.payee.name,
            "type": group.type,
            "payee": one.payee.id,
            "phases": [
                {
                    "starts": one.next.isoformat(),
                    "unit": recurrence.unit,
                    "every": recurrence.every,
                    "on": list(recurrence.on),
                    "account": group.account_id,
                    "category": one.category_id,
                    "amount_rule": one.amount_rule,
                    "amount": format_amount(series.amounts[-1], money),
                }
            ],
        },
    }


def _phase(phase: StoredPhase, lines: Iterable[StoredLine]) -> dict[str, Any]:
    return {
        "starts": phase.starts.isoformat(),
        "unit": phase.unit,
        "every": phase.every,
        "on": list(split(phase.on)),
        "months": list(phase.recurrence.months),
        "missing": phase.missing,
        "shift": phase.shift,
        "until": _day(phase.until),
        "times": phase.times,
        "rrule": rrule(phase.recurrence),
        "in_words": in_words(phase.recurrence),
        "account": phase.account_id,
        "to_account": phase.to_account_id,
        "category": phase.category_id,
        "currency": phase.currency,
        "amount_rule": phase.amount_rule,
        "amount": _amount(phase.amount or None, phase.money),
        "highest": _amount(phase.highest, phase.money),
        "percent": phase.percent,
        "of_last": phase.of_last,
        "to_amount": _amount(phase.to_amount, phase.to_money),
        "split": [
            {
                "category": line.category_id,
                "amount": format_amount(line.amount, phase.money),
                "description": line.description,
            }
            for line in lines
        ],
    }


def _stated(row: StoredOccurrence) -> dict[str, Any]:
    return {
        "id": row.id,
        "schedule": row.schedule_id,
        "nominal": row.nominal.isoformat(),
        "state": row.state,
        "date": _day(row.date),
        "amount": _amount(row.amount, CURRENCIES[row.currency]),
        "transaction": row.transaction_id,
    }


def _occurrence(one: Occurrence) -> dict[str, Any]:
    money, stated = one.phase.money, one.stated
    return {
        "schedule": one.schedule.pk,
        "name": one.schedule.name,
        "type": one.schedule.type,
        "nominal": one.nominal.isoformat(),
        "due": one.due.isoformat(),
        "status": one.status,
        "account": one.phase.account_id,
        "to_account": one.phase.to_account_id,
        "category": one.phase.category_id,
        "currency": one.phase.currency,
        "expected": format_amount(one.expected.amount, money),
        "lowest": format_amount(one.expected.lowest, money),
        "highest": _amount(one.expected.highest, money),
        "occurrence": stated and stated.id,
        "transaction": stated and stated.transaction_id,
        "records": one.is_recorded_by_itself,
        "taken_back": one.is_open and one.was_recorded,
    }


def _terms(one: Occurrence) -> dict[str, Any]:
    return {
        "operation": operation_of(one),
        "terms": [
            {
                "of": term.of,
                "amount": format_amount(term.amount, one.phase.money),
                "date": _day(term.day),
                "transaction": term.transaction_id,
                "transactions": (
                    account_url(term.account_id, term.day)
                    if term.account_id is not None and term.day is not None
                    else None
                ),
            }
            for term in terms_of(one)
        ],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amount(minor: int | None, money: Currency) -> str | None:
    return None if minor is None else format_amount(minor, money)
