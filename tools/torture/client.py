"""A client that asks until it is answered: the same request, under the same key, again."""

import http.client
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from tenacity import (
    RetryError,
    Retrying,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

from tools.torture.operations import Request

API = "/api/v1/"
ANSWER_SECONDS_MAX = 30
"""How long an attempt waits for its answer. A request of a live server takes less, with retries for
up to ten seconds."""
PATIENCE_SECONDS = 90
"""A request that has no answer after so long is a fault: the server was never gone that long."""
SHORTEST_WAIT_SECONDS = 0.02
"""The longest first wait, doubled each time: a lost answer is asked for again nearly at once."""
LONGEST_WAIT_SECONDS = 0.5
"""The longest wait: a server that is back has requests within half a second."""
LOST_ON_PURPOSE_CHANCE = 0.06
"""How often the answer to the first attempt is not waited for."""
GIVEN_UP_CHANCE = 0.15
"""How often a request whose first attempt failed is not sent again."""
KEPT_HEADERS = ("Location", "ETag", "Content-Type")
BOUNDARY = "a-line-that-no-file-has"
_turns: Iterator[int] = count()
"""Of several servers each gets one attempt after the other, as behind a load balancer."""


class Unanswered(Exception):
    """The attempt brought no answer that is final; the request may have had its effect or not."""


@dataclass(frozen=True)
class Answer:
    """An answer as it came over the wire."""

    status: int
    content: bytes
    headers: dict[str, str]
    replayed: bool

    @property
    def acknowledges(self) -> bool:
        return self.status < 400

    @property
    def data(self) -> Any:
        return json.loads(self.content) if self.content else None

    def same_as(self, other: "Answer") -> bool:
        """Whether the two are equal to the byte, but for saying that one is a repetition."""
        mine, theirs = ((answer.status, answer.content, answer.headers) for answer in (self, other))
        return mine == theirs


@dataclass
class Sent:
    """A request with what came of it; without an answer its effect is unknown."""

    request: Request
    person: "Person"
    attempts: int = 0
    began: float = 0
    """When the last attempt did, by the monotonic clock."""
    answer: Answer | None = None
    in_doubt: bool = False
    """Whether an attempt ended without an answer that says it changed nothing."""
    defects: list[Answer] = field(default_factory=list)
    """Answers that no server should give: 500."""

    def note(self, heard: object) -> None:
        """Remember what an attempt without a final answer brought: an Answer, or the reason."""
        if not isinstance(heard, Answer) or heard.data["code"] != "busy":
            self.in_doubt = True
        if isinstance(heard, Answer) and heard.status == 500:
            self.defects.append(heard)


@dataclass(frozen=True)
class Person:
    """Somebody who has registered, by address of the server and token."""

    address: str
    token: str
    user_id: int = 0
    others: tuple[str, ...] = ()
    """The addresses of further servers of the same books."""

    def attempt(self, request: Request, *, listen: bool = True) -> Answer:
        """Send `request` once; raises Unanswered where no final answer came back.

        Without `listen` the connection is closed as soon as the request is out.
        """
        addresses = (self.address, *self.others)
        address = addresses[next(_turns) % len(addresses)]
        connection = http.client.HTTPConnection(
            address.removeprefix("http://"), timeout=ANSWER_SECONDS_MAX
        )
        try:
            self._send(connection, request)
            if not listen:
                raise Unanswered("nobody listened")
            with connection.getresponse() as response:
                answer = Answer(
                    status=response.status,
                    content=response.read(),
                    headers={name: response.headers.get(name, "") for name in KEPT_HEADERS},
                    replayed=response.headers.get("Idempotency-Replayed") == "true",
                )
        except (OSError, http.client.HTTPException) as lost:
            raise Unanswered(repr(lost)) from lost
        finally:
            connection.close()
        if answer.status >= 500 or (answer.status == 409 and answer.data["code"] == "busy"):
            raise Unanswered(answer)
        return answer

    def _send(self, connection: http.client.HTTPConnection, request: Request) -> None:
        kind = f"multipart/form-data; boundary={BOUNDARY}" if request.file else "application/json"
        headers = {"Connection": "close", "Content-Type": kind}
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        if request.key:
            headers["Idempotency-Key"] = request.key
        if request.if_match:
            headers["If-Match"] = request.if_match
        body = None if request.body is None else json.dumps(request.body)
        if request.file:
            body = form_of(request)
        connection.request(request.method, API + request.path, body, headers)

    def ask(self, request: Request) -> Answer:
        """Send `request` until it is answered; raises Unanswered when patience is at its end."""
        return self.pursue(Sent(request, self))

    def pursue(self, sent: Sent, dice: Random | None = None) -> Answer:
        """Send a request until it is answered, and note in `sent` what it took.

        With `dice` some answers are lost on purpose, and some requests are given up after their
        first attempt. Raises Unanswered for those, and when patience is at its end.
        """

        def attempt() -> Answer:
            sent.attempts += 1
            sent.began = time.monotonic()
            listen = sent.attempts > 1 or dice is None or dice.random() >= LOST_ON_PURPOSE_CHANCE
            try:
                sent.answer = self.attempt(sent.request, listen=listen)
            except Unanswered as unanswered:
                sent.note(unanswered.args[0])
                if sent.attempts == 1 and dice is not None and dice.random() < GIVEN_UP_CHANCE:
                    raise GivenUp from unanswered
                raise
            return sent.answer

        retrying = Retrying(
            retry=retry_if_exception_type(Unanswered),
            stop=stop_after_delay(PATIENCE_SECONDS),
            wait=wait_random_exponential(
                multiplier=SHORTEST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS
            ),
            sleep=time.sleep,
        )
        try:
            return retrying(attempt)
        except RetryError as end:
            raise Unanswered(f"{sent.request} was not answered: {end}") from end


class GivenUp(Exception):
    """The client has lost interest after its first attempt, as people do."""


def form_of(request: Request) -> str:
    """Return the form of an upload."""
    fields = [f'name="{name}"\r\n\r\n{value}' for name, value in (request.body or {}).items()]
    fields.append(f'name="file"; filename="statement.csv"\r\n\r\n{request.file}')
    parts = [f"--{BOUNDARY}\r\nContent-Disposition: form-data; {field}\r\n" for field in fields]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"])


def register(addresses: tuple[str, ...], name: str) -> Person:
    """Register somebody on a server, which may have others beside it."""
    address, *others = addresses
    body = {
        "username": name,
        "email": f"{name}@example.org",
        "password": f"{name}-counts-to-0-twice",
    }
    answer = Person(address, "").ask(Request("", "POST", "register/", body))
    if answer.status != 201:
        raise RuntimeError(f"nobody could register: {answer}")
    return Person(address, answer.data["token"], answer.data["id"], tuple(others))
