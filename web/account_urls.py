"""The addresses of the pages of accounts and of what their banks say."""

from django.urls import path

import web.converters  # noqa: F401  # registers what the addresses are written with
from web.views import accounts, register, statement, statements

urlpatterns = [
    path("b/<row:book>/accounts/", accounts.AccountsPage.as_view(), name="accounts"),
    path("b/<row:book>/accounts/new/", accounts.NewAccount.as_view(), name="account_new"),
    path("b/<row:book>/accounts/<row:account>/", register.AccountPage.as_view(), name="account"),
    path(
        "b/<row:book>/accounts/<row:account>/edit/",
        accounts.EditAccount.as_view(),
        name="account_edit",
    ),
    path(
        "b/<row:book>/accounts/<row:account>/delete/",
        accounts.DeleteAccount.as_view(),
        name="account_delete",
    ),
    path(
        "b/<row:book>/accounts/<row:account>/statements/",
        statements.StatementsPage.as_view(),
        name="statements",
    ),
    path(
        "b/<row:book>/statements/<row:statement>/",
        statement.StatementPage.as_view(),
        name="statement",
    ),
    path(
        "b/<row:book>/statements/<row:statement>/edit/",
        statement.EditStatement.as_view(),
        name="statement_edit",
    ),
    path(
        "b/<row:book>/statements/<row:statement>/settle/",
        statement.SettlePostings.as_view(),
        name="statement_settle",
    ),
    path(
        "b/<row:book>/statements/<row:statement>/close/",
        statement.CloseStatement.as_view(),
        name="statement_close",
    ),
    path(
        "b/<row:book>/statements/<row:statement>/reopen/",
        statement.ReopenStatement.as_view(),
        name="statement_reopen",
    ),
    path(
        "b/<row:book>/statements/<row:statement>/delete/",
        statement.DeleteStatement.as_view(),
        name="statement_delete",
    ),
]
