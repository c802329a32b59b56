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

# What clients ask most comes first: Django tries one address after the other.
api: list[URLPattern | URLResolver] = [
    path("", include("transactions.urls")),
    path("", include("categories.urls")),
    path("", include("accounts.urls")),
    path("", include("reports.urls")),
    path("", include("books.urls")),
    path("", include("budgets.urls")),
    path("", include("schedules.urls")),
    path("", include("reconciliation.urls")),
    path("", include("imports.urls")),
    path("", include("exports.urls")),
    path("", include("archives.urls")),
    path("", include("currencies.urls")),
    path("", include("households.urls")),
    path("", include("users.urls")),
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
    path("api/v1/", include(api)),
    *documentation,
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("account/", include("web.gate_urls")),
    path("", include("web.urls")),
]
