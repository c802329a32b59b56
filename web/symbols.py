"""The symbols that a page can draw: those of the one file that it loads."""

import re
from pathlib import Path

_FILE = Path(__file__).parent / "static/web/icons/icons.svg"

SYMBOLS = frozenset(re.findall('<symbol id="([a-z0-9-]+)"', _FILE.read_text(encoding="utf-8")))
"""Their names, which are those of Lucide."""

CATEGORY_SYMBOLS = (
    *("shopping-cart", "utensils", "coffee", "cake", "store", "house", "building-2", "sofa"),
    *("zap", "wifi", "smartphone", "tv", "wrench", "hammer", "bus", "car", "fuel", "bike"),
    *("plane", "luggage", "bed", "ticket", "stethoscope", "pill", "glasses", "heart"),
    *("scissors", "smile", "dumbbell", "waves-ladder", "music", "film", "gamepad-2", "book-open"),
    *("graduation-cap", "baby", "paw-print", "shirt", "laptop", "gift", "hand-coins", "shield"),
    *("receipt", "landmark", "credit-card", "banknote", "wallet", "coins", "piggy-bank"),
    *("chart-line", "briefcase", "calendar", "tag"),
)
"""Those to choose from for a category; alike ones stand together."""
