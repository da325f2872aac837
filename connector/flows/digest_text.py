"""What a daily digest says, by e-mail and to paste into a messenger: titles, due dates, one link.

It holds no personal number, no name of a participant, and no word of an instruction: only which
step of which training is due when, and how many more wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from connector.domain.indonesian import long_date, zone_label
from connector.domain.procedures import Words
from connector.flows.late_work import Late
from connector.flows.my_tasks import DEEDS, Task, Tasks
from connector.flows.open_work import TaskTraining
from connector.messages import Language

MOST_LINES = 20
"""Of each part; the rest is counted."""

TITLE_LENGTH = 120
"""Characters of a training's title."""


@dataclass(frozen=True)
class Digest:
    """A person's day, sorted: what is late, due today, new; how much else; what is late below."""

    late: tuple[Task, ...]
    today: tuple[Task, ...]
    new: tuple[Task, ...]
    """Assignments nobody has looked at, due later or never."""
    others: int
    below: tuple[Late, ...]

    @property
    def lines(self) -> int:
        return len(self.late) + len(self.today) + len(self.new) + len(self.below)


def digest_of(tasks: Tasks, zone: str, now: datetime) -> Digest:
    """Sort a person's tasks; what is optional or paused is only counted."""
    pressing = [one for one in tasks.mine if not (one.optional or one.paused)]
    today = now.astimezone(ZoneInfo(zone)).date()
    late = tuple(one for one in pressing if one.overdue)
    due = tuple(
        one
        for one in pressing
        if not one.overdue and one.due_at is not None and due_day(one.due_at, zone) <= today
    )
    new = tuple(one for one in pressing if one.unread and one not in late and one not in due)
    others = len(tasks.mine) - len(late) - len(due) - len(new)
    return Digest(late, due, new, others, tasks.late_below)


def due_day(due: datetime, zone: str) -> date:
    """Return the day on which something is due; midnight is the end of the day before."""
    local = due.astimezone(ZoneInfo(zone))
    return local.date() - timedelta(days=local.time() == time())


def subject(digest: Digest, language: Language) -> str:
    """`Simpul: 2 terlambat, 1 jatuh tempo hari ini`."""
    parts = (
        (len(digest.late), "terlambat", "overdue"),
        (len(digest.today), "jatuh tempo hari ini", "due today"),
        (len(digest.new), "disposisi baru", "new assigned"),
        (len(digest.below), "terlambat di unit Anda", "overdue in your unit"),
    )
    told = ", ".join(
        f"{count} {of_language(id_, en, language)}" for count, id_, en in parts if count
    )
    return f"Simpul: {told}"


def letter(
    digest: Digest, name: str, address: str, zone: str, now: datetime, language: Language
) -> str:
    """Return the whole e-mail."""
    greeting = of_language(f"Yth. {name},", f"Dear {name},", language)
    ending = of_language(
        "E-mail ini dikirim otomatis, paling banyak sekali pada setiap hari kerja.",
        "This message is sent by itself, at most once on a working day.",
        language,
    )
    return f"{greeting}\n\n{short_text(digest, address, zone, now, language)}\n\n{ending}\n"


def short_text(digest: Digest, address: str, zone: str, now: datetime, language: Language) -> str:
    """Return the same without greeting, to paste into a messenger."""
    today = _day(now.astimezone(ZoneInfo(zone)).date(), language)
    parts = [of_language(f"Tugas per {today}", f"Tasks as of {today}", language)]
    for tasks, id_, en in (
        (digest.late, "TERLAMBAT", "OVERDUE"),
        (digest.today, "JATUH TEMPO HARI INI", "DUE TODAY"),
        (digest.new, "DISPOSISI BARU", "NEWLY ASSIGNED"),
    ):
        if tasks:
            written = [_task(one, zone, language) for one in tasks]
            parts.append(_part(of_language(id_, en, language), written, language))
    if digest.below:
        title = of_language("TERLAMBAT DI UNIT ANDA", "OVERDUE IN YOUR UNIT", language)
        parts.append(_part(title, [_late(one, zone, language) for one in digest.below], language))
    if digest.others:
        parts.append(
            of_language(
                f"Selain itu ada {digest.others} tugas lain tanpa tenggat hari ini.",
                f"Besides, {digest.others} other tasks are not due today.",
                language,
            )
        )
    parts.append(of_language(f"Buka Tugas saya: {address}", f"Open My tasks: {address}", language))
    return "\n\n".join(parts)


def of_language(id_: str, en: str, language: Language) -> str:
    return id_ if language == "id" else en


def _part(title: str, lines: Sequence[str], language: Language) -> str:
    shown = [f"- {one}" for one in lines[:MOST_LINES]]
    more = len(lines) - MOST_LINES
    if more > 0:
        shown.append(of_language(f"- dan {more} lainnya", f"- and {more} more", language))
    return "\n".join([f"{title} ({len(lines)})", *shown])


def _task(one: Task, zone: str, language: Language) -> str:
    place = one.training.zone if one.training else zone
    acting = of_language("sebagai pengganti", "standing in", language) if one.stands_for else ""
    what = _words(one.what, language)
    if one.deed:
        what = f"{_words(DEEDS[one.deed], language)}: {what}"
    until = _until(one.due_at, place, language)
    return _joined(one.label, what, _title(one.training), acting, until)


def _late(one: Late, zone: str, language: Language) -> str:
    place = one.training.zone if one.training else zone
    nobody = of_language("belum ada yang ditunjuk", "nobody is appointed", language)
    what, until = _words(one.what, language), _until(one.due_at, place, language)
    return _joined(
        one.label, what, _title(one.training), one.unit, "" if one.names else nobody, until
    )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _words(what: Words, language: Language) -> str:
    return of_language(what.id, what.en, language)


def _title(training: TaskTraining | None) -> str:
    title = training.title if training else ""
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1].rstrip() + "…"


def _until(due: datetime | None, zone: str, language: Language) -> str:
    if due is None:
        return ""
    local = due.astimezone(ZoneInfo(zone))
    at = f"{local:%H.%M}" if local.time() != time() else "24.00"
    day = _day(due_day(due, zone), language)
    clock = at if language == "id" else at.replace(".", ":")
    written = f"{day} {clock} {zone_label(zone)}"
    return of_language(f"tenggat {written}", f"due {written}", language)


def _day(day: date, language: Language) -> str:
    if language == "id":
        return long_date(day, weekday=True)
    return format_date(day, "EEEE, d MMMM y", locale="en")
