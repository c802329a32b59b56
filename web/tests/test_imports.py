"""Bringing files in by the page: the list, what is asked, the plan, what is recorded."""

import base64
import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imports.models import Decision, Import
from imports.tests.sending import planned, rows_of, stored, table
from imports.worker.pipeline import take_further
from tests.cast import joined, signed_up
from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db

STATEMENT = table(("2024-01-05", "-3.40", "Bakery"), ("2024-01-09", "-42.00", "Market"))
DOUBTFUL = "Date,Amount,Payee\n03/04/2024,-3.40,Bakery\n05/06/2024,+2.00,Kiosk\n02/01/2024,-7,X\n"
STATEMENTS_MAX = 12
"""What a page may send, whatever it shows."""


@pytest.fixture
def browser(alice):
    return browser_of(alice.user)


@pytest.fixture
def account(alice):
    return alice.get("accounts/").json()["results"][0]["id"]


def upload(browser, alice, *contents, **fields):
    files = [
        SimpleUploadedFile(f"file-{n}.csv", text.encode() if isinstance(text, str) else text)
        for n, text in enumerate(contents)
    ]
    there = address_of("imports", book=alice.book.pk)
    return browser.post(there, {"file": files, **fields})


def test_more_files_than_may_wait_are_named_at_the_form(alice, browser, account, settings):
    settings.IMPORTS_WAITING_MAX = 1
    answer = upload(browser, alice, STATEMENT, STATEMENT, account=account)
    assert answer.status_code == 422
    text = html.unescape(answer.content.decode())
    assert "file-1.csv: 1 of your files wait to be read, which is as many as may." in text
    assert [one.file_name for one in Import.objects.all()] == ["file-0.csv"]


def page_of(browser, alice, row_id, query=""):
    there = address_of("import", book=alice.book.pk, imported=row_id)
    answer = browser.get(f"{there}{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def step(browser, alice, name, row_id, **fields):
    version = Import.objects.get(pk=row_id).version
    there = address_of(name, book=alice.book.pk, imported=row_id)
    return browser.post(there, {"version": version, **fields})


def test_a_file_is_taken_and_its_page_says_how_far_it_is(alice, browser, account):
    answer = upload(browser, alice, STATEMENT, account=account)
    one = Import.objects.get()
    assert answer["Location"] == address_of("import", book=alice.book.pk, imported=one.pk)
    text = page_of(browser, alice, one.pk)
    assert "Waits for the worker" in text
    assert 'hx-trigger="every 2s"' in text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in text
    take_further(one.pk)
    assert 'http-equiv="refresh"' not in page_of(browser, alice, one.pk)


def test_several_files_at_once_are_an_import_each(alice, browser, account):
    answer = upload(browser, alice, STATEMENT, STATEMENT, account=account, key="abc")
    assert answer["Location"] == address_of("imports", book=alice.book.pk)
    assert [one.file_name for one in Import.objects.order_by("id")] == ["file-0.csv", "file-1.csv"]


def test_a_form_that_is_sent_twice_takes_its_file_once(alice, browser, account):
    for _ in range(2):
        assert upload(browser, alice, STATEMENT, account=account, key="abc").status_code == 303
    assert Import.objects.count() == 1
    assert upload(browser, alice, DOUBTFUL, account=account, key="abc").status_code == 303
    assert Import.objects.count() == 2


def test_of_several_files_the_faulty_one_is_said_and_the_others_are_taken(alice, browser, account):
    answer = upload(browser, alice, STATEMENT, b"", account=account)
    assert answer.status_code == 422
    assert "file-1.csv: " in answer.content.decode()
    assert [one.file_name for one in Import.objects.all()] == ["file-0.csv"]


def test_what_a_file_leaves_open_is_asked_with_its_rows_read_both_ways(alice, browser, account):
    row_id = planned(alice, DOUBTFUL, account=account)["id"]
    text = page_of(browser, alice, row_id)
    assert re.findall(r"<td>(.*?)</td>", text)[:3] == ["03/04/2024", "3 Apr 2024", "4 Mar 2024"]
    waiting = browser.get(address_of("imports", book=alice.book.pk)).content.decode()
    assert "Has a question" in waiting
    assert '<span class="badge">1<' in waiting
    answer = step(browser, alice, "import_parameters", row_id, **{"o-date_order": "mdy"})
    assert answer.status_code == 303
    take_further(row_id)
    days = [row["date"] for row in rows_of(alice, row_id)]
    assert days == ["2024-03-04", "2024-05-06", "2024-02-01"]


def test_the_account_is_asked_for_alone(alice, browser, account):
    row_id = planned(alice, STATEMENT)["id"]
    text = page_of(browser, alice, row_id)
    form = text[text.index('id="question"') : text.index("Go on")]
    assert re.findall(r'<select class="input" id=".*?" name="(.*?)" required', form) == ["account"]
    step(browser, alice, "import_parameters", row_id, account=account)
    take_further(row_id)
    assert Import.objects.get().state == "planned"


def test_amounts_without_a_sign_are_shown_in_both_directions(alice, browser, account):
    unsigned = "Date,Amount,Payee\n2024-01-02,12.34,x\n2024-01-03,22.34,y\n"
    row_id = planned(alice, unsigned, account=account)["id"]
    text = page_of(browser, alice, row_id)
    assert "<td>−12.34</td><td>+12.34</td>" in text
    step(browser, alice, "import_parameters", row_id, **{"o-invert": "true"})
    take_further(row_id)
    assert [row["amount"] for row in rows_of(alice, row_id)] == ["-12.34", "-22.34"]


def test_columns_are_stated_in_the_head_of_the_table(alice, browser, account):
    text = "Date,Amount,Payee,Category\n2024-01-05,-3.40,Bakery,Food\n"
    row_id = planned(alice, text, account=account)["id"]
    for payee, category, says in (
        ("payee", "", ("Bakery", "", None)),
        ("description", "", ("", "Bakery", None)),
        ("payee", "category", ("Bakery", "", "Food")),
    ):
        was = re.search(r'name="columns" value="(.*?)"', page_of(browser, alice, row_id))[1]
        sent = {"c-1": "date", "c-2": "amount", "c-3": payee, "c-4": category}
        step(browser, alice, "import_parameters", row_id, columns=was, **sent)
        take_further(row_id)
        (row,) = rows_of(alice, row_id)
        path = row["category"] and row["category"]["path"]
        assert (row["payee"], row["description"], path) == says


def test_columns_that_stay_as_they_were_are_not_stated(alice, browser, account):
    row_id = planned(alice, table(("2024-01-05", "-3.40", "Bakery")), account=account)["id"]
    sent = {"columns": "date,amount,payee", "c-1": "date", "c-2": "amount", "c-3": "payee"}
    step(browser, alice, "import_parameters", row_id, **sent, deleted="add")
    assert json.loads(Import.objects.get().parameters)["options"] == {}


def test_an_account_that_the_file_names_is_mapped_to_one_of_the_book(alice, browser, account):
    named = table(("2024-01-05", "-3.40", "Giro"), heading="Date,Amount,Account")
    row_id = planned(alice, named)["id"]
    text = page_of(browser, alice, row_id)
    assert "Recording also adds" in text
    assert '<label for="p-a-0">Giro</label>' in text
    for stated, is_new in ((account, False), ("", True)):
        sent = {"k-0": "Giro", "a-0": stated}
        assert step(browser, alice, "import_parameters", row_id, **sent).status_code == 303
        take_further(row_id)
        (row,) = rows_of(alice, row_id)
        assert row["account"]["id"] == (stated or None)
        assert ("Recording also adds" in page_of(browser, alice, row_id)) is is_new


def test_the_plan_is_recorded_and_can_be_undone(alice, browser, account):
    row_id = planned(alice, STATEMENT, account=account)["id"]
    assert "Record 2" in page_of(browser, alice, row_id)
    assert step(browser, alice, "import_record", row_id).status_code == 303
    take_further(row_id)
    assert len(stored(alice)) == 2
    text = page_of(browser, alice, row_id)
    assert "Recorded 2 transactions" in text
    assert 'class="toast"' not in text
    there = address_of("import", book=alice.book.pk, imported=row_id)
    toast = browser.get(there, headers={"HX-Request": "true"}).content.decode()
    assert '<div class="toast"><span>Recorded 2 transactions</span>' in toast
    (undo,) = re.findall(r'id="undo" action="(.*?)"', text)
    browser.post(undo)
    assert stored(alice) == []
    assert "This import was undone" in page_of(browser, alice, row_id)
    assert "Undone" in browser.get(address_of("imports", book=alice.book.pk)).content.decode()


def rows_form(text):
    """What the browser sends of the rows that a page shows, as they stand."""
    names = dict(re.findall(r'<input type="hidden" name="(was-\d+)" value="(.*?)"', text))
    boxes = re.findall(r'<input type="checkbox" name="(add-\d+)" value="1" [^>]*? checked', text)
    return {
        **names, **dict.fromkeys(boxes, "1"),
        "row": re.findall(r'name="row" value="(.*?)"', text),
    }  # fmt: skip


def test_a_row_is_left_out_and_another_gets_a_category(alice, browser, account):
    category = alice.category()["id"]
    row_id = planned(alice, STATEMENT, account=account)["id"]
    sent = rows_form(page_of(browser, alice, row_id, "?verdict=new"))
    del sent["add-1"]
    sent["category-2"] = category
    assert step(browser, alice, "import_rows", row_id, **sent).status_code == 303
    one, two = rows_of(alice, row_id)
    assert (one["action"], two["action"], two["category"]["id"]) == ("skip", "add", category)
    assert "Record 1" in page_of(browser, alice, row_id)


def test_what_a_form_does_not_change_is_not_a_decision(alice, browser, account):
    row_id = planned(alice, STATEMENT, account=account)["id"]
    sent = rows_form(page_of(browser, alice, row_id, "?verdict=new"))
    step(browser, alice, "import_rows", row_id, **sent)
    assert not Decision.objects.exists()


def test_recording_keeps_what_the_form_says(alice, browser, account):
    row_id = planned(alice, STATEMENT, account=account)["id"]
    sent = rows_form(page_of(browser, alice, row_id, "?verdict=new"))
    del sent["add-2"]
    step(browser, alice, "import_record", row_id, **sent)
    take_further(row_id)
    assert stored(alice) == [("2024-01-05", "-3.40", "Bakery")]


@pytest.mark.parametrize(("action", "count"), [("match", 1), ("add", 2), ("skip", 1)])
def test_a_probable_row_stands_beside_what_it_may_be(alice, browser, account, action, count):
    alice.transaction(account=account, date="2024-01-04", amount="3.40", payee="Corner bakery")
    row_id = planned(alice, table(("2024-01-05", "-3.40", "Bakery")), account=account)["id"]
    text = page_of(browser, alice, row_id)
    assert "Maybe known" in text
    assert "Corner bakery" in text
    step(browser, alice, "import_record", row_id, **rows_form(text), **{"action-1": action})
    take_further(row_id)
    assert len(stored(alice)) == count


def test_an_outdated_plan_says_so_and_is_planned_anew_with_its_choices(alice, browser, account):
    row_id = planned(alice, STATEMENT, account=account)["id"]
    sent = rows_form(page_of(browser, alice, row_id, "?verdict=new"))
    del sent["add-1"]
    step(browser, alice, "import_rows", row_id, **sent)
    alice.category()
    text = page_of(browser, alice, row_id)
    assert "The book has changed since this plan" in text
    assert "Record 1" not in text
    assert step(browser, alice, "import_record", row_id).status_code == 409
    step(browser, alice, "import_plan", row_id)
    take_further(row_id)
    assert "Record 1" in page_of(browser, alice, row_id)


def test_who_was_overtaken_sees_the_new_state_with_their_own_choices(alice, browser, account):
    row_id = planned(alice, STATEMENT, account=account)["id"]
    sent = rows_form(page_of(browser, alice, row_id, "?verdict=new"))
    del sent["add-1"]
    there = address_of("import_rows", book=alice.book.pk, imported=row_id)
    answer = browser.post(f"{there}?verdict=new", {"version": "0", **sent})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "changed meanwhile" in text
    assert "add-1" not in rows_form(text)
    assert "add-2" in rows_form(text)
    assert not Decision.objects.exists()


def test_a_refused_step_without_rows_leaves_the_rows_as_they_are(alice, browser, account):
    row_id = planned(alice, STATEMENT, account=account)["id"]
    alice.category()
    text = step(browser, alice, "import_record", row_id).content.decode()
    assert "add-1" in rows_form(text)


def test_hidden_amounts_are_not_sent(alice, browser, account):
    unsigned = "Date,Amount,Payee\n2024-01-02,4711.00,x\n2024-01-03,4711.50,y\n"
    asked = planned(alice, unsigned, account=account)["id"]
    row_id = planned(alice, table(("2024-01-05", "-4711.00", "Bakery")), account=account)["id"]
    browser.post("/settings/amounts/")
    for one in (asked, row_id):
        text = page_of(browser, alice, one)
        assert "4711" not in text
        assert "4,711" not in text


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("import_rows", {"row": "1:new", "was-1": "add:", "category-1": "987654"}),
        ("import_rows", {"row": "999:new", "was-999": "add:"}),
        ("import_parameters", {"account": "987654"}),
        ("import_parameters", {"account": "x"}),
        ("import_parameters", {"format": "nothing"}),
        ("import_parameters", {"probable": "nothing"}),
        ("import_parameters", {"suggest": "perhaps"}),
        ("import_parameters", {"o-nothing": "1"}),
        ("import_parameters", {"k-1": "EUR", "a-1": "987654"}),
    ],
)
def test_what_is_not_valid_is_said_and_changes_nothing(alice, browser, account, name, sent):
    row_id = planned(alice, STATEMENT, account=account)["id"]
    answer = step(browser, alice, name, row_id, **sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Import.objects.get().state == "planned"
    assert not Decision.objects.exists()


def test_a_file_is_thrown_away(alice, browser, account):
    row_id = planned(alice, STATEMENT, account=account)["id"]
    assert step(browser, alice, "import_discard", row_id).status_code == 303
    assert not Import.objects.exists()


def test_the_sum_says_how_the_balance_of_the_file_comes_about(alice, browser):
    account = alice.account(opening_balance="100.00", opening_date="2024-01-01")["id"]
    text = (
        "Date,Amount,Balance,Payee\n2024-01-05,-3.40,96.60,Bakery\n"
        "2024-01-09,-42.00,54.60,Market\n2024-01-10,-1.00,53.60,Kiosk\n"
    )
    row_id = planned(alice, text, account=account)["id"]
    page = page_of(browser, alice, row_id)
    sums = re.findall(r'<data value="(.*?)"', page[page.index('class="reckon"') :])
    assert sums[:4] == ["100.00", "-46.40", "53.60", "53.60"]


def test_rows_come_in_pages_without_a_gap(alice, browser, account):
    many = table(*((f"2024-01-{n % 28 + 1:02}", f"-{n}.00", f"P{n}") for n in range(1, 121)))
    row_id = planned(alice, many, account=account)["id"]
    seen, query = [], ""
    while query is not None:
        text = page_of(browser, alice, row_id, query)
        seen += re.findall(r'name="row" value="(\d+):', text)
        onward = re.search(r'href="[^"]*(\?[^"]*)" rel="next"', text)
        query = onward[1] if onward else None
    assert seen == [str(n) for n in range(1, 121)]
    back = re.search(r'href="[^"]*(\?[^"]*)" rel="prev"', text)[1]
    text = page_of(browser, alice, row_id, back)
    assert re.findall(r'name="row" value="(\d+):', text) == [str(n) for n in range(51, 101)]


def test_a_page_sends_no_more_statements_for_more_rows(alice, browser, account):
    addresses = []
    for count in (2, 60):
        rows = ((f"2024-01-{n % 28 + 1:02}", f"-{n + 1}.00", f"P{n}") for n in range(count))
        row_id = planned(alice, table(*rows), account=account)["id"]
        addresses.append(address_of("import", book=alice.book.pk, imported=row_id))
    browser.get(addresses[0])
    few, many = (statements(browser, address) for address in addresses)
    assert few == many <= STATEMENTS_MAX
    assert statements(browser, address_of("imports", book=alice.book.pk)) <= STATEMENTS_MAX


def statements(browser, address):
    with CaptureQueriesContext(connection) as sent:
        assert browser.get(address).status_code == 200
    return len(sent)


def test_an_import_of_another_book_is_not_there(alice, bob, account):
    row_id = planned(alice, STATEMENT, account=account)["id"]
    there = address_of("import", book=bob.book.pk, imported=row_id)
    assert browser_of(bob.user).get(there).status_code == 404


def test_a_viewer_sees_the_plan_and_nothing_to_change_it_with(alice, account):
    row_id = planned(alice, STATEMENT, account=account)["id"]
    other = signed_up("viewer")
    joined(other, alice.book, "viewer")
    text = page_of(browser_of(other.user), alice, row_id, "?verdict=new")
    assert "Bakery" in text
    assert "Record 2" not in text


@pytest.mark.parametrize(
    "key", ["[0,1e999]", "[0,-1]", '[0,"1"]', "[0,null]", "[1,[]]", "[0]", "x"]
)
def test_a_cursor_that_is_not_of_the_list_begins_it(alice, browser, account, key):
    cursor = base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")
    row_id = planned(alice, STATEMENT, account=account)["id"]
    assert "Bakery" in page_of(browser, alice, row_id, f"?cursor={cursor}")
    there = address_of("imports", book=alice.book.pk)
    answer = browser.get(f"{there}?cursor={cursor}")
    assert f'href="{address_of("import", book=alice.book.pk, imported=row_id)}"' in (
        answer.content.decode()
    )
