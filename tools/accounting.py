"""Where the plain-text accounting programs are that the exports are tried with.

A missing one is installed by apt-get if this is root on a Debian family system.
"""

import shutil

from tools.install import apt_install


def program(name: str) -> str:
    """Return the path of hledger or ledger; raises FileNotFoundError where there is none."""
    if path := shutil.which(name):
        return path
    apt_install(name)
    if path := shutil.which(name):
        return path
    raise FileNotFoundError(f"{name} is missing: install it with `apt-get install {name}`.")
