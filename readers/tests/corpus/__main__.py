"""Write the corpus into a folder: a folder for each class, with the facts beside the files."""

import json
import sys
from pathlib import Path

from readers.tests.corpus import CLASSES


def main(folder: Path) -> None:
    """Write all samples below `folder`."""
    for name, samples in CLASSES.items():
        for sample in samples():
            place = folder / name
            facts = dict(sample.facts)
            if sample.before:
                # The files before have no facts of their own.
                place = place / Path(sample.name).stem
            place.mkdir(parents=True, exist_ok=True)
            for earlier, content in sample.before.items():
                (place / earlier).write_bytes(content)
            (place / sample.name).write_bytes(sample.content)
            text = json.dumps(facts, indent=1, ensure_ascii=False)
            (place / f"{sample.name}.facts.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m readers.tests.corpus FOLDER")
    main(Path(sys.argv[1]))
