"""How many statements each use case sends: a pinned number, however many rows there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imports.planning import batching
from imports.tests.sending import committed, planned, sent, table
from imports.worker.pipeline import take_further
from tests.cast import made

COMMITTING = {1: 27, 50: 28}
"""Not every engine tells the ids of several new rows, so they are asked for."""
ACCEPTING = {1: 46, 50: 38}
"""Of one pair, the sums of the month hold nothing else, so that they are looked up and deleted."""
YEAR = "transfer-suggestions/?start_date=2024-01-01&end_date=2024-12-31"
OFX = (
    "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:UTF-8\n\n<OFX><BANKMSGSRSV1><STMTTRNRS>"
    "<STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM>"
    "<BANKTRANLIST>{}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
)


def statements(work):
    """Run `work` and return how many statements it sent, savepoints of the test aside."""
    with CaptureQueriesContext(connection) as captured:
        response = work()
        sent_now = [query["sql"] for query in captured.captured_queries]
    assert response is None or response.status_code in (200, 202, 204), response.content
    return len([sql for sql in sent_now if "SAVEPOINT" not in sql])


def many(count, month=1, amount="-{}.00", name="Shop {}"):
    """A file of `count` rows, of which no two are equal."""
    rows = (
        (f"2024-{month:02}-{n % 9 + 10:02}", amount.format(n + 1), name.format(n))
        for n in range(count)
    )
    return table(*rows)


def ofx(count, ids="id {}"):
    """The same rows as those of `many`, each with an id of the bank."""
    return OFX.format(
        "".join(
            f"<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>202401{n % 9 + 10:02}<TRNAMT>-{n + 1}.00"
            f"<FITID>{ids.format(n)}<NAME>Shop {n}</STMTTRN>"
            for n in range(count)
        )
    )


def waiting(caller, account, text, **fields):
    """The id of an import that waits for a worker."""
    return made(sent(caller, text, account=account, **fields), 202)["id"]


def worked_on(row_id):
    """How many statements a worker sends who takes an import as far as it goes."""
    return statements(lambda: take_further(row_id))


@pytest.fixture(params=[1, 50])
def count(request):
    return request.param


@pytest.fixture
def shown(alice, cash, count):
    """A plan of `count` rows."""
    return planned(alice, many(count), account=cash)


def test_uploading(alice, cash, count):
    for number in range(count):
        planned(alice, many(1, amount=f"-{number}1.00"), account=cash)
    assert statements(lambda: sent(alice, many(count), account=cash)) == 7


def test_listing_imports(alice, cash, count):
    for _ in range(count):
        waiting(alice, cash, many(1))
    assert statements(lambda: alice.get("imports/?limit=50")) == 3


def test_showing_one(alice, shown):
    assert statements(lambda: alice.get(f"imports/{shown['id']}/")) == 2


def test_listing_the_rows_of_a_plan(alice, shown):
    assert statements(lambda: alice.get(f"imports/{shown['id']}/rows/?limit=50")) == 6


def test_deciding(alice, shown, count):
    decisions = [{"row": n + 1, "action": "skip", "payee": "Shop"} for n in range(count)]
    address = f"imports/{shown['id']}/rows/"
    assert statements(lambda: alice.patch(address, decisions, format="json")) == 6
    assert statements(lambda: alice.patch(address, decisions, format="json")) == 6


def test_changing_how_it_is_read(alice, shown, cash):
    body = {"account": cash}
    assert statements(lambda: alice.patch(f"imports/{shown['id']}/", body, format="json")) == 5


def test_planning_anew(alice, shown):
    assert statements(lambda: alice.post(f"imports/{shown['id']}/plan/")) == 4


def test_asking_for_the_commit(alice, shown):
    assert statements(lambda: alice.post(f"imports/{shown['id']}/commit/")) == 4


def test_throwing_away(alice, shown):
    assert statements(lambda: alice.delete(f"imports/{shown['id']}/")) == 7


def test_listing_formats(alice):
    assert statements(lambda: alice.get("import-formats/")) == 1


def test_layouts(alice, cash, count):
    for number in range(count):
        heading = f"Date,Amount,Payee,Number {number}"
        planned(alice, table(("2024-01-15", "-1.00", "Shop", "7"), heading=heading), account=cash)
    assert statements(lambda: alice.get("import-layouts/?limit=50")) == 2
    row_id = made(alice.get("import-layouts/?limit=1"))["results"][0]["id"]
    assert statements(lambda: alice.delete(f"import-layouts/{row_id}/")) == 3


@pytest.fixture
def pairs(alice, cash, count):
    """Likely transfers, `count` of them."""
    savings = alice.account()["id"]
    committed(alice, many(count, amount="-{}.00", name="To savings {}"), account=cash)
    committed(alice, many(count, amount="{}.00", name="From cash {}"), account=savings)
    found = made(alice.get(YEAR))["results"]
    assert len(found) == count
    return [{side: pair[side]["id"] for side in ("outgoing", "incoming")} for pair in found]


def test_suggesting_transfers(alice, pairs):
    assert statements(lambda: alice.get(YEAR)) == 9


def test_accepting_a_transfer(alice, pairs, count):
    found = statements(lambda: alice.post("transfer-suggestions/accept/", pairs[0]))
    assert found == ACCEPTING[count]


def test_refusing_a_transfer(alice, pairs):
    assert statements(lambda: alice.post("transfer-suggestions/refuse/", pairs[0])) == 6


def test_planning_new_rows(alice, cash, count):
    assert worked_on(waiting(alice, cash, many(count))) == 28


def test_planning_beside_what_the_book_has(alice, cash, count):
    committed(alice, many(60, month=2), account=cash)
    assert worked_on(waiting(alice, cash, many(count))) == 31


def test_planning_rows_that_are_known(alice, cash, count):
    committed(alice, many(count), account=cash)
    assert worked_on(waiting(alice, cash, many(count))) == 30


def test_planning_rows_that_are_known_by_the_ids_of_the_bank(alice, cash, count):
    committed(alice, ofx(count), account=cash)
    assert worked_on(waiting(alice, cash, ofx(count))) == 25


def test_planning_rows_whose_ids_the_bank_has_changed(alice, cash, count):
    committed(alice, ofx(count), account=cash)
    assert worked_on(waiting(alice, cash, ofx(count, "another {}"))) == 33


def test_planning_rows_that_another_kind_of_file_had(alice, cash, count):
    committed(alice, many(count), account=cash)
    assert worked_on(waiting(alice, cash, ofx(count))) == 26


def test_planning_rows_like_those_that_somebody_entered(alice, cash, count):
    entered = [
        {"type": "expense", "account": cash, "amount": f"{n + 1}.00", "date": "2024-01-15"}
        for n in range(50)
    ]
    made(alice.post("transactions/bulk/", {"create": entered}))
    # Where a file like this came before, it is asked for which of them it stands.
    committed(alice, many(1, month=3), account=cash)
    text = table(*(("2024-01-14", f"-{n + 1}.00", "Shop") for n in range(count)))
    row_id = waiting(alice, cash, text)
    assert worked_on(row_id) == 31
    shown = made(alice.get(f"imports/{row_id}/"))
    assert shown["rows"]["probable"] == count


def test_every_further_batch_of_rows_takes_as_many_statements(alice, cash, monkeypatch):
    monkeypatch.setattr(batching, "BATCH", 10)
    committed(alice, many(30), account=cash)
    first, second, third = (
        worked_on(waiting(alice, cash, many(batches * 10))) for batches in (1, 2, 3)
    )
    assert second - first == third - second == 5


def test_planning_rows_that_were_deleted(alice, cash, count):
    committed(alice, many(count), account=cash)
    ids = [row["id"] for row in made(alice.get("transactions/?limit=50"))["results"]]
    made(alice.post("transactions/bulk/", {"delete": ids}))
    assert worked_on(waiting(alice, cash, many(count))) == 31


def test_committing(alice, shown, count):
    made(alice.post(f"imports/{shown['id']}/commit/"), 202)
    assert worked_on(shown["id"]) == COMMITTING[count]


def test_committing_what_was_decided_on(alice, shown, count):
    category = alice.category()["id"]
    made(alice.post(f"imports/{shown['id']}/plan/"), 202)
    take_further(shown["id"])
    decisions = [{"row": n + 1, "payee": f"Other {n}", "category": category} for n in range(count)]
    made(alice.patch(f"imports/{shown['id']}/rows/", decisions, format="json"))
    made(alice.post(f"imports/{shown['id']}/commit/"), 202)
    assert worked_on(shown["id"]) == COMMITTING[count]


def test_committing_rows_that_are_known(alice, cash, count):
    committed(alice, many(count), account=cash)
    again = planned(alice, ofx(count), account=cash)
    made(alice.post(f"imports/{again['id']}/commit/"), 202)
    assert worked_on(again["id"]) == 19


def faulty_table(count):
    """A file of `count` rows with faulty dates, and one that is right."""
    rows = ((f"2024-13-{n:02}", f"-{n + 1}.00", f"Shop {n}") for n in range(count))
    return table(("2024-01-01", "-9.00", "Cafe"), *rows)


def test_correcting_rows(alice, cash, count):
    row_id = planned(alice, faulty_table(count), account=cash)["id"]
    stated = {"corrections": {"date": "2024-01-02"}}
    decisions = [{"row": n + 2, **stated} for n in range(count)]
    assert statements(lambda: alice.patch(f"imports/{row_id}/rows/", decisions)) == 9
    assert worked_on(row_id) == 31
    assert planned(alice, faulty_table(count), account=cash)["rows"]["faulty"] == count


def test_planning_faulty_lines_that_an_earlier_file_had(alice, cash, count):
    row_id = planned(alice, faulty_table(count), account=cash)["id"]
    stated = {"corrections": {"date": "2024-01-02"}}
    decisions = [{"row": n + 2, **stated} for n in range(count)]
    made(alice.patch(f"imports/{row_id}/rows/", decisions))
    take_further(row_id)
    made(alice.post(f"imports/{row_id}/commit/"), 202)
    take_further(row_id)
    assert worked_on(waiting(alice, cash, faulty_table(count))) == 36
