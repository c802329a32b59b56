"""İ, I, ı and i are one letter wherever names and texts are compared."""

import pytest

from imports.matching.keys import content_keys
from imports.models import ImportedFingerprint
from imports.tests.sending import committed, planned, rows_of, table
from readers.tests.test_unpacking import zipped
from tests.cast import faults, made
from transactions.models import Payee, Tag


@pytest.fixture
def shopper(alice):
    """Somebody with two transactions as a Turkish bank writes them."""
    alice.transaction(description="MARKET İZMİR KARŞIYAKA", payee="MİGROS DEMO")
    alice.transaction(description="ISPARTA KIRTASİYE", notes="Işıl'a")
    return alice


@pytest.fixture
def account(alice):
    return made(alice.get("accounts/"))["results"][0]["id"]


@pytest.mark.parametrize(
    ("searched", "found"),
    [
        ("İzmir", "MARKET İZMİR KARŞIYAKA"),
        ("izmir", "MARKET İZMİR KARŞIYAKA"),
        ("migros", "MARKET İZMİR KARŞIYAKA"),
        ("Mıgros", "MARKET İZMİR KARŞIYAKA"),
        ("karşıyaka", "MARKET İZMİR KARŞIYAKA"),
        ("kırtasiye", "ISPARTA KIRTASİYE"),
        ("isparta", "ISPARTA KIRTASİYE"),
        ("IŞIL", "ISPARTA KIRTASİYE"),
    ],
)
def test_a_search_finds_its_row(shopper, searched, found):
    results = made(shopper.get("transactions/", {"q": searched}))["results"]
    assert [row["description"] for row in results] == [found]


@pytest.mark.parametrize(
    ("one", "other"), [("Gıda", "GIDA"), ("İçecek", "içecek"), ("Işık", "IŞIK"), ("DİŞ", "diş")]
)
@pytest.mark.parametrize("path", ["categories/", "accounts/", "payees/", "tags/"])
def test_a_second_one_of_the_name_is_refused(alice, path, one, other):
    body = {"type": "expense"} if path == "categories/" else {}
    alice.add(path, name=one, **body)
    answer = alice.post(path, {"name": other, **body})
    assert faults(answer) == {("/name", "name_taken")}


def test_transactions_share_payee_and_tags(shopper):
    row = shopper.transaction(payee="Migros Demo", tags=["diş", "DİŞ", "Dış"])
    assert (row["payee"], row["tags"]) == ("MİGROS DEMO", ["diş"])
    assert (Payee.objects.count(), Tag.objects.count()) == (1, 1)


def test_a_file_means_the_category_of_the_book(alice, account):
    alice.category(name="Gıda")
    text = "Date;Amount;Payee;Category\n2024-01-05;-3.40;Fırın;GIDA\n"
    plan = planned(alice, text, account=account)
    assert [(one["path"], bool(one["category"])) for one in plan["categories"]] == [("GIDA", True)]


def test_a_row_is_known_when_its_bank_writes_capitals_another_day(alice, account):
    committed(alice, table(("2024-01-05", "-3.40", "Işıl Fırın")), account=account)
    plan = planned(alice, table(("2024-01-05", "-3.40", "IŞIL FIRIN")), account=account)
    assert [row["verdict"] for row in rows_of(alice, plan["id"])] == ["known"]


def test_a_row_that_an_earlier_version_had_seen_is_known(alice, account):
    committed(alice, table(("2024-01-05", "-3.40", "Işıl Fırın")), account=account)
    _, earlier = content_keys("2024-01-05", -340, "Işıl Fırın", "")
    ImportedFingerprint.objects.exclude(key=earlier).delete()
    assert ImportedFingerprint.objects.count() == 1
    plan = planned(alice, table(("2024-01-05", "-3.40", "Işıl Fırın")), account=account)
    assert [row["verdict"] for row in rows_of(alice, plan["id"])] == ["known"]


def test_files_of_one_upload_tell_a_row_once_in_small_letters_and_in_capitals(alice, account):
    files = {
        "a.csv": table(("2024-01-05", "-3.40", "Işıl Fırın")).encode(),
        "b.csv": table(("2024-01-05", "-3.40", "IŞIL FIRIN")).encode(),
    }
    plan = planned(alice, zipped(files), name="both.zip", account=account)
    assert (plan["rows"]["new"], plan["rows"]["known"]) == (1, 1)
