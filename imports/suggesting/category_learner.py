"""Categories for new rows, learned from the choices that a person made before.

Two things are known: what was chosen for a payee, and in which categories the words of payees
and texts stood. Whoever files a payee elsewhere has changed their mind, and what they did before
counts no longer, unless they went back once: of a payee that is filed here and there, the newer
choices count more, and the words beside it tell.
"""

from collections.abc import Callable, Hashable
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from common.tokens import distinctive, name_in, words_in
from imports.suggesting.naive_bayes import WordCounts, softmax, updated

Category = TypeVar("Category", bound=Hashable)

THRESHOLD = 0.65
"""How sure a suggestion has to be; below it the row stays without a category. It lies below the
0.67 that one correction has (see _SETTLED), so that the next suggestion follows it. In
benchmarks.learning 0.5 suggests 3 % more rows, fewer of them right, and 0.8 suggests 8 % fewer."""

CHOICES_MAX = 24
"""How many choices of one payee are kept, the newest."""
NAMES_MAX = 60_000
"""How many payees, beginnings of their names, and texts beside them are kept, the newest."""
ANSWERS_MAX = 20_000
"""How many answers are kept until something is learned."""

_KEPT = 0.75
"""Which part of the names stays when there are too many: a quarter at once, so it is rare."""
_WEIGHTS = [0.85**age for age in range(CHOICES_MAX)]
"""The weight of a choice by the number of newer ones: it halves after four, and the last of
CHOICES_MAX has 2 %, so that older ones may go. In benchmarks.learning a base of 1.0 is right
0.5 % less often once corrected; with 0.6, fewer of the suggestions are right."""
_SETTLED = 0.5
"""What doubt weighs beside the choices for a payee that is always filed alike, the newest with 1.
After one correction the next suggestion has to follow it: 1 / (1 + this) is above THRESHOLD, up to
0.53. With 1.0, benchmarks.learning suggests 3 % fewer rows."""
_NEVER_ELSEWHERE = 0.6
"""Which part of that doubt is dropped where the payee was never filed elsewhere: one choice is then
0.87 sure instead of 0.67. From 0 to 0.9 benchmarks.learning suggests the same rows."""
_LESS_EXACT = 2.0
"""What is known of less exact names weighs beside the choices for a more exact one. With 0.5,
benchmarks.learning is right 1 % less often; with 6.0, it suggests 1 % fewer rows once corrected."""
_CONTRADICTED = 0.5
"""What stays of how sure a suggestion is where the newest choice for just this was another. Below
THRESHOLD, so that no suggestion contradicts the newest choice."""
_BESIDE = "\x1f"
"""What stands between a name and the text beside it, and in neither."""
_START = "^"
"""What stands before a word that a name begins with."""
_WORDS_SHOWN = 3
"""How many words a reason quotes: it is one line, beside the row."""


class Suggestion(NamedTuple, Generic[Category]):
    """A category for a row."""

    category: Category
    confidence: float
    """How likely it is the right one: 0 to 1."""
    reason: str
    """For people, without a full stop; empty where nothing of the row was ever seen."""


class _Row(NamedTuple):
    """What is looked at in one row."""

    names: tuple[str, ...]
    """The beginnings of the payee's name, the shortest first and the whole last."""
    of_name: tuple[str, ...]
    of_text: tuple[str, ...]
    """The words beside the name, and of the name, its first also as such."""
    has_payee: bool
    """Whether the name is that of a payee; otherwise the text begins with it."""

    @property
    def exact(self) -> str:
        """The name together with the text."""
        return f"{self.names[-1] if self.names else ''}{_BESIDE}{' '.join(self.of_text)}"


def _row(payee: str, text: str) -> _Row:
    in_payee, in_text = words_in(payee), words_in(text)
    payee_name = name_in(in_payee)
    name = payee_name or name_in(in_text)
    return _Row(
        tuple(" ".join(name[:length]) for length in range(1, len(name) + 1)),
        (_START + name[0], *dict.fromkeys(name)) if name else (),
        tuple(word for word in distinctive([*in_payee, *in_text]) if word not in name),
        bool(payee_name),
    )


def _run(history: list[int]) -> int:
    """Return how many of the newest choices are alike."""
    for length, category in enumerate(reversed(history)):
        if category != history[-1]:
            return length
    return len(history)


def _wavers(history: list[int]) -> bool:
    """Return whether a category was left and chosen again."""
    changes = sum(one != two for one, two in pairwise(history))
    return changes >= len(set(history))


class _Side(Generic[Category]):
    """What is known of one kind: of expenses, or of income."""

    def __init__(self) -> None:
        self.categories: list[Category] = []
        self.words = WordCounts()
        self._numbers: dict[Category, int] = {}
        self._histories: dict[str, list[int]] = {}
        self._answers: dict[_Row, tuple[int, float]] = {}

    def learn(self, row: _Row, category: Category) -> None:
        number = self._numbers.setdefault(category, len(self.categories))
        if number == len(self.categories):
            self.categories.append(category)
        histories = self._histories
        for name in (*row.names, row.exact) if row.of_text else row.names:
            # Taken out and put back: the names that were seen last stand last.
            history = histories.pop(name, None) or []
            history.append(number)
            if len(history) > CHOICES_MAX:
                del history[0]
            histories[name] = history
        if len(histories) > NAMES_MAX:
            for name in list(histories)[: -int(NAMES_MAX * _KEPT)]:
                del histories[name]
        self.words.add(number, (*row.of_name, *row.of_text))
        self._answers.clear()

    def answer(self, row: _Row) -> tuple[int, float]:
        """Return the likeliest category and how likely it is."""
        answer = self._answers.get(row)
        if answer is None:
            if len(self._answers) >= ANSWERS_MAX:
                self._answers.clear()
            answer = self._answers[row] = self._settled(row) or self._weighed(row)
        return answer

    def history(self, name: str) -> list[int]:
        """Return the choices for a name, the newest last."""
        return self._histories.get(name) or []

    def _settled(self, row: _Row) -> tuple[int, float] | None:
        """Return what a payee was filed under since the person came to this mind, if to one."""
        history = self.history(row.names[-1]) if row.names else []
        if not history or _wavers(history):
            return None
        run = _run(history)
        weight = sum(_WEIGHTS[:run])
        certain = _SETTLED * _NEVER_ELSEWHERE if run == len(history) else 0.0
        return history[-1], (weight + certain) / (weight + _SETTLED)

    def _weighed(self, row: _Row) -> tuple[int, float]:
        """Weigh all that is known, from what is least exact to what is most."""
        scores = zip(self.words.priors(), self.words.likelihoods(row.of_name), strict=True)
        chances = softmax([sum(each) for each in scores])
        for name in row.names:
            chances = self._mixed(chances, name)
        if row.of_text:
            chances = updated(chances, self.words.likelihoods(row.of_text))
            chances = self._mixed(chances, row.exact)
        best = max(range(len(chances)), key=chances.__getitem__)
        newest = self.history(row.exact if row.of_text else row.names[-1] if row.names else "")
        contradicted = bool(newest) and newest[-1] != best
        return best, chances[best] * (_CONTRADICTED if contradicted else 1.0)

    def _mixed(self, chances: list[float], name: str) -> list[float]:
        """Return `chances` together with the choices for `name`."""
        history = self.history(name)
        if not history:
            return chances
        total = _LESS_EXACT + sum(_WEIGHTS[: len(history)])
        mixed = [chance * _LESS_EXACT / total for chance in chances]
        for weight, category in zip(_WEIGHTS, reversed(history), strict=False):
            mixed[category] += weight / total
        return mixed


class Learner(Generic[Category]):
    """Learns from past choices, which it gets in order of time, and suggests the next ones."""

    def __init__(self, name_of: Callable[[Category], str] = str) -> None:
        self._name_of = name_of
        """What people call a category."""
        self._sides: dict[str, _Side[Category]] = {}

    def learn(self, payee: str, text: str, category: Category, kind: str) -> None:
        """Take in that a row of `kind` was filed under `category`: the newest choice so far."""
        side = self._sides.get(kind)
        if side is None:
            side = self._sides[kind] = _Side()
        side.learn(_row(payee, text), category)

    def suggest(self, payee: str, text: str, kind: str) -> Suggestion[Category] | None:
        """Return a category that was chosen for this kind before; None where it is doubtful."""
        found = self.guess(payee, text, kind)
        return found if found and found.reason and found.confidence >= THRESHOLD else None

    def guess(self, payee: str, text: str, kind: str) -> Suggestion[Category] | None:
        """Return the likeliest category, however doubtful; None where nothing was learned."""
        side = self._sides.get(kind)
        if side is None:
            return None
        row = _row(payee, text)
        number, confidence = side.answer(row)
        category = side.categories[number]
        reason = _Reason(side, row, number, self._name_of(category), kind).text()
        return Suggestion(category, confidence, reason)


class _Reason(Generic[Category]):
    """Says why a category is suggested for a row."""

    def __init__(
        self, side: _Side[Category], row: _Row, number: int, category: str, kind: str
    ) -> None:
        self.side = side
        self.row = row
        self.number = number
        self.category = category
        self.way = ("from" if kind == "income" else "to") if row.has_payee else "with"

    def text(self) -> str:
        words = self.side.words.speaking_for(self.number, self.row.of_text)[:_WORDS_SHOWN]
        for name in reversed(self.row.names):
            history = self.side.history(name)
            if self.number in history:
                return self._of_name(name.title(), history, words)
        of_name = [word for word in self.row.of_name if not word.startswith(_START)]
        words += self.side.words.speaking_for(self.number, of_name)
        words = words[:_WORDS_SHOWN]
        if not words:
            return ""
        return f"earlier payments with {_quoted(words)} were under {self.category}"

    def _of_name(self, name: str, history: list[int], words: list[str]) -> str:
        run = _run(history) if history[-1] == self.number else 0
        count = history.count(self.number)
        if run == 1 and (count == 1 or not words):
            return f'the last payment {self.way} "{name}" was under {self.category}'
        if run == count or run * 2 > len(history):
            return f'the last {run} payments {self.way} "{name}" were under {self.category}'
        said = (
            f'{count} of the last {len(history)} payments {self.way} "{name}" were under '
            f"{self.category}"
        )
        if words:
            said += f", as were earlier payments with {_quoted(words)}"
        return said


def _quoted(words: list[str]) -> str:
    *most, last = [f'"{word}"' for word in words]
    return f"{', '.join(most)} and {last}" if most else last
