"""Memory is given back when it is free, and one place serves all threads. Each in a new process."""

import subprocess
import sys

FIGURES = """
import gc, re, threading, time
from pathlib import Path
from common import memory
def mebibytes(name):
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{name}:\\s+(\\d+) kB", status)[1]) // 1024
"""
MANY_SMALL = """
pieces = [bytes(2_000) for _ in range(50_000)]
last = bytes(2_000)
full = mebibytes("VmRSS")
del pieces
memory.give_back()
print(full - mebibytes("VmRSS"))
"""
MANY_THREADS = """
def work():
    bytes(2_000)
    time.sleep(0.5)
threads = [threading.Thread(target=work) for _ in range(4)]
before = mebibytes("VmSize")
for thread in threads: thread.start()
time.sleep(0.2)
print(mebibytes("VmSize") - before)
"""
CYCLE = """
class Thing: pass
gc.disable()
for _ in range(1_000):
    one, other = Thing(), Thing()
    one.other, other.other = other, one
del one, other
gc.collect = lambda collect=gc.collect: print("collected") if collect() >= 1_000 else None
memory.share_with_children()
print(gc.get_freeze_count() > 1_000, len(gc.get_objects()) < 1_000)
"""


def said(*parts):
    done = subprocess.run(
        [sys.executable, "-c", FIGURES + "".join(parts)], check=True, capture_output=True, text=True
    )
    return done.stdout.split()


def test_free_memory_below_memory_in_use_is_given_back():
    (given_back,) = said(MANY_SMALL)
    assert int(given_back) > 80


def test_threads_have_no_places_of_their_own():
    """Each place reserves 64 MiB of addresses beside the thread's own stack of 8 MiB."""
    (apart,) = said(MANY_THREADS)
    (together,) = said("memory.allocate_in_one_place()\n", MANY_THREADS)
    assert int(apart) > 4 * 64
    assert int(together) < 64


def test_what_is_loaded_is_left_alone_without_its_garbage():
    assert said(CYCLE) == ["collected", "True", "True"]
