"""Causes at the access points and in the tablets' hands."""

from netcheck.causes.cause import Cause
from netcheck.i18n import N_

CAUSES = (
    Cause(
        code="fleet_silent",
        title=N_("The tablets do not reach the server"),
        sentence=N_(
            "{silent} of {expected} tablets are silent, behind every access point, although all that can "
            "be seen from the server is sound. "
            "It can be: tablets not woken; the cable between switch and server; the router; DHCP; the "
            "server's firewall."
        ),
        remedy=N_(
            "Wake one tablet and open {url} on it. If it comes, wake the others. If the name is not "
            "found, look at the DNS server "
            "in its Wi-Fi settings; if it waits for ever, at the cables and at the server's firewall."
        ),
        commands=("{show_firewall}",),
    ),
    Cause(
        code="all_access_points_dark",
        title=N_("All access points are dark"),
        sentence=N_(
            "None of them answers at its address: what they share is at fault, the switch, the router, or "
            "the server's cable."
        ),
        remedy=N_(
            "Look at the lamps of the switch and the router: none, give it power; then at the cable "
            "between it and the server."
        ),
    ),
    Cause(
        code="ap_address_wrong",
        title=N_("Access point {point} has another address than the plan's"),
        sentence=N_(
            "Its tablets play, but nothing answers at {point_address}: the plan, or the access point, was "
            "changed."
        ),
        remedy=N_(
            "Correct its address in {access_points_file} (the router lists its clients), and load the file."
        ),
        commands=("{load_access_points}",),
    ),
    Cause(
        code="ap_dark",
        title=N_("Access point {point} is dark"),
        sentence=N_(
            "Nothing answers at {point_address}. It can be: no power; no cable; the cable in the "
            "'console' port or in the wrong switch."
        ),
        remedy=N_(
            "Look at its lamps. None: power. Power only: push its cable into a LAN port, never 'console', "
            "and the other end into the router."
        ),
    ),
    Cause(
        code="ap_silent",
        title=N_("Access point {point} brings no tablet"),
        sentence=N_(
            "{silent} of its {expected} tablets are silent. It can be: no power or no cable; its "
            "Wi-Fi off or under another name; client isolation or guest mode; a rule of the server's "
            "firewall for its subnet."
        ),
        remedy=N_(
            "Look at its lamps: none, give it power; power only, push its cable in. If they are normal, "
            "take one of its tablets: "
            "if its Wi-Fi does not show {ssid}, switch the access point's Wi-Fi on; if it does and {url} "
            "does not open, switch client "
            "isolation and guest mode off, then look at the server's firewall."
        ),
        commands=("{show_firewall}",),
    ),
    Cause(
        code="ap_lossy",
        title=N_("Access point {point} loses packets"),
        sentence=N_("Its tablets lose {loss} of their pings: rounds will stall."),
        remedy=N_(
            "Set it to a free channel (a Wi-Fi analyser on a phone shows them), move it closer, and take "
            "microwave ovens and metal out of the way."
        ),
    ),
    Cause(
        code="ap_slow",
        title=N_("Access point {point} is slow"),
        sentence=N_("Its tablets wait {milliseconds} ms for an answer: the game will feel stuck."),
        remedy=N_("Set it to a free channel, reboot it, and see that nobody downloads over it."),
    ),
    Cause(
        code="ap_mtu_hole",
        title=N_("Access point {point} swallows large packets"),
        sentence=N_(
            "Small packets to {far} come back, whole ones of 1500 bytes vanish: sockets open, pages hang."
        ),
        remedy=N_(
            "Set the MTU of the access point and of every switch on its way to 1500, and switch off VPN "
            "or PPPoE modes in it."
        ),
        commands=("{ping_whole}",),
    ),
    Cause(
        code="tablet_silent",
        title=N_("Tablets are silent"),
        sentence=N_(
            "Tablets {tablets} did not answer the roll call. Each can be asleep, off, in another Wi-Fi, "
            "or ask another DNS server."
        ),
        remedy=N_(
            "Wake each one and look at its screen: no Wi-Fi, join its access point's; Wi-Fi but no page, "
            "forget the Wi-Fi and join it again; page, reload it."
        ),
    ),
    Cause(
        code="tablet_not_by_name",
        title=N_("Tablets come by another name than the site's"),
        sentence=N_(
            "Tablets {tablets} opened {got} in place of {name}: they did not prove that they find the "
            "name, and lose the server when its address moves."
        ),
        remedy=N_("Open {url} on them, and make it the start page of the kiosk browser."),
    ),
    Cause(
        code="nginx_forwarded_for",
        title=N_("nginx does not tell where tablets are"),
        sentence=N_(
            "All tablets seem to come from {got}: nginx does not set X-Forwarded-For, so nobody can say "
            "through which access point a tablet came."
        ),
        remedy=N_("Set the header to the client's address, and reload nginx."),
        commands=("{write_nginx}", "{reload_nginx}"),
        lines=("proxy_set_header X-Forwarded-For $remote_addr;",),
    ),
    Cause(
        code="tablet_wrong_access_point",
        title=N_("Tablets use the wrong access point"),
        sentence=N_(
            "Tablets {tablets} came through another access point than the plan's: one gets crowded, the "
            "other is not needed."
        ),
        remedy=N_(
            "On each of them join the Wi-Fi of its own access point, and forget the others; or change the "
            "plan."
        ),
    ),
    Cause(
        code="tablet_number_twice",
        title=N_("Several tablets claim the same number"),
        sentence=N_("Number {tablets} is claimed by more than one device: they would play the same seat."),
        remedy=N_(
            "Compare the numbers on the screens with the stickers, and enrol the wrong one again under "
            "its own number."
        ),
    ),
    Cause(
        code="tablet_device_twice",
        title=N_("One device has several numbers"),
        sentence=N_(
            "The same device answers as tablets {tablets}: the application was cloned with its identity."
        ),
        remedy=N_("Clear the application's data on the wrong one, and enrol it again under its own number."),
    ),
    Cause(
        code="tablet_battery_low",
        title=N_("Tablets run out of battery"),
        sentence=N_("Tablets {tablets} have less than {least} of charge and are not charging."),
        remedy=N_("Plug them in."),
    ),
    Cause(
        code="tablet_clock_off",
        title=N_("Tablets have a wrong clock"),
        sentence=N_(
            "The clock of tablets {tablets} is off by more than {most} s: their own times in the data are "
            "wrong, and TLS may fail."
        ),
        remedy=N_("Set the date and time in their settings."),
    ),
    Cause(
        code="tablet_old_page",
        title=N_("Tablets show an old page"),
        sentence=N_("Tablets {tablets} run another version of the page than the server's {version}."),
        remedy=N_("Reload the page on them; if that does not help, clear the browser's cache."),
    ),
    Cause(
        code="tablet_poor_radio",
        title=N_("Tablets have a poor connection"),
        sentence=N_(
            "Tablets {tablets} lose pings or wait long for answers, while others at the same access point "
            "do not."
        ),
        remedy=N_("Move them closer to their access point, or switch their Wi-Fi off and on."),
    ),
    Cause(
        code="tablet_reconnects",
        title=N_("Tablets lose their connection again and again"),
        sentence=N_("Tablets {tablets} reconnected more than {most} times."),
        remedy=N_(
            "Switch off Wi-Fi power saving and 'switch to mobile data' on them, and forget every other Wi-Fi."
        ),
    ),
)
