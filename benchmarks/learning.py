"""Measure how often suggested categories are right, on later rows after learning earlier ones:

    .venv/bin/python -m benchmarks.learning [--households N]
    .venv/bin/python -m benchmarks.learning --file FILE [--columns NAME=HEADER,...]

With --file it is one's own rows instead of made-up households: a CSV file with a header. Columns
are `category`, `text`, and where there are any `payee`, `date` (as text that sorts; without it the
rows are in the order of their time) and `amount` (income is without a minus; without it all rows
are expenses). --columns says what they are called where they have other names.
"""

import argparse
import csv
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

from benchmarks.bank_texts import Choice, Household
from imports.suggesting.category_learner import THRESHOLD, Learner

EARLIER = 0.7
"""Which part of the rows is learned before the rest is asked for."""
HOUSEHOLDS = 15
COLUMNS = ("date", "payee", "text", "category", "amount")
LEARNED, ASKED = 20_000, 100_000
"""How many rows are timed."""

Answer = tuple[str, float]
"""A category, and how sure it is."""


class Contender(Protocol):
    """Something that learns choices in the order of their time, and guesses others."""

    def learn(self, choice: Choice) -> None: ...

    def guess(self, choice: Choice) -> Answer: ...


class Ours:
    """`imports.suggesting.category_learner`."""

    def __init__(self) -> None:
        self.learner: Learner[str] = Learner()

    def learn(self, choice: Choice) -> None:
        self.learner.learn(choice.payee, choice.text, choice.category, choice.kind)

    def guess(self, choice: Choice) -> Answer:
        found = self.learner.guess(choice.payee, choice.text, choice.kind)
        return (found.category, found.confidence if found.reason else 0.0) if found else ("", 0.0)


class Majority:
    """What was chosen most often for the kind."""

    def __init__(self) -> None:
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def learn(self, choice: Choice) -> None:
        self.counts[choice.kind][choice.category] += 1

    def guess(self, choice: Choice) -> Answer:
        first = self.counts[choice.kind].most_common(1)
        return (first[0][0], 1.0) if first else ("", 0.0)


class Remembered(Majority):
    """What was chosen the last time for exactly this payee and text; otherwise the majority."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[tuple[str, str, str], str] = {}

    def learn(self, choice: Choice) -> None:
        super().learn(choice)
        self.known[choice.kind, choice.payee, choice.text] = choice.category

    def guess(self, choice: Choice) -> Answer:
        known = self.known.get((choice.kind, choice.payee, choice.text))
        return (known, 1.0) if known else super().guess(choice)


class Words:
    """The naive Bayes classifier of the textbook, over words, with one added to each count."""

    def __init__(self) -> None:
        self.rows: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.words: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.totals: Counter[tuple[str, str]] = Counter()
        self.known: set[str] = set()

    def learn(self, choice: Choice) -> None:
        key, found = (choice.kind, choice.category), self._in(choice)
        self.rows[choice.kind][choice.category] += 1
        self.words[key].update(found)
        self.totals[key] += len(found)
        self.known.update(found)

    def guess(self, choice: Choice) -> Answer:
        found, rows = self._in(choice), self.rows[choice.kind]
        scores = {name: self._score((choice.kind, name), rows[name], found) for name in rows}
        return (max(scores, key=scores.__getitem__), 1.0) if scores else ("", 0.0)

    def _score(self, key: tuple[str, str], rows: int, found: Sequence[str]) -> float:
        counts, all_words = self.words[key], self.totals[key] + len(self.known)
        return math.log(rows) + sum(math.log((counts[word] + 1) / all_words) for word in found)

    @staticmethod
    def _in(choice: Choice) -> list[str]:
        return f"{choice.payee} {choice.text}".lower().split()


@dataclass
class Score:
    """How the guesses went."""

    asked: int = 0
    right: int = 0
    suggested: int = 0
    suggested_right: int = 0

    def count(self, answer: Answer, choice: Choice) -> None:
        right = answer[0] == choice.category
        self.asked += 1
        self.right += right
        if answer[1] >= THRESHOLD:
            self.suggested += 1
            self.suggested_right += right

    def add(self, other: "Score") -> None:
        self.asked += other.asked
        self.right += other.right
        self.suggested += other.suggested
        self.suggested_right += other.suggested_right


def later(choices: Sequence[Choice], contender: Contender, *, corrected: bool = False) -> Score:
    """Return how the guesses of the later rows went after the earlier ones were learned.

    With `corrected` each later row is learned as well, right after it was guessed.
    """
    score, border = Score(), int(len(choices) * EARLIER)
    for choice in choices[:border]:
        contender.learn(choice)
    for choice in choices[border:]:
        score.count(contender.guess(choice), choice)
        if corrected:
            contender.learn(choice)
    return score


class Run(NamedTuple):
    """A column or three of the table."""

    title: str
    make: Callable[[], Contender]
    corrected: bool = False

    @property
    def has_threshold(self) -> bool:
        return self.make is Ours


RUNS = (
    Run("majority", Majority),
    Run("same text", Remembered),
    Run("words", Words),
    Run("ours", Ours),
    Run("ours, corrected as it goes", Ours, corrected=True),
)


def table(books: Iterator[tuple[str, Sequence[Choice]]]) -> Iterator[str]:
    """Yield the lines of the table: which part of the later rows each contender has right."""
    titles = ["rows of", "learned", "asked"]
    for run in RUNS:
        titles += [run.title, "suggested", "of these right"] if run.has_threshold else [run.title]
    yield f"| {' | '.join(titles)} |"
    yield f"|---|{'---:|' * (len(titles) - 1)}"
    totals = [Score() for _ in RUNS]
    learned = 0
    for name, choices in books:
        scores = [later(choices, run.make(), corrected=run.corrected) for run in RUNS]
        for total, score in zip(totals, scores, strict=True):
            total.add(score)
        learned += len(choices) - scores[0].asked
        yield _line(name, len(choices) - scores[0].asked, scores)
    yield _line("all", learned, totals)


def _line(name: str, learned: int, scores: Sequence[Score]) -> str:
    cells = [name, f"{learned:,}", f"{scores[0].asked:,}"]
    for run, score in zip(RUNS, scores, strict=True):
        cells.append(_part(score.right, score.asked))
        if run.has_threshold:
            cells.append(_part(score.suggested, score.asked))
            cells.append(_part(score.suggested_right, score.suggested))
    return f"| {' | '.join(cells)} |"


def _part(count: int, of_all: int) -> str:
    return f"{count / of_all:.3f}" if of_all else ""


def households(count: int) -> Iterator[tuple[str, Sequence[Choice]]]:
    """Yield made-up households and their rows."""
    for seed in range(1, count + 1):
        household = Household(seed)
        yield f"{seed}, {household.style}", household.choices()


def rows_of(file: Path, names: dict[str, str]) -> list[Choice]:
    """Return the rows of a CSV file that have a category, the earliest first."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [
            {name: (row.get(names.get(name, name)) or "").strip() for name in COLUMNS}
            for row in csv.DictReader(lines)
        ]
    rows = [row for row in rows if row["category"]]
    rows.sort(key=lambda row: row["date"])
    signed = any(row["amount"].startswith("-") for row in rows)
    return [
        Choice(
            row["date"],
            row["payee"],
            row["text"],
            row["category"],
            "income" if signed and not row["amount"].startswith("-") else "expense",
        )
        for row in rows
    ]


def speed() -> str:
    """Return the sentence on how long learning and suggesting takes."""
    made = [Household(seed).choices() for seed in range(1, 40)]
    rows = list(islice((choice for choices in made for choice in choices), LEARNED + ASKED))
    ours = Ours()
    began = time.perf_counter()
    for choice in rows[:LEARNED]:
        ours.learn(choice)
    learned = time.perf_counter()
    for choice in rows[LEARNED:]:
        ours.learner.suggest(choice.payee, choice.text, choice.kind)
    asked = time.perf_counter()
    return (
        f"Learning {LEARNED:,} rows: {learned - began:.2f} s; suggesting for "
        f"{len(rows) - LEARNED:,} others: {asked - learned:.2f} s."
    )


def main() -> int:
    """Print the table, and how long it takes."""
    options = argparse.ArgumentParser()
    options.add_argument("--households", type=int, default=HOUSEHOLDS, metavar="N")
    options.add_argument("--file", type=Path, help="a CSV file of one's own")
    options.add_argument("--columns", default="", metavar="NAME=HEADER,...")
    asked = options.parse_args()
    names = dict(part.split("=", 1) for part in asked.columns.split(",") if part)
    if asked.file:
        print(*table(iter([(asked.file.name, rows_of(asked.file, names))])), sep="\n")
        return 0
    for line in table(households(asked.households)):
        print(line, flush=True)
    print(speed())
    return 0


if __name__ == "__main__":
    sys.exit(main())
