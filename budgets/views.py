"""The endpoints of budgets, their lines and their report."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.params import read_params
from books.consistent_reads import read_consistently
from books.preconditions import check_if_match, etag
from books.tracked_models import Ids
from books.unit_of_work import UnitOfWork
from books.views import BookViewSet
from books.views_with_parts import ViewSetWithParts
from budgets import line_services, services
from budgets.holding import hold
from budgets.line_services import AmountStated
from budgets.models import Budget, BudgetLine, BudgetLineQuerySet, BudgetQuerySet
from budgets.moving import Move, move_amount
from budgets.presenters import present_budgets, present_lines, shown_report
from budgets.proposals import Asked, proposed_amounts
from budgets.report import budget_report
from budgets.report_serializers import BudgetReportSerializer
from budgets.rule_changes import RuleChange, change_rule, plan_change
from budgets.rule_previews import shown_preview
from budgets.rule_serializers import (
    RuleChangeParams,
    RuleChangeSerializer,
    RulePreviewSerializer,
)
from budgets.serializers import (
    AmountStatedSerializer,
    BudgetFilters,
    BudgetLineSerializer,
    BudgetReportParams,
    BudgetSerializer,
    HoldStatedSerializer,
    LineFilters,
    MoveSerializer,
    ProposalParams,
    ProposalsSerializer,
)
from common.business_days import Adjust
from common.errors import Invalid, Problem, TooLarge
from common.money import format_amount
from common.period_rules import PeriodRule, Unit
from common.periods import Period

AMOUNTS_MAX = 1_000
"""How many amounts one request states: two for every line, in a budget that is full."""


@extend_schema_view(list=extend_schema(parameters=[BudgetFilters]))
class BudgetViewSet(ViewSetWithParts):
    """A budget plans what is spent on categories, in each period of a rule."""

    queryset = Budget.objects.all()
    serializer_class = BudgetSerializer
    reads_query = BookViewSet.reads_query | {"report", "proposals", "periods_preview"}
    list_params = BudgetFilters
    narrowings = {"archived": BudgetQuerySet.archived}

    def present(self, ids: Ids) -> Mapping[int, Any]:
        return present_budgets(self.book, ids)

    def perform_create(self, uow: UnitOfWork, values: dict[str, Any]) -> Budget:
        return services.create_budget(uow, **values)

    def perform_update(self, uow: UnitOfWork, row: Any, values: dict[str, Any]) -> Budget:
        return services.amend_budget(uow, row, **values)

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Delete the budget with its lines. What was spent stays as it is."""
        services.delete_budget(uow, row)

    @extend_schema(request=AmountStatedSerializer(many=True), responses=BudgetSerializer)
    @action(detail=True, methods=["put"], pagination_class=None)
    def amounts(self, request: Request, pk: str) -> Response:
        """State what is budgeted.

        Sets the amounts of any lines of the budget in one change, and returns the budget, which
        has another entity tag then.
        """
        if isinstance(request.data, list) and len(request.data) > AMOUNTS_MAX:
            raise TooLarge(f"A request states at most {AMOUNTS_MAX} amounts; send the rest later.")

        def work(uow: UnitOfWork) -> Response:
            budget = self.get_object()
            check_if_match(request, budget)
            form = AmountStatedSerializer(data=request.data, many=True, allow_empty=False)
            form.is_valid(raise_exception=True)
            stated = [
                AmountStated(one["line"], one["period_start"], one["standing"], one["amount"])
                for one in form.validated_data
            ]
            line_services.set_amounts(uow, budget, stated)
            return self.shown(self.made(budget))

        return self.write(work)

    @extend_schema(request=MoveSerializer, responses=BudgetSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def move(self, request: Request, pk: str) -> Response:
        """Move an amount.

        Takes it from a line for one period, and budgets it on another, in one change.
        """

        def work(uow: UnitOfWork) -> Response:
            budget = self.get_object()
            check_if_match(request, budget)
            wanted = self.valid(MoveSerializer(data=request.data))
            move = Move(wanted.pop("period_start"), **wanted)
            move_amount(uow, budget, move)
            return self.shown(self.made(budget))

        return self.write(work)

    @extend_schema(request=HoldStatedSerializer, responses=BudgetSerializer)
    @action(detail=True, methods=["put"], pagination_class=None)
    def hold(self, request: Request, pk: str) -> Response:
        """Hold money back.

        Keeps some of what is ready in one period for the period after, where it is ready again.
        """

        def work(uow: UnitOfWork) -> Response:
            budget = self.get_object()
            check_if_match(request, budget)
            wanted = self.valid(HoldStatedSerializer(data=request.data))
            hold(uow, budget, wanted["period_start"], wanted["amount"])
            return self.shown(self.made(budget))

        return self.write(work)

    @extend_schema(request=RuleChangeSerializer, responses=BudgetSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def periods(self, request: Request, pk: str) -> Response:
        """Change the periods.

        Lets another rule hold from a day on, and says what becomes of the amounts of the periods
        that it takes the place of. Earlier periods stay as they are.
        """

        def work(uow: UnitOfWork) -> Response:
            budget = self.get_object()
            check_if_match(request, budget)
            wanted = self.valid(RuleChangeSerializer(data=request.data))
            change_rule(uow, budget, _rule_change(wanted))
            return self.shown(self.made(budget))

        return self.write(work)

    @extend_schema(parameters=[RuleChangeParams], responses=RulePreviewSerializer)
    @action(detail=True, url_path="periods/preview", pagination_class=None)
    def periods_preview(self, request: Request, pk: str) -> Response:
        """Preview a change of the periods.

        What the same `POST periods/` would make of the budget and its lines. Nothing is stored. The
        entity tag is that of the budget, so a change with it takes place only as previewed.
        """

        def read() -> Response:
            budget = self.get_object()
            change = _rule_change(read_params(request, RuleChangeParams))
            try:
                planned = plan_change(self.book, budget, change)
            except Invalid as refused:
                raise Invalid(_of_query(problem) for problem in refused.problems) from None
            data = shown_preview(budget, planned, self.book)
            return Response(data, headers={"ETag": etag(budget, data)})

        return read_consistently(self.book, read)

    @extend_schema(parameters=[ProposalParams], responses=ProposalsSerializer)
    @action(detail=True, pagination_class=None)
    def proposals(self, request: Request, pk: str) -> Response:
        """Propose amounts.

        For each line that counts in the period and of which something is known. Nothing is stored.
        """
        budget = self.get_object()
        wanted = read_params(request, ProposalParams)
        start = wanted.pop("period_start")
        asked = Asked(**wanted)

        def read() -> dict[str, Any]:
            found = proposed_amounts(self.book, budget, start, asked, timezone.localdate())
            shown = [
                {"line": line_id, "amount": format_amount(amount, budget.money)}
                for line_id, amount in found.items()
            ]
            return {"proposals": shown}

        return Response(read_consistently(self.book, read))

    @extend_schema(parameters=[BudgetReportParams], responses=BudgetReportSerializer)
    @action(detail=True, pagination_class=None)
    def report(self, request: Request, pk: str) -> Response:
        """Report a budget.

        What is budgeted, spent and available on each line, period by period.
        """
        budget = self.get_object()
        wanted = read_params(request, BudgetReportParams)
        days = Period(wanted["start_date"], wanted["end_date"])

        def read() -> dict[str, Any]:
            terms = "expand" in wanted
            found = budget_report(self.book, budget, days, terms=terms)
            return shown_report(found, self.book.home_currency)

        return Response(read_consistently(self.book, read))


@extend_schema_view(list=extend_schema(parameters=[LineFilters]))
class BudgetLineViewSet(ViewSetWithParts):
    """A line of a budget is a category, with all that is below it."""

    queryset = BudgetLine.objects.select_related("budget")
    serializer_class = BudgetLineSerializer
    list_params = LineFilters
    narrowings = {"budget": BudgetLineQuerySet.of_budget}

    def present(self, ids: Ids) -> Mapping[int, Any]:
        return present_lines(self.book, ids)

    def perform_create(self, uow: UnitOfWork, values: dict[str, Any]) -> BudgetLine:
        return line_services.create_line(uow, **values)

    def perform_update(self, uow: UnitOfWork, row: Any, values: dict[str, Any]) -> BudgetLine:
        return line_services.amend_line(uow, row, **values)

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Delete the line with what is budgeted on it."""
        line_services.delete_line(uow, row)


def _rule_change(wanted: Mapping[str, Any]) -> RuleChange:
    rule = PeriodRule(
        Unit(wanted["unit"]),
        wanted["every"],
        wanted.get("anchor") or wanted["starts"],
        Adjust(wanted["adjust"]),
    )
    return RuleChange(wanted["starts"], rule, wanted["amounts"])


def _of_query(problem: Problem) -> Problem:
    """Return a fault of a change where its values are query parameters."""
    return replace(problem, pointer=problem.pointer.replace("/", "?", 1))
