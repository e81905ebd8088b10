"""Prometheus metrics; shown at ``/metrics`` behind ``METRICS_TOKEN``."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "mostrador_request_seconds",
    "Time of an HTTP request by endpoint",
    ["method", "endpoint", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
OUTBOX_DELIVERIES = Counter(
    "mostrador_outbox_deliveries_total", "Outbox messages by kind and result", ["kind", "result"]
)
JOB_RUNS = Counter("mostrador_job_runs_total", "Runs of periodic jobs by result", ["job", "result"])
WEBHOOKS = Counter("mostrador_webhooks_total", "Notifications received by topic and verdict", ["topic", "verdict"])
CIRCUIT_OPEN = Gauge("mostrador_circuit_open", "1 while the circuit to a host is open", ["host"])
