"""`tools.score_imports` tells imports that are right from those that are not, and says why."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.score_imports.facts import BadFacts, Facts, facts_in
from tools.score_imports.report import report
from tools.score_imports.verdict import Verdict, compared, score

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    {"date": "2024-02-26", "amount": "-5.00", "currency": "EUR", "payee": "Shop"},
    {"date": "2024-02-27", "amount": "7.00", "currency": "EUR", "payee": "Boss"},
]
RIGHT = "Date,Amount,Payee\n2024-02-26,-5.00,Shop\n2024-02-27,7.00,Boss\n"
STATED = {"currency": "EUR"}

pytestmark = pytest.mark.one_engine  # the command has a SQLite database of its own


def scored(content, rows, account=STATED, **more):
    facts = Facts.from_dict({"rows": rows, "account": account, **more})
    return score(
        "statement.csv", content.encode(), facts, {"first.csv": RIGHT.encode()}.__getitem__
    )


def changed(**words):
    return [{**ROWS[0], **words}, ROWS[1]]


@pytest.mark.django_db
def test_a_file_that_is_recorded_as_it_is_is_right():
    assert scored(RIGHT, ROWS).verdict == Verdict.RIGHT


@pytest.mark.parametrize(
    "rows",
    [
        *(changed(amount="-5.01"), changed(amount="5.00"), changed(date="2024-02-25")),
        *(changed(currency="USD"), changed(payee="Other"), changed(status="pending")),
        *(ROWS[:1], [*ROWS, ROWS[1]], [], changed(to="Savings"), changed(account="Other")),
    ],
)
@pytest.mark.django_db
def test_a_planted_wrong_fact_is_reported(rows):
    found = scored(RIGHT, rows)
    assert found.verdict == Verdict.WRONG
    assert "missing" in found.why or "too many" in found.why


@pytest.mark.django_db
def test_a_balance_that_is_another_is_reported():
    more = {"balances": {"Stated": "2.00"}}
    assert scored(RIGHT, ROWS, **more).verdict == Verdict.RIGHT
    more = {"balances": {"Stated": "3.00"}}
    assert scored(RIGHT, ROWS, **more).verdict == Verdict.WRONG


@pytest.mark.django_db
def test_a_question_counts_as_asked():
    assert scored(RIGHT, ROWS, account=None).verdict == Verdict.ASKED
    text = "Date,Amount,Payee\n03/04/2024,-5.00,Shop\n04/04/2024,7.00,Boss\n"
    found = scored(text, ROWS)
    assert (found.verdict, found.why[:15]) == (Verdict.ASKED, "ambiguous_dates")
    stated = {"options": {"date_order": "dmy"}}
    dated = [{**row, "date": f"2024-04-0{3 + n}"} for n, row in enumerate(ROWS)]
    assert scored(text, dated, stated=stated).verdict == Verdict.RIGHT


@pytest.mark.django_db
def test_what_faulty_rows_leave_out_counts_as_reported():
    last = {"date": "2024-02-28", "amount": "-1.00", "currency": "EUR"}
    text = RIGHT.replace("-5.00", "five") + "2024-02-28,-1.00,Kiosk\n"
    assert scored(text, [*ROWS, last]).verdict == Verdict.REPORTED
    # A fault of one row does not excuse that another is wrong.
    other = [ROWS[0], {**ROWS[1], "amount": "8.00"}, last]
    assert scored(text, other).verdict == Verdict.WRONG


@pytest.mark.django_db
def test_balances_that_do_not_hold_count_as_reported():
    text = (
        "Date,Amount,Payee,Balance\n2024-02-26,-5.00,Shop,95.00\n2024-02-27,7.00,Boss,103.00\n"
        "2024-02-28,1.00,Boss,104.00\n"
    )
    found = scored(text, ROWS)
    assert (found.verdict, found.why[:8]) == (Verdict.REPORTED, "unproved")


@pytest.mark.parametrize(
    ("change", "verdict"), [({}, "reported"), ({"date": "2024-02-25"}, "wrong in silence")]
)
def test_a_warning_excuses_what_it_is_about_alone(change, verdict):
    shown = {"rows": dict.fromkeys(("faulty", "probable", "deleted"), 0)}
    shown |= {"warnings": [{"code": "mostly_income"}], "balances": {"hold": None}}
    found = [{**ROWS[0], "amount": "5.00", **change}, ROWS[1]]
    assert compared(shown, ROWS, found).verdict == verdict


@pytest.mark.django_db
def test_what_cannot_be_read_is_refused():
    assert scored("no table at all", []).verdict == Verdict.REFUSED


@pytest.mark.django_db
def test_files_before_are_in_the_book():
    both = [*ROWS, *({**row, "date": f"2024-03-0{n}"} for n, row in enumerate(ROWS, 1))]
    text = RIGHT.replace("02-26", "03-01").replace("02-27", "03-02")
    assert scored(text, both, before=["first.csv"]).verdict == Verdict.RIGHT
    assert scored(RIGHT, ROWS, before=["first.csv"]).verdict == Verdict.RIGHT


TRANSFER = (
    "Date,Amount,Payee,Transfer account\n2024-02-26,-5.00,Move,Savings\n2024-02-27,7.00,Boss,\n"
)


@pytest.mark.django_db
def test_a_transfer_is_not_spending():
    row = {k: v for k, v in ROWS[0].items() if k != "payee"}
    assert scored(TRANSFER, [row | {"to": "Savings"}, ROWS[1]]).verdict == Verdict.RIGHT
    assert scored(TRANSFER, [row, ROWS[1]]).verdict == Verdict.WRONG


@pytest.mark.parametrize(
    "stated",
    [
        *({}, {"rows": {}}, {"rows": [{"date": "2024-02-26"}]}, {"rows": [], "acount": None}),
        {"rows": [{**ROWS[0], "paye": "x"}]},
    ],
)
def test_facts_that_mean_nothing_are_refused(stated, tmp_path):
    (tmp_path / "a.csv").write_text(RIGHT)
    (tmp_path / "a.csv.facts.json").write_text(json.dumps(stated))
    with pytest.raises(BadFacts, match=r"a\.csv\.facts\.json"):
        facts_in(tmp_path)


FACTS = {"rows": ROWS, "account": STATED}


@pytest.mark.django_db
def test_the_table_names_the_files_that_are_not_right(tmp_path, capsys):
    kept(tmp_path, "good.csv", FACTS)
    assert report(tmp_path, as_json=False) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == ["right", "1"]
    kept(tmp_path, "bad.csv", {**FACTS, "rows": ROWS[:1]})
    assert report(tmp_path, as_json=False) == 1
    assert "wrong in silence:\n  bad.csv: too many: 2024-02-27 7.00 EUR" in capsys.readouterr().out
    kept(tmp_path, "ugly.csv", {"rows": 5})
    assert report(tmp_path, as_json=False) == 2


def test_the_command_imports_into_a_database_of_its_own(tmp_path):
    kept(tmp_path, "bad.csv", {**FACTS, "rows": []})
    kept(tmp_path, "good.csv", FACTS)
    command = [sys.executable, "-m", "tools.score_imports", str(tmp_path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert {k: v for k, v in said["counts"].items() if v} == {"right": 1, "wrong in silence": 1}
    assert [one["file"] for one in said["files"]] == ["bad.csv", "good.csv"]


def kept(folder, name, facts):
    (folder / name).write_text(RIGHT)
    (folder / f"{name}.facts.json").write_text(json.dumps(facts))
