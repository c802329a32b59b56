"""Installs what a folder pins in its package-lock.json, with npm."""

import shutil
import subprocess
import sys
from pathlib import Path

from tools.install import apt_install


def install(folder: Path) -> None:
    """Install the pinned packages of `folder`, unless they are there and nothing has changed.

    Node.js is installed by apt-get if it is missing and this is root on a Debian family system.
    """
    lock = folder / "package-lock.json"
    stamp = folder / "node_modules" / ".installed"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    if shutil.which("npm") is None and not apt_install("nodejs", "npm"):
        sys.exit("npm is missing: install Node.js 18 or newer with npm (`apt-get install npm`).")
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    if subprocess.run(command, cwd=folder, check=False).returncode:
        sys.exit(f"The packages of {folder.name}/ could not be installed: npm says why above.")
    stamp.touch()
