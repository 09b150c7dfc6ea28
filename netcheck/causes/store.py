"""Causes in what the kiosk keeps, and in its own report."""

from netcheck.causes.cause import Cause
from netcheck.i18n import N_

CAUSES = (
    Cause(
        code="token_missing",
        title=N_("netcheck has no token for the kiosk's report"),
        sentence=N_("{observed}: without it nobody is told which tablets are there."),
        remedy=N_(
            "The kiosk writes it into its state folder when it starts: run netcheck on the server with the "
            "same GANOMICS_STATE and as a user who may read there, or pass the token in NETCHECK_TOKEN."
        ),
        commands=("{read_token}",),
    ),
    Cause(
        code="token_refused",
        title=N_("The kiosk refuses netcheck's token"),
        sentence=N_(
            "The report is answered with {status} for the token from {source}: it belongs to another "
            "kiosk, or another kiosk runs at {upstream}."
        ),
        remedy=N_(
            "Use the token of the kiosk that runs there; its file lies in the folder where that kiosk "
            "keeps its state."
        ),
        commands=("{read_token}", "{who_upstream}"),
    ),
    Cause(
        code="kiosk_other_version",
        title=N_("The kiosk is of another version than netcheck"),
        sentence=N_("The report is {got}, but this netcheck reads {expected}."),
        remedy=N_("Start the kiosk and netcheck from the same version."),
        commands=("{restart_kiosk}",),
    ),
    Cause(
        code="report_unreadable",
        title=N_("The kiosk's report cannot be read"),
        sentence=N_("/api/report at {upstream}: {observed}."),
        remedy=N_("The kiosk's log says why; restart it from the same version as netcheck."),
        commands=("{log_kiosk}", "{restart_kiosk}"),
    ),
    Cause(
        code="database_down",
        title=N_("The database does not answer"),
        sentence=N_(
            "The kiosk cannot use its {vendor} database: {error}. Nothing is stored, so nobody can play."
        ),
        remedy=N_("Start the database, and see that it has room."),
        commands=("{restart_database}",),
        explains=("echo_lost", "kiosk_error"),
    ),
    Cause(
        code="migrations_pending",
        title=N_("The database is of an older version than the kiosk"),
        sentence=N_("Migrations are not applied: {pending}."),
        remedy=N_("Apply them, and restart the kiosk."),
        commands=("{migrate}", "{restart_kiosk}"),
    ),
    Cause(
        code="channel_layer_down",
        title=N_("Redis does not answer"),
        sentence=N_(
            "The kiosk cannot use its {kind} channel layer: {error}. Results do not reach the tablets."
        ),
        remedy=N_("Start Redis; the tablets come back by themselves."),
        commands=("{restart_redis}",),
        explains=("echo_lost",),
    ),
    Cause(
        code="disk_full",
        title=N_("The server's disk is full"),
        sentence=N_("{free} are free where the kiosk keeps its data: choices can no longer be stored."),
        remedy=N_("Make room: old backups and logs first."),
        commands=("df -h", "{trim_logs}"),
        explains=("database_down",),
    ),
    Cause(
        code="disk_low",
        title=N_("The server's disk is nearly full"),
        sentence=N_("{free} are free where the kiosk keeps its data."),
        remedy=N_("Make room before the session: old backups and logs first."),
        commands=("df -h", "{trim_logs}"),
    ),
)
