"""The metrics that no process counts: they are asked of the database when somebody looks."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import Error
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from expense_tracker import heartbeats
from imports.worker import claims

_log = logging.getLogger(__name__)


class DatabaseFigures(Collector):
    """The queue of imports and the last sign of life of a worker; nothing without a database."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            waiting, oldest = claims.queue()
            heartbeat = heartbeats.latest()
        except Error as error:
            _log.warning("The metrics of the database are left out: %s", error)
            return
        yield GaugeMetricFamily(
            "expense_tracker_imports_waiting", "Imports that wait for a worker.", waiting
        )
        yield GaugeMetricFamily(
            "expense_tracker_imports_waiting_age_seconds",
            "How long the oldest of them has waited.",
            _age(oldest) if oldest else 0,
        )
        if heartbeat:
            yield GaugeMetricFamily(
                "expense_tracker_worker_heartbeat_age_seconds",
                "Time since any worker gave a sign of life.",
                _age(heartbeat),
            )


def _age(at: datetime) -> float:
    """Return the seconds since `at`, 0 where the clock of another machine is ahead."""
    return max(0.0, (timezone.now() - at).total_seconds())
