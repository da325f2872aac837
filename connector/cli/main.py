"""The command `simpul`: one group, one module a topic; each command is a few lines over a flow.

Every command takes `--json`: then people's text goes to standard error and standard output
holds exactly one JSON object, documented in the README. Exit codes stand in `console`.
"""

import click

from connector import log
from connector.cli.commands import audit, doctor, roster, run, sync, training, user
from connector.cli.demo import demo


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="simpul")
@click.option("-v", "--verbose", is_flag=True, help="Log every step to standard error.")
def main(verbose: bool) -> None:
    """Rosters into Moodle and Zoom, visibly correct or visibly undecided."""
    log.configure(verbose=verbose)


for command in (
    demo,
    run.serve,
    run.worker,
    doctor.doctor,
    training.training,
    roster.roster,
    sync.plan,
    sync.apply,
    sync.status,
    user.user,
    audit.audit,
):
    main.add_command(command)
