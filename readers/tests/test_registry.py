"""A format is added as its how-to says: by a folder and by two lines of the registry."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "how-to" / "add-an-import-format.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHOW = """
import sys
from pathlib import Path

from readers.detection import files_in

found, _ = files_in(Path("statement"), Path("unpacked"), None)
for source, known in found:
    print(known.name)
    for item in known.read(source, {}):
        print(*item[:3])
print("django" in sys.modules)
"""


def test_a_folder_and_two_lines_of_the_registry_add_a_format(tmp_path):
    for package in ("readers", "common"):
        ignore = shutil.ignore_patterns("tests", "__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignore)
    reader, line = BLOCK.findall(PAGE.read_text())
    (tmp_path / "readers" / "plain").mkdir()
    (tmp_path / "readers" / "plain" / "__init__.py").write_text('"""Files of the Plain Bank."""\n')
    (tmp_path / "readers" / "plain" / "reader.py").write_text(reader)
    registry = tmp_path / "readers" / "registry.py"
    registry.write_text(
        registry.read_text()
        .replace("from readers.qif ", f"{line}from readers.qif ")
        .replace("    qif.FORMAT,", "    plain.FORMAT,\n    qif.FORMAT,")
    )
    (tmp_path / "statement").write_text(
        "PLAIN 1\n2024-01-05|-3.40|Corner  Bakery\n2024-01-32|1|\n2024-01-05|x|\n"
    )
    (tmp_path / "unpacked").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[:2] == ["plain", "2 2024-01-05 -3.40"], done.stderr
    assert [line.split(" ", 2)[:2] for line in done.stdout.splitlines()[2:4]] == [
        ["3", "no_date"],
        ["4", "no_amount"],
    ]
    # The readers run without Django, with or without settings.
    assert done.stdout.splitlines()[4:] == ["False"]
