"""Where files stand that the program reads and that are not in a package of their own.

In the repository they stand where people look for them. The wheel has copies of them in this
package (pyproject.toml), since a folder of site-packages belongs to a package.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_COPIES = Path(__file__).resolve().parent / "repository"


def shipped(path: str) -> Path:
    """Return where the file `path` of the repository stands in this installation."""
    copy = _COPIES / path
    return copy if copy.is_file() else ROOT / path
