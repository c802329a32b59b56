"""The compose files agree with each other, with the image, and with the settings.

They were read by `docker compose config`; no container of them was started.
"""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
MARIADB, REDIS, SQLITE = "compose.yaml", "compose.redis.yaml", "compose.sqlite.yaml"
OUTSIDE_THE_SETTINGS = {"HOST", "PORT"}


def services(name):
    return yaml.safe_load((DEPLOY / name).read_text())["services"]


def ours(name):
    """The services that run our image."""
    found = services(name)
    return {key: found[key] for key in found if found[key].get("image") == "expense-tracker"}


@pytest.mark.parametrize("name", [MARIADB, SQLITE])
def test_our_containers_may_write_to_their_volumes_alone(name):
    assert ours(name)
    for service in ours(name).values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "/tmp" in service["volumes"]
    image = (DEPLOY / "Dockerfile").read_text()
    assert re.findall(r"^USER (.*)$", image, re.MULTILINE)[-1] == "expenses"


def test_with_sqlite_what_is_kept_is_in_a_volume():
    for service in ours(SQLITE).values():
        assert "data:/app/var" in service["volumes"]
    assert "DATABASE_URL" not in str(services(SQLITE)), "the file is in var unless it is stated"


@pytest.mark.parametrize("name", [MARIADB, REDIS, SQLITE])
def test_every_variable_of_a_container_is_a_setting(name):
    described = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    applied = {
        key: services(name)[key] for key in ("app", "worker", "migrate") if key in services(name)
    }
    stated = {variable for one in applied.values() for variable in one["environment"]}
    assert stated <= set(described) | OUTSIDE_THE_SETTINGS


@pytest.mark.parametrize("name", [MARIADB, REDIS, SQLITE])
def test_what_a_file_asks_for_is_in_the_example(name):
    asked = re.findall(r"\$\{(\w+)", (DEPLOY / name).read_text())
    given = re.findall(r"^(\w+)=", (DEPLOY / "compose.env.example").read_text(), re.MULTILINE)
    assert set(asked) <= set(given)


@pytest.mark.parametrize("name", [MARIADB, SQLITE])
def test_volumes_and_services_that_are_named_are_there(name):
    whole = yaml.safe_load((DEPLOY / name).read_text())
    for service in whole["services"].values():
        named = [volume.split(":")[0] for volume in service.get("volumes", ()) if ":" in volume]
        assert set(named) <= set(whole["volumes"])
        assert set(service.get("depends_on", ())) <= set(whole["services"])


def test_redis_is_added_to_every_service_that_counts():
    added = services(REDIS)
    assert set(added) - {"cache"} == set(ours(MARIADB))
    for name in ours(MARIADB):
        assert added[name]["environment"] == {"CACHE_URL": "redis://cache:6379/1"}
        assert added[name]["depends_on"] == {"cache": {"condition": "service_healthy"}}
