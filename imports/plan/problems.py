"""Why an import was not read or not committed, where that is not for a reader to say."""

from collections.abc import Mapping

Problem = Mapping[str, str]

WORKER_DIED: Problem = {
    "code": "worker_died",
    "detail": (
        "The worker stopped twice during this import; it may be out of memory. Plan it again; if "
        "it fails again, send the file in parts."
    ),
}
NO_ROOM: Problem = {
    "code": "no_room",
    "detail": (
        "The server has no disk space for temporary files. Ask its administrator to free some, "
        "then plan the import again."
    ),
}
UNPROVED: Problem = {
    "code": "unproved",
    "detail": (
        "The balances of the file do not agree with its rows, so nothing was recorded. Check the "
        "balances and the rows. If the plan is right, commit it, or state accept=unproved with "
        "the upload."
    ),
}
NOT_READ: Problem = {
    "code": "not_read",
    "detail": "The file could not be read, for an unknown reason. Please report it.",
}


def too_much_memory(bytes_max: int) -> Problem:
    """Say that an import met with the bound on its memory."""
    detail = (
        f"This import needs more memory than the limit of {bytes_max // 2**20:,} MiB. Send the "
        "file in parts."
    )
    return {"code": "too_much_memory", "detail": detail}


def too_slow(seconds_max: float) -> Problem:
    """Say that an import met with the bound on its time, twice."""
    minutes = seconds_max / 60
    detail = (
        f"This import takes longer than the limit of {minutes:,.3g} minutes. Send the file in "
        "parts."
    )
    return {"code": "too_slow", "detail": detail}
