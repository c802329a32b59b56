from django.db import migrations, models

AT_WORK = ["reading", "committing"]


def let_go_of_what_rests(apps, schema_editor):
    resting = apps.get_model("imports", "Import").objects.exclude(state__in=AT_WORK)
    resting.exclude(worker="").update(worker="")


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_tell_tables_apart")]

    operations = [
        migrations.RunPython(let_go_of_what_rests, migrations.RunPython.noop, elidable=True),
        migrations.RemoveIndex(model_name="import", name="import_left_alone"),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(fields=["worker"], name="import_by_worker"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(worker="") | models.Q(state__in=AT_WORK),
                name="import_worker_at_work",
            ),
        ),
    ]
