"""The addresses of the pages."""

from datetime import date

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from households.tokens import INVITATION_PATTERN
from web.views import (
    accounts,
    book,
    books,
    budget,
    budget_amounts,
    budget_line,
    budget_move,
    budgets,
    bulk,
    categories,
    category_from_list,
    entry,
    entry_help,
    entry_status,
    exports,
    found_schedules,
    history,
    import_steps,
    imports,
    invitations,
    keys,
    label_merges,
    labels,
    members,
    new_entry,
    newest_change,
    occurrence,
    one_import,
    overview,
    payee,
    people,
    rates,
    register,
    report_categories,
    report_month,
    report_trend,
    row_edit,
    schedule,
    schedule_form,
    schedules,
    second_step,
    security,
    settings,
    sort,
    tokens,
    trash,
)

app_name = "web"


class RowConverter(IntConverter):
    """The id of a row, which a BIGINT holds."""

    regex = "[0-9]{1,18}"


class InvitationConverter(StringConverter):
    """The text of an invitation."""

    regex = INVITATION_PATTERN


class DayConverter(StringConverter):
    """A day in ISO 8601."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:  # type: ignore[override]  # the value of the path
        """Return the day; raises ValueError, which finds no page, where it is not one."""
        return date.fromisoformat(value)


register_converter(RowConverter, "row")
register_converter(DayConverter, "day")
register_converter(InvitationConverter, "invitation")

own = [
    path("settings/", settings.SettingsPage.as_view(), name="settings"),
    path("settings/names/", settings.NamesPage.as_view(), name="names"),
    path("settings/leave/", settings.LeavePage.as_view(), name="leave_server"),
    path("help/keys/", keys.KeysPage.as_view(), name="keys"),
    path("settings/amounts/", books.HideAmounts.as_view(), name="amounts"),
    path("settings/security/", security.SecurityPage.as_view(), name="security"),
    path("settings/security/log/", security.LogPage.as_view(), name="security_log"),
    path("settings/security/password/", security.PasswordPage.as_view(), name="password"),
    path("settings/security/sessions/end/", security.EndSession.as_view(), name="session_end"),
    path("settings/security/app/", second_step.AppPage.as_view(), name="app"),
    path("settings/security/app/remove/", second_step.RemoveApp.as_view(), name="app_remove"),
    path("settings/security/passkeys/new/", second_step.NewPasskey.as_view(), name="passkey_new"),
    path(
        "settings/security/passkeys/<row:passkey>/remove/",
        second_step.RemovePasskey.as_view(),
        name="passkey_remove",
    ),
    path("settings/security/codes/", second_step.NewCodes.as_view(), name="codes"),
    path("settings/tokens/", tokens.TokensPage.as_view(), name="tokens"),
    path("settings/tokens/new/", tokens.NewToken.as_view(), name="token_new"),
    path("settings/tokens/<row:token>/revoke/", tokens.RevokeToken.as_view(), name="token_revoke"),
]

urlpatterns = [
    path("", books.Home.as_view(), name="home"),
    path("account/signup/", people.SignUp.as_view(), name="sign_up"),
    path("account/logout/", people.SignOut.as_view(), name="sign_out"),
    path("books/", books.BooksPage.as_view(), name="books"),
    path("b/<row:book>/", overview.OverviewPage.as_view(), name="overview"),
    path("b/<row:book>/reports/", report_month.MonthReport.as_view(), name="reports"),
    path("b/<row:book>/reports/month/", report_month.MonthReport.as_view(), name="report_month"),
    path(
        "b/<row:book>/reports/categories/",
        report_categories.CategoriesPage.as_view(),
        name="report_categories",
    ),
    path("b/<row:book>/reports/trend/", report_trend.TrendPage.as_view(), name="report_trend"),
    *own,
    path("books/new/", book.NewBook.as_view(), name="book_new"),
    path("b/<row:book>/settings/", book.BookSettings.as_view(), name="book"),
    path("b/<row:book>/settings/delete/", book.DeleteBook.as_view(), name="book_delete"),
    path("b/<row:book>/transactions/", register.RegisterPage.as_view(), name="transactions"),
    path("b/<row:book>/transactions/sums/", register.SumsPage.as_view(), name="sums"),
    path("b/<row:book>/transactions/bulk/", bulk.Bulk.as_view(), name="bulk"),
    path("b/<row:book>/transactions/new/", new_entry.NewEntry.as_view(), name="entry_new"),
    path("b/<row:book>/transactions/<row:entry>/", entry.Entry.as_view(), name="entry"),
    path(
        "b/<row:book>/transactions/<row:entry>/row/",
        row_edit.EditRow.as_view(),
        name="entry_row",
    ),
    path(
        "b/<row:book>/transactions/status/",
        entry_status.SetStatus.as_view(),
        name="entry_status",
    ),
    path(
        "b/<row:book>/transactions/preview/",
        entry_help.Preview.as_view(),
        name="entry_preview",
    ),
    path(
        "b/<row:book>/transactions/suggest/",
        entry_help.Suggest.as_view(),
        name="entry_suggest",
    ),
    path(
        "b/<row:book>/transactions/<row:entry>/delete/",
        entry.DeleteEntry.as_view(),
        name="entry_delete",
    ),
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
    path("invited/<invitation:invitation>/", invitations.Invited.as_view(), name="invited"),
    path("b/<row:book>/members/", members.MembersPage.as_view(), name="members"),
    path("b/<row:book>/members/invite/", invitations.Invite.as_view(), name="invite"),
    path("b/<row:book>/members/leave/", members.LeaveBook.as_view(), name="leave"),
    path("b/<row:book>/members/<row:member>/", members.MemberPage.as_view(), name="member"),
    path(
        "b/<row:book>/members/<row:member>/owner/",
        members.MakeOwner.as_view(),
        name="member_owner",
    ),
    path(
        "b/<row:book>/members/<row:member>/remove/",
        members.RemoveMember.as_view(),
        name="member_remove",
    ),
    path(
        "b/<row:book>/invitations/<row:invitation>/revoke/",
        invitations.RevokeInvitation.as_view(),
        name="invitation_revoke",
    ),
    path("b/<row:book>/rates/", rates.RatesPage.as_view(), name="rates"),
    path("b/<row:book>/rates/new/", rates.NewRate.as_view(), name="rate_new"),
    path("b/<row:book>/rates/<row:rate>/edit/", rates.EditRate.as_view(), name="rate_edit"),
    path("b/<row:book>/rates/<row:rate>/delete/", rates.DeleteRate.as_view(), name="rate_delete"),
    path("b/<row:book>/categories/", categories.CategoriesPage.as_view(), name="categories"),
    path("b/<row:book>/categories/new/", categories.NewCategory.as_view(), name="category_new"),
    path(
        "b/<row:book>/categories/create/",
        category_from_list.CategoryFromList.as_view(),
        name="category_create",
    ),
    path(
        "b/<row:book>/categories/<row:category>/edit/",
        categories.EditCategory.as_view(),
        name="category_edit",
    ),
    path(
        "b/<row:book>/categories/<row:category>/merge/",
        categories.MergeCategory.as_view(),
        name="category_merge",
    ),
    path(
        "b/<row:book>/categories/<row:category>/delete/",
        categories.DeleteCategory.as_view(),
        name="category_delete",
    ),
    path("b/<row:book>/budgets/", budgets.BudgetsPage.as_view(), name="budgets"),
    path("b/<row:book>/budgets/new/", budgets.NewBudget.as_view(), name="budget_new"),
    path("b/<row:book>/budgets/<row:budget>/", budget.BudgetPage.as_view(), name="budget"),
    path(
        "b/<row:book>/budgets/<row:budget>/edit/",
        budgets.EditBudget.as_view(),
        name="budget_edit",
    ),
    path(
        "b/<row:book>/budgets/<row:budget>/delete/",
        budgets.DeleteBudget.as_view(),
        name="budget_delete",
    ),
    path(
        "b/<row:book>/budgets/<row:budget>/amounts/",
        budget_amounts.BudgetAmounts.as_view(),
        name="budget_amounts",
    ),
    path(
        "b/<row:book>/budgets/<row:budget>/move/",
        budget_move.MoveAmount.as_view(),
        name="budget_move",
    ),
    path(
        "b/<row:book>/budgets/<row:budget>/lines/new/",
        budget_amounts.NewLines.as_view(),
        name="budget_lines_new",
    ),
    path(
        "b/<row:book>/budgets/<row:budget>/lines/<row:line>/",
        budget_line.BudgetLinePage.as_view(),
        name="budget_line",
    ),
    path(
        "b/<row:book>/budgets/<row:budget>/lines/<row:line>/delete/",
        budget_line.DeleteBudgetLine.as_view(),
        name="budget_line_delete",
    ),
    path("b/<row:book>/schedules/", schedules.SchedulesPage.as_view(), name="schedules"),
    path(
        "b/<row:book>/schedules/found/",
        found_schedules.FoundSchedulesPage.as_view(),
        name="schedules_found",
    ),
    path("b/<row:book>/schedules/new/", schedule_form.NewSchedule.as_view(), name="schedule_new"),
    path(
        "b/<row:book>/schedules/<row:schedule>/",
        schedule.SchedulePage.as_view(),
        name="schedule",
    ),
    path(
        "b/<row:book>/schedules/<row:schedule>/edit/",
        schedule_form.EditSchedule.as_view(),
        name="schedule_edit",
    ),
    path(
        "b/<row:book>/schedules/<row:schedule>/pause/",
        schedule.PauseSchedule.as_view(),
        name="schedule_pause",
    ),
    path(
        "b/<row:book>/schedules/<row:schedule>/delete/",
        schedule.DeleteSchedule.as_view(),
        name="schedule_delete",
    ),
    path(
        "b/<row:book>/schedules/<row:schedule>/<day:nominal>/",
        occurrence.OccurrencePage.as_view(),
        name="occurrence",
    ),
    path(
        "b/<row:book>/schedules/<row:schedule>/<day:nominal>/state/",
        occurrence.StateOccurrence.as_view(),
        name="occurrence_state",
    ),
    path(
        "b/<row:book>/schedules/<row:schedule>/<day:nominal>/reopen/",
        occurrence.ReopenOccurrence.as_view(),
        name="occurrence_reopen",
    ),
    path("b/<row:book>/payees/", labels.PayeesPage.as_view(), name="payees"),
    path("b/<row:book>/payees/names/", entry_help.PayeeNames.as_view(), name="payee_names"),
    path("b/<row:book>/payees/alike/", label_merges.AlikePayees.as_view(), name="payees_alike"),
    path("b/<row:book>/payees/merge/", label_merges.MergePayees.as_view(), name="payees_merge"),
    path("b/<row:book>/payees/<row:label>/", payee.PayeePage.as_view(), name="payee"),
    path(
        "b/<row:book>/payees/<row:label>/edit/",
        labels.EditPayee.as_view(),
        name="payee_edit",
    ),
    path(
        "b/<row:book>/payees/<row:label>/merge/",
        labels.MergePayee.as_view(),
        name="payee_merge",
    ),
    path(
        "b/<row:book>/payees/<row:label>/delete/", labels.DeletePayee.as_view(), name="payee_delete"
    ),
    path("b/<row:book>/tags/", labels.TagsPage.as_view(), name="tags"),
    path("b/<row:book>/tags/merge/", label_merges.MergeTags.as_view(), name="tags_merge"),
    path("b/<row:book>/tags/<row:label>/edit/", labels.EditTag.as_view(), name="tag_edit"),
    path("b/<row:book>/tags/<row:label>/merge/", labels.MergeTag.as_view(), name="tag_merge"),
    path("b/<row:book>/tags/<row:label>/delete/", labels.DeleteTag.as_view(), name="tag_delete"),
    path(
        "b/<row:book>/transactions/<row:entry>/history/",
        history.EntryHistory.as_view(),
        name="entry_history",
    ),
    path("b/<row:book>/history/", history.HistoryPage.as_view(), name="history"),
    path(
        "b/<row:book>/history/newest/", newest_change.NewestChange.as_view(), name="newest_change"
    ),
    path("b/<row:book>/history/<row:number>/", history.ChangePage.as_view(), name="change"),
    path("b/<row:book>/exports/", exports.ExportsPage.as_view(), name="exports"),
    path("b/<row:book>/exports/archive/", exports.ArchiveFile.as_view(), name="archive"),
    path("b/<row:book>/exports/restore/", exports.RestoreArchive.as_view(), name="archive_restore"),
    path("b/<row:book>/exports/<slug:kind>/", exports.ExportFile.as_view(), name="export_file"),
    path("b/<row:book>/sort/", sort.SortPage.as_view(), name="sort"),
    path("b/<row:book>/sort/transfers/", sort.TransfersPage.as_view(), name="transfers"),
    path("b/<row:book>/sort/join/", sort.JoinPair.as_view(), name="pair_join"),
    path("b/<row:book>/sort/refuse/", sort.RefusePair.as_view(), name="pair_refuse"),
    path("b/<row:book>/imports/", imports.ImportsPage.as_view(), name="imports"),
    path("b/<row:book>/imports/<row:imported>/", one_import.ImportPage.as_view(), name="import"),
    path(
        "b/<row:book>/imports/<row:imported>/parameters/",
        import_steps.StateParameters.as_view(),
        name="import_parameters",
    ),
    path(
        "b/<row:book>/imports/<row:imported>/rows/",
        import_steps.DecideRows.as_view(),
        name="import_rows",
    ),
    path(
        "b/<row:book>/imports/<row:imported>/plan/",
        import_steps.PlanAnew.as_view(),
        name="import_plan",
    ),
    path(
        "b/<row:book>/imports/<row:imported>/record/",
        import_steps.RecordImport.as_view(),
        name="import_record",
    ),
    path(
        "b/<row:book>/imports/<row:imported>/discard/",
        import_steps.DiscardImport.as_view(),
        name="import_discard",
    ),
    path("b/<row:book>/history/<row:number>/undo/", history.Undo.as_view(), name="undo"),
    path("b/<row:book>/trash/", trash.TrashPage.as_view(), name="trash"),
    path("b/<row:book>/trash/<row:deletion>/restore/", trash.Restore.as_view(), name="restore"),
]
