"""The project as an app of its own: it brings commands, checks and pages that no one app owns."""

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, register

from common.jobs import chores
from expense_tracker import monitoring


class ExpenseTrackerConfig(AppConfig):
    name = "expense_tracker"

    def ready(self) -> None:
        from expense_tracker import heartbeats
        from expense_tracker.checks import templates_compile, violated_checks_are_refused

        register(templates_compile, Tags.templates)
        register(violated_checks_are_refused, Tags.database)
        chores.append(heartbeats.remove_old)
        if settings.METRICS_ADDRESS:
            from expense_tracker.metrics.monitor import PrometheusMonitor

            monitoring.use(PrometheusMonitor(settings.METRICS_ADDRESS))
