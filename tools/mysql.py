"""Run a command against a private server of Oracle's MySQL.

    .venv/bin/python -m tools.mysql COMMAND ARGUMENT...

Debian packages MySQL in its development release only, so the packages are fetched from there and
unpacked into a folder, with the C library that they need; the system stays as it is. Works on
Debian, as root or not, and keeps the unpacked server in var/mysql for the next time.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.database import Engine, run_as_root, run_with_server

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "mysql"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
LIBRARIES = ("lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu")
LOADERS = ("lib64/ld-linux-x86-64.so.2", "lib/aarch64-linux-gnu/ld-linux-aarch64.so.1")


def debian_mirror() -> str:
    """The mirror that this machine takes its Debian packages from."""
    if shutil.which("apt-get") is None or not KEYRING.exists():
        sys.exit("MySQL is fetched from Debian's packages: this needs a Debian system.")
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)"],
        capture_output=True,
        text=True,
        check=True,
    )
    mirrors = [uri for uri in targets.stdout.split() if uri.rstrip("/").endswith("/debian")]
    if not mirrors:
        sys.exit("MySQL is fetched from Debian's packages: no Debian mirror is configured here.")
    return mirrors[0]


def fetch() -> None:
    """Download the packages of the server and all that it needs, and unpack them into CACHE."""
    print("Fetching MySQL from Debian's development release into var/mysql", flush=True)
    shutil.rmtree(CACHE, ignore_errors=True)
    apt, unpacked = CACHE / "apt", CACHE / "unpacking"
    for folder in (apt / "lists" / "partial", apt / "archives" / "partial", unpacked / "usr"):
        folder.mkdir(parents=True)
    source = apt / "sid.list"
    source.write_text(f"deb [signed-by={KEYRING}] {debian_mirror()} sid main\n", encoding="utf-8")
    # An empty list of installed packages, so that the C library is fetched as well.
    (apt / "status").touch()
    options = {
        "Dir::Etc::SourceList": source, "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null", "Dir::State": apt,
        "Dir::State::status": apt / "status", "Dir::Cache": apt,
        "Dir::Cache::archives": apt / "archives", "Debug::NoLocking": "1",
        "APT::Sandbox::User": "",
    }  # fmt: skip
    settings = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    subprocess.run(["apt-get", *settings, "-qq", "update"], check=True)
    subprocess.run(
        ["apt-get", *settings, "-qq", "install", "-y", "--no-install-recommends",
         "--download-only", "mysql-server-core"],
        check=True,
    )  # fmt: skip
    for name in ("bin", "sbin", "lib", "lib64"):
        (unpacked / "usr" / name).mkdir()
        (unpacked / name).symlink_to(f"usr/{name}")
    for package in sorted((apt / "archives").glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, unpacked], check=True)
    # Last, so that a folder with this name is always complete.
    unpacked.rename(CACHE / "root")
    shutil.rmtree(apt)


def mysqld() -> list[str | Path]:
    """The server's program, run by the loader and the C library that were fetched with it."""
    if not (CACHE / "root").exists():
        fetch()
    usr = CACHE / "root" / "usr"
    loader = next(usr / path for path in LOADERS if (usr / path).exists())
    library = next(usr / path for path in LIBRARIES if (usr / path).exists())
    share = usr / "share" / "mysql"
    return [
        loader, "--library-path", library, usr / "sbin" / "mysqld", "--no-defaults",
        *run_as_root(), "--secure-file-priv=", f"--lc-messages-dir={share}",
        f"--character-sets-dir={share / 'charsets'}",
        f"--plugin-dir={usr / 'lib' / 'mysql' / 'plugin'}",
    ]  # fmt: skip


def prepare(folder: Path) -> None:
    """Make the data folder."""
    log = folder / "init.log"
    made = subprocess.run(
        [*mysqld(), "--initialize-insecure", f"--datadir={folder / 'data'}", f"--log-error={log}"],
        check=False,
    )
    if made.returncode:
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        sys.exit(f"mysqld could not make its data folder:\n{text[-2000:]}")


def command(folder: Path) -> list[str | Path]:
    """The server, with safety against power cuts traded for speed."""
    return [
        *mysqld(), f"--datadir={folder / 'data'}", f"--socket={folder / 'socket'}",
        f"--pid-file={folder / 'pid'}", "--bind-address=127.0.0.1", "--mysqlx=OFF",
        "--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin",
        "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=OFF", "--disable-log-bin",
        "--performance-schema=OFF",
    ]  # fmt: skip


MYSQL = Engine("MySQL", prepare, command)

if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(run_with_server(MYSQL))
