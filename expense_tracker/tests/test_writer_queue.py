"""The queue of the threads of a process that want to write to one SQLite file."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from expense_tracker.sqlite.writer_queue import WriterQueue, queue_of

FOREVER = 20


def wait_until(done):
    deadline = time.monotonic() + FOREVER
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.001)


class Threads:
    """Threads that come to a queue one after the other, each under a number."""

    def __init__(self, pool):
        self.queue, self.pool = WriterQueue(), pool
        self.came, self.let_go = [], {}

    def come(self, number, seconds=FOREVER, fault=None):
        """Start a thread that stays in its turn until it is let go; returns once it waits."""
        length = len(self.queue.waiting)
        self.let_go[number] = Event()

        def run():
            with self.queue.turn(seconds):
                self.came.append(number)
                self.let_go[number].wait(FOREVER)
                if fault:
                    raise fault

        running = self.pool.submit(run)
        wait_until(lambda: len(self.queue.waiting) == length + 1)
        return running


@pytest.fixture
def threads():
    with ThreadPoolExecutor(8) as pool:
        threads = Threads(pool)
        yield threads
        for event in threads.let_go.values():
            event.set()


def test_threads_have_their_turn_in_the_order_in_which_they_came(threads):
    for number in range(8):
        threads.come(number)
    for number in range(8):
        wait_until(lambda turns=number + 1: len(threads.came) == turns)
        assert threads.came == list(range(number + 1))
        threads.let_go[number].set()
    wait_until(lambda: not threads.queue.waiting)


def test_a_turn_that_ends_with_a_fault_ends(threads):
    failing = threads.come(0, fault=ValueError("mine"))
    threads.come(1)
    threads.let_go[0].set()
    with pytest.raises(ValueError, match="mine"):
        failing.result(FOREVER)
    wait_until(lambda: threads.came == [0, 1])


def test_who_has_waited_for_as_long_as_they_would_has_a_turn_and_passes_none_on(threads):
    threads.come(0)
    threads.come(1)
    impatient = threads.come(2, seconds=0)
    wait_until(lambda: threads.came == [0, 2])
    threads.let_go[2].set()
    impatient.result(FOREVER)
    threads.come(3)
    assert threads.came == [0, 2]
    threads.let_go[0].set()
    wait_until(lambda: threads.came == [0, 2, 1])
    threads.let_go[1].set()
    wait_until(lambda: threads.came == [0, 2, 1, 3])


def test_whoever_comes_after_one_that_gave_up_has_a_turn(threads):
    threads.come(0)
    threads.come(1, seconds=0)
    threads.come(2)
    threads.let_go[0].set()
    threads.let_go[1].set()
    wait_until(lambda: threads.came[-1] == 2)


def test_threads_share_the_queue_of_a_file_and_files_do_not():
    assert queue_of("a file") is queue_of("a file")
    assert queue_of("a file") is not queue_of("another")


@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
def test_a_child_process_has_none_of_the_turns_of_its_parent():
    with queue_of("a file").turn(FOREVER):
        child = os.fork()
        if not child:
            os._exit(len(queue_of("a file").waiting))
        assert os.waitpid(child, 0)[1] == 0
