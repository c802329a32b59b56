from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "exports"
    tag_description = "All of it as files for other programs."
