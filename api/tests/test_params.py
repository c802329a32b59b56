"""Query parameters as a serializer reads them: what a request without any asks for."""

from itertools import count

from django.test import RequestFactory
from rest_framework import serializers
from rest_framework.request import Request

from api.params import FlagParameter, read_params

clock = count()


class Plain(serializers.Serializer):
    archived = FlagParameter()
    sort = serializers.CharField(default="name")
    q = serializers.CharField(required=False)


class OfTheMoment(serializers.Serializer):
    at = serializers.IntegerField(default=lambda: next(clock))


class Judging(serializers.Serializer):
    at = serializers.IntegerField(required=False)

    def validate(self, attrs):
        return {"at": next(clock)}


def asked(serializer_class, query=""):
    return read_params(Request(RequestFactory().get(f"/{query}")), serializer_class)


def test_without_parameters_each_has_its_default():
    assert asked(Plain) == {"archived": None, "sort": "name"} == asked(Plain, "?sort=name")


def test_no_request_sees_what_another_did_to_its_parameters():
    asked(Plain).clear()
    assert asked(Plain) == {"archived": None, "sort": "name"}


def test_a_default_of_the_moment_is_asked_for_at_each_request():
    assert asked(OfTheMoment) != asked(OfTheMoment)
    assert asked(Judging) != asked(Judging)
