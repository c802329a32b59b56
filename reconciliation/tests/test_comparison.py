"""A stated balance beside the book: the gap, and the sums that explain a difference by date."""

from tests.cast import made


def test_a_gap_counts_what_is_settled_and_the_dates_what_is_dated(ledger):
    ledger.closed("2024-02-29", "500.00")
    rows = [
        ledger.posting("2024-03-03", "-40.00"),
        ledger.posting("2024-03-20", "-30.00"),
        ledger.posting("2024-04-01", "-10.00"),
    ]
    ledger.posting("2024-03-31", "-25.00")
    statement = ledger.statement("2024-03-31", "420.00")
    found = ledger.settle(statement, *rows)
    assert found["gap"] == "0.00"
    assert found["before"] == "500.00"
    assert (found["settled"], found["settled_postings"]) == ("-80.00", 3)
    assert found["book_balance"] == "405.00"
    assert found["difference"] == "15.00"
    assert (found["settled_later"], found["unsettled"]) == ("-10.00", "-25.00")
    assert made(ledger.act(statement, "close"))["statement"]["closed"] is True
    assert ledger.state() == {
        "account": ledger.account,
        "statement": statement["id"],
        "date": "2024-03-31",
        "gaps": "0.00",
        "unsettled_postings": 1,
        "open": None,
        "open_gap": "0.00",
    }


def test_the_sums_of_a_comparison_are_those_of_the_lists_behind_them(ledger):
    rows = [ledger.posting("2024-01-30", "-40.00"), ledger.posting("2024-02-02", "-10.00")]
    ledger.posting("2024-01-31", "-25.00")
    ledger.posting("2024-02-01", "-5.00")
    ledger.posting("2024-01-31", "-99.00", account=ledger.caller.account()["id"])
    statement = ledger.statement("2024-01-31", "450.00")
    found = ledger.settle(statement, *rows)

    def net(query):
        (in_euros,) = made(ledger.caller.get(f"transactions/summary/?{query}"))["sums"]
        return in_euros["net"]

    mine = f"statement={statement['id']}"
    assert net(mine) == found["settled"] == "-50.00"
    assert net(f"{mine}&start_date=2024-02-01") == found["settled_later"] == "-10.00"
    rest = f"account={ledger.account}&settled=false&end_date=2024-01-31"
    assert net(rest) == found["unsettled"] == "-25.00"
    everything = made(ledger.caller.get("transactions/"))["results"]
    for settled in ("true", "false"):
        listed = made(ledger.caller.get(f"transactions/?settled={settled}"))["results"]
        assert listed == [row for row in everything if f"{row['settled']}".lower() == settled]


def test_a_difference_is_the_sum_of_its_terms(ledger):
    first = ledger.closed("2024-02-29", "500.00")
    late = ledger.posting("2024-04-01", "-10.00")
    ledger.posting("2024-03-31", "-25.00")
    statement = ledger.statement("2024-03-31", "420.00")
    ledger.settle(statement, late)
    assert ledger.comparison(statement)["terms"] is None
    terms = ledger.comparison(statement, "?expand=terms")["terms"]
    said = {name: [(one["of"], one["amount"]) for one in of] for name, of in terms.items()}
    assert said == {
        "gap": [("balance", "420.00"), ("before", "-500.00"), ("settled", "10.00")],
        "book_balance": [("opening_balance", "500.00"), ("moved", "-25.00")],
        "difference": [
            ("gap", "-70.00"), ("earlier_gaps", "0.00"), ("settled_later", "-10.00"),
            ("unsettled", "25.00"),
        ],
    }  # fmt: skip
    assert terms["gap"][1]["statement"] == first["id"]
    (later,) = terms["difference"][2]["terms"]
    assert (later["statement"], later["amount"]) == (statement["id"], "-10.00")
    assert later["transactions"].endswith(f"?statement={statement['id']}&start_date=2024-04-01")


def test_what_a_later_statement_has_settled_is_in_no_list(ledger):
    posting = ledger.posting("2024-01-30", "-25.00")
    first = ledger.closed("2024-01-31", "500.00")
    ledger.settle(ledger.statement("2024-02-29", "475.00"), posting)
    unsettled = ledger.comparison(first, "?expand=terms")["terms"]["difference"][3]
    assert (unsettled["amount"], unsettled["transactions"]) == ("25.00", None)


def test_the_first_statement_follows_the_opening_balance(ledger):
    posting = ledger.posting("2024-01-15", "-20.00")
    statement = ledger.statement("2024-01-31", "480.00")
    assert ledger.comparison(statement)["gap"] == "-20.00"
    assert ledger.settle(statement, posting)["gap"] == "0.00"


def test_an_assertion_is_compared_by_date_alone(ledger):
    ledger.posting("2024-05-03", "-26.60")
    ledger.posting("2024-05-04", "-1.00")
    counted = ledger.statement("2024-05-03", "473.40", type="assertion")
    found = ledger.comparison(counted)
    assert (found["gap"], found["difference"]) == ("0.00", "0.00")
    ledger.posting("2024-05-03", "-0.01")
    found = ledger.comparison(counted)
    assert (found["gap"], found["difference"]) == ("0.01", "0.01")


def test_what_another_opening_balance_does_to_a_closed_statement_shows(ledger):
    ledger.closed("2024-01-31", "500.00")
    made(ledger.caller.patch(f"accounts/{ledger.account}/", {"opening_balance": "499.00"}))
    assert ledger.state()["gaps"] == "1.00"


def test_a_transfer_is_settled_by_two_banks_on_two_days(ledger):
    savings = ledger.caller.account(opening_date="2024-01-01")["id"]
    row = ledger.caller.transaction(
        type="transfer", amount="100.00", date="2024-01-30", account=ledger.account,
        to_account=savings,
    )  # fmt: skip
    out, into = (one["id"] for one in ledger.postings_of(row["id"]))
    ledger.closed("2024-01-31", "400.00", out)
    row = made(ledger.caller.get(f"transactions/{row['id']}/?expand=postings"))
    assert [one["settled_in"] is None for one in row["postings"]] == [False, True]
    assert row["settled"] is False
    ledger.account = savings
    ledger.closed("2024-02-29", "100.00", into)
    assert made(ledger.caller.get(f"transactions/{row['id']}/"))["settled"] is True


def test_comparisons_and_states_take_a_pinned_number_of_queries(ledger, django_assert_num_queries):
    day = "2024-01-31"
    for month in range(1, 4):
        day = f"2024-0{month}-28"
        ledger.closed(day, "500.00")
    statement = ledger.statement("2024-05-31", "500.00")
    for day in ("2024-05-01", "2024-05-02"):
        ledger.settle(statement, ledger.posting(day, "-10.00"))
    ledger.caller.get("statements/accounts/")
    with django_assert_num_queries(8):
        ledger.comparison(statement)
    with django_assert_num_queries(6):
        ledger.state()
