"""Names of payees and tags as people type them; tags in one line, separated by commas.

A tag that has a comma stands in quotes.
"""

import csv
from collections.abc import Iterable

from django.utils.translation import gettext as _

from common.text import NAME_LENGTH_MAX, clean, name_fault
from transactions.row_rules import TAGS_MAX
from web.reading.refusals import NotRead

TAGS_LENGTH_MAX = TAGS_MAX * (2 * NAME_LENGTH_MAX + 4)
"""In characters: as many tags as a transaction carries, each in quotes, with a comma and a space; a
quote in its name is doubled."""
QUOTE = '"'


def read_name(text: str) -> str:
    """Return the name that `text` states, which may be blank; raises NotRead for one too long."""
    name = clean(text)
    if name_fault(name) == "max_length":
        detail = _("A name has at most %(count)d characters.")
        raise NotRead("max_length", detail % {"count": NAME_LENGTH_MAX})
    return name


def read_tags(text: str) -> tuple[str, ...]:
    """Return the names that `text` states, without blank ones; raises NotRead as `read_name`."""
    line = clean(text)
    if len(line) > TAGS_LENGTH_MAX:
        detail = _("A transaction carries at most %(count)d tags.")
        raise NotRead("max_length", detail % {"count": TAGS_MAX})
    (names,) = csv.reader([line], skipinitialspace=True) if line else ((),)
    return tuple(filter(None, map(read_name, names)))


def show_tags(names: Iterable[str]) -> str:
    """Return `names` as the text that states them."""
    return ", ".join(_quoted(name) if _needs_quotes(name) else name for name in names)


def _needs_quotes(name: str) -> bool:
    return "," in name or name.startswith(QUOTE)


def _quoted(name: str) -> str:
    return f"{QUOTE}{name.replace(QUOTE, QUOTE * 2)}{QUOTE}"
