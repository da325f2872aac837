"""Times a thousand new participants on a real Moodle against Moodle's own CSV upload.

    python -m tests.benchmarks.moodle_live [participants] [rounds] [manual|oauth2 …]

Ours: plan, create, enrol, group, timetable, read back, through the platform. Theirs: the command
in SIMPUL_LIVE_MOODLE_UPLOAD_COMMAND, given a CSV file that creates and enrols the same number of
people with the same auth method (`upload`), and once more with the group (`upload+group`), which
is the same work as ours. Rounds alternate; medians and ratios are printed as JSON. What was made
is removed by SIMPUL_LIVE_MOODLE_CLEAN_COMMAND where it is set.
"""

import csv
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from connector.http import new_session
from connector.lms.moodle import services
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.options import AuthMethod, MoodleOptions
from connector.lms.moodle.payloads import NewCourse
from connector.lms.moodle.platform import MoodlePlatform
from tests.lms import people
from tests.reconcile.memory import Memory, plan, sync

FIRST_KEY = "Muster-2026!"
"""The first password in the CSV file, which Moodle hashes as it does the one it invents itself."""


def ours(client: MoodleClient, participants: int, auth: AuthMethod, tag: str) -> float:
    """Seconds from an empty plan to an empty plan, everything in between."""
    training = people.training(people.seats(participants, tag=tag), code=tag)
    platform = MoodlePlatform(client, connection="live", options=MoodleOptions(auth=auth))
    memory = Memory()
    start = perf_counter()
    sync(platform, training, memory)
    left, _ = plan(platform, training, memory)
    seconds = perf_counter() - start
    if left.changes or left.undecided:
        raise SystemExit(f"not everybody arrived: {len(left.changes)} changes left")
    return seconds


def theirs(
    client: MoodleClient, participants: int, auth: AuthMethod, tag: str, *, group: bool
) -> float:
    """Seconds of Moodle's own upload; its course is made before."""
    course = services.create_course(
        client, NewCourse(fullname=tag, shortname=tag, idnumber=tag, categoryid=1)
    )
    columns = ["username", "firstname", "lastname", "email", "idnumber", "auth", "password"]
    columns += ["course1", "role1", *(["group1"] if group else [])]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "users.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for number in range(1, participants + 1):
                name = f"{tag}{number:05d}"
                secret = FIRST_KEY if auth == "manual" else ""
                row = [name, f"Budi{tag}", f"Santoso{number}", f"{name}@example.org", name.upper()]
                row += [auth, secret, tag, "student", *(["Angkatan I"] if group else [])]
                writer.writerow(row)
        command = shlex.split(os.environ["SIMPUL_LIVE_MOODLE_UPLOAD_COMMAND"])
        start = perf_counter()
        subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=600)
        seconds = perf_counter() - start
    there = len(list(services.enrolled(client, course, suspended=False)))
    if there != participants:
        raise SystemExit(f"the upload enrolled {there} of {participants}")
    return seconds


def compare(participants: int, rounds: int, auths: Sequence[AuthMethod]) -> dict[str, object]:
    """Alternate the three ways and report the median seconds of each, and our share of theirs."""
    client = MoodleClient(
        new_session,
        os.environ["SIMPUL_LIVE_MOODLE_URL"],
        os.environ["SIMPUL_LIVE_MOODLE_TOKEN"],
    )
    run = "zz" + token_hex(2)
    report: dict[str, object] = {"participants": participants, "rounds": rounds}
    try:
        for auth in auths:
            taken: dict[str, list[float]] = {"ours": [], "upload": [], "upload+group": []}
            for number in range(rounds):
                tag = f"{run}{auth[0]}{number}"
                taken["ours"].append(ours(client, participants, auth, tag + "a"))
                for name, group in (("upload", False), ("upload+group", True)):
                    letter = "c" if group else "b"
                    seconds = theirs(client, participants, auth, tag + letter, group=group)
                    taken[name].append(seconds)
            middle = {name: round(median(values), 2) for name, values in taken.items()}
            report[auth] = {
                "median_seconds": middle,
                "ours_to_upload": round(middle["ours"] / middle["upload"], 2),
                "ours_to_upload_with_group": round(middle["ours"] / middle["upload+group"], 2),
                "all": {name: [round(one, 2) for one in each] for name, each in taken.items()},
            }
    finally:
        client.close()
        if command := os.environ.get("SIMPUL_LIVE_MOODLE_CLEAN_COMMAND"):
            subprocess.run([*shlex.split(command), run], check=True, capture_output=True)
    return report


def main() -> None:
    arguments = sys.argv[1:]
    participants = int(arguments[0]) if arguments else 1000
    rounds = int(arguments[1]) if len(arguments) > 1 else 3
    chosen: list[AuthMethod] = ["manual", "oauth2"]
    if wanted := arguments[2:]:
        chosen = [one for one in chosen if one in wanted]
    sys.stdout.write(json.dumps(compare(participants, rounds, chosen), indent=2) + "\n")


if __name__ == "__main__":
    main()
