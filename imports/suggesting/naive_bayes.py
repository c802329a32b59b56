"""How often words stood in which category, and what that says of new words: naive Bayes.

Categories are numbers here, from 0 without gaps. Newer rows count more than older ones.
"""

import math
from collections.abc import Iterable, Sequence

WORDS_MAX = 60_000
"""How many words are kept; those that counted least go first."""
HALF_LIFE = 3_000
"""After how many more rows one counts half."""

_KEPT = 0.75
"""Which part of the words stays when there are too many: a quarter at once, so it is rare."""
_UNSEEN = 0.5
"""Smoothing: what is added to the count of a word in each category, times the word's share of all
rows. At 0 a word would exclude every category that it never stood in. From 0.1 to 2.0 the results
of benchmarks.learning hardly change."""
_TEMPER = 0.4
"""The exponent of each word's likelihood: words come together and say the same twice. With 1.0,
benchmarks.learning suggests 2 % more rows, of which fewer are right; with 0.2, 2 % fewer rows."""
_GROWTH = 2 ** (1 / HALF_LIFE)
"""How much more than the row before it a row counts: twice as much after HALF_LIFE of them."""
_UNIT_MAX = 1e60
"""When all counts are divided, which touches each word: every 600,000 rows. Sums of counts stay far
below 1e308, the largest float."""
_NEVER = 1e-12
"""What stands for a chance of zero, which has no logarithm: too small to change any other
chance."""


class WordCounts:
    """Counts of words by category."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, float]] = {}
        self._rows: list[float] = []
        self._unit = 1.0
        """What a row counts now: instead of all that is old getting less, what is new gets more."""

    def add(self, category: int, words: Iterable[str]) -> None:
        """Count a row in `category` that has `words`, each of them once."""
        self._unit *= _GROWTH
        if self._unit > _UNIT_MAX:
            self._shrink()
        while len(self._rows) <= category:
            self._rows.append(0.0)
        unit, counts = self._unit, self._counts
        self._rows[category] += unit
        for word in words:
            of_word = counts.get(word)
            if of_word is None:
                counts[word] = {category: unit}
            else:
                of_word[category] = of_word.get(category, 0.0) + unit
        if len(counts) > WORDS_MAX:
            self._forget()

    def priors(self) -> list[float]:
        """Return the logarithm of how often each category was chosen, but for a constant."""
        unit = self._unit
        return [math.log(rows / unit + _UNSEEN) for rows in self._rows]

    def likelihoods(self, words: Iterable[str]) -> list[float]:
        """Return the logarithm of how well `words` fit each category, but for a constant.

        Words that were never seen say nothing.
        """
        known = [self._counts[word] for word in words if word in self._counts]
        if not known:
            return [0.0] * len(self._rows)
        unit, total = self._unit, sum(self._rows)
        scores = [-len(known) * math.log(rows / unit + _UNSEEN) for rows in self._rows]
        for of_word in known:
            # The count and _UNSEEN times the word's share of all rows, divided by the latter,
            # which is the same for all categories.
            scale = total / (sum(of_word.values()) * _UNSEEN * unit)
            for category, count in of_word.items():
                scores[category] += math.log1p(count * scale)
        return [score * _TEMPER for score in scores]

    def speaking_for(self, category: int, words: Iterable[str]) -> list[str]:
        """Return those of `words` that stand in `category` more often than in all, most first."""
        total, rows = sum(self._rows), self._rows[category]
        found: list[tuple[float, str]] = []
        for word in words:
            of_word = self._counts.get(word, {})
            share = of_word.get(category, 0.0) / (sum(of_word.values()) or 1.0)
            if share * total > rows:
                found.append((-share, word))
        return [word for _, word in sorted(found)]

    def _shrink(self) -> None:
        unit, self._unit = self._unit, 1.0
        self._rows = [rows / unit for rows in self._rows]
        for of_word in self._counts.values():
            for category in of_word:
                of_word[category] /= unit

    def _forget(self) -> None:
        # Of words that count alike the older go; they stand first, and sorting keeps the order.
        ranked = sorted(self._counts, key=lambda word: sum(self._counts[word].values()))
        for word in ranked[: len(ranked) - int(WORDS_MAX * _KEPT)]:
            del self._counts[word]


def softmax(scores: Sequence[float]) -> list[float]:
    """Return the probabilities of which `scores` are the logarithms, but for a constant."""
    highest = max(scores)
    weights = [math.exp(score - highest) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


def updated(chances: Sequence[float], scores: Sequence[float]) -> list[float]:
    """Return `chances` after more was heard, of which `scores` are the likelihoods."""
    said = zip(chances, scores, strict=True)
    return softmax([math.log(chance + _NEVER) + score for chance, score in said])
