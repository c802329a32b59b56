"""What the caller of an import wants done with a file, in their own words or by default."""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db.models import TextChoices

LIKELY_SCORE = 70
"""The score, per cent, from which a probable duplicate is left out without a decision. It divides
the scores: equal amounts up to 3 days apart (71) and a covered day in other words (75) are above,
another day in another format (65) and an uncovered day in other words (60) are below."""


class Deleted(TextChoices):
    """What happens to rows that were deleted, if nobody decides on them."""

    SKIP = "skip"
    ADD = "add"


class Probable(TextChoices):
    """What happens to rows that are probably there, if nobody decides on them."""

    LIKELY = "likely"
    """Those that are likely enough are left out; the others are added."""
    SKIP = "skip"
    ADD = "add"


class Categories(TextChoices):
    """What happens to the categories that a file names."""

    CREATE = "create"
    """Those that the book does not have are made."""
    EXISTING = "existing"
    """Only those that the book has are taken over."""
    NONE = "none"


class Commit(TextChoices):
    """Whether the plan of a new import is committed by itself."""

    AUTO = "auto"


class Accept(TextChoices):
    """Which plans `commit=auto` commits."""

    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True)
class ImportParameters:
    """How a file is to be read and what is to become of its rows."""

    format: str = ""
    """The name of a format; empty for whichever the content is of."""
    account: int | None = None
    """The id of the account that rows go to which name no other."""
    accounts: dict[str, int] = field(default_factory=dict)
    """Ids of the book's accounts, by their names in the file."""
    create_accounts: bool = True
    categories: str = Categories.CREATE.value
    suggest: bool = True
    """Whether rows without a category get one that earlier choices suggest."""
    probable: str = Probable.LIKELY.value
    deleted: str = Deleted.SKIP.value
    all_or_nothing: bool = False
    """Whether one faulty row keeps all the others out."""
    options: dict[str, Any] = field(default_factory=dict)
    """For the reader of the format."""

    def dump(self) -> str:
        return json.dumps(asdict(self), default=str)

    @classmethod
    def load(cls, text: str) -> "ImportParameters":
        return cls(**json.loads(text))

    def amended(self, **values: Any) -> "ImportParameters":
        """Return these parameters with `values` in place of what they name."""
        return replace(self, **values)
