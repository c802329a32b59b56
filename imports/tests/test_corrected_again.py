"""Rows whose cells were corrected, when their file comes again or the import is undone."""

import json
from datetime import date

import pytest

from archives.tests.conftest import archive_of, restored
from imports.models import Decision, ImportedFingerprint
from imports.tests.correcting import AMOUNT, DATE, FILE, RIGHT, correct, recorded
from imports.tests.sending import planned, rows_of, stored, table, worked
from readers.tests.xlsx_files import table as workbook
from tests.cast import made, signed_up

pytestmark = pytest.mark.django_db


def test_the_same_file_again_is_known_and_so_is_the_right_one(alice, cash, corrected):
    recorded(alice, corrected)
    again = planned(alice, FILE, account=cash)
    assert again["rows"] == {"new": 0, "known": 3, "probable": 0, "deleted": 0, "faulty": 0}
    assert [row["match"] for row in rows_of(alice, again["id"])] == [
        row["match"] for row in rows_of(alice, planned(alice, FILE, account=cash)["id"])
    ]
    right = FILE.replace(DATE, "2024-01-15").replace(AMOUNT, "-3.40")
    assert planned(alice, right, account=cash)["rows"]["known"] == 3
    assert recorded(alice, again["id"])["recorded"] == 0
    assert len(stored(alice)) == 3


def test_a_file_of_faulty_lines_alone_is_known_again(alice, cash):
    text = table((DATE, "-42.00", "Market"), ("2024-01-0X", "-42.00", "Market"))
    text = table(("2024-01-05", "-1.00", "Cafe")) + text.partition("\n")[2]
    row_id = planned(alice, text, account=cash)["id"]
    correct(alice, row_id, (2, {"date": "2024-01-15"}), (3, {"date": "2024-01-16"}))
    recorded(alice, row_id)
    assert planned(alice, text, account=cash)["rows"]["known"] == 3


def test_equal_faulty_lines_are_counted(alice, cash):
    once = table(("2024-01-05", "-1.00", "Cafe"), (DATE, "-42.00", "Market"))
    twice = once + f"{DATE},-42.00,Market\n"
    row_id = planned(alice, once, account=cash)["id"]
    correct(alice, row_id, (2, {"date": "2024-01-15"}))
    recorded(alice, row_id)
    shown = planned(alice, twice, account=cash)
    assert (shown["rows"]["known"], shown["rows"]["faulty"]) == (2, 1)


def test_a_line_without_a_date_that_comes_each_month_is_not_known(alice, cash):
    monthly = "n/a,-9.99,Films\n"
    january = table(("2024-01-05", "-1.00", "Cafe")) + monthly
    row_id = planned(alice, january, account=cash)["id"]
    correct(alice, row_id, (2, {"date": "2024-01-03"}))
    recorded(alice, row_id)
    february = planned(alice, table(("2024-02-05", "-2.00", "Cafe")) + monthly, account=cash)
    assert (february["rows"]["new"], february["rows"]["faulty"]) == (1, 1)
    shown = correct(alice, february["id"], (2, {"date": "2024-02-03"}))
    assert shown["rows"]["new"] == 2
    assert recorded(alice, february["id"])["recorded"] == 2
    both = table(("2024-01-05", "-1.00", "Cafe"), ("2024-02-05", "-2.00", "Cafe"))
    assert planned(alice, both + monthly + monthly, account=cash)["rows"]["known"] == 4
    assert planned(alice, january, account=cash)["rows"]["known"] == 2


def test_a_line_with_its_date_is_known_without_other_rows(alice, cash, corrected):
    recorded(alice, corrected)
    text = table(("2024-03-01", "-8.00", "Bar"), ("2024-01-09", AMOUNT, "Kiosk"))
    assert planned(alice, text, account=cash)["rows"]["known"] == 1


def test_a_line_that_is_corrected_after_the_right_file_is_known_from_then_on(alice, cash, faulty):
    right = planned(alice, FILE.replace(DATE, "2024-01-15"), account=cash)["id"]
    recorded(alice, right)
    made(alice.post(f"imports/{faulty}/plan/"), 202)
    worked(alice, faulty)
    assert correct(alice, faulty, RIGHT[0])["rows"]["known"] == 2
    recorded(alice, faulty)
    assert planned(alice, FILE, account=cash)["rows"]["known"] == 2


def test_the_line_is_not_known_on_another_account(alice, cash, corrected):
    recorded(alice, corrected)
    other = alice.account(name="Joint")["id"]
    shown = planned(alice, FILE, account=other)
    assert (shown["rows"]["known"], shown["rows"]["faulty"]) == (0, 2)


def test_undone_it_counts_as_never_seen(alice, cash, corrected):
    change = recorded(alice, corrected)["change"]
    made(alice.post(f"history/{change}/undo/"))
    assert planned(alice, FILE, account=cash)["rows"]["faulty"] == 2


def test_a_deleted_one_comes_back_only_by_decision(alice, cash, corrected):
    recorded(alice, corrected)
    market = next(
        row for row in made(alice.get("transactions/"))["results"] if row["payee"] == "Market"
    )
    alice.delete(f"transactions/{market['id']}/")
    row_id = planned(alice, FILE, account=cash)["id"]
    shown = correct(alice, row_id, (2, {"date": "2024-01-15"}))
    assert (shown["rows"]["deleted"], shown["rows"]["known"]) == (1, 2)


def test_a_restored_archive_knows_the_faulty_lines(alice, cash, corrected):
    recorded(alice, corrected)
    assert ImportedFingerprint.objects.filter(key__startswith="l").count() == 2
    stranger = signed_up("other")
    other = stranger.at(restored(archive_of(alice.book.pk), stranger.user).book)
    account = made(other.get("accounts/"))["results"][0]["id"]
    assert planned(other, FILE, account=account)["rows"]["known"] == 3


def test_a_workbook_is_corrected_and_known_again(alice, cash):
    book = workbook(
        [(date(2024, 1, 4), "Cafe", -3.0), ("soon", "Bar", -2.5), (date(2024, 1, 6), "Inn", -1)]
    )
    row_id = planned(alice, book, "book.xlsx", account=cash)["id"]
    shown = correct(alice, row_id, (2, {"date": "2024-01-05"}))
    assert shown["rows"]["new"] == 3
    recorded(alice, row_id)
    assert planned(alice, book, "book.xlsx", account=cash)["rows"]["known"] == 3


def test_a_committed_import_still_shows_what_was_corrected(alice, corrected):
    recorded(alice, corrected)
    assert rows_of(alice, corrected)[2]["cells"][0]["value"] == "-3.40"
    found = alice.patch(f"imports/{corrected}/rows/", [{"row": 3, "corrections": None}])
    assert found.status_code == 409
    kept = Decision.objects.filter(row=3).values_list("content", flat=True)
    assert [json.loads(text)["corrections"]["cells"] for text in kept] == [
        {"amount": [AMOUNT, "-3.40"]}
    ]
