from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "archives"
    tag_description = "A whole book as one file, and its restore."
