"""The console's addresses, each with the role that it needs."""

from django.views.i18n import set_language

from kiosk.models import Role
from kiosk.pages.console import doors, sessions
from kiosk.pages.console.gate import open_page, page

app_name = "console"

urlpatterns = [
    open_page("sign-in", doors.sign_in),
    open_page("sign-out", doors.sign_out),
    open_page("language", set_language),
    page("", sessions.sessions, Role.ASSISTANT),
    page("password", doors.password, Role.ASSISTANT),
]
