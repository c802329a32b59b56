"""What the expected amounts of occurrences are made of."""

from decimal import ROUND_HALF_EVEN, Decimal

import pytest

from tests.cast import made

SPRING = "start_date=2026-02-01&end_date=2026-04-30&expand=terms"
CENT = Decimal("0.01")


@pytest.fixture
def paid(plan):
    """Adds a schedule whose payments of the last months are matched; returns it."""

    def paid(*amounts, **phase):
        row = plan.schedule(starts="2025-10-15", amount="10.00", phase=phase)
        for month, amount in zip(("2025-10", "2025-11", "2025-12"), amounts, strict=False):
            day = f"{month}-15"
            said = {"account": plan.account, "date": day, "amount": amount}
            transaction = plan.caller.transaction(**said)["id"]
            made(plan.state(row, day, "matched", transaction=transaction), 201)
        return row

    return paid


def terms(plan, row):
    """Operation and terms of the first open occurrence, which its expected amount has to meet."""
    first, *_ = plan.calendar(row, SPRING)
    found = first["terms"]
    amounts = [Decimal(one["amount"]) for one in found["terms"]]
    whole = sum(amounts)
    if found["operation"] == "average":
        whole = (whole / len(amounts)).quantize(CENT, ROUND_HALF_EVEN)
    assert whole == Decimal(first["expected"])
    return found["operation"], [(one["of"], one["amount"]) for one in found["terms"]]


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        ({}, ("stated", [("amount", "10.00")])),
        ({"amount_rule": "about"}, ("stated", [("amount", "10.00")])),
        (
            {"amount_rule": "range", "highest": "10.05"},
            ("average", [("lowest", "10.00"), ("highest", "10.05")]),
        ),
        ({"amount_rule": "last"}, ("average", [("payment", "12.00")])),
        (
            {"amount_rule": "average", "of_last": 2},
            ("average", [("payment", "12.00"), ("payment", "11.01")]),
        ),
    ],
)
def test_an_expected_amount_is_what_its_terms_come_to(plan, paid, phase, expected):
    assert terms(plan, paid("10.00", "11.01", "12.00", **phase)) == expected


def test_before_a_payment_the_amount_is_stated(plan, paid):
    assert terms(plan, paid(amount_rule="average")) == ("stated", [("amount", "10.00")])


def test_a_payment_leads_to_its_transaction(plan, paid):
    row = paid("10.00", "12.00", amount_rule="last")
    (one,) = plan.calendar(row, SPRING)[0]["terms"]["terms"]
    shown = made(plan.caller.get(f"transactions/{one['transaction']}/"))
    assert (shown["date"], shown["amount"]) == (one["date"], one["amount"]) == (
        "2025-11-15", "12.00"
    )  # fmt: skip


def test_what_somebody_stated_of_one_occurrence_is_its_amount(plan, paid):
    row = paid("10.00", "12.00", amount_rule="average")
    made(plan.state(row, "2026-02-15", "moved", amount="5.00"), 201)
    assert terms(plan, row) == ("stated", [("amount", "5.00")])


def test_a_debt_is_the_sum_of_what_it_is_made_of(plan):
    card = plan.caller.account(name="Card", opening_date="2026-01-01", opening_balance="-20.00")
    plan.caller.transaction(account=card["id"], amount="400.00", date="2026-02-09")
    plan.caller.transaction(account=card["id"], amount="30.00", date="2026-02-10")
    phase = {"account": plan.account, "to_account": card["id"], "starts": "2026-02-10"}
    phases = [{**phase, "unit": "month", "amount_rule": "owed"}]
    row = plan.schedule(name="Card", type="transfer", phases=phases)
    found = [
        [(one["of"], one["amount"]) for one in occurrence["terms"]["terms"]]
        for occurrence in plan.calendar(row, SPRING)
    ]
    debt = [("opening_balance", "20.00"), ("moved", "430.00")]
    assert found == [
        [("opening_balance", "20.00"), ("moved", "400.00")],
        [*debt, ("to_pay", "-420.00")],
        [*debt, ("to_pay", "-450.00")],
    ]
    (_, moved) = plan.calendar(row, SPRING)[0]["terms"]["terms"]
    (query,) = moved["transactions"].split("?")[1:]
    (sums,) = made(plan.caller.get(f"transactions/summary/?{query}"))["sums"]
    assert sums["net"] == "-400.00"


def test_money_on_the_card_is_taken_off(plan):
    card = plan.caller.account(name="Card", opening_date="2026-01-01", opening_balance="50.00")
    phase = {"account": plan.account, "to_account": card["id"], "starts": "2026-02-10"}
    phases = [{**phase, "unit": "month", "amount_rule": "owed"}]
    row = plan.schedule(name="Card", type="transfer", phases=phases)
    found = terms(plan, row)
    assert found == (
        "sum", [("opening_balance", "-50.00"), ("moved", "0.00"), ("not_owed", "50.00")]
    )  # fmt: skip


def test_upcoming_shows_terms_to_whom_asks_for_them(plan, paid):
    paid(amount_rule="last")
    address = "schedules/upcoming/?end_date=2026-03-01"
    (one,) = made(plan.caller.get(address))["occurrences"]
    assert one["terms"] is None
    (one,) = made(plan.caller.get(f"{address}&expand=terms"))["occurrences"]
    assert one["terms"]["operation"] == "stated"
