"""Who may do what: every route, both roles, nobody; sessions, tokens, limits, headers."""

import re
from http.cookies import SimpleCookie

import pytest

from connector.store import users
from connector.web.access import NEEDS, Needs
from connector.web.sign_in import safe_next
from tests.web.place import CODE, PASSWORD, Browser, House, add_plan, add_training, house, person

VALUES = {
    "code": CODE,
    "number": "1",
    "seat_id": "1",
    "job_id": "1",
    "preview_id": "x",
    "token": "x",
}
"""What stands for the parts of an address in the matrix."""


def routes(place: House) -> list[tuple[str, str, str]]:
    """List (endpoint, method, path) of everything that can be asked for."""
    found = []
    for rule in place.app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: VALUES.get(part[1], "x"), rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.endpoint, method, path))
    return found


def ask(browser: Browser, method: str, path: str) -> int:
    return browser.get(path).status_code if method == "GET" else browser.post(path).status_code


@pytest.fixture
def furnished(place: House) -> House:
    key = add_training(place, [person(1), person(2)])
    add_plan(place, key)
    return place


def test_every_route_says_what_it_needs(place: House) -> None:
    assert {endpoint for endpoint, _, _ in routes(place)} == set(NEEDS)


def test_nobody_sees_what_needs_a_sign_in(furnished: House) -> None:
    browser = furnished.visitor()
    for endpoint, method, path in routes(furnished):
        if NEEDS[endpoint] is not Needs.NOBODY:
            answer = browser.get(path) if method == "GET" else browser.post(path)
            assert (answer.status_code, answer.location.split("?")[0]) == (303, "/login"), endpoint


def test_staff_may_open_nothing_that_is_for_administrators(furnished: House) -> None:
    browser = furnished.staff()
    refused = [
        ask(browser, method, path)
        for endpoint, method, path in routes(furnished)
        if NEEDS[endpoint] is Needs.ADMINISTRATOR
    ]
    assert set(refused) == {403}
    assert len(refused) >= 12


def test_every_write_but_a_search_and_ones_own_session_is_for_administrators(place: House) -> None:
    open_writes = {
        endpoint
        for endpoint, method, _ in routes(place)
        if method == "POST" and NEEDS[endpoint] is not Needs.ADMINISTRATOR
    }
    assert open_writes == {"board.search", "sign_in.language", "sign_in.login", "sign_in.logout"}


def test_staff_read_everything_and_are_offered_no_write(furnished: House) -> None:
    browser = furnished.staff()
    for endpoint, method, path in routes(furnished):
        if method == "GET" and NEEDS[endpoint] is Needs.STAFF and endpoint != "plans.awaited":
            answer = browser.get(path)
            assert answer.status_code == 200, endpoint
            offered = set(re.findall(r'<form[^>]*action="([^"]+)"', answer.text))
            own = {"/language", "/logout", "/search", f"/trainings/{CODE}"}
            assert offered <= own, endpoint


def test_a_route_that_declares_nothing_is_closed(place: House) -> None:
    place.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert place.administrator().get("/forgotten").status_code == 403


def test_a_refusal_is_said_in_three_lines(furnished: House) -> None:
    page = furnished.staff().get("/trainings/new").text
    assert "hanya untuk administrator" in page
    assert "Tidak ada yang diubah." in page
    assert "Mintalah administrator" in page


def test_a_post_without_the_form_token_changes_nothing(furnished: House) -> None:
    browser = furnished.administrator()
    for endpoint, method, path in routes(furnished):
        if method == "POST":
            answer = browser.client.post(path, data={"code": "X-1", "title": "Tanpa token"})
            assert answer.status_code == 400, endpoint
            assert "Tidak ada yang diubah." in answer.text
    assert "Tanpa token" not in browser.get("/").text


def test_the_session_is_a_new_one_after_signing_in(place: House) -> None:
    browser = place.visitor()
    with browser.client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    browser.post("/login", name="ratna", password=PASSWORD)
    with browser.client.session_transaction() as own:
        assert "planted" not in own
        assert own["_user_id"] == "1"


@pytest.mark.parametrize(
    ("base_url", "secure"), [("https://simpul.example", True), ("http://127.0.0.1:8000", False)]
)
def test_the_cookie_stays_with_the_browser_and_on_https(
    request: pytest.FixtureRequest, base_url: str, secure: bool
) -> None:
    with house(request.getfixturevalue("sqlite_engine"), base_url=base_url) as place:
        answer = place.visitor().get("/login")
        cookie = SimpleCookie(answer.headers["Set-Cookie"])["simpul_session"]
    assert (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"]) == (
        secure,
        True,
        "Lax",
    )


def test_a_changed_password_ends_open_sessions(place: House) -> None:
    browser = place.administrator()
    with place.engine.begin() as connection:
        users.set_password(connection, 1, "another-password-9")
    assert browser.get("/").status_code == 303


def test_a_locked_out_user_is_out_at_once(place: House) -> None:
    browser = place.staff()
    with place.engine.begin() as connection:
        users.set_active(connection, 2, False)
    assert browser.get("/").status_code == 303


def test_signing_out_ends_the_session(place: House) -> None:
    browser = place.administrator()
    browser.post("/logout")
    assert browser.get("/").status_code == 303


def test_a_wrong_password_and_an_unknown_name_look_the_same(place: House) -> None:
    def answer(name: str) -> tuple[int, str]:
        got = place.visitor().post("/login", name=name, password="wrong-password")
        return got.status_code, re.sub(r'value="[^"]*"', "", got.text)

    assert answer("ratna") == answer("nobody")
    assert answer("ratna")[0] == 401


def test_guessing_one_password_is_stopped(place: House) -> None:
    browser = place.visitor()
    answers = [browser.post("/login", name="ratna", password=f"guess {n}") for n in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert "Terlalu banyak percobaan" in answers[-1].text
    assert browser.post("/login", name="Ratna ", password=PASSWORD).status_code == 429
    assert browser.post("/login", name="budi", password=PASSWORD).status_code == 303


def test_guessing_many_names_from_one_address_is_stopped(place: House) -> None:
    browser = place.visitor()
    answers = [browser.post("/login", name=f"name{n}", password="x") for n in range(31)]
    assert [answer.status_code for answer in answers] == [401] * 30 + [429]


def test_signing_in_rightly_is_never_counted(place: House) -> None:
    for _ in range(12):
        place.administrator()


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "/a\n/b"],
)
def test_nobody_is_sent_elsewhere_after_signing_in(wanted: str) -> None:
    assert safe_next(wanted) == "/"


def test_one_comes_back_to_the_page_that_asked_for_the_sign_in(place: House) -> None:
    browser = place.visitor()
    asked = browser.get("/system?x=1")
    assert asked.location == "/login?next=/system?x%3D1"
    answer = browser.post("/login", name="budi", password=PASSWORD, next="/system?x=1")
    assert answer.location == "/system?x=1"


def test_every_answer_forbids_what_is_not_ours(furnished: House) -> None:
    browser = furnished.administrator()
    for path in ("/", "/login", "/nope", "/p/wrong", f"/trainings/{CODE}"):
        headers = browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
    assert browser.get("/p/wrong").headers["Referrer-Policy"] == "no-referrer"


def test_no_page_carries_inline_script_or_style(furnished: House) -> None:
    browser = furnished.administrator()
    for endpoint, method, path in routes(furnished):
        if method == "GET" and endpoint not in ("static", "sheets.workbook"):
            page = browser.get(path).text
            assert not re.search(r"<style|\sstyle=|\son\w+=\"|<script(?! src=)", page), endpoint


def test_an_unforeseen_error_shows_no_traceback(place: House) -> None:
    place.app.add_url_rule("/broken", "broken", lambda: str(1 / 0))
    NEEDS["broken"] = Needs.NOBODY
    try:
        answer = place.visitor().get("/broken")
    finally:
        del NEEDS["broken"]
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
