"""Write the OpenAPI document of the code as it is to docs/reference/openapi.yaml.

    .venv/bin/python -m tools.schema

A warning of the generator is an error: it would be a hole in the document.
"""

import sys

from tools.process import ROOT, apart_from_dotenv, run

FILE = ROOT / "docs" / "reference" / "openapi.yaml"


def main() -> int:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    manage = [sys.executable, str(ROOT / "manage.py")]
    options = ["--validate", "--fail-on-warn", "--file", str(FILE)]
    return run([*manage, "spectacular", *options], apart_from_dotenv())


if __name__ == "__main__":
    sys.exit(main())
