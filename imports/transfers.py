"""Transfers that a file tells twice, once from each side: each is planned once."""

from collections import Counter

Side = tuple[str, int, int, int, int]
"""The day, the account that the money leaves and how much, the account that it arrives on and how
much; accounts by their places."""


class Sides:
    """Counts how often each transfer was told from which side.

    A file may tell all of them from both sides, or some from one alone; two equal ones on a day
    stay two. So there are as many as the side says that tells more of them.
    """

    def __init__(self) -> None:
        self.begin_file()

    def begin_file(self) -> None:
        """Forget: each file tells its own."""
        self._leaving: Counter[Side] = Counter()
        self._arriving: Counter[Side] = Counter()
        self._planned: Counter[Side] = Counter()

    def is_new(self, side: Side, *, arriving: bool) -> bool:
        """Whether a side that is told now is of a transfer that the other has not told."""
        told = self._arriving if arriving else self._leaving
        told[side] += 1
        if told[side] <= self._planned[side]:
            return False
        self._planned[side] += 1
        return True
