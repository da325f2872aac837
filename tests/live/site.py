"""The real Moodle that live tests are pointed at, and how they leave it clean.

Opt-in: SIMPUL_LIVE_MOODLE_URL and SIMPUL_LIVE_MOODLE_TOKEN. Afterwards everybody is unenrolled
and, where the token may, deleted; a least-privilege token may not, so the accounts are suspended
and the empty course stays, unless SIMPUL_LIVE_MOODLE_CLEAN_COMMAND names a command that removes
what starts with its argument.
"""

import os
import shlex
import subprocess
from collections.abc import Iterable

import pytest

from connector.lms.moodle import services
from connector.lms.moodle.client import MoodleClient

URL = os.environ.get("SIMPUL_LIVE_MOODLE_URL", "")
TOKEN = os.environ.get("SIMPUL_LIVE_MOODLE_TOKEN", "")

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
    users = sorted(set(accounts))
    if course is not None:
        fields = {}
        for number, user in enumerate(users):
            fields[f"enrolments[{number}][userid]"] = user
            fields[f"enrolments[{number}][courseid]"] = course
        client.write("enrol_manual_unenrol_users", fields)
        if doomed := list(events):
            services.delete_events(client, doomed)
        assert not list(services.enrolled(client, course, suspended=False))
        assert not list(services.enrolled(client, course, suspended=True))
    if command := os.environ.get("SIMPUL_LIVE_MOODLE_CLEAN_COMMAND"):
        subprocess.run([*shlex.split(command), tag], check=True, capture_output=True, timeout=300)
        return "course and accounts removed by the clean command"
    if "core_user_delete_users" in services.site_info(client).functions:
        deleted = {f"userids[{number}]": user for number, user in enumerate(users)}
        client.write("core_user_delete_users", deleted)
        return f"{len(users)} accounts deleted; the empty course {tag} stays"
    suspended = {}
    for number, user in enumerate(users):
        suspended[f"users[{number}][id]"] = user
        suspended[f"users[{number}][suspended]"] = 1
    client.write("core_user_update_users", suspended)
    return f"{len(users)} accounts suspended; the empty course {tag} stays"
