"""`simpul doctor`: proves connections, rights and scopes one by one; changes nothing there.

Only our own inbox gets a test message, where the plugin is in Moodle.
"""

import click

from connector.cli.commands.options import json_option, office
from connector.cli.console import Exit
from connector.flows.check_connections import check_connections

SYSTEMS = {
    "moodle": ("lms",),
    "zoom": ("meetings",),
    "signing": ("signing",),
    "mail": ("mail",),
    "all": ("lms", "meetings", "signing", "mail"),
}
LAST = (True, None, False)
"""What must be mended stands last: a terminal shows the end of a long list."""

MARKS = {True: "check_ok", False: "check_bad", None: "check_open"}


@click.command()
@click.argument("system", type=click.Choice(list(SYSTEMS)), default="all")
@json_option
def doctor(system: str, as_json: bool) -> None:
    """Check Moodle, Zoom, signing and e-mail; say what to mend. Exit 8 when something is wrong.

    Moodle's plugin is asked to send us a message: `simpul serve` must run for it to arrive.
    """
    with office(as_json) as (here, voice):
        found = check_connections(here, SYSTEMS[system])
        if not found:
            voice.line("doctor_nothing")
            voice.result({"checks": []})
            raise SystemExit(Exit.SETTINGS)
        rows = [
            (voice.text(MARKS[one.ok]), voice.text(f"system_{one.system}"),
             voice.said(one.system, one.code, one.params))
            for one in sorted(found, key=lambda one: LAST.index(one.ok))
        ]  # fmt: skip
        voice.table("", ("column_check", "column_system", "column_why"), rows)
        bad = sum(one.ok is False for one in found)
        unproven = sum(one.ok is None for one in found)
        ending = "doctor_bad" if bad else "doctor_open" if unproven else "doctor_good"
        voice.line(ending, count=bad or unproven)
        voice.result(
            {
                "checks": [
                    {"system": one.system, "ok": one.ok, "code": one.code, **one.params}
                    for one in found
                ]
            }
        )
        if bad:
            raise SystemExit(Exit.REMOTE)
