from django.apps import AppConfig


class SchedulesConfig(AppConfig):
    name = "schedules"
    tag_description = "What recurs: bills, pay, standing orders."

    def ready(self) -> None:
        from common.jobs import job_sources
        from schedules.jobs import PostingJobs

        job_sources.append(PostingJobs)
