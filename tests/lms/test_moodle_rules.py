"""Names, numbers, options, timetable and words of the Moodle platform; no server."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from connector.domain.identities import Identity, IdentityType
from connector.domain.trainings import Seat
from connector.lms.moodle import rules, timetable
from connector.lms.moodle.events import event_items
from connector.lms.moodle.messages import MESSAGES
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.payloads import Event
from connector.lms.moodle.refusals import KIND_REFUSED, ROW_REFUSED, SITE_REFUSES, TEMPORARY
from connector.lms.moodle.wishes import EVENT, wishes
from connector.messages import say
from tests.lms import people

SOURCES = Path(rules.__file__).parent


def seat(*identities: Identity, email: str | None = "ana@example.org") -> Seat:
    record = replace(people.person(12), identities=identities, email=email)
    return people.seat(12, record)


NIP = Identity(IdentityType.NIP_PNS, "199001312015031987")
NIK = Identity(IdentityType.NIK, "3171013101900001")
NRP = Identity(IdentityType.NRP, "A81020304")


@pytest.mark.parametrize(
    ("identities", "email", "username", "idnumbers"),
    [
        ((NIP,), "ana@example.org", "199001312015031987", ["199001312015031987"]),
        ((NRP,), "ana@example.org", "a81020304", ["A81020304"]),
        ((NIP, NRP), None, "199001312015031987", ["199001312015031987", "A81020304"]),
        ((NIK,), "ana@example.org", "ana@example.org", ["simpul-12"]),
        ((NIK,), "ana+x@example.org", "simpul-12", ["simpul-12"]),
        ((), None, "simpul-12", ["simpul-12"]),
        (
            (Identity(IdentityType.OTHER, NIK.value),),
            "ana@example.org",
            "ana@example.org",
            ["simpul-12"],
        ),
    ],
)
def test_a_person_has_one_username_and_no_nik(
    identities: tuple[Identity, ...], email: str | None, username: str, idnumbers: list[str]
) -> None:
    one = seat(*identities, email=email)
    assert rules.username(one, "simpul") == username
    assert rules.idnumbers(one, "simpul") == idnumbers


def test_one_name_is_filled_up_and_tag_signs_are_replaced() -> None:
    assert rules.names(replace(people.person(1), bare_name="Sukarno")) == ("Sukarno", "-")
    assert rules.names(replace(people.person(1), bare_name="Ana <b> Ayu")) == ("Ana ‹b›", "Ayu")


def test_the_timetable_survives_what_moodle_does_to_it() -> None:
    text = timetable.lines(people.training([]))
    written = timetable.with_block("<p>Kata</p>", text)
    shown = written.replace("<br>", "<br />").replace("Etika", '<a href="#">Etika</a>')
    assert timetable.read_block(shown) == text
    assert "Senin, 3 Agustus 2026\n08.00–09.30 WIB Etika & Integritas" in text


def test_a_block_is_replaced_not_repeated() -> None:
    once = timetable.with_block("<p>Kata</p>", "satu")
    assert timetable.with_block(once, "dua").count("simpul-timetable") == 1


def test_every_refusal_has_words_in_both_languages() -> None:
    for code in TEMPORARY | SITE_REFUSES | KIND_REFUSED | ROW_REFUSED:
        wording = MESSAGES[f"moodle_{code}"]
        assert wording.id != wording.en, code
        assert wording.todo_id, code
        assert wording.todo_en, code


def test_every_code_the_platform_raises_has_words() -> None:
    pattern = re.compile(r'(?:_undecided\(item|Check\(\w+(?: if \w+ else \w+)?), "(\w+)"')
    outcome = re.compile(r'code="(\w+)"')
    text = "\n".join(path.read_text() for path in SOURCES.glob("*.py"))
    codes = set(pattern.findall(text)) | set(outcome.findall(text)) - {"need_missing"}
    assert len(codes) > 20
    assert not {code for code in codes if code not in MESSAGES}


def test_words_take_their_parameters() -> None:
    what, todo = say(MESSAGES, "moodle_accessexception", {"call": "core_x"}, "en")
    assert "core_x" in what
    assert "core_x" in todo


def test_one_event_answers_one_wish_only() -> None:
    wish = next(i for i in wishes(people.training([]), MoodleOptions()).items if i.kind == EVENT)
    twin = replace(wish, key="session:twin")
    values = wish.values
    start = int(people.sessions(1)[0].start.timestamp())
    event = Event(
        7,
        str(values["name"]),
        timetable.escaped(str(values["details"])),
        start,
        int(values["minutes"] or 0) * 60,
    )
    found = list(event_items([wish, twin], [event], {}))
    assert [(one.key, one.managed) for one in found] == [(wish.key, False)]
