"""Redis as the cache: a real server, whose program Debian's `redis-tools` has."""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from tools.check import REDIS
from tools.database import free_port
from tools.live_server import Server, accepts, prepare
from tools.process import end

PATIENCE_SECONDS = 10

pytestmark = pytest.mark.slow


@pytest.fixture
def redis(tmp_path):
    """The process of a Redis without anything in it, and its address."""
    port = free_port()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(
        ["redis-server", *options],
        executable=next(filter(None, map(shutil.which, REDIS))),
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not accepts(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    yield process, f"redis://127.0.0.1:{port}/1"
    end(process)


@pytest.fixture
def servers(redis, tmp_path):
    """Two application servers that share a database and a cache."""
    made = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        server = Server(f"sqlite:///{tmp_path / 'db.sqlite3'}", folder)
        server.settings |= {
            "CACHE_URL": redis[1],
            "THROTTLE_LOGIN_FAILURES": "3/h",
            "WORKERS": "1",
            "WORKER_EXPECTED": "off",
        }
        made.append(server)
    prepare(made[0].settings)
    try:
        for server in made:
            server.start()
        yield made
    finally:
        for server in made:
            server.stop()


def ask(server, path, body=None):
    """The status of an answer, and what it says."""
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(f"{server.address}{path}", data)
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


def page(server, path):
    with urllib.request.urlopen(f"{server.address}{path}", timeout=10) as answer:
        return answer.status


def guess(server):
    status, _ = ask(server, "/api/v1/login/", {"username": "ann", "password": "wrong guess"})
    return status


def test_servers_share_what_they_count_in_redis(servers, redis):
    first, second = servers
    assert [guess(first) for _ in range(3)] == [401] * 3
    assert guess(second) == 429
    assert ask(second, "/readyz")[0] == 200
    end(redis[0])
    status, said = ask(first, "/api/v1/login/", {"username": "ann", "password": "wrong guess"})
    assert (status, said["code"]) == (503, "cache_unavailable")
    assert page(first, "/account/login/") == 200
    status, said = ask(second, "/readyz")
    assert (status, said["checks"]["cache"]) == (503, "it cannot be read")
