"""What a person is called in Moodle: username, idnumber, names, and Moodle's limits; pure.

- *idnumber*: the office number (NIP, NRP, NI PPPK), by which accounts are recognised. A NIK is
  personal data and never leaves us; who has nothing else gets our own marker, `simpul-<id>`.
- *username* of a new account: the office number; without one the e-mail address, because it is
  unique and remembered; without a Moodle-legal one the marker. Always lower case. It depends on
  the person alone, so that the same person never gets two.
"""

import re

from connector.domain.identities import Identity, IdentityType
from connector.domain.names import given_and_family
from connector.domain.people import PersonRecord
from connector.domain.trainings import Seat

NAME_LENGTH = 100
"""Characters of first and last name each, of a username and of an address."""
IDNUMBER_LENGTH = 255
CODE_LENGTH = 100
"""Characters of a course's idnumber, the shorter of the two places a training's code goes."""
TITLE_LENGTH = 254
"""Characters of a course's or an event's name and of a group's."""

MODULE_LENGTH = 255
"""Characters of the name of a link or a file in a course."""

_UNFIT_IN_FILES = re.compile(r'[\x00-\x1f\x7f&<>"`|\':\\/]')
"""What Moodle takes out of a file's name by itself (PARAM_FILE)."""

_USERNAME = re.compile(r"[a-z0-9._@-]{1,100}")
_TAG_SIGNS = str.maketrans({"<": "‹", ">": "›"})

_OFFICE = (
    IdentityType.NIP_PNS,
    IdentityType.NRP,
    IdentityType.NI_PPPK,
    IdentityType.OTHER,
)
"""Numbers an office gives, lifelong ones first; a NIK is not among them."""

NIK_DIGITS = 16


def office_numbers(person: PersonRecord) -> list[str]:
    """Return the numbers by which Moodle may know the person, best first."""
    found = [person.identity(kind) for kind in _OFFICE]
    return [one.value for one in found if one is not None and not _like_nik(one)]


def _like_nik(identity: Identity) -> bool:
    """An unnamed number of sixteen digits may be a NIK under a wrong heading."""
    value = identity.value
    return identity.type is IdentityType.OTHER and len(value) == NIK_DIGITS and value.isdigit()


def marker(prefix: str, person_key: str) -> str:
    """Our own idnumber for a person without an office number: `simpul-12` for `person:12`."""
    return f"{prefix}-{person_key.partition(':')[2] or person_key}".lower()


def idnumbers(seat: Seat, prefix: str) -> list[str]:
    """Return the idnumbers to look for, the one to write first; never empty."""
    return office_numbers(seat.record) or [marker(prefix, seat.person)]


def username(seat: Seat, prefix: str) -> str:
    """Return the username a new account gets."""
    for candidate in (*office_numbers(seat.record)[:1], seat.record.email or ""):
        if _USERNAME.fullmatch(candidate.lower()):
            return candidate.lower()
    return marker(prefix, seat.person)


def names(person: PersonRecord) -> tuple[str, str]:
    """Return first and last name as Moodle demands them, without tags, both filled."""
    first, last = given_and_family(plain(person.bare_name))
    return first, last


def plain(text: str) -> str:
    """Return text that Moodle stores unchanged: single spaces, no tag signs."""
    return " ".join(text.translate(_TAG_SIGNS).split())


def file_name(given: str) -> str:
    """Return a file's name that Moodle stores unchanged, its end kept."""
    fit = re.sub(r"\.\.+", ".", _UNFIT_IN_FILES.sub("", given))
    return " ".join(fit.split())[-MODULE_LENGTH:].lstrip(". ") or "berkas"


def masked_address(address: str) -> str:
    """Hide an e-mail address but for its first letter and its domain."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}***@{domain}"
