"""Indonesian is complete, English is the source, and every page can be had in both."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import connector.web
from tests.web.place import CODE, House, add_training, person

WEB = Path(connector.web.__file__).parent
PO = WEB / "translations/id/LC_MESSAGES/messages.po"
METHODS = [("*.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "ngettext": (1, 2)}

HOW = (
    "pybabel extract -F translations/babel.cfg --no-location -k _ -k ngettext:1,2 -o new.pot . && "
    "pybabel update -N -i new.pot -l id -d translations && pybabel compile -l id -d translations"
)


def indonesian() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="id")


def extracted() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(WEB, METHODS, {"templates/**.html": {"silent": "false"}}, KEYWORDS)
    return {message for _, _, message, _, _ in found}


def test_every_sentence_has_an_indonesian_one() -> None:
    translated = {message.id for message in indonesian() if message.id and message.string}
    wanted = extracted()
    assert len(wanted) > 200
    assert wanted - translated == set(), HOW
    assert translated - wanted == set(), f"no longer used; {HOW}"


def test_no_translation_is_doubtful_or_loses_a_parameter() -> None:
    for message in indonesian():
        assert not message.fuzzy, message.id
        assert list(message.check()) == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    content = BytesIO()
    write_mo(content, indonesian())
    assert PO.with_suffix(".mo").read_bytes() == content.getvalue(), HOW


def test_indonesian_is_spoken_first_and_a_choice_is_kept(place: House) -> None:
    browser = place.visitor()
    assert '<html lang="id">' in browser.get("/login").text
    assert browser.post("/language", lang="en", next="/login").location == "/login"
    assert '<html lang="en">' in browser.get("/login").text
    assert '<html lang="id">' in browser.get("/login?lang=id").text
    assert '<html lang="id">' in browser.get("/login").text


def test_dates_and_times_follow_the_language(place: House) -> None:
    add_training(place, [person(1)])
    browser = place.staff()
    page = browser.get(f"/trainings/{CODE}/schedule").text
    assert "Senin, 3 Agustus 2026" in page
    assert "08.00–09.30 WIB" in page
    page = browser.get(f"/trainings/{CODE}/schedule?lang=en").text
    assert "Monday, 3 August 2026" in page
    assert "08:00–09:30 WIB" in page


def test_an_unknown_language_is_ignored(place: House) -> None:
    assert '<html lang="id">' in place.visitor().get("/login?lang=xx").text
