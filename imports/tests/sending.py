"""Sending files as a client does, and doing the work of the worker in between."""

from django.core.files.uploadedfile import SimpleUploadedFile

from imports.worker.pipeline import take_further
from tests.cast import made


def sent(caller, text, name="statement.csv", query="", extra=None, **fields):
    """The answer to the upload of `text`, or bytes, with form fields."""
    content = text.encode() if isinstance(text, str) else text
    body = {"file": SimpleUploadedFile(name, content), **fields}
    return caller.post(f"imports/{query}", body, format="multipart", **(extra or {}))


def planned(caller, text, name="statement.csv", query="", **fields):
    """An import as it is shown once the worker has gone as far as it can."""
    row_id = made(sent(caller, text, name, query, **fields), 202)["id"]
    return worked(caller, row_id)


def committed(caller, text, name="statement.csv", **fields):
    """An import that was committed at once."""
    shown = planned(caller, text, name, "?commit=auto", **fields)
    assert shown["state"] == "committed", shown["problem"]
    return shown


def worked(caller, row_id):
    """An import, after a worker had it."""
    take_further(row_id)
    return made(caller.get(f"imports/{row_id}/"))


def rows_of(caller, row_id, verdict=""):
    query = f"?verdict={verdict}&limit=200" if verdict else "?limit=200"
    return made(caller.get(f"imports/{row_id}/rows/{query}"))["results"]


def table(*rows, heading="Date,Amount,Payee"):
    """A CSV file of rows such as ("2024-01-15", "-3.40", "Bakery").

    What has no minus gets a plus: a file without any sign is asked about.
    """
    lines = [
        ",".join((day, amount if amount[:1] in {"-", "+"} else f"+{amount}", *rest))
        for day, amount, *rest in rows
    ]
    return "\n".join([heading, *lines]) + "\n"


def stored(caller, **filters):
    """What the list of transactions shows, oldest first, as (date, signed amount, payee)."""
    rows, url = [], "transactions/?limit=200&" + "&".join(f"{k}={v}" for k, v in filters.items())
    while url:
        page = made(caller.get(url))
        rows += page["results"]
        url = page["next"]
    return sorted((row["date"], signed(row), row["payee"] or "") for row in rows)


def signed(row):
    outward = (row["type"] != "income") is not row["refund"]
    return f"-{row['amount']}" if outward else row["amount"]
