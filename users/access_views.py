"""The endpoints of access: personal access tokens and the security log."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api.pagination import NewestByTime
from api.params import NoParams, read_params
from api.views import View
from books.idempotency import request_key
from books.unit_of_work import retrying
from users.access_tokens import make_access_token, revoke_access_token
from users.drafts import AccessTokenDraft
from users.examples import MADE_TOKEN, NEW_TOKEN
from users.models import AccessToken, SecurityEvent
from users.origins import origin_of
from users.permissions import SIGNED_IN
from users.schema import KeyedSchema
from users.serializers import (
    AccessTokenSerializer,
    EventFilters,
    MadeAccessTokenSerializer,
    NewAccessTokenSerializer,
    SecurityEventSerializer,
)
from users.views import caller_of, valid


class NewestTokens(NewestByTime):
    columns = ("created_at", "id")


class NewestEvents(NewestByTime):
    columns = ("at", "id")


class AccessTokenViewSet(View, GenericViewSet[AccessToken]):
    """Your credentials for programs, each with its own scope. Requires a sign-in."""

    reads_query = frozenset({"list"})
    queryset = AccessToken.objects.all()
    serializer_class = AccessTokenSerializer
    pagination_class = NewestTokens
    permission_classes = SIGNED_IN
    schema = KeyedSchema()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[AccessToken]:
        return AccessToken.objects.of_user(caller_of(self.request).pk)

    def list(self, request: Request) -> Response:
        read_params(request, NoParams, pages=True)
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        request=NewAccessTokenSerializer,
        responses={201: MadeAccessTokenSerializer},
        examples=[NEW_TOKEN, MADE_TOKEN],
    )
    def create(self, request: Request) -> Response:
        user = caller_of(request)
        key = request_key(request)
        wanted = valid(NewAccessTokenSerializer(data=request.data, context={"user": user}))
        draft = AccessTokenDraft(user=user, **wanted)
        origin = origin_of(request)
        made = retrying(lambda: make_access_token(draft, key=key, origin=origin))
        # No cache on the way may keep a token (RFC 9111, section 5.2.2.5).
        headers = {
            "Cache-Control": "no-store",
            "Location": reverse("token-detail", args=[made.row.pk]),
        }
        if made.repeated:
            headers["Idempotency-Replayed"] = "true"
        data = MadeAccessTokenSerializer(made.row).data
        return Response(data, status=status.HTTP_201_CREATED, headers=headers)

    def destroy(self, request: Request, pk: str) -> Response:
        token = self.get_object()
        retrying(lambda: revoke_access_token(token, origin=origin_of(request)))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SecurityLogViewSet(View, GenericViewSet[SecurityEvent]):
    """What happened around your sign-in, newest first."""

    reads_query = frozenset({"log"})
    queryset = SecurityEvent.objects.all()
    serializer_class = SecurityEventSerializer
    pagination_class = NewestEvents
    permission_classes = SIGNED_IN

    @extend_schema(parameters=[EventFilters], responses=SecurityEventSerializer(many=True))
    def log(self, request: Request) -> Response:
        """Read your security log.

        Sign-ins, failed sign-ins, tokens, new addresses and roles, newest first. The log is
        append-only. Requires a sign-in.
        """
        wanted: dict[str, Any] = read_params(request, EventFilters, pages=True)
        events = SecurityEvent.objects.of_user(caller_of(request).pk).filter(**wanted)
        page = self.paginate_queryset(events)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
