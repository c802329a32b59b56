"""The examples in the documentation, run as they stand against a running server."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

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
