"""The timetable in a course's summary: plain lines to HTML and back; no Moodle call.

Only our own block of the summary is written and compared. What people wrote around it stays.
"""

import html
import re
from zoneinfo import ZoneInfo

from connector.domain.indonesian import clock_time, long_date, zone_label
from connector.domain.sessions import SessionKind, SessionRecord, training_days
from connector.domain.trainings import Training
from connector.lms.moodle.rules import plain

_BLOCK = re.compile(r'<div class="simpul-timetable"[^>]*>(.*?)</div>', re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>")
_TAG = re.compile(r"<[^>]+>")


def lines(training: Training) -> str:
    """Return the timetable as text, one line a slot, each day under its date; breaks left out."""
    text: list[str] = []
    for day in training_days(training.sessions):
        text.append(long_date(day.date, weekday=True))
        text.extend(
            _slot(session) for session in day.sessions if session.kind is not SessionKind.BREAK
        )
    return "\n".join(plain(line) for line in text)


def _slot(session: SessionRecord) -> str:
    return f"{hours(session)} {session.subject}"


def hours(session: SessionRecord) -> str:
    """`08.00–09.30 WIB`: the slot's local hours."""
    start, end = (
        clock_time(moment.astimezone(_zone(session)).time())
        for moment in (session.start, session.end)
    )
    return f"{start}–{end} {zone_label(session.zone)}"


def _zone(session: SessionRecord) -> ZoneInfo:
    return ZoneInfo(session.zone)


def with_block(summary: str, text: str) -> str:
    """Put the lines into a summary: in place of our block, or after what people wrote."""
    rows = "<br>".join(escaped(line) for line in text.split("\n"))
    block = f'<div class="simpul-timetable"><p>{rows}</p></div>'
    if _BLOCK.search(summary):
        return _BLOCK.sub(lambda _: block, summary, count=1)
    return summary + block


def read_block(summary: str) -> str:
    """Return the lines of our block as Moodle shows them, whatever its filters added."""
    match = _BLOCK.search(summary)
    return text_of(match[1]) if match else ""


def text_of(fragment: str) -> str:
    """Return the words of an HTML fragment, line by line."""
    words = html.unescape(_TAG.sub("", _BREAK.sub("\n", fragment)))
    return "\n".join(" ".join(line.split()) for line in words.strip().split("\n"))


def escaped(text: str) -> str:
    """Return plain text as HTML."""
    return html.escape(text, quote=False)
