"""The pages of the application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "web"
