"""Nothing twice and nothing lost: which rows of a file the book has already."""

import io
from collections import Counter
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.tests.sending import committed, planned, rows_of, stored, table, worked
from tests.cast import made, signed_up, undone

DAYS = [f"2024-01-{day:02}" for day in (1, 2, 3, 4, 30)]
rows = st.lists(
    st.tuples(
        st.sampled_from(DAYS),
        st.sampled_from(["-3.40", "-3.50", "12.00"]),
        st.sampled_from(["Cafe", "Kiosk", "cafe"]),
    ),
    min_size=1,
    max_size=8,
)


def ofx(*rows):
    """An OFX statement of rows such as ("20240105", "-3.40", "Bakery", "id 1")."""
    return ofx_of(statement(*rows))


def ofx_of(*statements):
    head = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1>"
    return f"{head}{''.join(statements)}</BANKMSGSRSV1></OFX>"


def statement(*rows, balance=""):
    entries = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day}<TRNAMT>{amount}<FITID>{fitid}<NAME>{name}</STMTTRN>"
        for day, amount, name, fitid in rows
    )
    return (
        "<STMTTRNRS><STMTRS>"
        "<CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>99<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST>{entries}</BANKTRANLIST>{balance}</STMTRS></STMTTRNRS>"
    )


def counted(text_rows):
    return Counter((day, amount, payee.lower()) for day, amount, payee in text_rows)


@pytest.mark.django_db
@given(rows)
@settings(max_examples=8)
def test_n_equal_rows_in_gives_n_rows_stored_and_again_none(some):
    with undone():
        alice = signed_up("alice")
        account = made(alice.get("accounts/"))["results"][0]["id"]
        assert committed(alice, table(*some), account=account)["recorded"] == len(some)
        for _ in range(2):
            assert committed(alice, table(*some), account=account)["recorded"] == 0
        assert counted(stored(alice)) == counted(some)


@pytest.mark.django_db
@given(st.data())
@settings(max_examples=8)
def test_overlapping_files_in_any_order_give_the_union(data):
    whole = sorted(data.draw(rows))
    # Statements of a bank are whole days: what two of them share, both have in full.
    files = [
        [row for row in whole if row[0] in days]
        for days in data.draw(
            st.lists(st.sets(st.sampled_from(DAYS), min_size=1), min_size=1, max_size=3)
        )
    ]
    with undone():
        alice = signed_up("alice")
        account = made(alice.get("accounts/"))["results"][0]["id"]
        for some in files:
            if some:
                committed(alice, table(*some), account=account)
        days = {row[0] for some in files for row in some}
        assert counted(stored(alice)) == counted(row for row in whole if row[0] in days)


def test_of_three_equal_rows_of_which_two_are_there_one_is_new(alice, cash):
    coffee = ("2024-01-05", "-3.40", "Cafe")
    committed(alice, table(coffee, coffee), account=cash)
    shown = planned(alice, table(coffee, coffee, coffee), account=cash)
    assert (shown["rows"]["known"], shown["rows"]["new"]) == (2, 1)


def test_a_row_is_known_whatever_was_made_of_its_transaction(alice, cash):
    committed(alice, table(("2024-01-05", "-3.40", "Cafe")), account=cash)
    (row,) = made(alice.get("transactions/"))["results"]
    change = {"payee": "The cafe", "date": "2024-02-20", "amount": "9.99"}
    made(alice.patch(f"transactions/{row['id']}/", change))
    shown = planned(alice, table(("2024-01-05", "-3.40", "Cafe")), account=cash)
    (known,) = rows_of(alice, shown["id"])
    assert (known["verdict"], known["match"], known["score"]) == ("known", row["id"], 100)
    assert known["reasons"] == ["A file had the same row before."]


def test_what_was_deleted_on_purpose_is_not_brought_back_unasked(alice, cash):
    text = table(("2024-01-05", "-3.40", "Cafe"), ("2024-01-06", "-3.40", "Cafe"))
    committed(alice, text, account=cash)
    row_id = made(alice.get("transactions/"))["results"][0]["id"]
    alice.delete(f"transactions/{row_id}/")
    again = committed(alice, text, account=cash)
    assert (again["recorded"], again["rows"]["deleted"], again["rows"]["known"]) == (0, 1, 1)


def test_what_was_deleted_is_brought_back_where_that_is_asked_for(alice, cash):
    text = table(("2024-01-05", "-3.40", "Cafe"))
    committed(alice, text, account=cash)
    alice.delete(f"transactions/{made(alice.get('transactions/'))['results'][0]['id']}/")
    assert committed(alice, text, account=cash, deleted="add")["recorded"] == 1
    assert committed(alice, text, account=cash, deleted="add")["recorded"] == 0


def test_what_came_back_from_the_trash_is_known_again(alice, cash):
    text = table(("2024-01-05", "-3.40", "Cafe"))
    committed(alice, text, account=cash)
    alice.delete(f"transactions/{made(alice.get('transactions/'))['results'][0]['id']}/")
    gone = made(alice.get("trash/"))["results"][0]["id"]
    made(alice.post(f"trash/{gone}/restore/"))
    assert planned(alice, text, account=cash)["rows"]["known"] == 1


def test_what_somebody_entered_by_hand_is_probably_there(alice, cash):
    mine = alice.transaction(account=cash, amount="3.40", date="2024-01-04", payee="Cafe Central")
    shown = planned(alice, table(("2024-01-05", "-3.40", "CAFE CENTRAL 0042")), account=cash)
    (row,) = rows_of(alice, shown["id"])
    assert (row["verdict"], row["action"], row["match"]) == ("probable", "skip", mine["id"])
    assert row["reasons"] == ['The same amount, 1 day apart; both say "central cafe".']
    assert 80 <= row["score"] < 100


def test_a_probable_row_that_is_said_to_match_is_known_from_then_on(alice, cash):
    alice.transaction(account=cash, amount="3.40", date="2024-01-04", payee="Cafe")
    text = table(("2024-01-05", "-3.40", "CAFE 0042"))
    shown = planned(alice, text, account=cash)
    alice.patch(f"imports/{shown['id']}/rows/", [{"row": 1, "action": "match"}], format="json")
    alice.post(f"imports/{shown['id']}/commit/")
    assert worked(alice, shown["id"])["recorded"] == 0
    assert planned(alice, text, account=cash)["rows"]["known"] == 1


def test_a_row_can_be_said_to_be_a_transaction_that_does_not_look_like_it(alice, cash):
    mine = alice.transaction(account=cash, amount="99.00", date="2023-12-01")["id"]
    text = table(("2024-01-05", "-3.40", "CAFE 0042"))
    shown = planned(alice, text, account=cash)
    made(alice.patch(f"imports/{shown['id']}/rows/", [{"row": 1, "match": mine}], format="json"))
    (row,) = rows_of(alice, shown["id"])
    assert (row["action"], row["match"]) == ("match", mine)
    alice.post(f"imports/{shown['id']}/commit/")
    assert worked(alice, shown["id"])["recorded"] == 0
    assert rows_of(alice, planned(alice, text, account=cash)["id"])[0]["match"] == mine


def test_a_wrong_match_is_undone(alice, cash):
    mine = alice.transaction(account=cash, amount="3.40", date="2024-01-04")["id"]
    text = table(("2024-01-05", "-3.40", "CAFE 0042"))
    shown = planned(alice, text, account=cash)
    made(alice.patch(f"imports/{shown['id']}/rows/", [{"row": 1, "match": mine}], format="json"))
    alice.post(f"imports/{shown['id']}/commit/")
    change = worked(alice, shown["id"])["change"]
    made(alice.post(f"history/{change}/undo/"))
    assert planned(alice, text, account=cash)["rows"]["probable"] == 1


def test_a_probable_row_is_added_where_that_is_asked_for(alice, cash):
    alice.transaction(account=cash, amount="3.40", date="2024-01-04")
    text = table(("2024-01-05", "-3.40", "Cafe"))
    assert committed(alice, text, account=cash)["recorded"] == 0
    assert committed(alice, text, account=cash, probable="add")["recorded"] == 1


def test_one_transaction_by_hand_is_probably_one_row_and_no_more(alice, cash):
    alice.transaction(account=cash, amount="3.40", date="2024-01-05")
    text = table(("2024-01-05", "-3.40", "Cafe"), ("2024-01-05", "-3.40", "Cafe"))
    shown = planned(alice, text, account=cash)
    assert (shown["rows"]["probable"], shown["rows"]["new"]) == (1, 1)


def test_what_is_probable_but_doubtful_is_shown_and_added(alice, cash):
    alice.transaction(account=cash, amount="3.40", date="2024-01-01", payee="Kiosk")
    text = table(("2024-01-05", "-3.40", "Cafe"))
    shown = planned(alice, text, account=cash)
    (row,) = rows_of(alice, shown["id"])
    assert (row["verdict"], row["action"]) == ("probable", "add")
    assert committed(alice, text, account=cash, probable="skip")["recorded"] == 0
    assert committed(alice, text, account=cash)["recorded"] == 1


def test_a_coffee_a_day_is_not_lost_where_one_file_ends_and_another_format_begins(alice, cash):
    committed(alice, table(("2024-01-31", "-3.40", "Cafe")), account=cash)
    rows = (("20240131", "-3.40", "CAFE 1", "F1"), ("20240201", "-3.40", "CAFE 1", "F2"))
    assert committed(alice, ofx(*rows), account=cash)["recorded"] == 1
    assert len(stored(alice)) == 2


@pytest.mark.parametrize(("day", "verdict"), [("2024-01-09", "probable"), ("2024-01-10", "new")])
def test_what_is_more_than_four_days_apart_is_not_the_same(alice, cash, day, verdict):
    alice.transaction(account=cash, amount="3.40", date="2024-01-05")
    shown = planned(alice, table((day, "-3.40", "Cafe")), account=cash)
    assert shown["rows"][verdict] == 1


def test_other_accounts_and_other_amounts_are_not_the_same(alice, cash):
    other = alice.account(name="Other")["id"]
    alice.transaction(account=other, amount="3.40", date="2024-01-05")
    alice.transaction(account=cash, amount="3.41", date="2024-01-05")
    alice.transaction(account=cash, type="income", amount="3.40", date="2024-01-05")
    assert planned(alice, table(("2024-01-05", "-3.40", "X")), account=cash)["rows"]["new"] == 1


def test_the_same_event_in_a_file_of_another_format_is_probable(alice, cash):
    committed(alice, table(("2024-01-05", "-3.40", "Cafe Central")), account=cash)
    text = ofx(("20240105", "-3.40", "CAFE CENTRAL", "F1"), ("20240106", "-8.00", "Kiosk", "F2"))
    shown = planned(alice, text, account=cash)
    assert [row["verdict"] for row in rows_of(alice, shown["id"])] == ["known", "new"]
    other = ofx(("20240105", "-3.40", "VISA CARD 1", "F3"))
    assert planned(alice, other, account=cash)["rows"]["probable"] == 1


def test_a_row_that_a_bank_has_an_id_for_is_known_though_its_words_change(alice, cash):
    committed(alice, ofx(("20240105", "-3.40", "Cafe", "F1")), account=cash)
    again = ofx(("20240107", "-3.40", "Cafe Central Berlin", "F1"))
    shown = planned(alice, again, account=cash)
    (row,) = rows_of(alice, shown["id"])
    assert (row["verdict"], row["reasons"]) == ("known", ["The bank's id of it is known."])


def test_equal_rows_with_ids_of_their_own_are_two(alice, cash):
    twins = (("20240105", "-3.40", "Cafe", "F1"), ("20240105", "-3.40", "Cafe", "F2"))
    committed(alice, ofx(twins[0]), account=cash)
    # The second comes first in the file: it must not take the place of the one that is there.
    shown = committed(alice, ofx(twins[1], twins[0]), account=cash)
    assert shown["recorded"] == 1
    assert committed(alice, ofx(*twins), account=cash)["recorded"] == 0
    assert len(stored(alice)) == 2


def test_a_bank_that_changes_its_ids_brings_nothing_twice(alice, cash):
    old = (("20240105", "-3.40", "Cafe", "A1"), ("20240106", "-3.40", "Cafe", "A2"))
    new = (("20240105", "-3.40", "Cafe", "B1"), ("20240106", "-3.40", "Cafe", "B2"))
    committed(alice, ofx(*old), account=cash)
    assert committed(alice, ofx(*new), account=cash)["recorded"] == 0
    # From now on they are known under both.
    moved = ofx(("20240108", "-3.40", "Other words", "B1"), ("20240109", "-3.40", "Words", "A2"))
    assert committed(alice, moved, account=cash)["rows"]["known"] == 2


def test_an_id_that_a_bank_uses_again_for_another_event_is_not_the_same(alice, cash):
    committed(alice, ofx(("20240105", "-500.00", "Rent", "1")), account=cash)
    shown = planned(alice, ofx(("20240505", "-500.00", "Rent", "1")), account=cash)
    assert shown["rows"]["new"] == 1
    shown = planned(alice, ofx(("20240105", "-7.00", "Bread", "1")), account=cash)
    assert shown["rows"]["new"] == 1


def test_what_two_statements_of_a_file_have_under_one_id_is_one(alice):
    one, two = ("20240105", "-3.40", "Cafe", "F1"), ("20240105", "-20.00", "Shop", "F2")
    balances = [
        f"<LEDGERBAL><BALAMT>{amount}<DTASOF>20240105</LEDGERBAL>" for amount in ("96.60", "76.60")
    ]
    text = ofx_of(statement(one, balance=balances[0]), statement(one, two, balance=balances[1]))
    done = committed(alice, text)
    assert (done["recorded"], done["accounts"][0]["opening_balance"]) == (2, "100.00")
    assert (done["accounts"][0]["rows"], done["accounts"][0]["total"]) == (2, "-23.40")
    (made_for_it,) = [
        row for row in made(alice.get("accounts/"))["results"] if row["name"] != "Cash"
    ]
    assert made_for_it["balance"] == "76.60"


def test_equal_rows_of_one_statement_are_two_though_the_bank_has_one_id_for_both(alice, cash):
    row = ("20240105", "-3.40", "Cafe", "F1")
    for _ in range(2):
        done = committed(alice, ofx(row, row), account=cash)
    assert (done["recorded"], len(stored(alice))) == (0, 2)
    assert [warning["code"] for warning in done["warnings"]] == ["repeated_ids"]


IDS = "Date,Description,Amount,Transaction ID\n"


def test_an_identifier_of_rows_that_say_different_things_is_none(alice, cash):
    months = [f"2024-{month:02}-05,Films,-9.99,SUB1\n" for month in range(1, 7)]
    done = committed(alice, IDS + "".join(months[:3]), account=cash)
    assert done["recorded"] == 3
    assert [warning["detail"][:6] for warning in done["warnings"]] == ["2 rows"]
    # However the next files overlap.
    for first, last, new in ((0, 4, 1), (2, 5, 1), (4, 6, 1), (0, 6, 0)):
        text = IDS + "".join(months[first:last])
        assert committed(alice, text, account=cash)["recorded"] == new


def test_an_identifier_comes_again_in_the_files_of_one_archive(alice, cash):
    def archived(*tables):
        file = io.BytesIO()
        with ZipFile(file, "w") as packed:
            for number, rows in enumerate(tables):
                packed.writestr(f"{number}.csv", IDS + "".join(rows))
        return file.getvalue()

    one = "2024-01-05,Films,-9.99,SUB1\n"
    moved, later = one.replace("01-05,F", "01-07,New f"), one.replace("01-05", "02-05")
    done = committed(alice, archived([one], [moved], [later]), "all.zip", account=cash)
    assert (done["recorded"], done["rows"]["known"]) == (2, 1)


def test_a_line_that_stands_twice_under_one_identifier_is_one_event(alice, cash):
    line = "2024-01-05,Films,-9.99,F1\n"
    shown = planned(alice, IDS + line + line + line.replace("F1", "F2"), account=cash)
    assert [row["verdict"] for row in rows_of(alice, shown["id"])] == ["new", "known", "new"]
    assert shown["accounts"][0]["total"] == "-19.98"


def test_the_same_event_in_a_table_of_another_program_is_probable(alice, cash):
    committed(alice, table(("2024-01-05", "-3.40", "Cafe Central")), account=cash)
    heading = "Booked,Value,Recipient"
    other = table(("2024-01-05", "-3.40", "CARD 0042 CAFE"), heading=heading)
    options = '{"columns": {"date": "Booked", "amount": "Value", "payee": "Recipient"}}'
    assert committed(alice, other, account=cash, options=options)["recorded"] == 0


def test_a_pending_row_is_probably_what_is_booked_later(alice, cash):
    alice.transaction(
        account=cash, amount="3.40", date="2024-01-05", status="pending", payee="Cafe"
    )
    shown = planned(alice, table(("2024-01-07", "-3.40", "Cafe")), account=cash)
    (row,) = rows_of(alice, shown["id"])
    assert row["verdict"] == "probable"
    assert "it was pending" in row["reasons"][0]


def test_equal_payments_on_days_that_follow_are_not_taken_for_one(alice, cash):
    committed(alice, table(("2024-01-05", "-3.40", "Cafe")), account=cash)
    assert committed(alice, table(("2024-01-06", "-3.40", "Cafe")), account=cash)["recorded"] == 1


def test_an_account_knows_only_what_it_had_itself(alice, cash):
    other = alice.account(name="Other")["id"]
    text = table(("2024-01-05", "-3.40", "Cafe"))
    committed(alice, text, account=cash)
    assert committed(alice, text, account=other)["recorded"] == 1


def test_what_was_matched_in_an_import_that_was_undone_is_probably_there_again(alice, cash):
    alice.transaction(account=cash, amount="3.40", date="2024-01-14")
    text = table(("2024-01-15", "-3.40", "Bakery"), ("2024-03-15", "-9.40", "Bakery"))
    for _ in range(2):
        shown = planned(alice, text, account=cash)
        assert [row["verdict"] for row in rows_of(alice, shown["id"])] == ["probable", "new"]
        decision = [{"row": 1, "action": "match"}]
        made(alice.patch(f"imports/{shown['id']}/rows/", decision, format="json"))
        made(alice.post(f"imports/{shown['id']}/commit/"), 202)
        change = worked(alice, shown["id"])["change"]
        made(alice.post(f"history/{change}/undo/"))
