"""Pin every version and hash: requirements*.in to requirements*.txt.

.venv/bin/python -m tools.lock [--upgrade]
"""

import shutil
import subprocess
import sys

OLDEST, NEXT = "3.11", "3.14"
"""The oldest Python that the program runs on, and the one of the tests with requirements-next."""


def compile_requirements(name: str, output: str, python: str, *options: str) -> None:
    """Pin what `name`.in asks for, in `output`.txt; what that has pinned stays if it can."""
    print(f"{name}.in -> {output}.txt", flush=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "compile", "--universal", "--quiet"),
            *("--python-version", python, "--generate-hashes"),
            *("--no-header", "--no-strip-extras", *options),
            *("--output-file", f"{output}.txt", f"{name}.in", *sys.argv[1:]),
        ],
        check=True,
    )


def main() -> None:
    compile_requirements("requirements", "requirements", OLDEST)
    runtime = ("--constraint", "requirements.txt")
    compile_requirements("requirements-mysql", "requirements-mysql", OLDEST, *runtime)
    compile_requirements("requirements-dev", "requirements-dev", OLDEST, *runtime)
    # Nothing but what requirements-next.in overrides is to differ, and what depends on that.
    shutil.copy("requirements-dev.txt", "requirements-next.txt")
    override = ("--override", "requirements-next.in")
    compile_requirements("requirements-dev", "requirements-next", NEXT, *override)


if __name__ == "__main__":
    main()
