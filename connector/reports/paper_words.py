"""How papers write dates, hours, people's numbers and fixed words, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from connector.domain.identities import Identity, IdentityType, grouped_nip
from connector.domain.indonesian import clock_time, long_date, zone_label
from connector.domain.people import PersonRecord
from connector.messages import Language, Wording

OLD_NIP_DIGITS = 9
"""Length of the NIP before 2009; rosters keep it as OTHER."""

_ORDER = (
    IdentityType.NIP_PNS,
    IdentityType.NI_PPPK,
    IdentityType.NRP,
    IdentityType.OTHER,
    IdentityType.NIK,
)
"""The number of a person's service comes first on an office's list, whatever identifies best."""

_LABELS = {
    IdentityType.NIP_PNS: "NIP",
    IdentityType.NI_PPPK: "NI PPPK",
    IdentityType.NRP: "NRP",
    IdentityType.OTHER: "No.",
    IdentityType.NIK: "NIK",
}


def word(words: Mapping[str, Wording], name: str, language: Language) -> str:
    wording = words[name]
    return wording.id if language == "id" else wording.en


def phrase(
    words: Mapping[str, Wording], name: str, language: Language, /, **values: str | int
) -> str:
    """Return the words with their `{…}` filled in; values are never read as a format."""
    return word(words, name, language).format_map(values)


def day_line(day: date, language: Language) -> str:
    """`Senin, 5 Agustus 2024`, or `Monday, 5 August 2024`."""
    if language == "id":
        return long_date(day, weekday=True)
    return format_date(day, "EEEE, d MMMM y", locale="en")


def date_line(day: date, language: Language) -> str:
    """`5 Agustus 2024`, or `5 August 2024`."""
    return long_date(day) if language == "id" else format_date(day, "d MMMM y", locale="en")


def hour(moment: datetime, zone: str, language: Language) -> str:
    """`08.02` in the zone, `08:02` in English; the zone's label is added by the caller."""
    local = moment.astimezone(ZoneInfo(zone))
    return clock_time(local.time()) if language == "id" else f"{local:%H:%M}"


def hours(start: datetime, end: datetime, zone: str, language: Language) -> str:
    """`08.00–10.15`."""
    return f"{hour(start, zone, language)}–{hour(end, zone, language)}"


def labelled_hours(start: datetime, end: datetime, zone: str, language: Language) -> str:
    """`08.00–10.15 WIB`."""
    return f"{hours(start, end, zone, language)} {zone_label(zone)}"


def moment_line(moment: datetime, zone: str, language: Language) -> str:
    """`5 Agustus 2024 16.40 WIB`."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return f"{date_line(day, language)} {hour(moment, zone, language)} {zone_label(zone)}"


def identity_line(person: PersonRecord) -> str:
    """`NIP 19900131 201503 1 987`, or "" for a person without a number.

    A NIK is masked, and so is a number of unknown kind; an old NIP of nine digits is not.
    """
    for kind in _ORDER:
        if (found := person.identity(kind)) is not None:
            return f"{_label(found)} {_printed(found)}"
    return ""


def _label(identity: Identity) -> str:
    return "NIP" if _is_old_nip(identity) else _LABELS[identity.type]


def _printed(identity: Identity) -> str:
    if identity.type in (IdentityType.NIP_PNS, IdentityType.NI_PPPK):
        return grouped_nip(identity.value)
    if identity.type is IdentityType.NRP or _is_old_nip(identity):
        return identity.value
    return identity.masked()


def _is_old_nip(identity: Identity) -> bool:
    digits = identity.value.isdigit() and len(identity.value) == OLD_NIP_DIGITS
    return identity.type is IdentityType.OTHER and digits
