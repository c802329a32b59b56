"""Why an import was not read or not committed, where that is not for a reader to say."""

from collections.abc import Mapping

Problem = Mapping[str, str]

WORKER_DIED: Problem = {
    "code": "worker_died",
    "detail": "The worker ended twice while it had this import, perhaps for want of memory. Plan "
    "it anew; if it fails again, send the file in parts.",
}
NO_ROOM: Problem = {
    "code": "no_room",
    "detail": "The server has no room left for temporary files. Ask whoever runs it to make room, "
    "and plan this anew.",
}
UNPROVED: Problem = {
    "code": "unproved",
    "detail": "Balances that the file states do not follow from its rows, so nothing was recorded. "
    "Look at the balances and the rows; commit the plan if it is right all the same, or state "
    "accept=unproved with the upload.",
}
NOT_READ: Problem = {
    "code": "not_read",
    "detail": "This file could not be read, and we do not know why. Please report it.",
}


def too_much_memory(bytes_max: int) -> Problem:
    """Say that an import met with the bound on its memory."""
    detail = (
        f"This import takes more than {bytes_max // 2**20:,} MiB of memory, which is the limit "
        "here. Send the file in parts."
    )
    return {"code": "too_much_memory", "detail": detail}


def too_slow(seconds_max: float) -> Problem:
    """Say that an import met with the bound on its time, twice."""
    minutes = seconds_max / 60
    detail = (
        f"This import takes longer than {minutes:,.3g} minutes, which is the limit here. Send the "
        "file in parts."
    )
    return {"code": "too_slow", "detail": detail}
