"""Typed reading of environment variables for the settings.

Every function stops the start with one line if the variable holds something else than it should:
nothing falls back to a guess.
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn

import environ

env = environ.Env()

PORTS = 2**16
"""The number of a port is an unsigned integer of 16 bits (RFC 9293, section 3.1)."""


class Address(NamedTuple):
    """Where a socket listens."""

    host: str
    """Empty for every address of this machine."""
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def stop(reason: str) -> NoReturn:
    """End the start with one line on standard error and exit code 1."""
    sys.exit(f"settings: {reason}")


def flag(name: str, *, default: bool) -> bool:
    """The on/off variable `name`; any other word stops the start."""
    word = env.str(name, default="on" if default else "off").strip().lower()
    if word not in {"on", "off", "true", "false", "yes", "no", "1", "0"}:
        stop(f"{name} is '{word}': write on or off.")
    return word in {"on", "true", "yes", "1"}


def is_given(name: str) -> bool:
    """Whether the secret `name` is set, itself or by the file that `name`_FILE names."""
    return name in env or f"{name}_FILE" in env


def secret(name: str, *, default: str = "") -> str:
    """The variable `name`, or what the file says that `name`_FILE names; both stop the start.

    Docker and systemd (LoadCredential) hand secrets over as files, which end with a line break.
    """
    path = env.str(f"{name}_FILE", default="")
    if not path:
        return str(env.str(name, default=default))
    if name in env:
        stop(f"{name} and {name}_FILE are both set: keep one of them.")
    try:
        text = Path(path).read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8"
        stop(f"{name}_FILE names {path}, which cannot be read: {why}.")
    if not text or "\n" in text:
        stop(f"{name}_FILE names {path}: it has to hold the secret in one line.")
    return text


def whole_number(name: str, *, default: int) -> int:
    """The variable `name` as a whole number, zero or more; anything else stops the start."""
    text = env.str(name, default=str(default)).strip()
    if not text.isascii() or not text.isdigit():
        stop(f"{name} is '{text}': write a whole number, zero or more.")
    return int(text)


def rate(name: str, *, default: str) -> str | None:
    """The limit `name` as "<count>/<period>", such as 20/15m, or None for "off"."""
    text: str = env.str(name, default=default).strip()
    if text == "off":
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,6}/([1-9][0-9]{0,3})?[smhd]", text):
        stop(f"{name} is '{text}': write off, or a count per period, such as 20/15m (s, m, h, d).")
    return text


def names(name: str, *, default: list[str]) -> list[str]:
    """The variable `name` as a list, separated by commas; spaces and empty items do not count."""
    items = [item.strip() for item in env.list(name, default=default)]
    return [item for item in items if item]


def origins(name: str) -> list[str]:
    """The variable `name` as a list of web origins; anything that is not one stops the start."""
    found = names(name, default=[])
    for origin in found:
        if not re.fullmatch(r"https?://[^/*\s]+", origin):
            stop(f"{name} holds '{origin}': write origins such as https://expenses.example.org.")
    return found


def address(name: str) -> Address | None:
    """The variable `name` as host:port, or None where it is empty; anything else stops the start.

    Without a host it is every address of this machine. An IPv6 address stands in brackets.
    """
    text = env.str(name, default="").strip()
    if not text:
        return None
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:]+)\]|([A-Za-z0-9.-]*)):([0-9]{1,5})", text)
    if found is None or not 0 < int(found[3]) < PORTS:
        stop(f"{name} is '{text}': write host:port, such as 127.0.0.1:9100, or :port.")
    return Address(found[1] or found[2] or "", int(found[3]))


def choice(name: str, allowed: list[str], *, default: str) -> str:
    """The variable `name`, one of the `allowed` words; any other stops the start."""
    word: str = env.str(name, default=default).strip()
    if word not in allowed:
        stop(f"{name} is '{word}': write one of {', '.join(allowed)}.")
    return word


def check_strength(name: str, key: str) -> None:
    """Stop the start where the key `name` could be guessed.

    Django's own check asks for 50 characters, and for 5 different ones, which a repeated word has.
    """
    if len(key) < 50 or len(set(key)) < 12 or key.startswith("django-insecure-"):
        stop(f"{name} is too weak: use at least 50 random characters (`make .env` makes some).")
