"""The configuration of a cluster that is shipped is the one that `make test-galera` runs with."""

from pathlib import Path

import pytest

from tools.galera.network import Place
from tools.galera.node import Node, shipped_settings
from tools.galera.proxy import placed

ROOT = Path(__file__).resolve().parent.parent
PLACES = [Place(f"127.0.0.{n}", 13300 + n, 1, 2, 3) for n in (1, 2, 3)]


def test_the_proxy_of_the_tests_differs_from_the_shipped_one_in_addresses_alone() -> None:
    shipped = (ROOT / "deploy" / "haproxy.cfg").read_text()
    ours = placed(shipped, 4711, PLACES)
    pairs = zip(shipped.splitlines(), ours.splitlines(), strict=True)
    assert [after.split() for before, after in pairs if before != after] == [
        ["bind", "127.0.0.1:4711"],
        ["server", "n1", "127.0.0.1:13301"],
        ["server", "n2", "127.0.0.2:13302", "backup"],
        ["server", "n3", "127.0.0.3:13303", "backup"],
    ]


def test_the_proxy_asks_what_its_comments_say() -> None:
    text = (ROOT / "deploy" / "haproxy.cfg").read_text()
    sent = [bytes.fromhex(line.split()[-1]) for line in text.splitlines() if "-binary" in line]
    assert [len(one) - 4 for one in sent] == [one[0] for one in sent]
    login, question = sent
    assert b"haproxy\0" in login
    assert question[5:] == b"SHOW STATUS LIKE 'wsrep_ready'"
    (expected,) = [line.split()[-1] for line in text.splitlines() if "expect binary" in line]
    assert bytes.fromhex(expected) == b"\x0bwsrep_ready\x02ON"


def test_a_node_of_the_tests_has_all_shipped_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.galera.node.LIBRARIES", ["/dev/null"])
    node = Node("n2", PLACES[1], tmp_path, "127.0.0.1:1,127.0.0.2:1", [])
    shipped = shipped_settings()
    ours = dict(option[2:].split("=", 1) for option in node._settings())
    own = {"bind_address", "wsrep_node_name", "wsrep_node_address", "wsrep_cluster_address"}
    own |= {"wsrep_provider"}
    assert ours.keys() == shipped.keys()
    assert {name for name in ours if ours[name] != shipped[name]} - own == {
        "wsrep_provider_options"
    }
    assert ours["wsrep_provider_options"].startswith(shipped["wsrep_provider_options"])
