"""Settings of units, appointments and addresses: for administrators, in words, nothing silent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from connector.app import CATALOGUE
from connector.domain.appointments import AppointmentKind
from connector.domain.procedures import Actor
from connector.store import appointments, users
from connector.store.engine import reading
from connector.web import create_web
from tests.web.place import Browser, House, house
from tests.web.procedure_place import OTHER_UNIT, UNIT, Bureau, bureau


@pytest.fixture
def empty(sqlite_engine: Engine) -> Iterator[House]:
    with house(sqlite_engine) as place:
        yield replace(place, app=create_web(place.office, place.settings, CATALOGUE))


@pytest.fixture
def office(empty: House) -> Bureau:
    return bureau(empty)


def administrator(place: House) -> Browser:
    browser = place.administrator()
    browser.post("/language", lang="en", next="/")
    return browser


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def form(office: Bureau, **changes: object) -> dict[str, object]:
    """Appoint Seno as a second head, from that Monday on."""
    return {
        "role": "head", "user": office.ids["seksi"], "kind": "definitive", "stands_for": "",
        "from_day": "2026-08-03", "until_day": "", **changes,
    }  # fmt: skip


def test_without_units_the_page_says_what_to_do_first(empty: House) -> None:
    page = administrator(empty).get("/settings/units").text
    assert "There is no unit yet" in page
    assert "Add your Pusat or Balai below" in page


def test_a_unit_is_added_and_leads_to_its_people(empty: House) -> None:
    browser = administrator(empty)
    answer = browser.post("/settings/units", name="Balai Diklat Contoh", short="Balai", parent="")
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "nobody is appointed" in page
    refused = browser.post("/settings/units", name="Balai Diklat Contoh", short="", parent="")
    assert refused.status_code == 422
    assert "There is a unit" in refused.text
    assert 'value="Balai Diklat Contoh"' in refused.text


def test_the_list_names_heads_and_what_a_running_procedure_misses(office: Bureau) -> None:
    office.training()
    office.begin("s003")
    page = text_of(administrator(office.house).get("/settings/units").text)
    assert f"{UNIT} Hendra Kepala" in page
    assert "Class companion" in page
    assert f"{OTHER_UNIT} nobody is appointed" in page


def test_an_appointment_is_made_shown_and_ended(office: Bureau) -> None:
    browser, path = administrator(office.house), f"/settings/units/{office.unit}"
    assert browser.post(f"{path}/appointments", **form(office)).status_code == 303
    page = browser.get(path).text
    assert "2 may act" in text_of(page)
    number = max(int(one) for one in re.findall(rf"{path}/appointments/(\d+)", page))
    ended = browser.post(f"{path}/appointments/{number}", last_day="2026-08-03")
    assert ended.status_code == 303
    with reading(office.house.engine) as connection:
        kept = appointments.get(connection, number)
    assert kept is not None
    assert str(kept.appointment.until_day) == "2026-08-03"
    assert browser.post(f"{path}/appointments/{number}", last_day="kapan").status_code == 409
    elsewhere = f"/settings/units/{office.other}/appointments/{number}"
    assert browser.post(elsewhere, last_day="2026-08-03").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"user": ""}, "unknown or inactive"),
        ({"role": "participant"}, "not given in a unit"),
        ({"kind": "raja"}, "kind of appointment is unknown"),
        ({"kind": "plh"}, "name whom they stand in for"),
        ({"from_day": "kapan"}, "a date cannot be read"),
        ({"until_day": "2026-08-02"}, "before the first"),
    ],
)
def test_a_refused_appointment_says_why_and_keeps_the_form(
    office: Bureau, changes: dict[str, object], said: str
) -> None:
    path = f"/settings/units/{office.unit}/appointments"
    answer = administrator(office.house).post(path, **form(office, **changes))
    assert answer.status_code == 422
    assert said in answer.text


def test_a_substitute_is_shown_with_whom_they_stand_in_for(office: Bureau) -> None:
    path = f"/settings/units/{office.unit}"
    browser = administrator(office.house)
    browser.post(
        f"{path}/appointments",
        **form(office, kind="plh", stands_for=office.ids["hendra"], until_day="2026-08-05"),
    )
    page = text_of(browser.get(path).text)
    assert "Seno Seksi Plh. · standing in for Hendra Kepala · 3 August 2026 – 5 August" in page


def test_an_inactive_user_is_said_to_hold_nothing(office: Bureau) -> None:
    with office.house.engine.begin() as connection:
        users.set_active(connection, office.ids["agus"], False)
    page = text_of(administrator(office.house).get(f"/settings/units/{office.unit}").text)
    assert "user is inactive and holds nothing" in page


def test_a_unit_in_use_stays_and_an_unused_one_goes_and_comes_back(office: Bureau) -> None:
    browser = administrator(office.house)
    used = browser.post(f"/settings/units/{office.unit}/retire", retired="1")
    assert used.status_code == 409
    path = f"/settings/units/{office.other}"
    assert browser.post(f"{path}/retire", retired="1").status_code == 303
    page = browser.get(path).text
    assert "This unit is out of use." in page
    assert "Appoint somebody" not in page
    assert "1 unit out of use" in browser.get("/settings/units").text
    assert browser.post(f"{path}/retire", retired="0").status_code == 303


def test_a_unit_is_renamed_and_placed(office: Bureau) -> None:
    browser, path = administrator(office.house), f"/settings/units/{office.unit}"
    given = {"name": UNIT, "short": "Puspenkom", "parent": office.other}
    assert browser.post(path, **given).status_code == 303
    assert "Puspenkom" in browser.get(path).text
    above = f"/settings/units/{office.other}"
    loop = browser.post(above, name=OTHER_UNIT, short="", parent=office.unit)
    assert loop.status_code == 422
    assert "This parent cannot be used" in loop.text


def test_addresses_are_kept_and_who_lacks_one_is_counted(office: Bureau) -> None:
    browser = administrator(office.house)
    page = browser.get("/settings/users").text
    assert "5 people with an appointment have no address." in page
    assert "No mail server is set up" in page
    path = f"/settings/users/{office.ids['hendra']}/email"
    assert browser.post(path, email="Hendra@Contoh.go.id").status_code == 303
    page = browser.get("/settings/users").text
    assert 'value="hendra@contoh.go.id"' in page
    assert "4 people with an appointment" in page
    bad = browser.post(path, email="bukan alamat")
    assert bad.status_code == 422
    assert "The e-mail address cannot be used" in bad.text
    assert 'value="bukan alamat"' in bad.text
    assert browser.post(path, email="").status_code == 303
    assert browser.post("/settings/users/999/email", email="").status_code == 404


def test_appointments_of_a_user_stand_beside_their_name(office: Bureau) -> None:
    office.appoint(
        "seksi", Actor.HEAD, kind=AppointmentKind.PLH, stands_for="hendra"
    )  # fmt: skip
    page = text_of(administrator(office.house).get("/settings/users").text)
    assert f"Plh. Head · {UNIT} · standing in for Hendra Kepala" in page


def test_nobody_but_an_administrator_sees_or_changes_any_of_it(office: Bureau) -> None:
    paths = ("/settings/units", f"/settings/units/{office.unit}", "/settings/users")
    for login in ("hendra", "budi", "sari"):
        browser = office.signed_in(login)
        assert {browser.get(path).status_code for path in paths} == {403}
        assert browser.post("/settings/units", name="Balai Lain").status_code == 403
