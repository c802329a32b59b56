"""What a browser calls itself, in words for people. Anybody can claim to be anything."""

from dataclasses import dataclass

_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
"""What tells a browser; many claim to be those that stand below them as well."""
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
_PHONES = {"iPhone", "iPad", "Android"}


@dataclass(frozen=True, slots=True)
class Agent:
    """A browser and its system; each empty where nothing tells."""

    browser: str
    system: str
    raw: str

    @property
    def symbol(self) -> str:
        return "smartphone" if self.system in _PHONES else "laptop"


def agent_of(text: str) -> Agent:
    """Return what a User-Agent says; `raw` is how it begins, for one that nothing tells."""
    return Agent(_first(_BROWSERS, text), _first(_SYSTEMS, text), text.partition(" ")[0])


def _first(marks: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in marks if mark in text), "")
