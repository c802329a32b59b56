from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "imports"

    def ready(self) -> None:
        from books.registry import register_rows
        from books.tables import Table, register_table
        from common.jobs import job_sources
        from imports import models
        from imports.worker.jobs import ImportJobs

        # What is remembered of earlier files goes into an archive; an import and its plan do not.
        register_table(
            Table(
                name="sightings",
                model=models.Sighting,
                pointers={"account_key": "account", "transaction_key": "transaction"},
            )
        )
        register_table(
            Table(
                name="import_layouts",
                model=models.TableLayout,
                pointers={"account_key": "account"},
            )
        )
        register_table(
            Table(
                name="named_accounts",
                model=models.NamedAccount,
                pointers={"account_key": "account"},
            )
        )
        register_table(
            Table(
                name="refused_pairs",
                model=models.RefusedPair,
                pointers={"out_key": "transaction", "in_key": "transaction"},
            )
        )

        register_rows(
            models.Sighting,
            models.TableLayout,
            models.NamedAccount,
            models.RefusedPair,
            models.Import,
            models.FilePart,
            models.PlanPart,
            models.Decision,
        )
        job_sources.append(ImportJobs)
