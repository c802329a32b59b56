from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "imports"
    tag_description = "Imports of files from banks and other programs."

    def ready(self) -> None:
        from common.jobs import job_sources
        from imports.worker.jobs import ImportJobs

        job_sources.append(ImportJobs)
