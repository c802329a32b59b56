"""Make `.venv` and install a file of hash-pinned requirements into it.

    python3 tools/install.py requirements.txt

Runs before anything is installed, so it needs no more than Python itself.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parent.parent / ".venv"
INSTALL = ["install", "-y", "--no-install-recommends"]


def apt_install(*packages: str) -> bool:
    """Install Debian packages if this is root on a Debian family system; say whether it worked."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"Installing {' '.join(packages)} with apt-get.", flush=True)
    if apt_get(*INSTALL, *packages):
        return True
    # On a fresh machine apt-get knows no packages yet.
    return apt_get("update") and apt_get(*INSTALL, *packages)


def apt_get(*arguments: str) -> bool:
    """Run apt-get without questions, once its lock is free; returns whether it worked."""
    command = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", *arguments]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = subprocess.DEVNULL
    return subprocess.run(command, env=environment, stdout=quiet).returncode == 0


def make_venv() -> None:
    """Make `.venv` if there is none that works."""
    probe = [str(VENV / "bin" / "python"), "-m", "pip", "--version"]
    if shutil.which(probe[0]) and subprocess.run(probe, capture_output=True).returncode == 0:
        return
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not apt_install(package):
            sys.exit(f"Python's venv module is missing: run `apt-get install {package}`.")
    print("Making .venv", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def main(requirements: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - a machine's python3 can be older than ours
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    make_venv()
    print(f"Installing {requirements}", flush=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    # Wheels only: a package that would need a compiler stops here and not halfway through a build.
    options = ["--quiet", "--require-hashes", "--only-binary", ":all:", "-r", requirements]
    if subprocess.run([*pip, "install", *options]).returncode:
        sys.exit(f"{requirements} could not be installed: pip says why above.")


if __name__ == "__main__":
    main(sys.argv[1])
