"""What the project itself keeps, beside what its apps keep."""

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of a worker; it goes with a worker that ends."""

    worker = models.CharField(max_length=100, primary_key=True)
    """Its host, its process and a random part (`common.jobs.this_worker`)."""
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.worker} at {self.at:%Y-%m-%d %H:%M:%S}"
