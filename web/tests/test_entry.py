"""Adding, changing, splitting and deleting a transaction by its form."""

import html
import re

import pytest
from django.utils import timezone

from tests.cast import joined, signed_up
from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()


@pytest.fixture
def browser(alice):
    return browser_of(alice.user)


def account_of(caller):
    return caller.get("accounts/").json()["results"][0]["id"]


def typed(caller, **fields):
    """What the browser sends of a form that is filled in."""
    plain = {
        "type": "expense", "amount": "12.50", "payee": "Bakery", "date": "today",
        "account": account_of(caller), "status": "cleared", "do": "save",
    }  # fmt: skip
    return {**plain, **fields}


def add(browser, caller, **fields):
    there = address_of("entry_new", book=caller.book.pk)
    return browser.post(there, typed(caller, **fields))


def rows(caller):
    return caller.get("transactions/?expand=postings").json()["results"]


def faults_of(answer):
    """The faults that a page shows, by the field they stand at."""
    assert answer.status_code == 422, answer.status_code
    text = answer.content.decode()
    found = re.findall(r'<ul class="errorlist" id="id_(\w+)_error"><li>(.*?)</li>', text)
    return {name: html.unescape(fault) for name, fault in found}


def test_a_transfer_without_a_payee_is_named_by_where_it_goes(alice, browser):
    savings = alice.account(name="Savings")["id"]
    answer = add(browser, alice, type="transfer", payee="", to_account=savings)
    assert "Added To Savings, 12.50 EUR" in browser.get(answer["Location"]).content.decode()


def test_an_entry_is_recorded_as_it_was_typed(alice, browser):
    category = alice.category()["id"]
    answer = add(
        browser, alice, amount="12+3.50", category_out=category, tags="one, two", description="x"
    )
    assert answer.status_code == 303
    (row,) = rows(alice)
    assert (row["amount"], row["type"], row["date"]) == ("15.50", "expense", f"{TODAY}")
    assert (row["payee"], row["category"], row["description"]) == ("Bakery", category, "x")
    assert row["tags"] == ["one", "two"]


def test_the_history_says_that_a_page_made_it(alice, browser):
    add(browser, alice)
    newest = alice.get("history/").json()["results"][0]
    assert (newest["cause"], newest["user"]["username"]) == ("web", "alice")


def test_the_next_page_says_what_was_added_and_offers_undo(alice, browser):
    answer = add(browser, alice)
    text = browser.get(answer["Location"]).content.decode()
    number = alice.get("history/").json()["results"][0]["number"]
    assert f"Added Bakery, 12.50 EUR, {TODAY.day} {TODAY:%b} {TODAY.year}" in text
    assert f'id="undo-{number}"' in text
    browser.post(address_of("undo", book=alice.book.pk, number=number))
    assert rows(alice) == []


@pytest.mark.parametrize("payee", ["מכולת", "Shop\N{RIGHT-TO-LEFT OVERRIDE}"])
def test_the_direction_of_a_name_does_not_turn_the_amount_beside_it(alice, browser, payee):
    answer = add(browser, alice, payee=payee)
    text = browser.get(answer["Location"]).content.decode()
    isolated = f"\N{FIRST STRONG ISOLATE}{payee}\N{POP DIRECTIONAL ISOLATE}"
    assert f"Added {isolated}, 12.50 EUR" in text


def test_a_form_that_is_sent_twice_is_recorded_once(alice, browser):
    answers = [add(browser, alice, key="abc") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(rows(alice)) == 1


def test_a_form_that_came_back_and_was_changed_is_another_entry(alice, browser):
    add(browser, alice, key="abc")
    add(browser, alice, key="abc", amount="13")
    assert [row["amount"] for row in rows(alice)] == ["13.00", "12.50"]


def test_all_faults_stand_at_their_fields_and_nothing_is_written(alice, browser):
    answer = add(
        browser, alice, amount="1.234", date="30.02.", payee="x" * 101, description="y" * 256
    )
    assert faults_of(answer).keys() == {"date", "payee", "description"} | {"amount"}
    assert rows(alice) == []
    text = answer.content.decode()
    assert 'value="1.234"' in text
    assert 'value="30.02."' in text


@pytest.mark.parametrize("name", ["x" * 101, "\ufdfa" * 30])
def test_a_name_that_cannot_be_kept_is_refused_at_its_field(alice, browser, name):
    answer = add(browser, alice, payee=name, tags=f"one, {name}")
    assert faults_of(answer).keys() == {"payee", "tags"}
    assert rows(alice) == []


@pytest.mark.parametrize(
    ("fields", "place", "says"),
    [
        ({"amount": "0"}, "amount", "State an amount above zero"),
        ({"amount": "12.345"}, "amount", "EUR has at most 2 decimals"),
        ({"type": "income", "amount": "-5"}, "amount", "opposite"),
        ({"amount": "+5"}, "amount", "opposite"),
        ({"type": "transfer", "to_account": ""}, "to_account", "State the account"),
        ({"account": "987654"}, "account", "Select a valid choice"),
        ({"category_out": "987654"}, "category_out", "Select a valid choice"),
        ({"date": "1899-12-31"}, "date", "1900"),
        ({"tags": ",".join(map(str, range(31)))}, "tags", "at most 30 tags"),
    ],
)
def test_what_is_refused_is_said_at_its_field(alice, browser, fields, place, says):
    found = faults_of(add(browser, alice, **fields))
    assert says in found[place]
    assert rows(alice) == []


def test_a_sign_may_say_again_what_the_kind_says(alice, browser):
    add(browser, alice, amount="−7.00")
    assert [row["amount"] for row in rows(alice)] == ["7.00"]


@pytest.mark.parametrize("field", ["payee", "description", "notes", "tags", "amount", "date"])
@pytest.mark.parametrize("text", ["\ud800".encode("utf-8", "surrogatepass"), b"a\0b", b"\xff\xfe"])
def test_what_is_not_text_changes_nothing(alice, browser, field, text):
    sent = "&".join(f"{name}={value}" for name, value in typed(alice).items() if name != field)
    there = address_of("entry_new", book=alice.book.pk)
    body = f"{sent}&{field}=".encode() + text
    answer = browser.post(there, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert rows(alice) == []


def split(caller, **fields):
    one, two = (caller.category()["id"] for _ in range(2))
    lines = {
        "amount": "86.40", "line_id": ["", ""], "line_category": [one, two],
        "line_text": ["weekly", ""], "line_amount": ["61.15", "25.25"],
    }  # fmt: skip
    return {**lines, **fields}


def test_a_split_is_recorded_line_by_line(alice, browser):
    assert add(browser, alice, **split(alice)).status_code == 303
    (row,) = rows(alice)
    assert [posting["amount"] for posting in row["postings"]] == ["-61.15", "-25.25"]
    assert row["postings"][0]["description"] == "weekly"


def test_a_split_with_a_rest_is_refused_at_the_rest(alice, browser):
    found = faults_of(add(browser, alice, **split(alice, amount="90")))
    assert found == {"amount": "The lines leave 3.60 open."}
    assert rows(alice) == []


def test_a_split_of_more_lines_than_there_may_be_is_refused(alice, browser):
    lines = {f"line_{name}": [""] * 101 for name in ("id", "category", "text")}
    answer = add(browser, alice, amount="101", line_amount=["1"] * 101, **lines)
    assert answer.status_code == 422
    assert "A split has at most 100 lines." in answer.content.decode()
    assert rows(alice) == []


def test_a_split_that_becomes_a_transfer_is_refused_until_its_lines_are_taken_away(alice, browser):
    savings = alice.account(name="Savings", opening_date="2015-01-01")["id"]
    lines = {"line_id": ["", ""], "line_category": ["", ""], "line_text": ["A", "B"]}
    typed = {**lines, "amount": "8", "line_amount": ["3", "5"], "to_account": savings}
    answer = add(browser, alice, type="transfer", **typed)
    assert answer.status_code == 422
    assert "A transfer is not split. Take its lines away first." in answer.content.decode()
    assert [line.amount for line in answer.context["form"].split.lines] == ["3", "5"]
    assert add(browser, alice, type="transfer", do="unsplit", **typed).status_code == 200
    assert add(browser, alice, type="transfer", amount="8", to_account=savings).status_code == 303
    (row,) = rows(alice)
    assert (row["type"], row["to_account"]) == ("transfer", savings)


def test_a_button_that_is_not_known_saves_as_the_others_do(alice, browser):
    assert faults_of(add(browser, alice, do="x", amount="12..50", date=""))
    assert add(browser, alice, do="x").status_code == 303
    assert len(rows(alice)) == 1


@pytest.mark.parametrize("digits", [20, 5000])
def test_a_line_with_a_number_that_no_row_has_is_refused(alice, browser, digits):
    answer = add(browser, alice, **split(alice, line_category=["9" * digits, ""]))
    assert answer.status_code == 422
    assert "Choose one of the categories." in answer.content.decode()
    assert add(browser, alice, **split(alice, line_id=["9" * digits, ""])).status_code == 303


@pytest.mark.parametrize(
    ("do", "amounts", "expected"),
    [
        ("rest", ["61.15", ""], ["61.15", "38.85"]),
        ("evenly", ["", "", ""], ["33.34", "33.33", "33.33"]),
        ("proportion", ["1", "2"], ["33.34", "66.66"]),
    ],
)
def test_what_is_open_is_shared_to_the_cent(alice, browser, do, amounts, expected):
    answer = add(
        browser, alice, do=do, amount="100", line_amount=amounts, line_id=[""] * len(amounts)
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r'name="line_amount".*? value="(.*?)"', text) == expected
    assert rows(alice) == []


def test_an_entry_is_changed(alice, browser):
    row = alice.transaction(payee="Bakery", amount="12.00")
    there = address_of("entry", book=alice.book.pk, entry=row["id"])
    answer = browser.post(there, typed(alice, amount="13", version=row["changed_in"]))
    assert answer.status_code == 303
    assert [one["amount"] for one in rows(alice)] == ["13.00"]


def test_the_form_has_what_is_stored(alice, browser):
    row = alice.transaction(payee="Bakery", amount="1234.50", date="2024-01-15", tags=["a"])
    text = browser.get(address_of("entry", book=alice.book.pk, entry=row["id"])).content.decode()
    for value in ("1,234.50", "Bakery", "15 Jan 2024", "a"):
        assert f'value="{value}"' in text


def test_who_was_overtaken_sees_what_the_other_did_and_can_go_on(alice, browser):
    row = alice.transaction(payee="Bakery", amount="12.00")
    there = address_of("entry", book=alice.book.pk, entry=row["id"])
    alice.patch(f"transactions/{row['id']}/", {"amount": "99.00"})
    answer = browser.post(there, typed(alice, amount="13", version=row["changed_in"]))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Bakery, 99.00 EUR" in text
    assert 'value="13"' in text
    (version,) = set(re.findall(r'name="version" value="(\d+)"', text))
    assert browser.post(there, typed(alice, amount="13", version=version)).status_code == 303
    assert [one["amount"] for one in rows(alice)] == ["13.00"]


def test_a_changed_split_keeps_what_the_form_does_not_show(alice, browser):
    one, two = account_of(alice), alice.account()["id"]
    food = alice.category()["id"]
    row = alice.transaction(
        amount="30.00",
        postings=[
            {"amount": "-10.00", "account": one, "category": food},
            {"amount": "-20.00", "account": two},
        ],
    )
    first, second = row["postings"]
    there = address_of("entry", book=alice.book.pk, entry=row["id"])
    sent = typed(
        alice, amount="31", version=row["changed_in"], line_id=[first["id"], second["id"]],
        line_category=[food, ""], line_text=["", ""], line_amount=["11", "20"],
    )  # fmt: skip
    assert browser.post(there, sent).status_code == 303
    (changed,) = rows(alice)
    assert [(p["id"], p["account"], p["amount"]) for p in changed["postings"]] == [
        (first["id"], one, "-11.00"),
        (second["id"], two, "-20.00"),
    ]


def test_an_archived_account_stays_with_its_entry(alice, browser):
    other = alice.account()["id"]
    row = alice.transaction(account=other, payee="Bakery")
    alice.patch(f"accounts/{other}/", {"archived": True})
    there = address_of("entry", book=alice.book.pk, entry=row["id"])
    sent = typed(alice, account=other, version=row["changed_in"])
    assert browser.post(there, sent).status_code == 303


def test_an_entry_of_another_book_is_not_there(alice, bob):
    row = bob.transaction()
    there = address_of("entry", book=alice.book.pk, entry=row["id"])
    assert browser_of(alice.user).get(there).status_code == 404


def test_a_deleted_entry_can_be_brought_back(alice, browser):
    row = alice.transaction()
    browser.post(address_of("entry_delete", book=alice.book.pk, entry=row["id"]))
    assert rows(alice) == []
    number = alice.get("history/").json()["results"][0]["number"]
    browser.post(address_of("undo", book=alice.book.pk, number=number))
    assert [one["id"] for one in rows(alice)] == [row["id"]]


def test_the_line_for_quick_entry_takes_its_kind_from_the_category(alice, browser):
    pay = alice.category(type="income")["id"]
    sent = {
        "quick": "1", "date": "today", "payee": "Work", "category": pay,
        "account": account_of(alice), "amount": "100",
    }  # fmt: skip
    browser.post(address_of("entry_new", book=alice.book.pk), sent)
    (row,) = rows(alice)
    assert (row["type"], row["category"]) == ("income", pay)


def test_a_faulty_quick_entry_goes_on_in_the_form(alice, browser):
    sent = {"quick": "1", "date": "today", "payee": "Work", "account": account_of(alice)}
    answer = browser.post(address_of("entry_new", book=alice.book.pk), {**sent, "amount": "x"})
    assert "amount" in faults_of(answer)
    assert 'value="Work"' in answer.content.decode()


def test_the_address_fills_the_form(alice, browser):
    there = address_of("entry_new", book=alice.book.pk)
    text = browser.get(f"{there}?amount=12,50&payee=Bakery").content.decode()
    assert 'value="12,50"' in text
    assert 'value="Bakery"' in text


def test_a_preview_reads_as_the_form_will(alice, browser):
    there = address_of("entry_preview", book=alice.book.pk)
    asked = {"account": account_of(alice), "amount": "10+5", "line_amount": ["4"], "date": "x"}
    assert browser.get(there, asked).json() == {
        "amount": "= 15.00 EUR", "date": "", "rest": "11.00", "adds_up": False,
    }  # fmt: skip
    assert browser.get(there, {**asked, "line_amount": ["4", "11"]}).json()["adds_up"]


def test_a_category_is_suggested_with_its_reason(alice, browser):
    category = alice.category(name="Bread")["id"]
    alice.transaction(payee="Bakery", category=category)
    there = address_of("entry_suggest", book=alice.book.pk)
    found = browser.get(there, {"payee": "bakery", "type": "expense"}).json()
    assert found["category"] == str(category)
    assert "Bread" in found["reason"]
    assert browser.get(there, {"payee": "bakery"}).json() == found
    for other in ({"payee": "bakery", "type": "income"}, {"payee": "bakery", "type": "x"}, {}):
        assert browser.get(there, other).json() == {}


def test_a_row_is_edited_in_its_place_and_faults_come_back_as_a_row(alice, browser):
    row = alice.transaction(payee="Bakery")
    there = address_of("entry_row", book=alice.book.pk, entry=row["id"])
    assert b'<tr class="edit"' in browser.get(there).content
    answer = browser.post(there, typed(alice, amount="x", version=row["changed_in"]))
    assert answer["HX-Retarget"] == f"#t{row['id']}"
    assert "amount" in faults_of(answer)


def test_a_viewer_reads_all_of_an_entry(alice):
    row = alice.transaction(payee="Bakery", notes="Two loaves")
    vic = joined(signed_up("vic"), alice.book, "viewer")
    there = address_of("entry", book=alice.book.pk, entry=row["id"])
    assert b"Two loaves" in browser_of(vic.user).get(there).content


def test_the_names_of_payees_that_changed_last_stand_first(alice, bob, browser):
    bob.transaction(payee="Of another book")
    for name in ("Kiosk", "Bakery", '"><b>'):
        alice.transaction(payee=name)
    gone = alice.get("payees/?q=kiosk").json()["results"][0]["id"]
    alice.patch(f"payees/{gone}/", {"archived": True})
    there = address_of("payee_names", book=alice.book.pk)
    assert browser.get(there).json() == {"names": ['"><b>', "Bakery"]}


def test_a_form_says_why_a_strict_account_takes_no_entry(alice, browser):
    account = alice.account(strict=True, opening_date="2024-01-01")["id"]
    said = {"account": account, "date": "2024-01-31", "balance": "0.00"}
    statement = alice.add("statements/", **said)
    alice.post(f"statements/{statement['id']}/close/")
    answer = add(browser, alice, account=account, date="20 Jan 2024")
    assert answer.status_code == 409
    assert "its statement of 2024-01-31 is closed" in answer.content.decode()
    assert 'value="Bakery"' in answer.content.decode()
