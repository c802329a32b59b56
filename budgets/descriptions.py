"""Budgets and their lines in words, for the history and the trash."""

from books.resources import Description, Names
from books.tracked_models import Columns
from common.money import CURRENCIES, format_amount


def describe_budget(row: Columns, names: Names) -> Description:
    money = CURRENCIES[row["currency"]]
    holds = [
        f"{one['period']}: {format_amount(one['amount'], money)}"
        for one in sorted(row["holds"], key=lambda one: one["period"])
    ]
    rules = [
        f"from {one['starts']}: {one['every']} {one['unit']}, counted from {one['anchor']}, "
        f"moved {one['adjust']}"
        for one in sorted(row["later_rules"], key=lambda one: one["starts"])
    ]
    return Description(
        row["name"],
        {
            "name": row["name"],
            "mode": row["mode"],
            "currency": row["currency"],
            "unit": row["unit"],
            "every": f"{row['every']}",
            "anchor": f"{row['anchor']}",
            "adjust": row["adjust"],
            "rules": "; ".join(rules),
            "accounts": ", ".join(
                names["account", one["account_id"]] for one in row["budget_accounts"]
            ),
            "holds": "; ".join(holds),
            "archived": "yes" if row["archived"] else "no",
        },
    )


def describe_line(row: Columns, names: Names) -> Description:
    money = CURRENCIES[row["currency"]]
    budget = names["budget", row["budget_id"]]
    category = names["category", row["category_id"]] if row["category_id"] else ""
    account = names["account", row["account_id"]] if row["account_id"] else ""
    policies = [
        f"from {one['starts']}: {one['carry']}"
        + ("" if one["cap"] is None else f", at most {format_amount(one['cap'], money)}")
        for one in sorted(row["policies"], key=lambda one: one["starts"])
    ]
    amounts = [
        f"{'from ' if one['standing'] else ''}{one['period']}: "
        f"{format_amount(one['amount'], money)}"
        for one in sorted(row["amounts"], key=lambda one: (one["period"], one["standing"]))
    ]
    return Description(
        f"{category or account} in {budget}",
        {
            "budget": budget,
            "category": category,
            "account": account,
            "starts": f"{row['starts']}",
            "ends": f"{row['ends'] or ''}",
            "opening": f"{format_amount(row['opening'], money)} {money.code}",
            "policies": "; ".join(policies),
            "amounts": "; ".join(amounts),
        },
    )
