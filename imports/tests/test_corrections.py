"""Faulty cells that people correct: the row gets its verdict, keeps it, and is known again."""

import pytest

from imports.models import Decision, Import
from imports.tests.correcting import AMOUNT, DATE, FILE, RIGHT, correct, recorded
from imports.tests.sending import committed, planned, rows_of, stored, table, worked
from readers.tests.xlsx_files import zipped
from tests.cast import faults, joined, made, signed_up

pytestmark = pytest.mark.django_db


def refused(caller, row_id, *decisions):
    return faults(caller.patch(f"imports/{row_id}/rows/", list(decisions)))


def test_a_faulty_row_names_the_cell_the_column_and_the_text(alice, faulty):
    rows = rows_of(alice, faulty, "faulty")
    assert [(row["payee"], row["cells"][0]["field"]) for row in rows] == [
        ("Market", "date"),
        ("Kiosk", "amount"),
    ]
    assert rows[0]["cells"] == [
        {
            "field": "date",
            "column": "Date",
            "text": DATE,
            "value": None,
            "code": "no_date",
            "detail": rows[0]["reasons"][0],
        }
    ]


def test_a_corrected_row_gets_its_verdict_like_any_other(alice, cash, faulty):
    entered = alice.transaction(account=cash, amount="42.00", date="2024-01-15", payee="Market")
    shown = correct(alice, faulty, *RIGHT)
    assert shown["rows"] == {"new": 2, "known": 0, "probable": 1, "deleted": 0, "faulty": 0}
    _, market, kiosk = rows_of(alice, faulty)
    assert (market["verdict"], market["match"], market["date"]) == (
        "probable",
        entered["id"],
        "2024-01-15",
    )
    assert (kiosk["verdict"], kiosk["amount"], kiosk["payee"]) == ("new", "-3.40", "Kiosk")
    assert [(cell["text"], cell["value"], cell["code"]) for cell in kiosk["cells"]] == [
        (AMOUNT, "-3.40", None)
    ]


def test_a_row_with_two_faulty_cells_waits_for_both(alice, cash):
    row_id = planned(
        alice, table((DATE, AMOUNT, "Kiosk"), ("2024-01-09", "-1", "x")), account=cash
    )["id"]
    (row,) = rows_of(alice, row_id, "faulty")
    assert [cell["field"] for cell in row["cells"]] == ["date", "amount"]
    assert len(row["reasons"]) == 2
    assert correct(alice, row_id, (1, {"date": "2024-01-08"}))["rows"]["faulty"] == 1
    (row,) = rows_of(alice, row_id, "faulty")
    assert [(cell["value"], cell["code"]) for cell in row["cells"]] == [
        (None, "no_amount"),
        ("2024-01-08", None),
    ]
    assert correct(alice, row_id, (1, {"amount": "-3.40"}))["rows"]["new"] == 2


def test_a_corrected_row_gets_a_suggested_category(alice, cash, faulty):
    food = alice.category(name="Food")["id"]
    for day in ("2023-12-01", "2023-12-08", "2023-12-15"):
        alice.transaction(account=cash, amount="9", date=day, payee="Market", category=food)
    correct(alice, faulty, *RIGHT)
    market = rows_of(alice, faulty)[1]
    assert market["category"]["id"] == food


def test_a_value_that_stays_wrong_is_kept_beside_its_fault(alice, faulty):
    correct(alice, faulty, (2, {"date": "2093-01-15"}))
    (market, _) = rows_of(alice, faulty, "faulty")
    (cell,) = market["cells"]
    assert (cell["value"], cell["code"], cell["text"]) == ("2093-01-15", "future_date", DATE)
    assert market["code"] == "future_date"


def test_a_currency_is_corrected(alice, cash):
    text = table(
        ("2024-01-05", "-1.00", "Cafe", "EUR"),
        ("2024-01-06", "-2.00", "Bar", "XQZ"),
        ("2024-01-07", "-3.00", "Inn", "USD"),
        heading="Date,Amount,Payee,Currency",
    )
    row_id = planned(alice, text, account=cash)["id"]
    codes = [row["cells"][0]["code"] for row in rows_of(alice, row_id, "faulty")]
    assert codes == ["unknown_currency", "currency_differs"]
    euro = {"currency": "EUR"}
    assert correct(alice, row_id, (2, euro), (3, euro))["rows"]["new"] == 3


def test_a_corrected_amount_makes_running_balances_hold(alice, cash):
    text = table(
        ("2024-01-05", "-1.00", "Cafe", "99.00"),
        ("2024-01-06", AMOUNT, "Kiosk", "95.60"),
        ("2024-01-07", "-5.60", "Bar", "90.00"),
        ("2024-01-08", "-1.00", "Bar", "89.00"),
        ("2024-01-09", "-2.00", "Bar", "87.00"),
        heading="Date,Amount,Payee,Balance",
    )
    shown = planned(alice, text, account=cash)
    assert shown["balances"]["hold"] is False
    assert correct(alice, shown["id"], (2, {"amount": "-3.40"}))["balances"]["hold"] is True


def test_a_new_plan_keeps_corrections(alice, cash, corrected):
    alice.transaction(account=cash, amount="1", date="2024-02-01")
    assert made(alice.get(f"imports/{corrected}/"))["outdated"]
    made(alice.post(f"imports/{corrected}/plan/"), 202)
    assert worked(alice, corrected)["rows"]["new"] == 3
    assert recorded(alice, corrected)["recorded"] == 3


def test_other_decisions_stay_with_their_rows(alice, cash, faulty):
    made(alice.patch(f"imports/{faulty}/rows/", [{"row": 3, "payee": "Newsagent"}]))
    correct(alice, faulty, *RIGHT)
    assert rows_of(alice, faulty)[2]["payee"] == "Newsagent"
    recorded(alice, faulty)
    assert stored(alice)[1] == ("2024-01-09", "-3.40", "Newsagent")


@pytest.mark.parametrize("back", [None, {"date": None}])
def test_a_correction_is_taken_back(alice, corrected, back):
    shown = correct(alice, corrected, (2, back))
    assert (shown["rows"]["faulty"], shown["rows"]["new"]) == (1, 2)
    (market,) = rows_of(alice, corrected, "faulty")
    assert market["cells"][0]["value"] is None
    assert correct(alice, corrected, (2, {"date": "2024-01-15"}))["rows"]["new"] == 3


def test_a_correction_goes_where_the_line_is_read_in_other_columns(alice, cash):
    text = table(
        ("2024-01-05", "-1.00", "Cafe", "-1.10"),
        ("2024-01-06", AMOUNT, "Kiosk", "-3.70"),
        heading="Date,Amount,Payee,Total",
    )
    row_id = planned(alice, text, account=cash)["id"]
    correct(alice, row_id, (2, {"amount": "-3.40"}))
    columns = {"date": [1], "amount": [4], "payee": [3]}
    made(alice.patch(f"imports/{row_id}/", {"options": {"columns": columns}}), 202)
    worked(alice, row_id)
    assert [row["amount"] for row in rows_of(alice, row_id)] == ["-1.10", "-3.70"]
    assert not Decision.objects.exists()


def test_a_correction_stays_with_its_line_where_rows_get_other_numbers(alice, cash, corrected):
    columns = {"date": [1], "amount": [2], "payee": [3]}
    made(alice.patch(f"imports/{corrected}/", {"options": {"header": 2, "columns": columns}}), 202)
    worked(alice, corrected)
    assert [row["amount"] for row in rows_of(alice, corrected)] == ["-42.00", "-3.40"]
    assert sorted(Decision.objects.values_list("row", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"date": "15.01.2024"}, "/0/corrections/date", "invalid"),
        ({"date": "0001-01-01"}, "/0/corrections/date", "out_of_range"),
        ({"amount": "-3.40"}, "/0/corrections/amount", "not_faulty"),
        ({"payee": "Shop"}, "/0/corrections/payee", "not_faulty"),
        ({"day": "2024-01-15"}, "/0/corrections/day", "unknown_field"),
    ],
)
def test_a_refused_value_changes_nothing(alice, faulty, values, pointer, code):
    right = {"row": 3, "corrections": {"amount": "-3.40"}}
    found = refused(alice, faulty, {"row": 2, "corrections": values}, right)
    assert found == {(pointer, code)}
    assert not Decision.objects.exists()
    assert Import.objects.get().state == "planned"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0", "zero"),
        ("-3.401", "too_many_decimals"),
        ("x", "not_a_number"),
        ("9" * 18, "too_large"),
    ],
)
def test_an_amount_has_to_be_one_of_its_currency(alice, faulty, amount, code):
    found = refused(alice, faulty, {"row": 3, "corrections": {"amount": amount}})
    assert found == {("/0/corrections/amount", code)}


def test_a_row_that_is_right_has_nothing_to_correct(alice, faulty):
    found = refused(alice, faulty, {"row": 1, "corrections": {"amount": "-3.40"}})
    assert found == {("/0/corrections/amount", "not_faulty")}


@pytest.mark.parametrize(
    ("line", "field", "code", "value"),
    [
        ("2093-01-05,1.00,,Bar", "date", "future_date", "2024-01-05"),
        ("2024-01-05,1.00,2.00,Bar", "amount", "two_amounts", "-1.00"),
        ("2024-01-05,,,Bar", "amount", "no_amount", "-1.00"),
        (",1.00,,Bar", "date", "no_date", "2024-01-05"),
        (f"2024-01-05,1.00,,{'x' * 33_000}", "payee", "text_too_long", "Bar"),
    ],
)
def test_each_fault_of_a_cell_is_corrected(alice, cash, line, field, code, value):
    text = f"Date,Debit,Credit,Payee\n2024-01-04,3.00,,Cafe\n{line}\n2024-01-06,,9.00,Inn\n"
    row_id = planned(alice, text, account=cash)["id"]
    (row,) = rows_of(alice, row_id, "faulty")
    assert [(cell["field"], cell["code"]) for cell in row["cells"]] == [(field, code)]
    assert correct(alice, row_id, (2, {field: value}))["rows"]["new"] == 3
    row = rows_of(alice, row_id)[1]
    assert (row["date"], row["amount"], row["payee"]) == ("2024-01-05", "-1.00", "Bar")


def test_an_amount_whose_direction_nothing_shows_is_corrected(alice, cash):
    text = (
        "Date,Amount,Payee,Balance\n2024-01-04,3.00,Cafe,97.00\n2024-01-05,2.00,Bar,95.00\n"
        "2024-01-06,5.00,Refund,100.00\n2024-01-07,1.00,Inn,99.00\n"
    )
    row_id = planned(alice, text, account=cash)["id"]
    (row,) = rows_of(alice, row_id, "faulty")
    assert [(cell["text"], cell["code"]) for cell in row["cells"]] == [("3.00", "no_sign")]
    assert correct(alice, row_id, (1, {"amount": "-3.00"}))["balances"]["hold"] is True


def test_in_an_archive_a_correction_is_of_the_line_of_its_file(alice, cash):
    other = FILE.replace("Cafe", "Bar").replace("Market", "Hall")
    both = zipped({"one.csv": FILE, "two.csv": other})
    row_id = planned(alice, both, "both.zip", account=cash)["id"]
    shown = correct(alice, row_id, (5, {"date": "2024-01-16"}))
    assert shown["rows"]["faulty"] == 3
    assert [(row["file"], row["payee"]) for row in rows_of(alice, row_id, "new")] == [
        ("one.csv", "Cafe"),
        ("two.csv", "Bar"),
        ("two.csv", "Hall"),
    ]


def test_an_amount_that_the_file_cuts_off_is_corrected(alice, cash):
    text = "Date,Payee,Amount\n2024-01-04,Cafe,-12.34\n2024-01-05,Inn,-11.50\n2024-01-06,Bar,-7.1"
    row_id = planned(alice, text, account=cash)["id"]
    (row,) = rows_of(alice, row_id, "faulty")
    assert [cell["code"] for cell in row["cells"]] == ["cut"]
    assert correct(alice, row_id, (3, {"amount": "-7.12"}))["rows"]["new"] == 3


def test_a_void_line_stays_faulty_whatever_is_stated(alice, cash):
    text = table(
        ("2024-01-05", "-1.00", "Cafe", "Completed"),
        ("2024-01-06", AMOUNT, "Kiosk", "Declined"),
        ("2024-01-07", "-1.00", "Bar", "Completed"),
        heading="Date,Amount,Payee,Status",
    )
    row_id = planned(alice, text, account=cash)["id"]
    correct(alice, row_id, (2, {"amount": "-3.40"}))
    rows = rows_of(alice, row_id)
    assert [row["code"] for row in rows] == [None, "not_one_row", None]


def test_a_line_with_other_cells_cannot_be_corrected(alice, cash):
    text = (
        table(("2024-01-05", "-1.00", "Cafe"), ("2024-01-06", "-1.00", "Bar"))
        + "2024-01-07,-1,000.00,Inn\n"
    )
    row_id = planned(alice, text, account=cash)["id"]
    (row,) = rows_of(alice, row_id, "faulty")
    assert (row["code"], row["cells"]) == ("wrong_width", [])


def test_an_editor_corrects_and_a_viewer_and_a_stranger_do_not(alice, bob, faulty):
    body = [{"row": 3, "corrections": {"amount": "-3.40"}}]
    viewer = joined(signed_up("viewer"), alice.book, "viewer")
    assert viewer.patch(f"imports/{faulty}/rows/", body).status_code == 403
    assert bob.patch(f"imports/{faulty}/rows/", body).status_code == 404
    assert rows_of(viewer, faulty, "faulty")[1]["cells"]
    editor = joined(signed_up("editor"), alice.book, "editor")
    made(editor.patch(f"imports/{faulty}/rows/", body))


def test_a_row_without_a_plan_is_not_corrected(alice, faulty):
    correct(alice, faulty, RIGHT[0], worker=False)
    body = [{"row": 3, "corrections": {"amount": "-3.40"}}]
    assert alice.patch(f"imports/{faulty}/rows/", body).status_code in {400, 409}
    assert worked(alice, faulty)["rows"]["faulty"] == 1


def test_a_file_that_is_committed_at_once_keeps_its_faulty_rows_out(alice, cash):
    shown = committed(alice, FILE, account=cash)
    assert (shown["recorded"], shown["rows"]["faulty"]) == (1, 2)
