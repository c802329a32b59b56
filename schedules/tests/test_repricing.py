"""A price that changed becomes what a schedule expects: a phase from its first payment on."""

import pytest

from tests.cast import made

SUBSCRIPTION = (("2025-11-15", "9.99"), ("2025-12-15", "11.99"), ("2026-01-15", "11.99"))
YEAR = "start_date=2025-06-01&end_date=2026-05-31"


@pytest.fixture
def paid(plan):
    """Adds a schedule with matched payments, given as nominal dates and amounts; returns it."""

    def paid(*payments, **said):
        row = plan.schedule(**{"starts": payments[0][0], "amount": payments[0][1], **said})
        for day, amount in payments:
            transaction = plan.caller.transaction(account=plan.account, date=day, amount=amount)
            made(plan.state(row, day, "matched", transaction=transaction["id"]), 201)
        return row

    return paid


def expect(plan, row, status=200, **headers):
    return made(plan.caller.post(f"schedules/{row['id']}/expect-price/", **headers), status)


def phases(row):
    return [(one["starts"], one["amount"]) for one in row["phases"]]


def expected(plan, row):
    return {one["nominal"]: one["expected"] for one in plan.calendar(row, YEAR)}


def test_a_phase_with_the_new_price_begins_with_its_first_payment(plan, paid):
    row = paid(*SUBSCRIPTION)
    (change,) = made(plan.caller.get("schedules/price-changes/"))["price_changes"]
    assert (change["since"], change["expected"]) == ("2025-12-15", False)
    before = expected(plan, row)
    assert phases(expect(plan, row)) == [("2025-11-15", "9.99"), ("2025-12-15", "11.99")]
    (change,) = made(plan.caller.get("schedules/price-changes/"))["price_changes"]
    assert change["expected"] is True
    after = expected(plan, row)
    assert list(after) == list(before)
    assert (after["2025-11-15"], after["2026-04-15"]) == ("9.99", "11.99")
    plan.undo()
    assert expected(plan, row) == before


def test_without_another_price_there_is_nothing_to_expect(plan, paid):
    row = paid(*SUBSCRIPTION)
    other = plan.schedule(name="Other")
    assert expect(plan, other, 409)["code"] == "no_price_change"
    expect(plan, row)
    assert expect(plan, row, 409)["code"] == "no_price_change"


def test_an_entity_tag_that_is_old_is_refused(plan, paid):
    row = paid(*SUBSCRIPTION)
    assert expect(plan, row, 412, HTTP_IF_MATCH='"1-0123456789abcdef"')["code"] == "stale"


def test_phases_to_come_stay(plan, paid):
    usual = {"account": plan.account, "unit": "month"}
    stated = [
        {**usual, "starts": "2025-11-15", "amount": "9.99"},
        {**usual, "starts": "2026-06-15", "amount": "20.00"},
    ]
    row = paid(*SUBSCRIPTION, phases=stated)
    assert phases(expect(plan, row)) == [
        ("2025-11-15", "9.99"), ("2025-12-15", "11.99"), ("2026-06-15", "20.00")
    ]  # fmt: skip


def test_a_phase_that_begins_with_that_payment_gets_its_price(plan, paid):
    usual = {"account": plan.account, "unit": "month"}
    stated = [
        {**usual, "starts": "2025-11-15", "amount": "9.99"},
        {**usual, "starts": "2025-12-15", "amount": "10.99"},
    ]
    row = paid(*SUBSCRIPTION, phases=stated)
    assert phases(expect(plan, row)) == [("2025-11-15", "9.99"), ("2025-12-15", "11.99")]


@pytest.mark.parametrize(
    ("payments", "phase"),
    [
        ([("2025-08-31", "9.99"), ("2025-09-30", "11.99")], {}),
        ([("2025-08-31", "9.99"), ("2025-10-31", "11.99")], {"every": 2}),
        ([("2025-11-07", "9.99"), ("2025-11-20", "11.99")], {"unit": "week", "every": 2,
         "on": ["TH", "FR"]}),
        ([("2025-08-29", "9.99"), ("2025-11-28", "11.99")], {"every": 3, "on": ["-1FR"]}),
        ([("2025-11-15", "9.99"), ("2025-12-15", "11.99")], {"times": 5}),
        ([("2025-11-15", "9.99"), ("2025-12-15", "11.99")], {"until": "2026-03-20"}),
    ],
)  # fmt: skip
def test_the_dates_stay(plan, paid, payments, phase):
    row = paid(*payments, phase=phase)
    before = expected(plan, row)
    assert len(expect(plan, row)["phases"]) == 2
    after = expected(plan, row)
    assert list(after) == list(before)
    assert set(list(after.values())[-2:]) == {"11.99"}


def test_a_date_that_was_moved_into_the_next_month_cannot_begin_a_phase(plan, paid):
    payments = [("2025-01-30", "9.99"), ("2025-03-01", "11.99")]
    row = paid(*payments, phase={"on": ["30"], "missing": "forward"})
    assert expect(plan, row, 409)["code"] == "other_dates"


def test_a_range_is_moved_so_that_the_price_is_its_middle(plan, paid):
    row = paid(*SUBSCRIPTION, phase={"amount_rule": "range", "amount": "9.00", "highest": "11.00"})
    last = expect(plan, row)["phases"][-1]
    assert (last["amount"], last["highest"]) == ("10.99", "12.99")


def test_a_split_keeps_its_proportion(plan, paid):
    first, second = (plan.caller.category()["id"] for _ in range(2))
    split = [{"category": first, "amount": "6.66"}, {"category": second, "amount": "3.33"}]
    row = paid(*SUBSCRIPTION, phase={"split": split})
    lines = expect(plan, row)["phases"][-1]["split"]
    assert [one["amount"] for one in lines] == ["7.99", "4.00"]


def test_what_is_paid_next_is_recorded_at_the_new_price(plan, paid):
    row = paid(*SUBSCRIPTION, records_from="2026-02-01")
    expect(plan, row)
    assert plan.work("2026-02-15") == 1
    assert plan.recorded()[-1] == ("2026-02-15", "11.99")
