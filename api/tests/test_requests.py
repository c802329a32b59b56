"""Serializers of requests: fields that are copied, and forms that all requests share."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from api.requests import RequestSerializer, form_of


class Part(RequestSerializer):
    amount = serializers.IntegerField(max_value=9)


class Whole(RequestSerializer):
    name = serializers.CharField(max_length=5)
    kind = serializers.ChoiceField(choices=["a", "b"], default="a")
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    parts = Part(many=True, required=False)
    part = Part(required=False)


def test_each_serializer_has_fields_of_its_own():
    one, other = Whole(context={"book": 1}), Whole(context={"book": 2})
    for path in ("name", "kind", "tags", "parts", "part"):
        mine, theirs = one.fields[path], other.fields[path]
        assert mine is not theirs
        assert (mine.parent, theirs.parent) == (one, other)
        assert (mine.context["book"], theirs.context["book"]) == (1, 2)
    assert one.fields["tags"].child.parent is one.fields["tags"]
    assert one.fields["parts"].child.fields["amount"].context["book"] == 1
    assert other.fields["parts"].child.fields["amount"].context["book"] == 2


def test_a_form_is_one_for_all_and_keeps_nothing_of_what_it_read():
    form = form_of(Whole)
    assert form is form_of(Whole)
    assert form is not form_of(Whole, partial=True)
    first = form.run_validation({"name": "one", "parts": [{"amount": 1}], "tags": ["x"]})
    assert first == {"name": "one", "kind": "a", "parts": [{"amount": 1}], "tags": ["x"]}
    with pytest.raises(ValidationError) as refused:
        form.run_validation({"name": "too long", "parts": [{"amount": 10}], "more": 1})
    assert set(refused.value.detail) == {"name", "parts", "more"}
    assert form.run_validation({"name": "two"}) == {"name": "two", "kind": "a"}
    assert form_of(Whole, partial=True).run_validation({"kind": "b"}) == {"kind": "b"}


def test_threads_read_by_one_form_at_once():
    def read(number):
        return form_of(Whole).run_validation({"name": f"{number}", "part": {"amount": number % 10}})

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read, range(400)))
    assert found == [{"name": f"{n}", "kind": "a", "part": {"amount": n % 10}} for n in range(400)]
