"""Tables that the program itself has exported, with texts that need care (case 16)."""

import csv
import io
from collections.abc import Iterator

from readers.tests.corpus.samples import Sample, facts

HEADING = (
    *("date", "type", "status", "payee", "description", "notes", "tags"),
    *("account", "kind", "category", "amount", "currency", "home_amount", "home_currency", "rate"),
    *("posting_description", "transaction", "posting"),
)
TAGS = (
    *(("work;travel",), ("a\\b",), ("#1",), ("work;travel", "a\\b", "#1"), ("one", "two")),
    *((";",), ("a;", "b"), ("\\;",), ("ends\\", "next"), ("two words",), ("=sum", "plain")),
)
NOTES = ("", "two\n\nlines", "'quoted", "=1+1", "it's", "+49 30", "@home", "-5", "a\n\n\nb", "  x")


def own_tables() -> Iterator[Sample]:
    """One transaction with tags and notes, as `exports/transactions.csv` writes it."""
    for place, tags in enumerate(TAGS):
        notes = NOTES[place % len(NOTES)].strip()
        escaped = (tag.replace("\\", "\\\\").replace(";", "\\;") for tag in tags)
        row = [
            *("2024-02-29", "expense", "cleared", "Shop", "", _harmless(notes)),
            *(_harmless("; ".join(escaped)), "Stated", "expense", "Food", "-12.50", "EUR"),
            *("-12.50", "EUR", "1", "", "7", "9"),
        ]
        text = io.StringIO()
        csv.writer(text).writerows([HEADING, row])
        said = {"notes": notes, "tags": "\n".join(sorted(tags)), "category": "Food"}
        expected = {"date": "2024-02-29", "amount": "-12.50", "currency": "EUR", **said}
        yield Sample(f"{place}.csv", text.getvalue().encode(), facts([], rows=[expected]))


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip("'").startswith(tuple("=+-@\t\r\n")) else text
