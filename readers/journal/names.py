"""Which account is meant where a journal has a short name for it."""

import re

from readers.bounds import LABEL_LENGTH_MAX
from readers.journal.text import Wrong

_ANCHORED = re.compile(r"/(\^?)((?:[^\\^$.|?*+()\[\]{}/]|\\[^\w\s])*)(\$?)/", re.ASCII)
_ESCAPE = re.compile(r"\\(.)")
ALIASES_MAX = 1000
"""How many aliases a journal may have at one time: each is tried on each name."""
KNOWN_MAX = 100_000
"""How many names are remembered, before all are forgotten: it bounds memory."""


class Names:
    """The full names of accounts, by the aliases and parents in force at a place of a journal."""

    def __init__(self, *, parent_first: bool) -> None:
        self._parent_first = parent_first
        self._parents: list[str] = []
        self._aliases: list[tuple[re.Pattern[str], str]] = []
        self._known: dict[str, str] = {}

    def full(self, name: str) -> str:
        """Return the full name; raises Wrong for one that has an empty part."""
        found = self._known.get(name)
        if found is None:
            if len(self._known) >= KNOWN_MAX:
                self._known.clear()
            found = self._known[name] = self._found(name)
        return found

    def _found(self, name: str) -> str:
        if self._parent_first:
            found = self._renamed(":".join([*self._parents, name]))
        else:
            found = self._renamed(name)
            if found == name:
                found = ":".join([*self._parents, name])
        if not all(part.strip() for part in found.split(":")) or len(found) > LABEL_LENGTH_MAX:
            detail = f"{found[:60]!r} is not an account: each part between colons has a name."
            raise Wrong("no_account", detail)
        return found

    def _renamed(self, name: str) -> str:
        for pattern, replacement in reversed(self._aliases):
            name = pattern.sub(lambda _, new=replacement: new, name)  # type: ignore[misc]
            if len(name) > LABEL_LENGTH_MAX:
                break
        return name

    def alias(self, text: str) -> None:
        """Take what stands after `alias`; raises Wrong for a pattern that is more than a name."""
        if len(self._aliases) >= ALIASES_MAX:
            raise Wrong("too_many_aliases", f"There are more than {ALIASES_MAX} aliases.")
        if text.startswith("/"):
            match = _ANCHORED.match(text)
            new = text[match.end() :].strip() if match else ""
            if not match or not match[2] or not new.startswith("=") or "\\" in new:
                detail = f"alias {text[:60]}: patterns are not supported; write the names out."
                raise Wrong("alias_pattern", detail)
            plain = re.escape(_ESCAPE.sub(r"\1", match[2]))
            pattern = re.compile(f"{match[1]}{plain}{match[3]}", re.IGNORECASE)
            self._aliases.append((pattern, new[1:].strip()))
        else:
            old, equals, new = text.partition("=")
            if not equals or not old.strip() or not new.strip():
                raise Wrong(
                    "no_alias", (f"alias {text[:60]!r} does not have the form name = other name.")
                )
            pattern = re.compile(f"^{re.escape(old.strip())}(?=:|$)")
            self._aliases.append((pattern, new.strip()))
        self._known.clear()

    def end_aliases(self) -> None:
        self._aliases.clear()
        self._known.clear()

    def enter(self, parent: str) -> None:
        """Put all names from here below `parent`."""
        self._parents.append(parent)
        self._known.clear()

    def leave(self) -> None:
        """End what the last `enter` began, where there is one."""
        del self._parents[-1:]
        self._known.clear()
