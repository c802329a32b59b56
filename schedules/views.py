"""The endpoints of schedules and of what is stated of their occurrences."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.params import read_params
from books.consistent_reads import read_consistently
from books.preconditions import check_if_match
from books.tracked_models import Ids
from books.unit_of_work import UnitOfWork
from books.views import BookViewSet
from books.views_with_parts import ViewSetWithParts
from common.errors import Problem, raise_problems
from common.periods import Period
from schedules import repricing, services, settling
from schedules.models import Occurrence, OccurrenceQuerySet, Schedule, ScheduleQuerySet
from schedules.occurrences import Agenda
from schedules.occurrences import Occurrence as Found
from schedules.presenters import (
    present_occurrences,
    present_schedules,
    shown_occurrences,
    shown_price_changes,
)
from schedules.prices import price_changes
from schedules.report_serializers import (
    DAYS_MAX,
    CalendarParams,
    CalendarSerializer,
    PriceChangesSerializer,
    UpcomingParams,
)
from schedules.serializers import (
    OccurrenceFilters,
    OccurrenceSerializer,
    ScheduleFilters,
    ScheduleSerializer,
)
from schedules.stored import schedules_of_book, schedules_with_ids
from schedules.upcoming import upcoming


@extend_schema_view(list=extend_schema(parameters=[ScheduleFilters]))
class ScheduleViewSet(ViewSetWithParts):
    """A schedule is a payment that recurs: a bill, pay, a standing order."""

    queryset = Schedule.objects.all()
    serializer_class = ScheduleSerializer
    reads_query = BookViewSet.reads_query | {"calendar", "upcoming"}
    list_params = ScheduleFilters
    takes_no_body = frozenset({"expect_price"})
    narrowings = {"paused": ScheduleQuerySet.paused}

    def present(self, ids: Ids) -> Mapping[int, Any]:
        return present_schedules(self.book, ids)

    def perform_create(self, uow: UnitOfWork, values: dict[str, Any]) -> Schedule:
        return services.create_schedule(uow, **values)

    def perform_update(self, uow: UnitOfWork, row: Any, values: dict[str, Any]) -> Schedule:
        return services.amend_schedule(uow, row, timezone.localdate(), **values)

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Delete the schedule with what is stated of its occurrences. Its transactions stay."""
        services.delete_schedule(uow, row)

    @extend_schema(parameters=[CalendarParams], responses=CalendarSerializer)
    @action(detail=True, pagination_class=None)
    def calendar(self, request: Request, pk: str) -> Response:
        """Show the occurrences of a schedule.

        All that are due between two days: settled, skipped and open ones.
        """
        schedule = self.get_object()
        wanted = read_params(request, CalendarParams)
        days, today = Period(wanted["start_date"], wanted["end_date"]), timezone.localdate()

        def read() -> dict[str, Any]:
            rows = schedules_with_ids(self.book.pk, [schedule.pk])
            found = Agenda.of(self.book, rows, days).occurrences(today)
            return _shown(found, today, wanted)

        return Response(read_consistently(self.book, read))

    @extend_schema(parameters=[UpcomingParams], responses=CalendarSerializer)
    @action(detail=False, pagination_class=None)
    def upcoming(self, request: Request) -> Response:
        """Show what is to come.

        What is overdue, and what is due up to a day, of all schedules that are not paused.
        """
        today = timezone.localdate()
        wanted = read_params(request, UpcomingParams)
        end = wanted["end_date"]
        raise_problems(_end_problems(end, today))

        def read() -> dict[str, Any]:
            rows = schedules_of_book(self.book.pk)
            return _shown(upcoming(self.book, rows, today, end), today, wanted)

        return Response(read_consistently(self.book, read))

    @extend_schema(responses=PriceChangesSerializer)
    @action(detail=False, url_path="price-changes", pagination_class=None)
    def price_changes(self, request: Request) -> Response:
        """Show price changes.

        The newest one of each schedule that is not paused, of the last year.
        """
        today = timezone.localdate()

        def read() -> dict[str, Any]:
            rows = [one for one in schedules_of_book(self.book.pk) if not one.paused]
            return {"price_changes": shown_price_changes(price_changes(self.book, rows, today))}

        return Response(read_consistently(self.book, read))

    @extend_schema(request=None, responses=ScheduleSerializer)
    @action(detail=True, methods=["post"], url_path="expect-price", pagination_class=None)
    def expect_price(self, request: Request, pk: str) -> Response:
        """Expect the new price.

        A phase with what the newest payments come to begins with the first of them.
        """

        def work(uow: UnitOfWork) -> Response:
            row = self.read_to_change(uow)
            check_if_match(request, row)
            return self.shown(self.made(repricing.expect_price(uow, row, timezone.localdate())))

        return self.write(work)


@extend_schema_view(list=extend_schema(parameters=[OccurrenceFilters]))
class OccurrenceViewSet(ViewSetWithParts):
    """What is stated of an occurrence: that it was recorded, matched, skipped or moved."""

    queryset = Occurrence.objects.all()
    serializer_class = OccurrenceSerializer
    list_params = OccurrenceFilters
    narrowings = {"schedule": OccurrenceQuerySet.of_schedule}

    def present(self, ids: Ids) -> Mapping[int, Any]:
        return present_occurrences(self.book, ids)

    def perform_create(self, uow: UnitOfWork, values: dict[str, Any]) -> Occurrence:
        schedule, nominal = values.pop("schedule"), values.pop("nominal")
        draft = settling.OccurrenceDraft(**values)
        return settling.state_occurrence(uow, schedule.pk, nominal, draft, timezone.localdate())

    def perform_update(self, uow: UnitOfWork, row: Any, values: dict[str, Any]) -> Occurrence:
        raise_problems(
            Problem(f"/{name}", "fixed", "An occurrence stays what it is of; state another one.")
            for name in ("schedule", "nominal")
            if values.pop(name, getattr(row, name)) != getattr(row, name)
        )
        # What goes with one state says nothing of another.
        kept = settling.said_of(row) if values.get("state", row.state) == row.state else {}
        draft = settling.OccurrenceDraft(**{**kept, **values})
        return settling.restate_occurrence(uow, row, draft, timezone.localdate())

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Take back what is stated of the occurrence. Its transaction stays."""
        settling.forget_occurrence(uow, row)


def _shown(found: Iterable[Found], today: date, wanted: Mapping[str, Any]) -> dict[str, Any]:
    shown = shown_occurrences(found, terms="expand" in wanted)
    return {"today": today.isoformat(), "occurrences": shown}


def _end_problems(end: date, today: date) -> list[Problem]:
    if not today <= end < today + timedelta(days=DAYS_MAX):
        detail = f"State a day from today on, less than {DAYS_MAX} days from it."
        return [Problem("?end_date", "out_of_range", detail)]
    return []
