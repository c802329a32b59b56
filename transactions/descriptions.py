"""What transactions, payees and tags say, in words, for the history and the trash of a book."""

from collections.abc import Iterable, Iterator

from books.resources import Description, Names
from books.tracked_models import Columns
from common.money import CURRENCIES, format_amount
from transactions.models import PostingKind


def describe_transaction(row: Columns, names: Names) -> Description:
    amount = _money(row["amount"], row["currency"])
    payee = names["payee", row["payee_id"]] if row["payee_id"] else ""
    postings = row["postings"]
    fields = {
        "type": row["type"],
        "date": f"{row['date']}",
        "amount": amount,
        "refund": "yes" if row["refund"] else "no",
        "account": _each(names["account", posting["account_id"]] for posting in postings),
        "category": _each(
            names["category", posting["category_id"]] if posting["category_id"] else "none"
            for posting in postings
            if posting["kind"] != PostingKind.TRANSFER
        ),
        "payee": payee,
        "description": row["description"],
        "notes": row["notes"],
        "tags": ", ".join(names["tag", link["tag_id"]] for link in row["tag_links"]),
        "status": row["status"],
        "postings": "; ".join(_posting(posting, names) for posting in postings),
        "settled": _each(_statements_of(postings, names)),
        "worth": ", ".join(filter(None, (_worth(posting) for posting in postings))),
    }
    if len(postings) == 1 and not postings[0]["description"]:
        fields["postings"] = ""
    title = row["description"] or payee or f"{row['type']} of {amount}"
    return Description(title, fields)


def describe_label(row: Columns, names: Names) -> Description:
    archived = "yes" if row["archived"] else "no"
    return Description(row["name"], {"name": row["name"], "archived": archived})


def _statements_of(postings: Iterable[Columns], names: Names) -> Iterator[str]:
    ids = [posting["settled_in_id"] for posting in postings]
    yield from (f"on the statement of {names['statement', row_id]}" for row_id in ids if row_id)


def _posting(posting: Columns, names: Names) -> str:
    words = [_money(posting["amount"], posting["currency"])]
    words.append(names["account", posting["account_id"]])
    if posting["category_id"]:
        words.append(names["category", posting["category_id"]])
    return ", ".join(filter(None, [*words, posting["description"]]))


def _worth(posting: Columns) -> str:
    """What a posting was worth in the home currency, where a rate was needed."""
    if posting["home_amount"] is None:
        return "unconverted"
    return f"at {posting['rate']} of {posting['rate_date']}" if posting["rate"] else ""


def _money(minor: int, currency: str) -> str:
    return f"{format_amount(minor, CURRENCIES[currency])} {currency}"


def _each(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
