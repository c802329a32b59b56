"""The whole URL map of the project."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView

from expense_tracker.documentation import OpenApiDocument
from expense_tracker.views import health, livez, readyz

# Swagger UI and Redoc, served from our own files, style their elements inline, draw images from
# data URLs and, Redoc, search in a worker made from a blob.
documentation_policy = csp_update(
    {
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "worker-src": [SELF, "blob:"],
    }
)

api: list[URLPattern | URLResolver] = [
    path("api/v1/", include("users.urls")),
    path("api/v1/", include("books.urls")),
    path("api/v1/", include("households.urls")),
    path("api/v1/", include("accounts.urls")),
    path("api/v1/", include("categories.urls")),
    path("api/v1/", include("transactions.urls")),
    path("api/v1/", include("reconciliation.urls")),
    path("api/v1/", include("reports.urls")),
    path("api/v1/", include("budgets.urls")),
    path("api/v1/", include("schedules.urls")),
    path("api/v1/", include("exports.urls")),
    path("api/v1/", include("imports.urls")),
    path("api/v1/", include("archives.urls")),
    path("api/v1/", include("currencies.urls")),
]

documentation = [
    path("api/schema/", OpenApiDocument.as_view(), name="schema"),
    path(
        "api/docs/",
        documentation_policy(SpectacularSwaggerSplitView.as_view(url_name="schema")),
        name="docs",
    ),
    path(
        "api/docs/redoc/",
        documentation_policy(
            SpectacularRedocView.as_view(
                url_name="schema", template_name="expense_tracker/redoc.html"
            )
        ),
        name="redoc",
    ),
]

# Below /api/ errors are problem documents, wherever they arise; elsewhere they are pages.
handler400 = "web.error_pages.bad_request"
handler404 = "web.error_pages.page_not_found"
handler500 = "web.error_pages.server_error"

urlpatterns = [
    *api,
    *documentation,
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("account/", include("web.gate_urls")),
    path("", include("web.urls")),
]
