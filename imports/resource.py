"""What the tables of imports are to the rest of the program.

What is remembered of earlier files goes into an archive; an import and its plan do not.
"""

from books.archived_tables import ArchivedTable
from books.resources import OtherTable
from imports import models

DECLARATIONS = (
    ArchivedTable(
        # Archives made before the model was renamed have this file name, and digests contain it.
        name="sightings",
        model=models.ImportedFingerprint,
        pointers={"account_key": "account", "transaction_key": "transaction"},
    ),
    ArchivedTable(
        name="import_layouts", model=models.TableLayout, pointers={"account_key": "account"}
    ),
    ArchivedTable(
        name="named_accounts", model=models.NamedAccount, pointers={"account_key": "account"}
    ),
    ArchivedTable(
        name="refused_pairs",
        model=models.RefusedPair,
        pointers={"out_key": "transaction", "in_key": "transaction"},
    ),
    OtherTable(models.Import),
    OtherTable(models.FilePart),
    OtherTable(models.PlanPart),
    OtherTable(models.Decision),
)
