"""Metrics for Prometheus, on an address of their own: docs/deployment.md, Metrics.

Nothing here is loaded where METRICS_ADDRESS is empty.
"""
