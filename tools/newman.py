"""Run the Postman collection of postman/ with newman against a server on an empty database.

    .venv/bin/python -m tools.newman

Node.js is installed by apt-get if it is missing and this is root on a Debian family system.
"""

import shutil
import subprocess
import sys

from tools.install import apt_install
from tools.live_server import live_server
from tools.process import ROOT, run, stop_on_terminate

FOLDER = ROOT / "postman"
NEWMAN = FOLDER / "node_modules" / ".bin" / "newman"
STAMP = FOLDER / "node_modules" / ".installed"


def install() -> None:
    """Install the pinned newman, unless it is there and nothing has changed."""
    lock = FOLDER / "package-lock.json"
    if STAMP.exists() and STAMP.stat().st_mtime >= lock.stat().st_mtime:
        return
    if shutil.which("npm") is None and not apt_install("nodejs", "npm"):
        sys.exit("npm is missing: install Node.js 18 or newer with npm (`apt-get install npm`).")
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    if subprocess.run(command, cwd=FOLDER, check=False).returncode:
        sys.exit("newman could not be installed: npm says why above.")
    STAMP.touch()


def main() -> int:
    stop_on_terminate()
    collections = sorted(FOLDER.glob("*.postman_collection.json"))
    if not collections:
        sys.exit("postman/ holds no *.postman_collection.json: there is nothing to run.")
    install()
    with live_server() as address:
        newman = [str(NEWMAN), "run", "--env-var", f"base_url={address}", "--bail", "failure"]
        environments = sorted(FOLDER.glob("*.postman_environment.json"))
        if environments:
            newman += ["--environment", str(environments[0])]
        return max(run([*newman, str(collection)]) for collection in collections)


if __name__ == "__main__":
    sys.exit(main())
