"""The examples in the documentation, run as they stand against a running server."""

import json
import os
import re
import subprocess
import threading
from pathlib import Path

import pytest
from django.db import connections

from imports.worker.claims import next_queued
from imports.worker.pipeline import take_further
from readers.tests import actual_files, gnucash_files, test_moneymanagerex
from tests.cast import made
from users.models import AccessToken

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PROGRAM = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")

pytestmark = pytest.mark.slow


def run_examples(page, live_server, tmp_path, **variables):
    """Run every shell example of a page in one bash that stops at the first failure."""
    blocks = [block for block in BLOCK.findall((ROOT / page).read_text()) if "make " not in block]
    script = tmp_path / "examples.sh"
    text = "\n".join(blocks).replace("http://127.0.0.1:8000", live_server.url)
    script.write_text(f"set -euo pipefail\n{text}")
    environment = {"PATH": os.environ["PATH"], "no_proxy": "*", **variables}
    done = subprocess.run(
        ["bash", str(script)],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def worker(transactional_db):
    """Do what is queued, as `manage.py work` does, while a test runs."""
    stopped = threading.Event()

    def work():
        try:
            while not stopped.wait(0.05):
                if (import_id := next_queued()) is not None:
                    take_further(import_id)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stopped.set()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_the_readme_registers_spends_and_reports(live_server, tmp_path):
    said = run_examples("README.md", live_server, tmp_path)
    assert '"username":"ann"' in said
    assert '"amount":"75.50"' in said
    assert '"expense":"75.50"' in said
    assert '"status":4' not in said


@pytest.mark.django_db(transaction=True)
def test_the_tutorial_ends_with_the_figures_that_it_states(live_server, tmp_path):
    said = run_examples("docs/tutorial/first-month.md", live_server, tmp_path)
    assert "'amount': '18.50'" in said
    assert '"income":"3000.00","expense":"69.42"' in said
    assert said.count('"status":4') == 1
    assert {"/date", "/amount", "/account"} <= set(re.findall(r'"pointer":"([^"]*)"', said))


@pytest.mark.django_db(transaction=True)
def test_a_program_is_let_in_as_described(live_server, tmp_path, alice):
    token = alice.token
    said = run_examples("docs/how-to/let-a-program-in.md", live_server, tmp_path, TOKEN=token)
    assert '"month":1' in said
    assert '"name":"Monthly report","hint":"etp_' in said
    assert '"status":4' not in said
    assert not AccessToken.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_household_shares_a_book_and_gives_it_up(live_server, tmp_path):
    said = run_examples("docs/how-to/share-a-book.md", live_server, tmp_path)
    assert '"book":"Our house","role":"editor","invited_by":"ann"' in said
    assert '"payee":' in said
    assert said.count('"status":4') == said.count('"code":"role"') == 1
    assert '"name":"Our house","home_currency":"EUR"' in said
    assert said.rstrip().endswith('"role":"owner","default":false}]}')


@pytest.mark.django_db(transaction=True)
def test_a_budget_is_planned_as_described(live_server, tmp_path, alice):
    page = "docs/how-to/plan-a-budget.md"
    said = run_examples(page, live_server, tmp_path, TOKEN=alice.token)
    printed = "2026-02-27 0.00 400.00 360.00 40.00\n2026-03-27 40.00 450.00 0.00 490.00\n"
    assert said.endswith(printed)
    assert printed in (ROOT / page).read_text()


@pytest.mark.django_db(transaction=True)
def test_envelopes_are_filled_as_described(live_server, tmp_path, alice):
    page = "docs/how-to/fill-envelopes.md"
    said = run_examples(page, live_server, tmp_path, TOKEN=alice.token)
    printed = "2026-01-01 50.00 10.00 -30.00\n2026-02-01 20.00 10.00 0.00\n"
    held = "2026-01-01 10.00 40.00 0.00\n2026-02-01 20.00 0.00 40.00\n"
    assert said.endswith(printed + held)
    for one in (printed, held):
        assert one in (ROOT / page).read_text()


@pytest.mark.django_db(transaction=True)
def test_payments_recur_as_described(live_server, tmp_path, alice):
    page = "docs/how-to/plan-recurring-payments.md"
    said = run_examples(page, live_server, tmp_path, TOKEN=alice.token)
    printed = "2030-06-01 980.00\n2030-07-01 1010.00\n"
    assert f"312.40\n{printed}" in said
    assert printed in (ROOT / page).read_text()
    assert '"status":4' not in said
    assert said.count('"state":') == 2


@pytest.mark.django_db(transaction=True)
def test_an_account_is_reconciled_as_described(live_server, tmp_path, alice):
    page = "docs/how-to/reconcile.md"
    said = run_examples(page, live_server, tmp_path, TOKEN=alice.token)
    printed = (
        "1\n",
        "0.00\nTrue\n",
        "book_balance 405.00\ndifference 15.00\nsettled_later -10.00\nunsettled -25.00\n",
        "True\nstrict\n",
    )
    assert said.endswith("".join(printed))
    assert all(one in (ROOT / page).read_text() for one in printed[1:])


@pytest.mark.django_db(transaction=True)
def test_mistakes_are_undone_as_described(live_server, tmp_path, alice):
    said = run_examples("docs/how-to/undo-a-mistake.md", live_server, tmp_path, TOKEN=alice.token)
    assert "“Shopping”: amount from 75.50 EUR to 755.00 EUR." in said
    assert said.count('"status":4') == said.count('"code":"changed_later"') == 1
    lunch = made(alice.get("transactions/"))["results"]
    assert [(row["description"], row["tags"]) for row in lunch] == [("Lunch", ["out"])]


@pytest.mark.django_db(transaction=True)
def test_the_follower_holds_the_book_that_it_follows(live_server, tmp_path, alice):
    page = "docs/how-to/follow-a-book.md"
    (program,) = PROGRAM.findall((ROOT / page).read_text())
    (tmp_path / "follow.py").write_text(program)
    alice.transaction(payee="Mill", tags=["bread"])
    address = {"API": f"{live_server.url}/api/v1", "TOKEN": alice.token}
    said = run_examples(page, live_server, tmp_path, **address)
    counted = [re.findall(r"\d+ transaction", line) for line in said.splitlines()]
    assert [found for found in counted if found] == [[f"{n} transaction"] for n in (1, 2, 1)]
    copy = json.loads((tmp_path / "book.json").read_text())["rows"]
    for kind, path in {"transaction": "transactions/", "account": "accounts/"}.items():
        assert list(copy[kind].values()) == made(alice.get(path))["results"]


@pytest.mark.django_db(transaction=True)
def test_everything_is_taken_out_as_described(live_server, tmp_path, alice):
    alice.transaction(category=alice.category(name="Food")["id"])
    said = run_examples("docs/how-to/export.md", live_server, tmp_path, TOKEN=alice.token)
    assert "2024-01-15,expense," in said
    assert "1 transactions" in said
    assert "account Expenses:Food\n" in said
    assert said.endswith("304\n")


@pytest.mark.django_db(transaction=True)
def test_a_book_is_archived_and_restored_as_described(live_server, tmp_path, alice):
    alice.transaction(payee="Mill")
    page = "docs/how-to/back-up-and-restore.md"
    said = run_examples(page, live_server, tmp_path, TOKEN=alice.token)
    assert "manifest.json" in said
    assert '"name":"Cash"' in said
    assert '"name":"alice\'s book"' in said
    copy = made(alice.get("books/"))["results"][-1]["id"]
    assert made(alice.get("payees/", HTTP_BOOK=str(copy)))["results"][0]["name"] == "Mill"


@pytest.mark.one_engine  # what imports write is tried on every engine in imports/tests
@pytest.mark.usefixtures("worker")
@pytest.mark.django_db(transaction=True)
def test_files_of_banks_are_imported_as_described(live_server, tmp_path, alice):
    page = "docs/how-to/import-a-bank-file.md"
    said = run_examples(page, live_server, tmp_path, TOKEN=alice.token).splitlines()
    new, faulty = {"known": 0, "probable": 0, "deleted": 0}, "'32/01/2024' is not a date; a date"
    assert said[0:2] == ["planned", str({"new": 3, **new, "faulty": 1})]
    assert said[2].startswith("{'header': 2, 'names': ['Booked', 'Who', 'What for'")
    assert faulty in said[3]
    assert "('direction', 'proved')" in said.pop(5)
    assert said[4:6] == ["Corner Bakery", "2"]
    assert said[6].startswith("committed 3 {'new': 3,")
    assert said[6].endswith("['account_recalled']")
    assert said[7] == str({"new": 1, **new, "known": 3, "faulty": 0})
    assert "'option': 'date_order'" in said[8]
    assert said[9:11] == ["2024-02-01", "[{'name': '', 'format': 'xlsx'}]"]
    assert "'against': 'book', 'stated': '3047.80', 'found': '3047.80', 'holds': True" in said[11]
    assert said[12].startswith("[{'path': 'Gifts', 'type': 'expense'")
    assert said[13:15] == ["1", "True"]
    assert "1 day later" in said[15]
    assert said[16:] == ["transfer"]
    balances = {row["name"]: row["balance"] for row in made(alice.get("accounts/"))["results"]}
    assert balances == {"Cash": "0.00", "Checking": "2800.31", "Savings": "200.00"}


APPS = {
    "register.csv": (
        "Account,Flag,Date,Payee,Category Group/Category,Category Group,Category,Memo,Outflow,"
        "Inflow,Cleared\n"
        "Checking,,01/31/2024,Starting Balance,Inflow: Ready,Inflow,Ready,,0.00,100.00,Cleared\n"
        "Checking,,02/14/2024,Transfer : Savings,,,,,50.00,0.00,Cleared\n"
        "Savings,,02/14/2024,Transfer : Checking,,,,,0.00,50.00,Cleared\n"
    ),
    "transactions.csv": (
        "Date,Description,Original Description,Amount,Transaction Type,Category,Account Name,"
        "Labels,Notes\n"
        "2/13/2024,Grocer,GROCER 1,25.50,debit,Groceries,Everyday,,\n"
    ),
    "firefly.csv": (
        "journal_id,type,currency_code,amount,description,date,source_name,source_type,"
        "destination_name,destination_type\n"
        "2,Withdrawal,EUR,-25.50,Shop,2024-02-13,Giro,Asset account,Grocer,Expense account\n"
    ),
    "ezbookkeeping.csv": (
        "Time,Timezone,Type,Category,Sub Category,Account,Account Currency,Amount,Account2,"
        "Account2 Currency,Account2 Amount,Geographic Location,Tags,Description\n"
        "2024-02-13 12:00:00,+01:00,Expense,Living,Food,Giro,EUR,25.50,,,,,,Grocer\n"
    ),
    "book.hledger": "2024-02-13 Grocer | food\n    expenses:food  1 EUR\n    assets:giro\n",
    "book.ledger": "2024/02/13 Grocer\n    Expenses:Food  $1.00\n    Assets:Wallet\n",
    "book.beancount": (
        "2024-01-01 open Assets:Bank\n2024-01-01 open Expenses:Food\n"
        '2024-02-13 * "Grocer" "food"\n  Assets:Bank  -1 EUR\n  Expenses:Food\n'
    ),
    "budget.zip": actual_files.zipped(actual_files.stored([{"id": "a", "amount": -1250}])),
    "book.gnucash": gnucash_files.as_xml([gnucash_files.spent()]),
    "money.mmb": test_moneymanagerex.stored([{}]),
}


@pytest.mark.one_engine  # what imports write is tried on every engine in imports/tests
@pytest.mark.usefixtures("worker")
@pytest.mark.django_db(transaction=True)
def test_people_come_from_other_apps_as_described(live_server, tmp_path, alice):
    for name, content in APPS.items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    page = "docs/how-to/move-from-another-app.md"
    said = run_examples(page, live_server, tmp_path, TOKEN=alice.token)
    found = re.findall(
        r"^(\w+) planned  \{'new': (\d+), 'known': (\d+), .*'faulty': 0\}$", said, re.MULTILINE
    )
    programs = ["actual", "gnucash_xml", "moneymanagerex", "hledger", "ledger", "beancount"]
    assert [name for name, *_ in found] == ["csv"] * 4 + programs + ["csv"]
    assert [int(new) for _, new, _ in found] == [1] * 10 + [0]
    assert found[-1][2] == "1"
    assert "account Checking other 100.00 new" in said
    balances = {row["name"]: row["balance"] for row in made(alice.get("accounts/"))["results"]}
    assert balances == {"Cash": "0.00", "Checking": "50.00", "Savings": "50.00"}


PAGES = [
    page for page in ROOT.rglob("*.md") if not {".venv", "node_modules", "var"} & set(page.parts)
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page):
    missing = [
        target
        for target in LINK.findall(page.read_text())
        if not target.startswith("/") and not (page.parent / target).exists()
    ]
    assert not missing
