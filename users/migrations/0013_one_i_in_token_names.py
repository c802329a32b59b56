from collections import defaultdict

from django.db import migrations
from django.db.models import Q

from common.text import fold, numbered

BATCH = 500
"""Of how many people one statement reads the tokens."""


def fold_names(apps, schema_editor):
    """Fold the names of tokens anew.

    Of two of one person that are equal by now, the younger gets a number.
    """
    AccessToken = apps.get_model("users", "AccessToken")
    affected = AccessToken.objects.filter(
        Q(name_key__contains="ı") | Q(name_key__contains="\u0307")
    )
    owners = sorted(set(affected.values_list("user_id", flat=True)))
    for start in range(0, len(owners), BATCH):
        some = owners[start : start + BATCH]
        tokens = list(AccessToken.objects.filter(user_id__in=some).order_by("id"))
        # First those that get another name, so that their keys are free for the others.
        AccessToken.objects.bulk_update(renamed(tokens), ["name", "name_key"])
        for token in tokens:
            token.name_key = fold(token.name)
        AccessToken.objects.bulk_update(tokens, ["name_key"], batch_size=BATCH)


def renamed(tokens):
    taken, late = defaultdict(set), []
    for token in tokens:
        key = fold(token.name)
        if key in taken[token.user_id]:
            late.append(token)
        taken[token.user_id].add(key)
    for token in late:
        name = numbered(token.name, taken[token.user_id])
        print(f"\n    access token {token.pk}: {token.name} is {name}", end="")
        token.name, token.name_key = name, fold(name)
        taken[token.user_id].add(token.name_key)
    return late


class Migration(migrations.Migration):
    dependencies = [("users", "0012_one_i_in_usernames")]

    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop)]
