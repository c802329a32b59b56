"""Write `.env` from `.env.example`, with a random secret key; only its owner may read it.

    python3 tools/dotenv.py

Runs before anything is installed, so it needs no more than Python itself.
"""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    text = text.replace("\nSECRET_KEY=\n", f"\nSECRET_KEY={secrets.token_urlsafe(64)}\n")
    # O_EXCL: a .env that is there already is somebody's, and is never overwritten.
    descriptor = os.open(ROOT / ".env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    print("Wrote .env with a random SECRET_KEY")


if __name__ == "__main__":
    main()
