"""Work that no answer waits for: a thread does it once the answer has gone."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

DELAY_SECONDS = 0.5
"""How long after the call the work begins. An answer that is due has gone by then, some ms later:
work beside it would slow it down by about 1 ms, which tells who measures whether there is any."""
background = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")
"""Does one thing after another. A process that ends does first what it has taken on."""
_log = logging.getLogger(__name__)


def do_later(work: Callable[[], object]) -> None:
    """Have `work` done, with the language and the request of now; what it raises is for the log.

    It must not read or write the database: its connection would stay open in the thread.
    """
    background.submit(copy_context().run, _done, work)


def _done(work: Callable[[], object]) -> None:
    time.sleep(DELAY_SECONDS)
    try:
        work()
    except Exception:
        _log.exception("Work beside an answer failed.")
