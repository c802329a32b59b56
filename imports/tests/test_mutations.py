"""A right file, of which one thing is dropped or garbled: never different money in silence.

What is imported is right, or asked about, or reported, or refused. The balances of the file prove
what is right, and most of what is not; where they are gone, nothing may be guessed.
"""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from readers.tests.corpus.samples import (
    STYLES,
    Entry,
    a_balance,
    a_day,
    a_size,
    a_text,
    an_amount,
    either,
    table,
    what_arrives,
    what_leaves,
)
from readers.tests.corpus.statements import camt_of, mt940_of
from tools.score_imports.book import Uploader
from tools.score_imports.facts import Facts
from tools.score_imports.verdict import Verdict, compared, differences

TEXTS = st.sampled_from(
    ["Rent", "Caf\u00e9 Z", "Shop, big", 'The "Inn"', "Order; 4711", "\u00fcber", "x"]
)
AMOUNTS = st.integers(-500_000, 500_000).filter(bool).map(lambda n: Decimal(n).scaleb(-2))


@st.composite
def movements(draw):
    """Rows in the order of their days, with the balance after each, and the balance before."""
    amounts = draw(st.lists(AMOUNTS, min_size=4, max_size=9))
    gaps = draw(st.lists(st.integers(0, 9), min_size=len(amounts), max_size=len(amounts)))
    days = list(accumulate(gaps, lambda day, gap: day + timedelta(gap), initial=date(2024, 1, 20)))
    opening = draw(AMOUNTS)
    balances = list(accumulate(amounts, initial=opening))
    rows = [
        Entry(day, amount, draw(TEXTS), balance)
        for day, amount, balance in zip(days[1:], amounts, balances[1:], strict=True)
    ]
    return rows, opening


SHAPES = {
    "signs": [("Amount", an_amount)],
    "sides": [("Debit", what_leaves), ("Credit", what_arrives)],
    "words": [("Type", either("Debit", "Credit")), ("Amount", a_size)],
}


@st.composite
def tables(draw):
    """A table with a running balance, its rows, and how it is written."""
    rows, _opening = draw(movements())
    style = draw(st.sampled_from(STYLES))
    columns = [
        *(("Date", a_day), ("Description", a_text), *draw(st.sampled_from(list(SHAPES.values())))),
        ("Balance", a_balance),
    ]
    return table(columns, rows, style), rows, style


@st.composite
def statements(draw):
    """A statement that states its opening and closing balance; OFX states the closing one alone."""
    rows, opening = draw(movements())
    write = draw(st.sampled_from([mt940_of, camt_of]))
    return write(rows, opening), rows


def mutated(draw, content, style=None):
    """Return `content` with one thing dropped or garbled."""
    encoding = style.encoding if style else "utf-8"
    kinds = ["cut", "byte", "mark", "digit", "quote", "encoding", "drop", "twice", "swap"]
    kind = draw(st.sampled_from(kinds + ["cell", "column", "delimiter", "head"] * bool(style)))
    if kind in {"cut", "byte", "mark"}:
        return of_bytes(draw, kind, content)
    text = content.decode(encoding)
    if kind in {"digit", "quote", "encoding"}:
        return of_text(draw, kind, text, encoding)
    lines = text.splitlines(keepends=True)
    place, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    if kind == "drop":
        del lines[place]
    elif kind == "twice":
        lines.insert(place, lines[place])
    elif kind == "swap":
        lines[place], lines[other] = lines[other], lines[place]
    else:
        lines = of_cells(draw, kind, lines, place, style)
    return "".join(lines).encode(encoding)


def of_bytes(draw, kind, content):
    """Return a file without its end, or without a byte, or with a mark before it."""
    if kind == "cut":
        return content[: -draw(st.integers(1, len(content) // 2))]
    if kind == "mark":
        return draw(st.sampled_from([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0"])) + content
    at = draw(st.integers(0, len(content) - 1))
    return content[:at] + content[at + 1 :]


def of_text(draw, kind, text, encoding):
    """Return a text with another digit, or with one more quote, or in another encoding."""
    if kind == "encoding":
        others = ["windows-1252", "utf-16", "utf-8-sig", "mac-roman", "utf-32"]
        return text.encode(draw(st.sampled_from(others)), errors="replace")
    if kind == "quote":
        at = draw(st.integers(0, len(text)))
        return (text[:at] + '"' + text[at:]).encode(encoding)
    at = draw(st.sampled_from([n for n, c in enumerate(text) if c.isdecimal()]))
    return (text[:at] + draw(st.sampled_from("0123456789.,-x")) + text[at + 1 :]).encode(encoding)


def of_cells(draw, kind, lines, place, style):
    """Return the lines of a table of which cells are dropped, or a heading, or a delimiter."""
    column = draw(st.integers(0, lines[0].count(style.delimiter)))
    if kind == "delimiter":
        other = draw(st.sampled_from([d for d in ",;\t|" if d != style.delimiter]))
        some = lines if draw(st.booleans()) else [lines[place]]
        return [line.replace(style.delimiter, other) if line in some else line for line in lines]
    changed = []
    for number, line in enumerate(lines):
        (cells,) = csv.reader([line], delimiter=style.delimiter)
        is_meant = {"cell": number == place, "column": True, "head": number == 0}[kind]
        if is_meant and column < len(cells):
            if kind == "column":
                del cells[column]
            else:
                cells[column] = (
                    "" if kind == "cell" else draw(st.sampled_from(["", "Foo", "Balance"]))
                )
        changed.append(cells)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=style.delimiter, lineterminator="\n").writerows(changed)
    return text.getvalue().splitlines(keepends=True)


def silent_fault(name, content, rows, account):
    """Return why the money of an import differs in silence from that of `rows`; empty if not.

    Two things no balance of a file shows, and they do not count: that a file is shorter at an
    end, and what the oldest row is, where nothing states the balance before it.
    """
    uploader = Uploader(Facts(rows=[], account=account))
    shown = uploader.imported(name, content)
    if shown["state"] != "committed":
        return ""
    money = [{"amount": str(row.amount), "currency": "EUR"} for row in rows]
    found = uploader.transactions()
    missing, extra = differences(money, found)
    is_shorter = not extra and in_order(rows, found)
    is_oldest = account and missing == money[:1] and len(extra) <= 1
    score = compared(shown, money, found)
    silent = score is not None and score.verdict == Verdict.WRONG
    return score.why if silent and not is_shorter and not is_oldest else ""


def in_order(rows, found):
    """Whether what was found is a run of the true rows, of which none within is missing."""
    amounts = [row.amount for row in rows]
    some = sorted(Decimal(row["amount"]) for row in found)
    runs = (amounts[n : n + len(some)] for n in range(len(amounts) - len(some) + 1))
    return any(sorted(run) == some for run in runs)


MANY = settings(
    suppress_health_check=list(HealthCheck),
    max_examples=8,
    # An import takes a tenth of a second: to make an example smaller would take minutes.
    phases=(Phase.explicit, Phase.generate),
)


@pytest.mark.django_db
def test_a_table_of_which_one_thing_is_garbled_is_never_other_money_in_silence():
    @MANY
    @given(st.data())
    def hold(data):
        content, rows, style = data.draw(tables())
        garbled = mutated(data.draw, content, style)
        assert silent_fault("statement.csv", garbled, rows, {"currency": "EUR"}) == ""

    hold()


@pytest.mark.django_db
def test_a_statement_of_which_one_thing_is_garbled_is_never_other_money_in_silence():
    @MANY
    @given(st.data())
    def hold(data):
        content, rows = data.draw(statements())
        garbled = mutated(data.draw, content)
        assert silent_fault("statement", garbled, rows, None) == ""

    hold()
