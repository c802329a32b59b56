"""The project's own settings, with the stock implementation beside it, on kept connections."""

from expense_tracker.settings import *  # noqa: F403  # all of them, as they are
from expense_tracker.settings import DATABASES as PROJECT_DATABASES
from expense_tracker.settings import INSTALLED_APPS as PROJECT_APPS

INSTALLED_APPS = [*PROJECT_APPS, "rest_framework.authtoken", "benchmarks.stock"]
ROOT_URLCONF = "benchmarks.urls"
DATABASES = {"default": {**PROJECT_DATABASES["default"], "CONN_MAX_AGE": None}}
