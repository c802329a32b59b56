"""The ways a use case can refuse, as types; `api.exception_handler` gives each its HTTP status."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input: where it is, what kind it is, and what to do about it."""

    pointer: str
    """JSON pointer (RFC 6901) into the request body; "" is the whole of it."""
    code: str
    """A stable word for programs, such as `too_many_decimals`."""
    detail: str
    """A sentence for people."""

    def below(self, prefix: str) -> "Problem":
        """Return the same problem, seen from the document in which this one's root is `prefix`."""
        return replace(self, pointer=prefix + self.pointer)


class DomainError(Exception):
    """A refusal that changed nothing. `detail` is a sentence for people."""

    code = "error"
    detail = "This cannot be done."

    def __init__(self, detail: str = "", *, code: str = "") -> None:
        self.detail = detail or self.detail
        self.code = code or self.code
        super().__init__(self.detail)


class Invalid(DomainError):
    """The input breaks one rule or more; `problems` names every one of them."""

    code = "invalid"
    detail = "The request has faults; see errors."

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__()

    def __str__(self) -> str:
        return "; ".join(f"{p.pointer or '/'}: {p.detail}" for p in self.problems)


class NotThere(DomainError):
    """The thing does not exist, or it is not the caller's: the two look the same."""

    code = "not_found"
    detail = "There is no such thing here."


class Forbidden(DomainError):
    """The thing is there for the caller to see, but their role does not reach this far."""

    code = "forbidden"
    detail = "You may not do this."


class Conflict(DomainError):
    """The input is sound, but the state of the book does not allow it."""

    code = "conflict"


class InUse(Conflict):
    """A row cannot be deleted while other rows point at it; `uses` counts them by resource."""

    code = "in_use"

    def __init__(self, detail: str, uses: dict[str, int]) -> None:
        self.uses = uses
        super().__init__(detail)


class Settled(Conflict):
    """A closed statement settles what is to be changed; `statements` has the ids of such ones."""

    code = "settled"

    def __init__(self, detail: str, statements: Iterable[int]) -> None:
        self.statements = sorted(statements)
        super().__init__(detail)


class Strict(Settled):
    """A strict account takes nothing new up to the day of the last of its closed statements."""

    code = "strict"


class ChangedLater(Conflict):
    """Later changes rest on what is to be undone; `changes` numbers them, newest first."""

    code = "changed_later"

    def __init__(self, detail: str, changes: Iterable[int]) -> None:
        self.changes = sorted(changes, reverse=True)
        super().__init__(detail)


class Stale(DomainError):
    """The row has changed since the caller read it (If-Match, RFC 9110 section 13.1.1)."""

    code = "stale"
    detail = "This has changed since you read it. Read it again, then repeat your change."


class TooLarge(DomainError):
    """The request asks for more at once than one request may."""

    code = "too_large"


class KeyReused(DomainError):
    """The Idempotency-Key was used before, for another request."""

    code = "idempotency_key_reused"
    detail = "This Idempotency-Key was used for a different request. Use a new key."


class Busy(DomainError):
    """Another request holds what this one needs; the same request may succeed in a moment."""

    code = "busy"
    detail = "The same request is still running. Repeat it in a moment to get its answer."


def raise_in_use(detail: str, uses: dict[str, int]) -> None:
    """Raise InUse with those of `uses` that there are, unless there are none."""
    found = {name: count for name, count in uses.items() if count}
    if found:
        raise InUse(detail, found)


def raise_problems(problems: Iterable[Problem]) -> None:
    """Raise Invalid with `problems`, unless there are none."""
    found = tuple(problems)
    if found:
        raise Invalid(found)
