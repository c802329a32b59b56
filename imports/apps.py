from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "imports"
    tag_description = "Files of banks and of other programs, into the book."

    def ready(self) -> None:
        from common.jobs import job_sources
        from imports.worker.jobs import ImportJobs

        job_sources.append(ImportJobs)
