"""What a small file may come to: text is counted where it is used, in cells, rows, files, pages."""

import json

import pytest

from imports.endpoints.pagination import PAGE_LENGTH_MAX
from imports.models import Import, PlanPart
from imports.plan.summary import PlanSummary
from imports.planning.batching import BATCH_LENGTH
from imports.tests.sending import planned, rows_of, sent, table
from readers.bounds import LABEL_LENGTH_MAX, ROW_LENGTH_MAX, TEXT_LENGTH_MAX
from readers.tests import test_ods as ods
from readers.tests.xlsx_files import by_hand, cell
from tests.cast import made
from transactions.models import NOTES_LENGTH_MAX

NOTE = "Date,Amount,Payee,Notes"


def pointing(cells, length):
    """A workbook whose rows all have the same text, which it holds once."""
    texts = "".join(f"<si><t>{text}</t></si>" for text in ("2024-01-05", "x" * length, "-3.40"))
    line = cell(0, "s") + cell(1, "s") + cell(2, "s")
    return by_hand([line] * cells, strings=texts)


def document(words, *, columns=1, times=1):
    """An OpenDocument spreadsheet of a row that is repeated."""
    repeated = f'<table:table-cell table:number-columns-repeated="{columns}"'
    cells = ods.text(words).replace("<table:table-cell", repeated)
    return ods.packed(ods.content(ods.sheet(ods.row(cells, times=times))))


def problem_of(caller, account, content):
    shown = planned(caller, content, account=account)
    assert (shown["state"], shown["rows"]["new"]) == ("failed", 0)
    return shown["problem"]["code"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pointing(2_000, 900_000), "text_too_long"),
        (pointing(2_000, TEXT_LENGTH_MAX), "expands_too_much"),
        (pointing(40_000, 1_000), "expands_too_much"),
        (by_hand([cell("x" * TEXT_LENGTH_MAX, "str") * 5]), "line_too_long"),
        (document("x" * 40_000), "text_too_long"),
        (document("x" * 3_000, times=10_000), "expands_too_much"),
        (document("x" * 300, columns=1_000), "line_too_long"),
        (table(("2024-01-05", "-1.00", "x" * ROW_LENGTH_MAX)), "line_too_long"),
        (
            table(("2024-01-05", "-1.00", '"' + "x\n" * 59 + "x" * ROW_LENGTH_MAX + '"')),
            "line_too_long",
        ),
        (",".join(["Date,Amount", *["x" * 50] * 900]) + "\n", "too_wide"),
    ],
    ids=range(10),
)
def test_a_file_whose_text_is_out_of_all_proportion_is_refused(alice, cash, content, code):
    assert problem_of(alice, cash, content) == code
    assert not PlanPart.objects.exists()


def test_a_workbook_that_repeats_ordinary_texts_is_read(alice, cash):
    shown = planned(alice, pointing(8_000, 100), account=cash)
    assert (shown["state"], shown["rows"]["new"]) == ("planned", 8_000)


def test_a_row_whose_texts_are_too_long_is_a_fault_and_the_others_are_read(alice, cash):
    bad = f"!Type:Bank\nD2024-01-02\nT-1\nM{'x' * 40_000}\n^\n"
    named = f"D2024-01-03\nT-2\nL{'x' * (LABEL_LENGTH_MAX + 1)}\n^\n"
    shown = planned(alice, f"{bad}{named}D2024-01-04\nT-3\nPShop\n^\n", account=cash)
    assert [row["code"] for row in rows_of(alice, shown["id"], "faulty")] == [
        "text_too_long",
        "name_too_long",
    ]
    assert [row["payee"] for row in rows_of(alice, shown["id"], "new")] == ["Shop"]


def test_notes_beyond_what_a_book_keeps_are_cut_and_that_is_said(alice, cash):
    text = table(("2024-01-05", "-1.00", "Shop", "x" * 30_000), heading=NOTE)
    shown = planned(alice, text, account=cash)
    assert [warning["code"] for warning in shown["warnings"]] == ["notes_cut"]
    (found,) = rows_of(alice, shown["id"])
    assert found["notes"] == "x" * (NOTES_LENGTH_MAX - 1) + "…"
    assert max(len(shown) for line in shown["layout"]["preview"] for shown in line) == 200


def wordy(count):
    rows = (
        (f"2024-01-{1 + n % 28:02}", f"-{n + 1}.00", f"Shop {n}", "x" * 9_000) for n in range(count)
    )
    return table(*rows, heading=NOTE)


def pages_of(caller, path):
    """The rows of each page from the first on, and of each from the last back."""
    there, back, page = [], [], made(caller.get(path))
    there.append(page["results"])
    while page["next"]:
        page = made(caller.get(page["next"]))
        there.append(page["results"])
    while page["previous"]:
        page = made(caller.get(page["previous"]))
        back.append(page["results"])
    return there, back


def test_rows_with_much_text_are_kept_and_shown_in_smaller_parts(alice, cash):
    shown = planned(alice, wordy(500), account=cash)
    parts = PlanPart.objects.filter(plan_of=shown["id"]).values_list("rows", flat=True)
    assert len(parts) >= 4
    assert max(map(len, parts)) < 1.1 * BATCH_LENGTH
    there, back = pages_of(alice, f"imports/{shown['id']}/rows/?limit=200")
    assert [found["row"] for page in there for found in page] == list(range(1, 501))
    assert max(len(json.dumps(page)) for page in there + back) < 1.2 * PAGE_LENGTH_MAX
    rows_before = 500 - len(there[-1])
    assert sorted(found["row"] for page in back for found in page) == list(
        range(1, rows_before + 1)
    )


def test_imports_with_much_to_say_come_in_smaller_pages(alice, cash):
    ids = [made(sent(alice, table(("2024-01-05", "-1.00", "x")), account=cash), 202)["id"]
           for _ in range(5)]  # fmt: skip
    summary = PlanSummary(warnings=[["broken_text", "x" * (PAGE_LENGTH_MAX // 2 - 1_000)]])
    Import.objects.all().update(summary=summary.dump())
    there, back = pages_of(alice, "imports/?limit=50")
    assert [[one["id"] for one in page] for page in there] == [ids[:2:-1], ids[2:0:-1], ids[:1]]
    assert [[one["id"] for one in page] for page in back] == [ids[2:0:-1], ids[:2:-1]]
