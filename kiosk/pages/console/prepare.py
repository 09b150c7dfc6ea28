"""Preparing tablets: the codes they scan, the settings of their kiosk browser, a sticker for each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from conf.numbers import TabletNumbers
from kiosk.pages.qr import qr, wifi
from kiosk.services.invitations import invitations_issue
from kiosk.services.links import authority_address, invitation_link, page_address
from kiosk.services.plan import planned_access_points
from kiosk.services.tablets import numbers_of_the_site

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kiosk.pages.console.gate import Request

_LONGEST_HOURS = 24 * 14


class StickersForm(forms.Form):
    """Which tablets get a sticker, and for how long it lets them in."""

    numbers = forms.CharField(
        label=gettext_lazy("Tablets"), max_length=200, help_text=gettext_lazy("Such as 0-16,40.")
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Good for, in hours"),
        initial=24,
        validators=[MinValueValidator(1), MaxValueValidator(_LONGEST_HOURS)],
    )

    def clean_numbers(self) -> TabletNumbers:
        """The numbers, all of this site."""
        try:
            numbers = TabletNumbers.parse(self.cleaned_data["numbers"])
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if strangers := TabletNumbers.of(set(numbers) - set(numbers_of_the_site())):
            raise ValidationError(_("This site has no tablet {numbers}.").format(numbers=strangers))
        return numbers


@require_safe
def prepare(request: Request) -> HttpResponse:
    """`/console/tablets/prepare`: what a tablet scans before it is enrolled, and how it is set up."""
    return _page(request, StickersForm(initial={"numbers": str(numbers_of_the_site())}))


@require_POST
def stickers(request: Request) -> HttpResponse:
    """`/console/tablets/stickers`: a sheet to print, with an invitation for each tablet."""
    form = StickersForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    duration = timedelta(hours=form.cleaned_data["hours"])
    made = invitations_issue(form.cleaned_data["numbers"], duration=duration, actor=request.user.username)
    codes = [(invitation.number, qr(invitation_link(invitation))) for invitation in made]
    return render(request, "console/setup/stickers.html", {"codes": codes, "until": made[0].until})


@require_safe
def fully_settings(_request: Request) -> JsonResponse:
    """`/console/tablets/fully-settings.json`: for Fully Kiosk's `Import settings`."""
    answer = JsonResponse(FULLY | {"startURL": page_address()}, json_dumps_params={"indent": 2})
    answer.headers["Content-Disposition"] = 'attachment; filename="fully-settings.json"'
    return answer


FULLY: dict[str, bool | str] = {
    # Names and types as Fully 1.60.1 exports them.
    # Nobody leaves the page: not by buttons, not by swiping, not by turning it off and on.
    "kioskMode": True,
    "disableHomeButton": True,
    "disableOtherApps": True,
    "disableStatusBar": True,
    "disablePowerButton": True,
    "disableVolumeButtons": True,
    "showNavigationBar": False,
    "showStatusBar": False,
    "launchOnBoot": True,
    # The screen stays on while others think; a socket that sleeps is a tablet that is missed.
    "keepScreenOn": True,
    "preventSleepWhileScreenOff": True,
    # While the server is away the browser itself tries again; a Wi-Fi without internet is connection enough.
    "reloadPageFailure": "5",
    "waitInternetOnReload": False,
    # The page may ask the battery, the SSID and the access point's address.
    "websiteIntegration": True,
    # Nobody else on the Wi-Fi may steer it.
    "remoteAdmin": False,
    "webviewDebugging": False,
}


def _page(request: Request, form: StickersForm, status: int = 200) -> HttpResponse:
    password = settings.WIFI_PASSWORD
    names = dict.fromkeys([settings.SITE.router.ssid, *(point.ssid for point in planned_access_points())])
    networks = [(ssid, qr(wifi(ssid, password))) for ssid in names if ssid and password]
    authority = authority_address()
    context = {
        "form": form,
        "authority": authority,
        "authority_code": authority and qr(authority),
        "networks": networks,
        "ssids": ", ".join(ssid for ssid in names if ssid),
        "address": page_address(),
        "address_code": qr(page_address()),
    }
    return render(request, "console/setup/prepare.html", context, status=status)
