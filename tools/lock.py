"""Pin every version and hash: requirements*.in to requirements*.txt.

.venv/bin/python -m tools.lock [--upgrade]
"""

import subprocess
import sys

FILES = ["requirements", "requirements-mysql", "requirements-dev"]


def main() -> None:
    for name in FILES:
        print(f"{name}.in -> {name}.txt", flush=True)
        subprocess.run(
            [
                *(sys.executable, "-m", "uv", "pip", "compile", "--universal", "--quiet"),
                *("--python-version", "3.11", "--generate-hashes"),
                *("--no-header", "--no-strip-extras"),
                *("--output-file", f"{name}.txt", f"{name}.in", *sys.argv[1:]),
            ],
            check=True,
        )


if __name__ == "__main__":
    main()
