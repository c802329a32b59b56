"""Temporary folders: a process keeps its own, and those of dead processes are removed."""

import subprocess
import sys
import tempfile

import pytest

from common.scratch import remove_abandoned, scratch_folder

HOLDER = """
import sys, time
from common.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "statement.csv").write_text("2024-01-05,-3.40")
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """The system's temporary folder, for this test and what it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_a_folder_is_removed_with_all_that_is_in_it(temporary):
    with scratch_folder() as folder:
        (folder / "file").write_text("x")
        assert remove_abandoned() == 0
        assert (folder / "file").exists()
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_has_is_not(temporary):
    holders = [
        subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        assert [holder.stdout.readline() for holder in holders] == ["ready\n"] * 2
        assert remove_abandoned() == 0
        holders[0].kill()
        holders[0].wait()
        assert len(list(temporary.iterdir())) == 2
        assert remove_abandoned() == 1
        (left,) = temporary.iterdir()
        assert [file.name for file in left.iterdir()] == ["statement.csv"]
    finally:
        for holder in holders:
            holder.kill()
            holder.communicate()


def test_a_folder_of_another_name_is_left_alone(temporary):
    (temporary / "expenses").mkdir()
    assert remove_abandoned() == 0
    assert (temporary / "expenses").exists()


def test_a_folder_that_is_removed_before_it_is_locked_is_made_again(monkeypatch):
    make, removed = tempfile.mkdtemp, []

    def overtaken(**options):
        path = make(**options)
        if not removed:
            removed.append(remove_abandoned())
        return path

    monkeypatch.setattr(tempfile, "mkdtemp", overtaken)
    with scratch_folder() as folder:
        assert folder.exists()
    assert removed == [1]
