"""The real Moodle that live tests are pointed at, and how they leave it clean.

Opt-in: SIMPUL_LIVE_MOODLE_URL and SIMPUL_LIVE_MOODLE_TOKEN. More is proven with

    SIMPUL_LIVE_MOODLE_HAND_TOKEN      another account's token: what people do by hand in Moodle
    SIMPUL_LIVE_MOODLE_TEMPLATE        id of a course with a Pre-Test, a Post Test and a page whose
                                       completion is marked by hand, and completion criteria
    SIMPUL_LIVE_MOODLE_RESULTS         a course in use: `course:user,user,…` or `course:first-last`
    SIMPUL_LIVE_MOODLE_WEBHOOK_SECRET  the key that our plugin in that Moodle signs with
    SIMPUL_LIVE_MOODLE_DOOR            port on this machine that its messages go to
    SIMPUL_LIVE_MOODLE_CRON_COMMAND    runs that Moodle's cron once
    SIMPUL_LIVE_MOODLE_PAUSE           seconds Simpul stays away (60)

Afterwards everybody is unenrolled and, where the token may, deleted; a least-privilege token may
not, so the accounts are suspended and the empty course stays, unless
SIMPUL_LIVE_MOODLE_CLEAN_COMMAND names a command that removes what starts with its argument.
"""

import os
import shlex
import subprocess
from collections.abc import Iterable

import pytest

from connector.http import new_session
from connector.lms.moodle import services
from connector.lms.moodle.client import MoodleClient

URL = os.environ.get("SIMPUL_LIVE_MOODLE_URL", "")
TOKEN = os.environ.get("SIMPUL_LIVE_MOODLE_TOKEN", "")
HAND_TOKEN = os.environ.get("SIMPUL_LIVE_MOODLE_HAND_TOKEN", "")
TEMPLATE = int(os.environ.get("SIMPUL_LIVE_MOODLE_TEMPLATE") or 0)
USED = os.environ.get("SIMPUL_LIVE_MOODLE_RESULTS", "")
SECRET = os.environ.get("SIMPUL_LIVE_MOODLE_WEBHOOK_SECRET", "")
DOOR = int(os.environ.get("SIMPUL_LIVE_MOODLE_DOOR") or 0)
CRON = os.environ.get("SIMPUL_LIVE_MOODLE_CRON_COMMAND", "")
PAUSE = float(os.environ.get("SIMPUL_LIVE_MOODLE_PAUSE") or 60)

UNENROL = "enrol_manual_unenrol_users"

LIVE = [
    pytest.mark.live,
    pytest.mark.skipif(
        not (URL and TOKEN), reason="SIMPUL_LIVE_MOODLE_URL and _TOKEN name no real Moodle"
    ),
]


def leave_clean(
    client: MoodleClient,
    tag: str,
    course: int | None,
    accounts: Iterable[int],
    events: Iterable[int],
) -> str:
    """Take everybody out of the course, remove or disable their accounts; say what stays."""
    if HAND_TOKEN:  # our own account may not unenrol anybody
        client = MoodleClient(new_session, URL, HAND_TOKEN)
    try:
        return _clean(client, tag, course, sorted(set(accounts)), list(events))
    finally:
        if HAND_TOKEN:
            client.close()


def _clean(
    client: MoodleClient, tag: str, course: int | None, users: list[int], doomed: list[int]
) -> str:
    functions = services.site_info(client).functions
    if course is not None and UNENROL in functions:
        fields = {}
        for number, user in enumerate(users):
            fields[f"enrolments[{number}][userid]"] = user
            fields[f"enrolments[{number}][courseid]"] = course
        client.write(UNENROL, fields)
        if doomed:
            services.delete_events(client, doomed)
        assert not list(services.enrolled(client, course, suspended=False))
        assert not list(services.enrolled(client, course, suspended=True))
    if command := os.environ.get("SIMPUL_LIVE_MOODLE_CLEAN_COMMAND"):
        subprocess.run([*shlex.split(command), tag], check=True, capture_output=True, timeout=300)
        return "course and accounts removed by the clean command"
    if "core_user_delete_users" in functions:
        deleted = {f"userids[{number}]": user for number, user in enumerate(users)}
        client.write("core_user_delete_users", deleted)
        return f"{len(users)} accounts deleted; the empty course {tag} stays"
    suspended = {}
    for number, user in enumerate(users):
        suspended[f"users[{number}][id]"] = user
        suspended[f"users[{number}][suspended]"] = 1
    client.write("core_user_update_users", suspended)
    return f"{len(users)} accounts suspended; the empty course {tag} stays"


def run_cron() -> None:
    """Have the site do what it does every minute."""
    if CRON:
        subprocess.run(shlex.split(CRON), check=True, capture_output=True, timeout=300)
