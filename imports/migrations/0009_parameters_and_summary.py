import json

from django.db import migrations

BATCH = 100
"""How many imports are held at once; a summary has up to a megabyte."""


def rename_members(apps, schema_editor):
    """Give the members of stored summaries the names that they are read by."""
    imports = apps.get_model("imports", "Import").objects
    ids = list(imports.exclude(summary="").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        for row in imports.filter(pk__in=ids[start : start + BATCH]).only("summary"):
            stored = json.loads(row.summary)
            stored["warnings"] = stored.pop("remarks", [])
            for decision in stored.get("decisions", ()):
                decision["reason"] = decision.pop("why", "")
            row.summary = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
            row.save(update_fields=["summary"])


class Migration(migrations.Migration):
    dependencies = [("imports", "0008_import_accept_unproved")]

    operations = [
        migrations.RenameField("import", "wishes", "parameters"),
        migrations.RenameField("import", "findings", "summary"),
        migrations.RunPython(rename_members, elidable=True),
    ]
