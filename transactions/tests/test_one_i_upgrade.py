"""What an upgrade does with the names and texts of a version with four letters i."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import Account
from books.models import Book, Change
from categories.models import Category
from common.text import fold_case
from tests.cast import made, signed_up
from transactions.models import Payee, Tag, Transaction

APP = "transactions"
NAMED = (Account, Category, Payee, Tag)


UPGRADE = ("0003_one_i_in_names", "0004_one_i_in_search_texts")


@pytest.fixture
def earlier_version(transactional_db):
    """A database that has not seen the upgrade, though its tables are those of now."""
    forget_upgrade()
    yield signed_up("alice")
    for name in UPGRADE:
        MigrationRecorder(connection).record_applied(APP, name)


def forget_upgrade():
    """Let the database believe that it has not run the migrations."""
    for name in UPGRADE:
        MigrationRecorder(connection).record_unapplied(APP, name)


def kept_as_before(**names):
    """Give rows their names past the rules, and all rows the keys of the earlier version."""
    for model in NAMED:
        for row in model.objects.all():
            name = names.get(row.name, row.name)
            model.objects.filter(pk=row.pk).update(name=name, name_key=fold_case(name))
    for row in Transaction.objects.all():
        text = fold_case(f"{row.description} {row.notes}")
        Transaction.objects.filter(pk=row.pk).update(search_text=text)


def upgrade():
    MigrationExecutor(connection).migrate([(APP, name) for name in UPGRADE])


def found(caller, text):
    results = made(caller.get("transactions/", {"q": text}))["results"]
    return [row["description"] for row in results]


def test_names_and_texts_are_found_by_the_new_fold(earlier_version):
    alice = earlier_version
    alice.transaction(description="MARKET İZMİR", payee="MİGROS", tags=["Dış"])
    alice.transaction(description="Kırtasiye", notes="Ï and ı\u0308 and Į\u0307")
    alice.category(name="Gıda")
    kept_as_before()
    assert found(alice, "izmir") == found(alice, "kirtasiye") == []
    last = Book.objects.get().last_change
    upgrade()
    assert found(alice, "izmir") == found(alice, "migros") == ["MARKET İZMİR"]
    assert found(alice, "KIRTASİYE") == ["Kırtasiye"]
    assert Book.objects.get().last_change == last, "keys alone are not a change"
    call_command("check_books")


def test_of_names_that_are_equal_by_now_the_younger_ones_get_numbers(earlier_version, capsys):
    alice = earlier_version
    above = alice.category(name="above")["id"]
    for parent in (None, above):
        for name in ("g1", "g2", "g3", "Gıda 2"):
            alice.category(name=name if parent is None else f"{name}x", parent=parent)
    for name in ("a1", "a2"):
        alice.account(name=name)
    kept_as_before(
        g1="Gıda", g2="GIDA", g3="GİDA", g1x="gida", g2x="Gıda", g3x="rent",
        a1="ısı", a2="İsi",
    )  # fmt: skip
    upgrade()
    roots = Category.objects.below(0).order_by("id").values_list("name", flat=True)
    assert list(roots)[-5:] == ["above", "Gıda", "GIDA 3", "GİDA 4", "Gıda 2"]
    children = Category.objects.below(above).order_by("id").values_list("name", flat=True)
    assert list(children) == ["gida", "Gıda 2", "rent", "Gıda 2x"]
    accounts = Account.objects.order_by("id").values_list("name", flat=True)
    assert list(accounts)[-2:] == ["ısı", "İsi 2"]
    output = capsys.readouterr().out
    assert f"book {alice.book.pk}: account {Account.objects.last().pk}: İsi is İsi 2" in output
    call_command("check_books")


def at_odds(alice):
    """Two categories, payees and tags that were different before the upgrade."""
    alice.category(name="g1")
    younger = alice.category(name="g2")
    first = alice.transaction(payee="p1", tags=["t1"])
    second = alice.transaction(payee="p2", tags=["t2"])
    kept_as_before(g1="Gıda", g2="GIDA", p1="IŞIL", p2="Işıl", t1="dış", t2="diş")
    return younger, first, second


def test_the_new_names_are_a_change_that_history_and_feed_know(earlier_version):
    alice = earlier_version
    younger, first, second = at_odds(alice)
    last = Book.objects.get().last_change
    tag = alice.get(f"transactions/{second['id']}/")["ETag"]
    upgrade()
    change = made(alice.get("history/"))["results"][0]
    assert (change["number"], change["cause"]) == (last + 1, "command")
    assert "compare as one letter" in change["summary"]
    texts = {entry["text"] for entry in change["entries"]}
    assert "Changed category “GIDA 2”: name from GIDA to GIDA 2." in texts
    assert "Changed payee “Işıl 2”: name from Işıl to Işıl 2." in texts
    assert "Changed tag “diş 2”: name from diş to diş 2." in texts
    shown = alice.get(f"transactions/{second['id']}/")
    assert (shown.json()["payee"], shown.json()["tags"]) == ("Işıl 2", ["diş 2"])
    assert shown["ETag"] != tag
    assert Transaction.objects.filter(changed_in=last + 1).get().pk == second["id"]
    assert Category.objects.filter(changed_in=last + 1).get().pk == younger["id"]
    assert made(alice.get(f"transactions/{first['id']}/"))["payee"] == "IŞIL"
    call_command("check_books")


def test_taking_the_new_names_back_is_refused_until_the_older_one_is_renamed(earlier_version):
    alice = earlier_version
    younger, *_ = at_odds(alice)
    upgrade()
    number = Change.objects.latest("number").number
    answer = alice.post(f"history/{number}/undo/")
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    for path, name in (("categories/", "Gıda"), ("payees/", "IŞIL"), ("tags/", "dış")):
        rows = made(alice.get(path))
        older = next(row for row in rows["results"] if row["name"] == name)
        made(alice.patch(f"{path}{older['id']}/", {"name": "otherwise"}))
    made(alice.post(f"history/{number}/undo/"))
    assert made(alice.get(f"categories/{younger['id']}/"))["name"] == "GIDA"
    call_command("check_books")


def test_what_was_deleted_before_comes_back_under_todays_key_or_is_refused(earlier_version):
    alice = earlier_version
    first, second = alice.category(name="g1"), alice.category(name="g2")
    lone = alice.category(name="l1")
    kept_as_before(g1="Gıda", g2="GIDA", l1="Işık")
    for row in (second, lone):
        assert alice.delete(f"categories/{row['id']}/").status_code == 204
    number = Book.objects.get().last_change
    upgrade()
    made(alice.post(f"history/{number}/undo/"))
    assert Category.objects.get(pk=lone["id"]).name_key == "işik"
    answer = alice.post(f"history/{number - 1}/undo/")
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    made(alice.patch(f"categories/{first['id']}/", {"name": "Food"}))
    made(alice.post(f"history/{number - 1}/undo/"))
    call_command("check_books")


def test_a_second_run_changes_nothing(earlier_version):
    alice = earlier_version
    at_odds(alice)
    upgrade()
    before = [list(model.objects.order_by("id").values()) for model in (*NAMED, Book, Change)]
    forget_upgrade()
    upgrade()
    after = [list(model.objects.order_by("id").values()) for model in (*NAMED, Book, Change)]
    assert after == before
