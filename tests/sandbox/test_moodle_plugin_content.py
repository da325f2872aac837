"""Links and files that the sandbox's plugin puts into a course, and takes away again."""

from __future__ import annotations

import base64
import hashlib
import threading
from typing import Any

import pytest
import requests

from connector.sandbox.moodle import SandboxMoodle, learning
from tests.sandbox.moodle_calls import TIMEOUT, Caller
from tests.sandbox.plugin_place import SECRET, PluginPlace


def link(number: int = 1, **columns: Any) -> dict[str, Any]:
    row = {"key": f"simpul:link:{number}", "name": f"Sesi {number}", "description": "Ruang Zoom"}
    return {**row, "session": str(number), "visible": 1, **columns}


def file(raw: bytes = b"%PDF-1.7", **columns: Any) -> dict[str, Any]:
    row = {"key": "simpul:file:jadwal", "name": "Jadwal", "description": "", "visible": 1}
    sent = base64.b64encode(raw).decode()
    digest = hashlib.sha256(raw).hexdigest()
    return {**row, "filename": "jadwal.pdf", "content": sent, "sha256": digest, **columns}


def links(place: PluginPlace, *rows: dict[str, Any]) -> list[str]:
    """Put links; return the outcomes."""
    answer = place.call("local_simpul_put_links", courseid=place.course, links=list(rows))
    return [each["outcome"] for each in answer["modules"]]


def files(place: PluginPlace, *rows: dict[str, Any]) -> list[str]:
    answer = place.call("local_simpul_put_files", courseid=place.course, files=list(rows))
    return [each["outcome"] for each in answer["modules"]]


def there(place: PluginPlace) -> list[dict[str, Any]]:
    answer = place.call("local_simpul_get_modules", courseid=place.course)
    found: list[dict[str, Any]] = answer["modules"]
    return found


def refused(place: PluginPlace, what: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """Put rows of which one is bad; return the error."""
    sent = {"courseid": place.course, what: list(rows)}
    answer: dict[str, Any] = place.call(f"local_simpul_put_{what}", **sent)
    return answer


def test_links_are_made_changed_and_left_alone(plugged: PluginPlace) -> None:
    assert links(plugged, link(1), link(2)) == ["created", "created"]
    assert links(plugged, link(1), link(2, name="Sesi dua")) == ["unchanged", "updated"]
    first, second = there(plugged)
    assert first == {
        "key": "simpul:link:1",
        "cmid": first["cmid"],
        "modname": "url",
        "name": "Sesi 1",
        "description": "Ruang Zoom",
        "section": 0,
        "visible": True,
        "address": f"{plugged.moodle.url}/local/simpul/join.php?course={plugged.course}&session=1",
        "filename": "",
        "sha256": "",
        "timemodified": int(plugged.now.timestamp()),
    }
    assert second["name"] == "Sesi dua"
    assert links(plugged, link(1, visible=0)) == ["updated"]
    assert there(plugged)[0]["visible"] is False


def test_a_section_chosen_by_hand_stays(plugged: PluginPlace) -> None:
    links(plugged, link())
    with plugged.moodle.state.transaction() as transaction:
        transaction.update("activities", there(plugged)[0]["cmid"], section=3)
    assert links(plugged, link(name="Lain")) == ["updated"]
    assert there(plugged)[0]["section"] == 3


def test_names_are_cleaned_as_moodles_form_cleans_them(plugged: PluginPlace) -> None:
    links(plugged, link(name=" <b>Sesi</b> 1 ", description="a\r\nb "))
    assert (there(plugged)[0]["name"], there(plugged)[0]["description"]) == ("Sesi 1", "a\nb")


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "other:1"},
        {"key": "simpul:"},
        {"key": "simpul:" + "x" * 94},
        {"key": "simpul:<b>"},
        {"name": " "},
        {"name": "x" * 1334},
        {"session": "1/2"},
        {"session": ""},
        {"session": "x" * 65},
        {"key": "simpul:link:8"},
    ],
)
def test_one_bad_link_refuses_all_and_is_named(plugged: PluginPlace, wrong: dict[str, Any]) -> None:
    row = link(**wrong)
    answer = refused(plugged, "links", link(8), row)
    assert answer["errorcode"] == "badcontent"
    assert row["key"] in answer["message"]
    assert there(plugged) == []


def test_files_are_made_replaced_and_left_alone(plugged: PluginPlace) -> None:
    assert files(plugged, file()) == ["created"]
    assert files(plugged, file()) == ["unchanged"]
    assert files(plugged, file(b"%PDF-2.0 newer")) == ["updated"]
    assert files(plugged, file(b"%PDF-2.0 newer", filename="jadwal-2.pdf")) == ["updated"]
    [one] = there(plugged)
    assert (one["modname"], one["filename"], one["address"]) == ("resource", "jadwal-2.pdf", "")
    assert one["sha256"] == hashlib.sha256(b"%PDF-2.0 newer").hexdigest()
    page = f"{plugged.moodle.url}/mod/resource/view.php?id={one['cmid']}"
    assert requests.get(page, timeout=TIMEOUT).content == b"%PDF-2.0 newer"
    assert len(plugged.moodle.state.rows("files")) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"sha256": "0" * 64}, "badcontent"),
        ({"content": "%%%"}, "badcontent"),
        ({"content": ""}, "badcontent"),
        ({"filename": "///"}, "badcontent"),
        ({"filename": "jadwal.pdf.HTML"}, "badcontent"),
        ({"filename": "jadwal.svg"}, "badcontent"),
    ],
)
def test_a_file_that_was_cut_is_refused(
    plugged: PluginPlace, wrong: dict[str, Any], code: str
) -> None:
    assert refused(plugged, "files", file(**wrong))["errorcode"] == code
    assert there(plugged) == []


def test_a_file_that_is_too_big_says_how_big_it_may_be(plugged: PluginPlace) -> None:
    plugged.moodle.state.site.max_bytes = 4
    answer = refused(plugged, "files", file())
    assert answer["errorcode"] == "filetoobig"
    assert "takes 4" in answer["message"]


def test_a_key_belongs_to_one_kind_of_module(plugged: PluginPlace) -> None:
    links(plugged, link())
    assert refused(plugged, "files", file(key="simpul:link:1"))["errorcode"] == "badcontent"


def test_a_kind_that_was_switched_off_cannot_be_made_anew(plugged: PluginPlace) -> None:
    links(plugged, link(1))
    plugged.moodle.state.site.disabled_modules = ("url",)
    assert refused(plugged, "links", link(1), link(2))["errorcode"] == "moduledisable"
    assert links(plugged, link(1, name="Lain")) == ["updated"]


def test_modules_are_removed_and_who_was_gone_is_missing(plugged: PluginPlace) -> None:
    links(plugged, link(1), link(2))
    one, two = (each["cmid"] for each in there(plugged))
    remove = {"courseid": plugged.course}
    call = plugged.call
    answer = call("local_simpul_remove_modules", **remove, cmids=[one, one, 99_999])
    assert answer == {"removed": [one], "missing": [99_999]}
    assert call("local_simpul_remove_modules", **remove, cmids=[one]) == {
        "removed": [],
        "missing": [one],
    }
    assert [each["cmid"] for each in there(plugged)] == [two]


def test_what_is_not_the_plugins_is_not_removed(plugged: PluginPlace) -> None:
    links(plugged, link())
    [ours] = there(plugged)
    foreign = learning.add_activity(plugged.moodle.state, plugged.course, "Bacaan")
    for course, cmids in (
        (plugged.course, [ours["cmid"], foreign]),
        (plugged.moodle.state.add_course("d"), [ours["cmid"]]),
    ):
        answer = plugged.call("local_simpul_remove_modules", courseid=course, cmids=cmids)
        assert answer["errorcode"] == "notours"
    assert len(there(plugged)) == 1


def test_two_like_calls_at_once_make_no_twins() -> None:
    with SandboxMoodle(plugin=True, race_delay=0.02) as moodle:
        course = moodle.state.add_course("c")
        call = Caller(moodle)

        def put() -> None:
            call("local_simpul_put_links", courseid=course, links=[link()])

        threads = [threading.Thread(target=put) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(moodle.state.rows("activities")) == 1


def test_without_the_plugin_the_functions_are_unknown(call: Caller) -> None:
    assert call.error("local_simpul_get_modules", courseid=1) == "invalidrecordunknown"
    names = [each["name"] for each in call("core_webservice_get_site_info")["functions"]]
    assert not [name for name in names if name.startswith("local_simpul")]


def test_with_it_they_are_listed_and_can_be_called_together(plugged: PluginPlace) -> None:
    names = [each["name"] for each in plugged.call("core_webservice_get_site_info")["functions"]]
    assert len([name for name in names if name.startswith("local_simpul_")]) == 10
    request = {
        "function": "local_simpul_get_modules",
        "arguments": f'{{"courseid": {plugged.course}}}',
    }
    [told] = plugged.call("tool_mobile_call_external_functions", requests=[request])["responses"]
    assert told == {"error": False, "data": '{"modules": []}'}


def test_the_join_page_sends_a_person_on_signed(plugged: PluginPlace) -> None:
    links(plugged, link(7))
    plugged.moodle.plugin.deliver_to("http://simpul.example", SECRET)
    address = there(plugged)[0]["address"]
    page = f"{address}&user={plugged.person}"
    answer = requests.get(page, timeout=TIMEOUT, allow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    until = int(plugged.now.timestamp()) + 300
    start = f"http://simpul.example/p/course?site=default&user={plugged.person}"
    wanted = f"{start}&course={plugged.course}&session=7&until={until}&sign="
    assert answer.headers["Location"].startswith(wanted)
    asked = requests.get(address, timeout=TIMEOUT)
    assert f"user={plugged.person}" in asked.text.replace("&amp;", "&")
    stranger = plugged.moodle.state.add_user("x", "x@example.com")
    refused_page = requests.get(f"{address}&user={stranger}", timeout=TIMEOUT)
    assert refused_page.status_code == 403


def test_the_page_shows_modules_and_what_waits(plugged: PluginPlace) -> None:
    plugged.moodle.plugin.deliver_to("http://127.0.0.1:9", SECRET)
    links(plugged, link(7, name="Sesi & 7"))
    plugged.call("core_user_update_users", users=[{"id": plugged.person, "city": "Bogor"}])
    page = requests.get(plugged.moodle.url, timeout=TIMEOUT).text
    assert "Sesi &amp; 7" in page
    assert "moodle.account_changed" in page
    assert SECRET not in page


def test_the_page_says_nothing_of_a_plugin_that_is_not_there(moodle: SandboxMoodle) -> None:
    assert "Pengaya" not in requests.get(moodle.url, timeout=TIMEOUT).text
