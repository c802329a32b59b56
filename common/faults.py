"""Faults of the machine that pass: what an error of the system or of a database says of it."""

import errno

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_ROOM_CODES = frozenset({1021, 1114})
"""MySQL and MariaDB: the disk is full, and a table or its disk is full."""
_NO_ROOM_TEXTS = (
    "database or disk is full",  # SQLite, SQLITE_FULL
    "[Errno 28]",  # an error of a library around one of the system
    "Got error 28 ",  # a storage engine of MySQL and MariaDB: ENOSPC
    "No usable temporary directory",  # Python's tempfile, which tries each folder by writing to it
)
_READ_ONLY_CODES = frozenset({1290, 1792, 1836})
"""MySQL and MariaDB: the option --read-only, a read-only transaction, a read-only server."""
_READ_ONLY_TEXTS = ("readonly database",)
"""SQLite, SQLITE_READONLY."""


def is_no_room(error: BaseException) -> bool:
    """Whether `error` says that something could not be written for want of room on a disk."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return True
    return _says(error, _NO_ROOM_CODES, _NO_ROOM_TEXTS)


def is_read_only(error: BaseException) -> bool:
    """Whether `error` says that the database can be read and not written."""
    return _says(error, _READ_ONLY_CODES, _READ_ONLY_TEXTS)


def is_cache_away(error: BaseException) -> bool:
    """Whether `error` says that Redis, which is the cache of some servers, cannot be asked.

    Its client is not imported: servers without Redis spare the memory.
    """
    return any(
        (kind.__module__, kind.__name__) == ("redis.exceptions", "RedisError")
        for kind in type(error).__mro__
    )


def _says(error: BaseException, codes: frozenset[int], texts: tuple[str, ...]) -> bool:
    code = error.args[0] if error.args else None
    return (isinstance(code, int) and code in codes) or any(text in str(error) for text in texts)
