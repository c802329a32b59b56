"""What higher apps tell the app of people: what hangs on a person's e-mail address.

Filled once, while apps load.
"""

from collections.abc import Callable

from users.models import User

AddressWatcher = Callable[[User], None]

address_watchers: list[AddressWatcher] = []
"""Each is called with a person whose address may have become another, or who is about to be
deleted, in the same database transaction, under the locks of `users.services.lock_person`."""


def register_address_watcher(watcher: AddressWatcher) -> None:
    address_watchers.append(watcher)
