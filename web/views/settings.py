"""Settings of a person."""

from django.http import HttpRequest, HttpResponse

from web.own_pages import OwnPage


class SettingsPage(OwnPage):
    template = "web/pages/settings.html"
    tab = "profile"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render()
