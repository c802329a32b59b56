"""Other libraries beside our readers: how many files of a folder each reads right.

    pip install ofxparse==0.21 ofxtools==1.1.1 quiffen==4.0.1 mt-940==5.1.1
    .venv/bin/python -m readers.tests.corpus FOLDER
    .venv/bin/python -m benchmarks.other_readers FOLDER

A file is right where the dates and amounts are those of the facts beside it, in any order; wrong
where a library returns others without an error; refused where it raises one. The libraries are not
installed with the project: they are here to be compared, not to be used.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from readers.detection import files_in
from readers.statement import Row
from tools.score_imports.facts import facts_in

Facts = Iterator[tuple[date, Decimal]]

SUFFIXES = {".ofx": "OFX", ".qfx": "OFX", ".qif": "QIF", ".sta": "MT940", ".mt940": "MT940"}


def by_ofxparse(path: Path) -> Facts:
    with path.open("rb") as file:
        for account in import_module("ofxparse").OfxParser.parse(file).accounts:
            for one in account.statement.transactions:
                yield one.date.date(), Decimal(one.amount)


def by_ofxtools(path: Path) -> Facts:
    tree = import_module("ofxtools.Parser").OFXTree()
    tree.parse(str(path))
    for statement in tree.convert().statements:
        for one in statement.transactions or ():
            yield one.dtposted.date(), one.trnamt


def by_quiffen(path: Path) -> Facts:
    qif = import_module("quiffen").Qif.parse(path)
    for account in qif.accounts.values():
        for transactions in account.transactions.values():
            for one in transactions:
                yield one.date.date(), Decimal(one.amount)


def by_mt940(path: Path) -> Facts:
    for one in import_module("mt940").parse(str(path)):
        yield one.data["date"], one.data["amount"].amount


def by_our_readers(path: Path) -> Facts:
    with TemporaryDirectory() as folder:
        found, _ = files_in(path, Path(folder), None)
        for source, known in found:
            for item in known.read(source, {}):
                if isinstance(item, Row):
                    yield item.date, item.amount


LIBRARIES: dict[str, dict[str, Callable[[Path], Facts]]] = {
    "OFX": {"ofxparse": by_ofxparse, "ofxtools": by_ofxtools},
    "QIF": {"quiffen": by_quiffen},
    "MT940": {"mt-940": by_mt940},
}


def verdict(read: Callable[[Path], Facts], path: Path, right: Counter[Any]) -> str:
    """Return what came of a file: right, wrong or refused."""
    try:
        found = Counter(read(path))
    except ImportError:
        raise
    except Exception:  # each library has errors of its own, and crashes of any kind
        return "refused"
    return "right" if found == right else "wrong"


def main(folder: Path) -> int:
    counts: Counter[tuple[str, str, str]] = Counter()
    for path, facts in facts_in(folder):
        kind = SUFFIXES.get(path.suffix)
        if kind is None or facts.before or facts.stated:
            continue
        right = Counter(
            (date.fromisoformat(row["date"]), Decimal(row["amount"])) for row in facts.rows
        )
        for name, read in {**LIBRARIES[kind], "here": by_our_readers}.items():
            counts[kind, name, verdict(read, path, right)] += 1
    for kind, name in sorted({key[:2] for key in counts}):
        shown = [f"{word} {counts[kind, name, word]:>4}" for word in ("right", "wrong", "refused")]
        print(f"{kind:<6} {name:<10} {'   '.join(shown)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
