"""A household whose rows try the pages: splits, refunds, transfers, long and foreign names."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from books.models import Role
from imports.tests.sending import planned, table
from tests.cast import Caller, joined, signed_up
from tests.second_steps import with_passkey

LONG = (
    "Hypermarkt & Söhne, Niederlassung Süd, Abteilung für Haushaltswaren und Gartenmöbel seit 1887"
)


@dataclass
class Household:
    """Who keeps the book, and the ids of some rows of each kind."""

    caller: Caller
    ids: dict[str, int | str]

    @property
    def user(self):
        return self.caller.user

    @property
    def book(self):
        return self.caller.book


def stocked_household() -> tuple[Caller, dict[str, int]]:
    """Sign somebody up, give their book something of everything, and return the ids of some."""
    caller = signed_up("ida")
    today = timezone.now().date()
    days = [today - timedelta(days=number) for number in range(70)]
    checking = caller.account(name="Checking", type="checking", opening_balance="2500.00")["id"]
    yen = caller.account(name="日本の口座", type="savings", currency="JPY")["id"]
    caller.account(name="Old account", type="other", archived=True)
    food = caller.category(name="Food")["id"]
    coffee = caller.category(name="Coffee", parent=food, color="#7a4b2a", icon="coffee")["id"]
    pay = caller.category(name="Pay", type="income")["id"]
    common = {"account": checking}
    for number, day in enumerate(days):
        caller.transaction(
            **common, date=f"{day}", amount=f"{number + 1}.37", payee=f"Shop {number % 7}",
            category=food if number % 3 else coffee,
        )  # fmt: skip
    caller.transaction(
        **common,
        date=f"{days[1]}",
        type="income",
        amount="3120.00",
        payee="Werk Neun",
        category=pay,
    )
    caller.transaction(
        **common, date=f"{days[2]}", amount="12.00", payee="Shop 1", category=food, refund=True
    )
    caller.transaction(**common, date=f"{days[2]}", amount="52.80", description="KD-NR 20441")
    caller.transaction(
        **common, date=f"{days[3]}", amount="999999999.99", payee=LONG, category=food,
        tags=["holiday", "אבגדה"], status="pending",
    )  # fmt: skip
    split = caller.transaction(
        **common, date=f"{days[4]}", amount="86.40", payee="מכולת", postings=[
            {"amount": "-61.15", "category": food, "description": "weekly"},
            {"amount": "-25.25", "category": coffee},
        ],
    )  # fmt: skip
    transfer = caller.transaction(
        **common, date=f"{days[5]}", type="transfer", amount="100.00", to_account=yen,
        to_amount="17000",
    )  # fmt: skip
    statement = table(
        (f"{days[1]}", "-2.37", "Shop 1"), (f"{days[2]}", "-9.99", LONG),
        (f"{days[3]}", "-4.00", "Shop 2"), ("2024-01-32", "-1.00", "Kiosk"),
    )  # fmt: skip
    imported = planned(caller, statement, account=checking)["id"]
    first = caller.get("transactions/?limit=1").json()["results"][0]["id"]
    payee, tag = (caller.get(name).json()["results"][0]["id"] for name in ("payees/", "tags/"))
    noah = signed_up("noah")
    invitation = noah.add("invitations/", role="editor")["token"]
    joined(noah, caller.book, Role.EDITOR)
    caller.add("invitations/", role="viewer", email="mia@example.com")
    budget, line = budgeted(caller, {food: "600.00", coffee: "40.00", pay: "3000.00"})
    rate = caller.add("rates/", date=f"{days[60]}", base="JPY", quote="EUR", rate="0.0062")
    schedule = scheduled(caller, {"account": checking, "category": food})
    bank = {"account": checking, "date": f"{today}", "balance": "-999999999.99"}
    ids = {
        "statement": caller.add("statements/", **bank)["id"],
        "schedule": schedule, "nominal": f"{today}",
        "account": checking, "category": food, "entry": first, "split": split["id"],
        "transfer": transfer["id"], "number": caller.get("history/").json()["results"][0]["number"],
        "payee": payee, "tag": tag, "member": noah.user.pk, "invitation": invitation,
        "passkey": with_passkey(caller.user).pk, "rate": rate["id"], "imported": imported,
        "budget": budget, "line": line, "token": caller.add("tokens/", name="Backup")["id"],
    }  # fmt: skip
    return caller, ids


def scheduled(caller: Caller, place: dict[str, int]) -> int:
    """Let payments recur: one that is late, one that is due today and moves, one of a long name."""
    today = timezone.now().date()
    common = {**place, "unit": "month", "amount": "12.00"}
    late = {**common, "starts": f"{today - timedelta(days=3)}", "amount_rule": "about"}
    caller.add("schedules/", name=LONG, type="expense", phases=[late])
    first = {**common, "starts": f"{today - timedelta(days=70)}", "on": [str(today.day)]}
    later = {**common, "starts": f"{today}", "amount": "999999999.99"}
    said = {"payee": None, "records_from": f"{today}", "phases": [first, later]}
    return int(caller.add("schedules/", name="Rent", type="expense", **said)["id"])


def budgeted(caller: Caller, amounts: dict[int, str]) -> tuple[int, int]:
    """Plan amounts for categories from this month on; return the budget and its first line."""
    first = timezone.now().date().replace(day=1)
    caller.add("budgets/", name=LONG, unit="week", anchor=f"{first}")
    budget = caller.add("budgets/", name="Household", anchor=f"{first}")["id"]
    carried = [{"starts": f"{first}", "carry": "both", "cap": "100.00"}]
    lines = [
        caller.add(
            "budget-lines/", budget=budget, category=category, starts=f"{first}",
            opening="12.00", policies=carried,
        )["id"]
        for category in amounts
    ]  # fmt: skip
    stated = [
        {"line": line, "period_start": f"{first}", "amount": amount, "standing": True}
        for line, amount in zip(lines, amounts.values(), strict=True)
    ]
    caller.put(f"budgets/{budget}/amounts/", stated)
    return budget, lines[0]
