from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "archives"
    tag_description = "A book as one file, and such a file as a book."
