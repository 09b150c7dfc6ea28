"""The console's addresses, each with the role that it needs."""

from django.views.i18n import set_language

from kiosk.models import Role
from kiosk.pages.console import (
    conduct,
    data,
    doors,
    opening,
    people,
    plots,
    sessions,
    settings,
    tablets,
    treatments,
)
from kiosk.pages.console.gate import open_page, page

app_name = "console"

urlpatterns = [
    open_page("sign-in", doors.sign_in),
    open_page("sign-out", doors.sign_out),
    open_page("language", set_language),
    page("", sessions.sessions, Role.ASSISTANT),
    page("password", doors.password, Role.ASSISTANT),
    page("roll-call", sessions.roll_call, Role.ASSISTANT),
    page("sessions/open", opening.opening, Role.OPERATOR),
    page("sessions/open/<slug:treatment>", opening.opening_terms, Role.OPERATOR),
    page("sessions/<int:room>", sessions.session, Role.ASSISTANT),
    page("sessions/<int:room>/seats/<int:seat>", sessions.seat, Role.ASSISTANT),
    page("sessions/<int:room>/hand-over", conduct.hand_over, Role.ASSISTANT),
    page("sessions/<int:room>/answer", conduct.answer, Role.ASSISTANT),
    page("sessions/<int:room>/message", conduct.message, Role.OPERATOR),
    page("sessions/<int:room>/start", conduct.start, Role.OPERATOR),
    page("sessions/<int:room>/pause", conduct.pause, Role.OPERATOR),
    page("sessions/<int:room>/resume", conduct.resume, Role.OPERATOR),
    page("sessions/<int:room>/advance", conduct.advance, Role.OPERATOR),
    page("sessions/<int:room>/limit", conduct.limit, Role.OPERATOR),
    page("sessions/<int:room>/end", conduct.end, Role.OPERATOR),
    page("sessions/<int:room>/close", conduct.close, Role.OPERATOR),
    page("sessions/<int:room>/plots", plots.plots, Role.ASSISTANT),
    page("sessions/<int:room>/figures", plots.figures, Role.ASSISTANT),
    page("sessions/<int:room>/summary", plots.summary, Role.OPERATOR),
    page("sessions/<int:room>/data", data.data, Role.OPERATOR),
    page("sessions/<int:room>/take", data.take, Role.OPERATOR),
    page("sessions/<int:room>/verify", data.verify, Role.OPERATOR),
    page("sessions/<int:room>/pay", data.pay, Role.OPERATOR),
    page("tablets", tablets.tablets, Role.OPERATOR),
    page("tablets/enrolment", tablets.enrolment_begin, Role.OPERATOR),
    page("tablets/enrolment/end", tablets.enrolment_end, Role.OPERATOR),
    page("tablets/<int:tablet>/number", tablets.tablet_number, Role.ADMINISTRATOR),
    page("tablets/<int:tablet>/remove", tablets.tablet_remove, Role.ADMINISTRATOR),
    page("treatments", treatments.treatments, Role.OPERATOR),
    page("treatments/new", treatments.treatment_new, Role.ADMINISTRATOR),
    page("treatments/<int:treatment>", treatments.treatment, Role.ADMINISTRATOR),
    page("treatments/<int:treatment>/preview", treatments.treatment_preview, Role.OPERATOR),
    page("treatments/<int:treatment>/remove", treatments.treatment_remove, Role.ADMINISTRATOR),
    page("people", people.people, Role.ADMINISTRATOR),
    page("people/new", people.person_add, Role.ADMINISTRATOR),
    page("people/<int:person>/role", people.person_role, Role.ADMINISTRATOR),
    page("people/<int:person>/password", people.person_password, Role.ADMINISTRATOR),
    page("settings", settings.settings, Role.ADMINISTRATOR),
]
