"""What was understood of a table: which column is what, and how its dates and numbers are read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

ROLES = (
    *("date", "value_date", "time", "amount", "debit", "credit", "fee", "sign", "currency"),
    *("balance", "payee", "description", "notes", "reference", "bank_id", "category", "tags"),
    *("account", "account_number", "other_account", "other_amount", "status", "type"),
    *("transfer_amount", "other_currency"),
    *("foreign_amount", "foreign_currency", "rate", "subcategory", "parent_category"),
    *("counter_account", "payer"),
)
"""What a column can be. `account` names the own account of a row, `account_number` is its IBAN;
`other_account` is one of the person's own (`other_amount` and `other_currency` say what moves
there, `transfer_amount` what leaves for it), `counter_account` is that of other people. Where both
sides of every row are named, `payee` is who gets the money and `payer` who sends it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read; every part can be stated by the caller as an option of the same name."""

    header: int = 0
    """The line of the column names; 0 where there are none."""
    names: tuple[str, ...] = ()
    """The column names as they stand there; empty where there are none."""
    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """The columns, from 1, that have each role."""
    date_order: str = ""
    """"dmy", "mdy" or "ymd"."""
    decimal_sign: str = ""
    """"." or ","."""
    invert: bool = False
    """Whether the amounts are turned: what leaves the account stands there as positive."""
    newest_first: bool = False
    currency: str = ""
    """That of all rows, where no column says it."""
    profile: str = ""
    """The name of the profile that it follows; empty where it was guessed."""
    encoding: str = ""
    delimiter: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, which JSON can carry."""
        plain = asdict(self)
        plain["names"] = list(self.names)
        plain["columns"] = {role: list(places) for role, places in self.columns.items()}
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return what `as_dict` gave."""
        known = {field.name: plain[field.name] for field in fields(cls) if field.name in plain}
        columns = {role: tuple(places) for role, places in known.pop("columns", {}).items()}
        return cls(**known | {"names": tuple(known.get("names", ())), "columns": columns})
