"""reports/monthly: a month's income, expense, net, balance and categories."""

from decimal import Decimal

from tests.cast import faults, made


def january(caller):
    return made(caller.get("reports/monthly/?year=2024&month=1"))


def rows(report):
    return {row["category"]: row for row in report["categories"]}


def test_a_month_states_income_expense_and_net_with_refunds_taken_off(alice, household):
    report = january(alice)
    assert (report["year"], report["month"], report["currency"]) == (2024, 1, "EUR")
    assert report["income"] == "3000.00"
    assert report["expense"] == "112.25"
    assert report["net"] == "2887.75"


def test_a_transfer_is_neither_income_nor_expense_and_stays_in_the_balance(alice, household):
    before = january(alice)
    cash = alice.account(name="Purse")["id"]
    alice.transaction(type="transfer", amount="60.00", to_account=cash, date="2024-01-11")
    after = january(alice)
    assert [after[key] for key in ("income", "expense", "balance")] == [
        before[key] for key in ("income", "expense", "balance")
    ]


def test_categories_stand_by_themselves_with_share_and_the_month_before(alice, household):
    found = rows(january(alice))
    assert found[household["food"]]["amount"] == "70.00"
    assert found[household["food"]]["previous"] == "40.00"
    assert found[household["food"]]["share"] == "0.6236"
    assert found[household["groceries"]]["amount"] == "30.00"
    assert found[household["salary"]]["share"] == "1.0000"
    assert found[None]["amount"] == "12.25"


def test_a_category_of_the_month_before_only_is_shown_with_zero(alice, household):
    pets = alice.category(name="Animals")["id"]
    alice.transaction(amount="9.00", category=pets, date="2023-12-03")
    row = rows(january(alice))[pets]
    assert (row["amount"], row["previous"]) == ("0.00", "9.00")


def test_the_month_before_crosses_the_year(alice, household):
    previous = january(alice)["previous"]
    assert (previous["year"], previous["month"]) == (2023, 12)
    assert (previous["income"], previous["expense"], previous["net"]) == ("0.00", "40.00", "-40.00")


def test_the_balance_is_of_all_accounts_at_the_end_of_the_month(alice, household):
    report = january(alice)
    assert report["balance"] == "3747.75"
    assert report["balance_unconverted"] == [
        {
            "account": household["dollars"],
            "name": "Dollars",
            "currency": "USD",
            "balance": "90.00",
        }
    ]


def test_an_amount_without_a_rate_stands_beside_each_total_that_leaves_it_out(alice, household):
    report = january(alice)
    (apart,) = report["unconverted"]
    assert (apart["kind"], apart["currency"], apart["amount"]) == ("expense", "USD", "20.00")
    assert rows(report)[household["groceries"]]["unconverted"][0]["amount"] == "20.00"
    found = made(alice.get(apart["transactions"]))["results"]
    assert [row["amount"] for row in found] == ["20.00"]


def test_a_rate_that_arrives_moves_the_amount_into_the_totals(alice, household):
    alice.add("rates/", date="2024-01-24", base="USD", quote="EUR", rate="0.90")
    report = january(alice)
    assert report["unconverted"] == []
    assert report["expense"] == "130.25"
    assert rows(report)[household["groceries"]]["amount"] == "48.00"


def test_another_home_currency_re_values_the_whole_month(alice, household):
    alice.add("rates/", date="2024-01-24", base="USD", quote="EUR", rate="0.50")
    made(alice.patch("book/", {"home_currency": "USD"}))
    report = january(alice)
    assert report["currency"] == "USD"
    assert report["expense"] == "44.50"
    assert {apart["currency"] for apart in report["unconverted"]} == {"EUR"}


def test_each_figure_leads_to_the_transactions_that_make_it_up(alice, household):
    report = january(alice)
    assert report["categories"]
    for row in report["categories"]:
        listed = made(alice.get(row["transactions"] + "&expand=postings&limit=200"))["results"]
        kinds = {"income": 1, "expense": -1}
        total = sum(
            kinds[row["type"]] * Decimal(posting["amount"])
            for item in listed
            for posting in item["postings"]
            if posting["category"] == row["category"]
            and posting["kind"] == row["type"]
            and posting["converted"]
        )
        assert total == Decimal(row["amount"]), row


def test_an_empty_month_has_zeros_and_no_shares(alice):
    report = made(alice.get("reports/monthly/?year=2031&month=7"))
    assert (report["income"], report["expense"], report["balance"]) == ("0.00", "0.00", "0.00")
    assert report["categories"] == []


def test_missing_and_wrong_parameters_are_named_all_at_once(alice):
    assert faults(alice.get("reports/monthly/")) == {("?year", "required"), ("?month", "required")}
    wrong = alice.get("reports/monthly/?year=abc&month=13&moth=1")
    assert faults(wrong) == {
        ("?year", "invalid"),
        ("?month", "max_value"),
        ("?moth", "unknown_parameter"),
    }


def test_the_first_and_the_last_month_of_the_tracker_can_be_asked_for(alice):
    made(alice.get("reports/monthly/?year=1900&month=1"))
    made(alice.get("reports/monthly/?year=2200&month=12"))


def test_the_number_of_queries_does_not_grow_with_postings(
    alice, household, django_assert_num_queries
):
    with django_assert_num_queries(8):
        january(alice)
    items = [
        {"type": "expense", "amount": "1.00", "date": f"2024-01-{day:02d}"} for day in range(1, 29)
    ]
    made(alice.post("transactions/bulk/", {"create": items}))
    with django_assert_num_queries(8):
        january(alice)


def test_bob_sees_nothing_of_alice(bob, household):
    assert january(bob)["expense"] == "0.00"


def test_an_unchanged_month_is_not_sent_again(alice, household):
    first = alice.get("reports/monthly/?year=2024&month=1")
    again = alice.get("reports/monthly/?year=2024&month=1", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
