"""Statements in words, for the history and the trash."""

from books.resources import Description, Names
from books.tracked_models import Columns
from common.money import CURRENCIES, format_amount


def describe_statement(row: Columns, names: Names) -> Description:
    account = names["account", row["account_id"]]
    balance = format_amount(row["balance"], CURRENCIES[row["currency"]])
    previous = row["previous_id"]
    return Description(
        f"{account}, {row['date']}",
        {
            "account": account,
            "date": f"{row['date']}",
            "balance": f"{balance} {row['currency']}",
            "type": row["type"],
            "previous": "" if previous is None else names["statement", previous],
            "closed": "yes" if row["closed"] else "no",
        },
    )
