"""What is true of a file: the facts that stand in JSON beside it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SUFFIX = ".facts.json"
ROW_WORDS = frozenset(
    {
        *("date", "amount", "currency", "account", "to", "to_amount"),
        *("payee", "description", "notes", "tags", "category", "status"),
    }
)
"""What may be said of a transaction; what is not said is not compared."""
ROW_NEEDS = frozenset({"date", "amount", "currency"})

Row = Mapping[str, str]


class BadFacts(Exception):
    """Facts that mean nothing; the text is for people."""


@dataclass(frozen=True)
class Facts:
    """What holds for one file, and what the book has to have after it."""

    rows: Sequence[Row]
    """All transactions of the book after the import."""
    home_currency: str = "EUR"
    account: Mapping[str, str] | None = None
    """The account that is stated for the rows, which is made before; none where none is stated."""
    accounts: Sequence[Mapping[str, str]] = ()
    """Accounts that the book has before, and that nobody states."""
    stated: Mapping[str, Any] = field(default_factory=dict)
    """What else is stated with the upload, such as `options`."""
    before: Sequence[str] = ()
    """The names of files in the same folder that are imported before, in this order."""
    balances: Mapping[str, str] = field(default_factory=dict)
    """What accounts come to in the end, by their names; what is not said is not compared."""

    @classmethod
    def from_dict(cls, stated: Mapping[str, Any]) -> "Facts":
        """Return the facts that JSON states; raises BadFacts."""
        if unknown := stated.keys() - set(cls.__dataclass_fields__):
            raise BadFacts(f"unknown words: {', '.join(sorted(unknown))}")
        if not isinstance(stated.get("rows"), list):
            raise BadFacts("`rows` is a list of transactions")
        for number, row in enumerate(stated["rows"], 1):
            if not ROW_NEEDS <= row.keys() <= ROW_WORDS:
                raise BadFacts(
                    f"row {number} has date, amount and currency, and of the others known"
                )
        return cls(**stated)


def facts_in(folder: Path) -> list[tuple[Path, Facts]]:
    """Return the files below `folder` that have facts, by name; raises BadFacts."""
    found = []
    for beside in sorted(folder.rglob(f"*{SUFFIX}")):
        file = beside.with_name(beside.name.removesuffix(SUFFIX))
        if not file.exists():
            raise BadFacts(f"{beside}: there is no file {file.name} beside it")
        try:
            found.append((file, Facts.from_dict(json.loads(beside.read_text(encoding="utf-8")))))
        except (BadFacts, ValueError, TypeError, AttributeError) as fault:
            raise BadFacts(f"{beside}: {fault}") from None
    return found
