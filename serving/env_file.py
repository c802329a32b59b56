"""Write `.env` from `.env.example`, with a random secret key; only its owner may read it.

    python3 -m serving.env_file FOLDER

`make run` does so before anything is installed, so it needs no more than Python itself.
"""

import os
import secrets
import sys
from pathlib import Path

from expense_tracker.shipped import shipped


def write_env_file(folder: Path) -> None:
    """Write `.env` into `folder`; a file that is there already raises FileExistsError."""
    text = shipped(".env.example").read_text(encoding="utf-8")
    text = text.replace("\nSECRET_KEY=\n", f"\nSECRET_KEY={secrets.token_urlsafe(64)}\n")
    # O_EXCL: a .env that is there already is somebody's, and is never overwritten.
    descriptor = os.open(folder / ".env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    sys.stdout.write(f"Wrote {folder / '.env'} with a random SECRET_KEY\n")


if __name__ == "__main__":
    write_env_file(Path(sys.argv[1]))
