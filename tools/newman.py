"""Run the Postman collection of postman/ with newman against a server on an empty database.

.venv/bin/python -m tools.newman
"""

import sys

from tools.live_server import live_server
from tools.npm import install
from tools.process import ROOT, run, stop_on_terminate

FOLDER = ROOT / "postman"
NEWMAN = FOLDER / "node_modules" / ".bin" / "newman"


def main() -> int:
    stop_on_terminate()
    collections = sorted(FOLDER.glob("*.postman_collection.json"))
    if not collections:
        sys.exit("postman/ holds no *.postman_collection.json: there is nothing to run.")
    install(FOLDER)
    with live_server() as address:
        newman = [str(NEWMAN), "run", "--env-var", f"base_url={address}", "--bail", "failure"]
        environments = sorted(FOLDER.glob("*.postman_environment.json"))
        if environments:
            newman += ["--environment", str(environments[0])]
        return max(run([*newman, str(collection)]) for collection in collections)


if __name__ == "__main__":
    sys.exit(main())
