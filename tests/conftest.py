"""The fixtures that several modules here share."""

from tests.text_tries import each

__all__ = ["each"]
