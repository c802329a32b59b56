"""Schedules and their occurrences in words, for the history and the trash."""

from collections.abc import Iterable

from books.resources import Description, Names
from books.tracked_models import Columns
from common.money import CURRENCIES, Currency, format_amount
from common.recurrence_words import in_words
from schedules.stored import recurrence_of


def describe_schedule(row: Columns, names: Names) -> Description:
    phases = sorted(row["phases"], key=lambda one: one["starts"])
    return Description(
        row["name"],
        {
            "name": row["name"],
            "type": row["type"],
            "payee": _named(names, "payee", row["payee_id"]),
            "description": row["description"],
            "tags": ", ".join(names["tag", link["tag_id"]] for link in row["tag_links"]),
            "records_from": f"{row['records_from'] or ''}",
            "catch_up": row["catch_up"],
            "early": f"{row['early']}",
            "late": f"{row['late']}",
            "paused": "yes" if row["paused"] else "no",
            "phases": "; ".join(_phase(one, row["split_lines"], names) for one in phases),
        },
    )


def describe_occurrence(row: Columns, names: Names) -> Description:
    schedule = names["schedule", row["schedule_id"]]
    amount = ""
    if row["amount"] is not None:
        money = CURRENCIES[row["currency"]]
        amount = f"{format_amount(row['amount'], money)} {money.code}"
    return Description(
        f"{schedule}, {row['nominal']}",
        {
            "schedule": schedule,
            "nominal": f"{row['nominal']}",
            "state": row["state"],
            "date": f"{row['date'] or ''}",
            "amount": amount,
            "transaction": _named(names, "transaction", row["transaction_id"]),
        },
    )


def _phase(row: Columns, lines: Iterable[Columns], names: Names) -> str:
    money = CURRENCIES[row["currency"]]
    accounts = [_named(names, "account", row["account_id"])]
    if row["to_account_id"] is not None:
        accounts.append(_named(names, "account", row["to_account_id"]))
    parts = [
        f"from {row['starts']} {in_words(recurrence_of(row))}",
        f"{_amount(row)} {money.code}",
        " to ".join(accounts),
        _named(names, "category", row["category_id"]),
        *(_line(one, money, names) for one in lines if one["starts"] == row["starts"]),
    ]
    return ", ".join(part for part in parts if part)


def _line(row: Columns, money: Currency, names: Names) -> str:
    words = (_named(names, "category", row["category_id"]), row["description"])
    return " ".join((*filter(None, words), format_amount(row["amount"], money)))


def _amount(row: Columns) -> str:
    money = CURRENCIES[row["currency"]]
    amount = format_amount(row["amount"], money)
    rule = row["amount_rule"]
    if rule == "exact":
        return amount
    if rule == "owed":
        return "what is owed in"
    if rule == "range":
        return f"{amount} to {format_amount(row['highest'], money)}"
    return f"{rule} {amount}, within {row['percent']} %"


def _named(names: Names, kind: str, row_id: int | None) -> str:
    return "" if row_id is None else names[kind, row_id]
