from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "exports"
    tag_description = "Your data as files for other programs."
