from django.db import migrations
from django.db.models import Q

from common.text import fold

BATCH = 500
"""How many keys one statement looks for."""


def fold_usernames(apps, schema_editor):
    """Fold the usernames anew, but for those whose new key somebody else has.

    Who keeps the key of before signs in by it, spelled as before; nobody is renamed. Addresses
    do not belong to this: there, dotted and dotless i stay two letters.
    """
    Person = apps.get_model("users", "Person")
    affected = Q(username_key__contains="ı") | Q(username_key__contains="\u0307")
    last = 0
    while batch := list(Person.objects.filter(affected, pk__gt=last).order_by("pk")[:BATCH]):
        keys = {person.pk: fold(person.username_key) for person in batch}
        others = Person.objects.filter(username_key__in=set(keys.values()))
        taken = dict(others.values_list("username_key", "pk"))
        changed = []
        for person in batch:
            key = keys[person.pk]
            if taken.setdefault(key, person.pk) == person.pk:
                person.username_key = key
                changed.append(person)
            else:
                names = f"{person.username_key} (user {person.pk}), {key} (user {taken[key]})"
                print(f"\n    usernames that compare equal: {names}; each signs in as before", end="")
        Person.objects.bulk_update(changed, ["username_key"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("users", "0011_security_event_sessions_ended")]

    operations = [migrations.RunPython(fold_usernames, migrations.RunPython.noop)]
