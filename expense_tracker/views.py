"""Pages of the server itself, outside the API."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from expense_tracker.readiness import findings, look_at_database


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """200 when this process answers and reaches its database, for load balancers and start-up."""
    fault = look_at_database().fault
    return JsonResponse({"status": fault or "ok"}, status=503 if fault else 200)


@require_safe
@never_cache
def livez(_request: HttpRequest) -> JsonResponse:
    """200 when this process answers, whatever its database does: else it is to be restarted."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when requests and imports can be done here, 503 with what is amiss when they cannot."""
    found = {one.name: one.fault or "ok" for one in findings()}
    is_ready = set(found.values()) == {"ok"}
    status = "ready" if is_ready else "not ready"
    return JsonResponse({"status": status, "checks": found}, status=200 if is_ready else 503)
