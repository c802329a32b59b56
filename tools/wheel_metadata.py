"""What the wheel depends on: the versions that requirements*.txt pin, for hatchling.

The program is installed into an environment of its own, and so gets what it was tested with.
"""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class PinnedRequirements(MetadataHookInterface):
    """Reads the dependencies, without the hashes, which the metadata of a wheel cannot hold."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the dependencies, and those of the extra `mysql`."""
        metadata["dependencies"] = list(self._pins("requirements.txt"))
        own = set(metadata["dependencies"])
        mysql = [pin for pin in self._pins("requirements-mysql.txt") if pin not in own]
        metadata["optional-dependencies"] = {"mysql": mysql}

    def _pins(self, name: str) -> list[str]:
        lines = Path(self.root, name).read_text(encoding="utf-8").splitlines()
        return [line.rstrip(" \\") for line in lines if line and line[0] not in " #"]
