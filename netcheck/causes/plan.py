"""Causes in the plan, and in netcheck itself."""

from netcheck.causes.cause import Cause
from netcheck.i18n import N_

CAUSES = (
    Cause(
        code="plan_overlap",
        title=N_("Two access points claim the same tablets"),
        sentence=N_(
            "Access points {first} and {second} both claim tablets {shared}: nobody can say where they "
            "belong."
        ),
        remedy=N_("Give each number to one access point in {access_points_file}, then load it."),
        commands=("{load_access_points}",),
    ),
    Cause(
        code="plan_gap",
        title=N_("Some tablet numbers belong to no access point"),
        sentence=N_(
            "Tablets {missing} lie between numbers that the plan assigns, but no access point serves them: "
            "if they play, nobody is told when they use the wrong Wi-Fi."
        ),
        remedy=N_("If these tablets exist, add them to an access point in {access_points_file} and load it."),
        commands=("{load_access_points}",),
    ),
    Cause(
        code="plan_empty",
        title=N_("The plan has no tablets"),
        sentence=N_(
            "No access point in {access_points_file} serves a tablet, so there is nobody to wait for."
        ),
        remedy=N_("Describe the access points and their tablets in {access_points_file}, then load it."),
        commands=("{load_access_points}",),
        lines=("[[access_point]]", "number = 1", 'tablets = "0-16"'),
    ),
    Cause(
        code="plan_not_loaded",
        title=N_("The server runs another plan"),
        sentence=N_(
            "The kiosk's database holds other access points than {access_points_file}: "
            "the file was edited and not loaded, or the server was given another one."
        ),
        remedy=N_("Load the file into the kiosk's database."),
        commands=("{load_access_points}",),
    ),
    Cause(
        code="no_time",
        title=N_("A check was not done in time"),
        sentence=N_("Out of time: {observed}. The question stays open."),
        remedy=N_("Run netcheck again, with a longer --budget if this machine is slow."),
        commands=("{netcheck} run --budget 30s",),
    ),
    Cause(
        code="check_broken",
        title=N_("A check broke"),
        sentence=N_("netcheck itself failed here ({observed}); what the check would have found is unknown."),
        remedy=N_("Run it alone with --format json and report what it says."),
        commands=("{netcheck} run --only {check} --format json",),
    ),
)
