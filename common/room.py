"""Whether an error says that there is no room left, on a disk or in a database."""

import errno

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_MYSQL_NO_ROOM = frozenset({1021, 1114})
"""MySQL and MariaDB: the disk is full (the server waits), and a table or its disk is full."""
_TEXTS = ("database or disk is full", "Got error 28 ", "No usable temporary directory")
"""SQLite (SQLITE_FULL); a storage engine of MySQL, with ENOSPC; Python's tempfile, which tries
each folder by writing a few bytes to it."""


def is_no_room(error: BaseException) -> bool:
    """Whether `error` says that something could not be written for want of room."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return True
    if error.args and error.args[0] in _MYSQL_NO_ROOM:
        return True
    return any(text in str(error) for text in _TEXTS)
