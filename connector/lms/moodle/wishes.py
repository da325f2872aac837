"""What Moodle should hold for one training: items from seats and sessions; pure, no call.

Values are plain and in our words. Those of an account are only used when it is created; once
it exists, only an empty idnumber is ours to fill (`accounts`). The dates of an enrolment can be
written but not read: they are compared with what we sent last (`enrolments.Sent`).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from connector.domain.indonesian import long_date
from connector.domain.people import Role
from connector.domain.sessions import SessionKind, SessionRecord, local_moment, session_mark
from connector.domain.trainings import FileKind, Seat, Training
from connector.lms.moodle import rules, timetable
from connector.lms.moodle.options import MoodleOptions
from connector.reconcile.changes import Desired, Item, Undecided, Value

COURSE, GROUP, ACCOUNT = "course", "group", "account"
ENROLMENT, MEMBER, EVENT = "enrolment", "group_member", "event"
LINK, FILE = "session_link", "course_file"
GRADE = "attendance_grade"
PAGE = "course_page"
"""What the course says of itself. Apart from the course, because a site may refuse to have its
title or summary changed, and nobody's enrolment should wait for that."""


LINK_HINT = "Membuka halaman pribadi Anda; dari sana masuk ke kelas Zoom"
FILE_NAMES = {FileKind.TIMETABLE: "Jadwal pelatihan", FileKind.GUIDE: "Pedoman pelatihan"}
"""What participants read in the course, as they read its timetable: in Indonesian."""


def wishes(training: Training, options: MoodleOptions) -> Desired:
    """List everything one training should have on the site."""
    if not training.code or len(training.code) > rules.CODE_LENGTH:
        reason = "course_code_missing" if not training.code else "course_code_long"
        params: dict[str, str | int] = {"limit": rules.CODE_LENGTH}
        undecided = [Undecided(COURSE, training.key, reason, label=training.title, params=params)]
    else:
        undecided = []
    items = [
        _course(training),
        _page(training),
        *_group(training),
        *_accounts(training, options),
        *_places(training, options),
        *_events(training),
        *(_links(training) if training.course_links else ()),
        *_files(training),
        *_grades(training),
    ]
    return Desired(items, undecided)


def _course(training: Training) -> Item:
    return Item(COURSE, training.key, {"code": training.code}, label=training.full_title)


def _page(training: Training) -> Item:
    values: dict[str, Value] = {
        "idnumber": training.code,
        "title": rules.plain(training.full_title)[: rules.TITLE_LENGTH],
        "timetable": timetable.lines(training),
    }
    if days := training.days:
        values["starts"] = _midnight(training, days[0])
        values["ends"] = _midnight(training, days[-1] + timedelta(days=1))
    needs = ((COURSE, training.key),)
    return Item(PAGE, training.key, values, label=training.full_title, needs=needs)


def _midnight(training: Training, day: date) -> str:
    return local_moment(day, time.min, training.zone).isoformat()


def _group(training: Training) -> Iterator[Item]:
    if name := group_name(training):
        needs = ((COURSE, training.key),)
        yield Item(GROUP, training.key, {"name": name}, label=name, needs=needs)


def group_name(training: Training) -> str:
    """The group of an angkatan, empty for a training without one."""
    cohort = rules.plain(training.cohort)
    if not cohort or cohort.lower().startswith("angkatan"):
        return cohort[: rules.TITLE_LENGTH]
    return f"Angkatan {cohort}"[: rules.TITLE_LENGTH]


def _accounts(training: Training, options: MoodleOptions) -> Iterator[Item]:
    """One account a person, whatever number of seats they hold; it serves the first seat."""
    met = set[str]()
    for seat in training.accepted_seats:
        if seat.person not in met:
            met.add(seat.person)
            yield _account(seat, options)


def _account(seat: Seat, options: MoodleOptions) -> Item:
    first, last = rules.names(seat.record)
    best, *others = rules.idnumbers(seat, options.marker)
    values: dict[str, Value] = {
        "idnumber": best,
        "username": rules.username(seat, options.marker),
        "firstname": first,
        "lastname": last,
        "email": seat.record.email or "",
        "auth": options.auth,
    }
    if others:
        values["other_idnumbers"] = " ".join(others)
    return Item(ACCOUNT, seat.person, values, seat=seat.key, label=seat.record.full_name)


def _places(training: Training, options: MoodleOptions) -> Iterator[Item]:
    grouped = bool(group_name(training))
    window = _window(training, options)
    for seat in training.accepted_seats:
        label = seat.record.full_name
        needs = ((COURSE, training.key), (ACCOUNT, seat.person))
        values = {**role_values(seat.role, options), **window}
        yield Item(ENROLMENT, seat.key, values, seat=seat.key, label=label, needs=needs)
        if grouped:
            needs = ((GROUP, training.key), (ENROLMENT, seat.key))
            yield Item(MEMBER, seat.key, {}, seat=seat.key, label=label, needs=needs)


def role_values(role: Role, options: MoodleOptions) -> dict[str, Value]:
    """A role in our word, and the id it has on this site."""
    return {"role": role.value, "role_id": options.roles[role]}


def _window(training: Training, options: MoodleOptions) -> dict[str, Value]:
    """When enrolment holds, if the site's settings limit it: epoch seconds, 0 for no limit."""
    if not training.sessions or (options.window_before, options.window_after) == (None, None):
        return {}
    starts = min(session.start for session in training.sessions)
    ends = max(session.end for session in training.sessions)
    return {
        "from": _moved(starts, options.window_before, -1),
        "until": _moved(ends, options.window_after, 1),
    }


def _moved(moment: datetime, days: int | None, sign: int) -> int:
    return 0 if days is None else int((moment + sign * timedelta(days=days)).timestamp())


def _events(training: Training) -> Iterator[Item]:
    for session in training.sessions:
        if session.kind is not SessionKind.BREAK:
            # Two cohorts have the same subjects on the same days: the key names the training too.
            key = f"session:{training.key}:{session.key}"
            needs = ((COURSE, training.key),)
            yield Item(EVENT, key, _event(session), label=session.subject, needs=needs)


def _links(training: Training) -> Iterator[Item]:
    for session in training.sessions:
        if session.kind is not SessionKind.BREAK:
            key = f"link:{training.key}:{session.key}"
            needs = ((COURSE, training.key),)
            yield Item(LINK, key, _link(session), label=session.subject, needs=needs)


def _link(session: SessionRecord) -> dict[str, Value]:
    start = long_date(session.date, weekday=True)
    name = f"{start} · {timetable.hours(session)} · {session.subject}"
    details = [LINK_HINT, *session.instructor_names, session.room or ""]
    return {
        "name": rules.plain(name)[: rules.MODULE_LENGTH],
        "details": rules.plain(" · ".join(one for one in details if one)),
        "session": session_mark(session.key),
        "visible": True,
    }


def _files(training: Training) -> Iterator[Item]:
    for one in training.files:
        values: dict[str, Value] = {
            "name": FILE_NAMES[one.kind],
            "file": rules.file_name(one.file_name),
            "sha256": one.sha256,
            "visible": True,
        }
        key = f"file:{training.key}:{one.kind.value}"
        needs = ((COURSE, training.key),)
        yield Item(FILE, key, values, label=one.file_name, needs=needs)


def _grades(training: Training) -> Iterator[Item]:
    """One grade a person; none is a seat's own thing, so that nobody is missing for want of it."""
    met = set[str]()
    for seat in training.accepted_seats:
        percent = (training.attendance_grades or {}).get(seat.key)
        if percent is None or seat.person in met:
            continue
        met.add(seat.person)
        values: dict[str, Value] = {"percent": f"{percent.normalize():f}"}
        if training.grade_activity is not None:
            values["activity"] = training.grade_activity
        needs = ((COURSE, training.key), (ACCOUNT, seat.person), (ENROLMENT, seat.key))
        yield Item(GRADE, f"grade:{seat.key}", values, label=seat.record.full_name, needs=needs)


def _event(session: SessionRecord) -> dict[str, Value]:
    details = [timetable.hours(session), *session.instructor_names, session.room or ""]
    return {
        "name": rules.plain(session.subject)[: rules.TITLE_LENGTH],
        "start": written_moment(int(session.start.timestamp())),
        "minutes": session.minutes,
        "details": rules.plain(" · ".join(one for one in details if one)),
    }


def written_moment(epoch: int) -> str:
    """An epoch second as aware ISO text in UTC."""
    return datetime.fromtimestamp(epoch, UTC).isoformat()


def epoch(moment: Value) -> int:
    """The epoch second of aware ISO text."""
    return int(datetime.fromisoformat(str(moment)).timestamp())
