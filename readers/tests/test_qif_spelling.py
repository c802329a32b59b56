"""QIF: dates and amounts in all their spellings, what is refused, and whatever is in a file."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.format import CERTAIN, LIKELY, NO
from readers.qif import accounts as qif_accounts
from readers.qif import reader as qif
from readers.statement import EvidenceKind, Fault, Row, Unreadable
from readers.tests.qif_samples import account, bank, dated, items, record, refusal, rows, sure
from readers.tests.reading import decisions, of_kind

# Dates


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1/31/2024", date(2024, 1, 31)),
        ("1/31'24", date(2024, 1, 31)),
        ("1/31' 4", date(2004, 1, 31)),
        ("1/31'2004", date(2004, 1, 31)),
        ("31.01.2024", date(2024, 1, 31)),
        ("31.1.24", date(2024, 1, 31)),
        ("31/01/24", date(2024, 1, 31)),
        ("31.01'2024", date(2024, 1, 31)),
        ("31/01'2024", date(2024, 1, 31)),
        ("2024-01-31", date(2024, 1, 31)),
        ("2024/1/31", date(2024, 1, 31)),
        ("20240131", date(2024, 1, 31)),
        ("31012024", date(2024, 1, 31)),
        ("2024-01-31 12:00:00", date(2024, 1, 31)),
        ("2024-01-31T12:00:00Z", date(2024, 1, 31)),
        ("1-31-94", date(1994, 1, 31)),
        (" 1/31/94", date(1994, 1, 31)),
        ("6/ 6/94", date(1994, 6, 6)),
        ("1/31/69", date(2069, 1, 31)),
        ("1/31/70", date(1970, 1, 31)),
        ("94-01-31", date(1994, 1, 31)),
        ("31 Jan 2024", date(2024, 1, 31)),
        ("31-Jan-24", date(2024, 1, 31)),
        ("Jan 31, 2024", date(2024, 1, 31)),
        ("31. März 2024", date(2024, 3, 31)),
        ("31 août 2024", date(2024, 8, 31)),
        ("30 juin '24", date(2024, 6, 30)),
        ("31 juil. 2024", date(2024, 7, 31)),
        ("05.05.2024", date(2024, 5, 5)),
        ("5/5/2024", date(2024, 5, 5)),
    ],
)
def test_a_date_reads_as_it_is_meant(written, read):
    assert rows(dated(written))[0].date == read


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "13/13/2024", "2/30/2024", "00/00/0000", "1/31/124", "1/31/9999", "20240231"),
        *("1/31", "1/31/2024/1", "32 Jan 2024", "1 Foo 2024", "9" * 3000, "03/25/099Share"),
    ],
)
def test_a_date_that_is_none_is_a_fault(written):
    fault, row = items(dated(written, "1/31/2024"))
    assert (fault.line, fault.code, row.date) == (2, "no_date", date(2024, 1, 31))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (("1/2/2024", "1/31/2024"), date(2024, 1, 2)),
        (("1/2/2024", "31/1/2024"), date(2024, 2, 1)),
        (("01.02.2024",), date(2024, 2, 1)),
        (("01/02/2024", "05/02/2024", "03/03/2024"), date(2024, 2, 1)),
        (("02/01/2024", "02/05/2024", "03/03/2024"), date(2024, 2, 1)),
        (("02/09/2024", "03/08/2024", "01/07/2024"), date(2024, 9, 2)),
        (("01-02-03", "99-02-03"), date(2001, 2, 3)),
    ],
)
def test_which_number_is_the_month_is_decided_over_the_file(written, read):
    assert rows(dated(*written))[0].date == read


@pytest.mark.parametrize(
    "written",
    [
        ("1/2/2024",),
        ("1/2/2024", "3/4/2024"),
        ("1/2/2024", "2/1/2024"),
        ("1/31/2024", "31/1/2024", "1/2/2024"),
        ("1/2/2024", "9/1/2024", "3/5/2024", "1/7/2024"),
    ],
)
def test_which_number_is_the_month_is_asked_for_where_nothing_shows_it(written):
    refused = refusal(dated(*written))
    assert (refused.code, refused.option) == ("ambiguous_dates", "date_order")


@pytest.mark.parametrize(
    ("order", "read"),
    [
        *(("dmy", date(2003, 2, 1)), ("MDY", date(2003, 1, 2)), ("ymd", date(2001, 2, 3))),
        ("day_first", date(2003, 2, 1)),
    ],
)
def test_the_caller_may_state_the_order_of_dates(order, read):
    assert rows(dated("01/02/03"), date_order=order)[0].date == read
    assert of_kind(Fault, items(dated("13/13/03"), date_order=order))


def test_an_order_that_is_none_is_refused():
    assert refusal(dated("1/31/2024"), date_order="up").option == "date_order"


def test_a_file_may_state_its_order_itself():
    assert rows("!Option:MDY\n" + dated("01/02/2024"))[0].date == date(2024, 1, 2)
    assert rows("!Option:MDY\n" + dated("01/02/24"), date_order="dmy")[0].date == date(2024, 2, 1)


def test_each_account_has_its_rows_in_an_order_of_its_own():
    text = dated("01/02/2024", "05/02/2024", "03/03/2024") + dated("01/02/2024", "05/02/2024")
    assert [row.date.month for row in rows(text)] == [2, 2, 3, 2, 2]


# Amounts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *(("-1,234.50", "-1234.50"), ("-1.234,50", "-1234.50"), ("+5", "5"), ("5.5", "5.5")),
        *(("-$5.00", "-5.00"), ("1 234,50", "1234.50"), ("1,234,567", "1234567")),
    ],
)
def test_an_amount_reads_as_it_is_meant(written, read):
    assert str(rows(bank(record(amount=written)))[0].amount) == read


def test_three_decimals_or_thousands_are_decided_by_the_rest_of_the_file():
    text = bank(record(amount="-1,234"), record(amount="-5.00"))
    assert rows(text)[0].amount == -1234
    text = bank(record(amount="-1,234"), record("SFood", "$-2,50", "SHome", amount="-3"))
    assert rows(text)[0].amount == Decimal("-1.234")


def test_three_decimals_or_thousands_are_asked_for_where_nothing_shows_which():
    text = bank(record(amount="-1,234"), record(amount="-5"))
    assert (refusal(text).code, refusal(text).option) == ("ambiguous_amounts", "decimal_sign")
    assert rows(text, decimal_sign=".")[0].amount == -1234
    assert rows(text, decimal_sign=",")[0].amount == Decimal("-1.234")
    assert rows(text, currency="BHD")[0].amount == Decimal("-1.234")


def test_an_amount_that_does_not_fit_the_stated_sign_is_a_fault():
    found = items(bank(record(amount="-12.50"), record(amount="-1.234,50")), decimal_sign=",")
    assert [type(item) for item in found] == [Fault, Row]


@pytest.mark.parametrize("written", ["", "much", "1.2.3", "--5", "9" * 5000, "1e5000"])
def test_an_amount_that_is_none_is_a_fault_and_the_rest_goes_on(written):
    fault, row = items(bank(record(amount=written), record("PShop")))
    assert (fault.line, fault.code, row.payee) == (2, "no_amount", "Shop")


def test_an_unknown_currency_is_refused():
    assert refusal(bank(record()), currency="ETH").option == "currency"


# What is refused


def test_two_records_that_run_into_each_other_are_a_fault():
    (fault,) = items(bank(record("PA").replace("^\n", "") + record("PB")))
    assert fault.code == "unfinished_record"


LAST = "D1/31'24\nT-1.50\nPShop\nLFood"


@pytest.mark.parametrize("length", range(1, len(LAST) + 1))
def test_a_file_that_ends_in_the_middle_is_refused(length):
    text = bank(record("PShop", "LFood"))
    assert refusal(text + LAST[:length]).code == "truncated"


@pytest.mark.parametrize("rest", ["D1/31'24\n", "D1/31'24\nT-1.50\n", "T-1.50\nLFood\n"])
def test_a_last_record_that_lacks_what_others_have_is_refused(rest):
    assert refusal(bank(record("PShop", "LFood")) + rest).code == "truncated"
    assert refusal(account("Giro") + bank() + rest).code == "truncated"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\n\x1a"])
def test_a_last_record_without_its_mark_is_whole_where_it_ends_like_the_others(end):
    assert len(rows(bank(record("PShop", "LFood")) + LAST + end)) == 2


def test_a_file_without_transactions_is_refused():
    assert refusal("").code == "no_records"
    assert refusal("date,amount\n2024-01-31,5\n").code == "no_records"
    assert refusal("!Type:Cat\nNFood\nE\n^\n").code == "no_records"


def test_a_record_or_line_without_end_is_refused():
    assert refusal("!Type:Bank\n" + "PShop\n" * 30_000).code == "record_too_long"
    assert refusal("!Type:Bank\n" + "P" * 3_000_000).code == "line_too_long"


@pytest.mark.parametrize(
    "one", ["!Account\nN{}\nTBank\n^\n", "!Type:X{}\nD1/31/24\nT1\n^\n", "D1/31/24\nT1\nL[{}]\n^\n"]
)
def test_accounts_without_end_are_refused(monkeypatch, one):
    monkeypatch.setattr(qif_accounts, "NAMES_MAX", 50)
    monkeypatch.setattr(qif, "NAMES_MAX", 50)
    text = "!Type:Bank\n" + "".join(one.format(number) for number in range(100))
    assert refusal(text).code == "too_many_accounts"


# Which files it is


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        (bank(record()), CERTAIN),
        ("\ufeff\n !TYPE:bank \nD", CERTAIN),
        ("!Account\nNGiro\n", CERTAIN),
        ("!Option:AutoSwitch\n", CERTAIN),
        ("### comment ###\n\n!Type:Bank\n", CERTAIN),
        ("x" * 3000 + "\n!Type:Bank\n", LIKELY),
        (record("PShop"), LIKELY),
        ("Date,Text\n1,!Type:Bank\n", NO),
        ("D1/31'24\nTotal of all\n", NO),
        ("Date\nTotal\n^\nother", NO),
        ("!Typo\n", NO),
        ("", NO),
    ],
)
def test_a_file_is_recognised_by_its_header_or_its_records(text, certainty):
    assert sure(text) == certainty


def test_an_archive_is_none():
    assert sure(bank(record()), members=("a",)) == NO


# Whatever is in a file

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
AMOUNTS = st.decimals("-99999.99", "99999.99", places=2)
STYLES = [
    "{0.month}/{0.day}/{0.year}",
    "{0.day:02}.{0.month:02}.{0.year}",
    "{0.year}-{0.month}-{0.day}",
]


@given(
    st.lists(st.tuples(DAYS, AMOUNTS, WORDS), min_size=1), st.sampled_from(STYLES), st.booleans()
)
@settings(max_examples=40)
def test_what_is_written_is_read(sent, style, grouped):
    order = "mdy" if style.startswith("{0.month}") else "dmy"
    spelled = "{:,}" if grouped else "{}"
    text = bank(
        *(
            record(f"P{payee}", day=style.format(day), amount=spelled.format(amount))
            for day, amount, payee in sent
        )
    )
    found = rows(text, date_order=order)
    assert [(row.date, row.amount, row.payee) for row in found] == sent


@given(st.lists(DAYS, min_size=1, max_size=8), st.sampled_from(STYLES))
@settings(max_examples=60)
def test_dates_are_right_or_asked_for(days, style):
    with contextlib.suppress(Unreadable):
        found = rows(dated(*(style.format(day) for day in sorted(days))))
        assert [row.date for row in found] == sorted(days)


SAMPLE = (
    b"!Option:AutoSwitch\n!Account\nNGiro\nTBank\n^\n!Type:Bank\nD1/30'24\nT5.00\nPOpening Balance"
    b"\nL[Giro]\n^\nD1/31'24\nT-1,234.50\nLFood/Trip\nSFood\n$-1,000.00\nS[Visa]\n%50\n^\n!Type:Invst\n"
    b"D2/ 1'24\nNBuyX\nYAcme\nT12.00\nL[Giro]\n$12.00\n^\n"
)


@given(
    st.integers(0, len(SAMPLE)),
    st.integers(0, 30),
    st.one_of(st.binary(max_size=8), st.sampled_from([b"\n^\n", b"!Type:", b"\nT", b"\xff"])),
)
@settings(max_examples=150)
def test_whatever_happens_to_a_file_it_is_read_or_refused(place, cut, junk):
    content = SAMPLE[:place] + junk + SAMPLE[place + cut :]
    sure(content.decode("latin-1"))
    with contextlib.suppress(Unreadable):
        assert len(items(content)) < 50


@pytest.mark.parametrize(
    ("days", "options", "order", "kind"),
    [
        (("1/31/2024", "1/2/2024"), {}, "mdy", "stated"),
        (("31/1/2024", "1/2/2024"), {}, "dmy", "stated"),
        (("01.02.2024", "03.04.2024"), {}, "dmy", "assumed"),
        (("01/02/2024", "02/01/2024", "03/01/2024"), {}, "mdy", "assumed"),
        (("01/02/2024",), {"date_order": "dmy"}, "dmy", "stated"),
    ],
)
def test_the_order_of_dates_is_a_decision_with_its_evidence(days, options, order, kind):
    text = "!Type:Bank\n" + "".join(f"D{day}\nT-5.00\n^\n" for day in days)
    (decision,) = decisions(qif.FORMAT, text, **options)
    assert (decision.decided, decision.evidence) == (order, EvidenceKind(kind))
