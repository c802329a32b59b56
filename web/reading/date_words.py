"""Months and weekdays by name, in short, in full, or as the beginning of the full name."""

from web.formats import CalendarNames

# How many letters of a full name are enough, where one name alone begins with them.
_MONTH_LETTERS = 3
_WEEKDAY_LETTERS = 2


def find_month(word: str, names: CalendarNames) -> int | None:
    """Return the number of the month that `word`, which is case-folded, names; None for none."""
    found = _find(word, names.months, names.long_months, _MONTH_LETTERS)
    return None if found is None else found + 1


def find_weekday(word: str, names: CalendarNames) -> int | None:
    """Return the weekday that `word`, which is case-folded, names; Monday is 0."""
    return _find(word, names.weekdays, names.long_weekdays, _WEEKDAY_LETTERS)


def _find(word: str, short: tuple[str, ...], full: tuple[str, ...], letters: int) -> int | None:
    plain = [name.casefold().rstrip(".") for name in short]
    if word in plain:
        return plain.index(word)
    if len(word) < letters:
        return None
    begun = [place for place, name in enumerate(full) if name.casefold().startswith(word)]
    return begun[0] if len(begun) == 1 else None
