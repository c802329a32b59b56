"""The symbols that a page can draw: those of the one file that it loads."""

import re
from pathlib import Path

_FILE = Path(__file__).parent / "static/web/icons/icons.svg"

SYMBOLS = frozenset(re.findall('<symbol id="([a-z0-9-]+)"', _FILE.read_text(encoding="utf-8")))
"""Their names, which are those of Lucide."""
