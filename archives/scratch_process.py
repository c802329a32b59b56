"""The process that tries backups out, started by `archives.trials` on an empty database.

    python -m archives.scratch_process FILE...

It migrates the database, restores each file and prints what is wrong with them as a JSON object.
"""

import json
import secrets
import sys
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    # Models can be imported only once Django is set up.
    trials, services = import_module("archives.trials"), import_module("users.services")
    owner = services.register(
        username="scratch", email="scratch@localhost.invalid", password=secrets.token_urlsafe()
    ).user
    paths = [Path(name) for name in sys.argv[1:]]
    faults = {str(path): trials.fault_of_restored(path, owner.pk) for path in paths}
    sys.stdout.write(json.dumps({name: fault for name, fault in faults.items() if fault}))


if __name__ == "__main__":
    main()
