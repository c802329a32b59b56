"""Write the OpenAPI document of the code as it is to docs/reference, as YAML and as JSON.

    .venv/bin/python -m tools.schema

The server hands these files out. A warning of the generator is an error: it would be a hole in the
document.
"""

import json
import sys
from typing import Any

import yaml

from tools.process import ROOT, apart_from_dotenv, run

FILE = ROOT / "docs" / "reference" / "openapi.yaml"


def main() -> int:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    manage = [sys.executable, str(ROOT / "manage.py")]
    options = ["--validate", "--fail-on-warn", "--file", str(FILE)]
    code = run([*manage, "spectacular", *options], apart_from_dotenv())
    if code == 0:
        FILE.with_suffix(".json").write_text(as_json(FILE.read_text("utf-8")), encoding="utf-8")
    return code


def loaded(text: str) -> Any:
    """Return a YAML document; the parser in C, where there is one, takes a fifth of the time."""
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def as_json(text: str) -> str:
    """Return the YAML document `text` as JSON in one line, two fifths of the size with indents."""
    return json.dumps(loaded(text), ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    sys.exit(main())
