"""What was found in a file beside its rows: accounts, categories, balances, warnings and counts."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Target:
    """An account that rows of the file go to."""

    key: str
    """What the file calls it."""
    name: str
    number: str
    currency: str
    type: str
    account: int | None
    """The id of the book's account; None where it will be made."""
    rows: int = 0
    total: int = 0
    """The sum of its rows, in minor units."""
    first_day: str = ""
    last_day: str = ""
    opening: int | None = None
    """What its opening balance will be, in minor units, where it will be made."""
    opening_day: str = ""
    takes_opening: bool = False
    """Whether the book's account takes over the opening balance that the file states: one that was
    found by its name, not stated, and that nobody has used."""
    stated: bool = False
    """Whether the file states balances of it."""
    closing: int | None = None
    """The newest closing balance that the file states, in minor units."""
    closing_day: str = ""
    """The day of that balance; empty where the file states none."""
    earlier_closings: list[tuple[str, int]] = field(default_factory=list)
    """The days and the minor units of closing balances of earlier days, oldest first."""
    assumes_currency: bool = False
    """Whether it is in the currency of the book because the file says none."""


@dataclass(slots=True)
class NamedCategory:
    """A category that rows of the file are under."""

    path: str
    """As in `readers.statement.Split`."""
    type: str = ""
    category: int | None = None
    """The id of the book's category; None where it will be made, or left out."""
    outward: int = 0
    inward: int = 0
    """How many rows take money out, and bring some in."""


@dataclass(slots=True)
class CheckedBalance:
    """A balance that the file states, beside what its rows or the book come to."""

    target: int
    """The place of the account."""
    line: int
    day: str
    against: str
    """"file": the opening balance and the rows; "book": the account with the new rows."""
    stated: int
    found: int

    @property
    def holds(self) -> bool:
        return self.stated == self.found


@dataclass(slots=True)
class DecisionFound:
    """Something that had to be decided about the file; see `readers.statement.FileDecision`."""

    about: str
    decided: str
    evidence: str
    reason: str
    option: str = ""


@dataclass(slots=True)
class PlanSummary:
    """All of it, for one import."""

    targets: list[Target] = field(default_factory=list)
    categories: list[NamedCategory] = field(default_factory=list)
    balances: list[CheckedBalance] = field(default_factory=list)
    running: list[int] = field(default_factory=lambda: [0, 0])
    """How many running balances the file states that could be checked, and how many do not hold."""
    running_breaks: list[int] = field(default_factory=list)
    """The lines of the first that do not."""
    warnings: list[list[str]] = field(default_factory=list)
    """Codes and sentences."""
    verdicts: dict[str, int] = field(default_factory=dict)
    files: list[list[str]] = field(default_factory=list)
    """The name and the format of each file that was read."""
    layout: dict[str, Any] = field(default_factory=dict)
    """How a table was understood."""
    decisions: list[DecisionFound] = field(default_factory=list)
    """What had to be decided about the file."""

    @property
    def hold(self) -> bool | None:
        """Whether all balances hold that the file states of itself; None where it states none."""
        checked, broken = self.running
        by_file = [one.holds for one in self.balances if one.against == "file"]
        return all(by_file) and not broken if by_file or checked else None

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> "PlanSummary":
        if not text:
            return cls()
        said = json.loads(text)
        said["targets"] = [Target(**one) for one in said["targets"]]
        said["categories"] = [NamedCategory(**one) for one in said["categories"]]
        said["decisions"] = [DecisionFound(**one) for one in said.get("decisions", ())]
        said["balances"] = [CheckedBalance(**one) for one in said["balances"]]
        return cls(**said)
