"""Who may do what: every route, both roles, nobody; sessions, tokens, limits, headers."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest

from connector.domain.trainings import FileKind
from connector.flows.keep_course_files import put_file
from connector.flows.load_procedures import load_shipped
from connector.store import audit, users
from connector.store.attachments import NewFile
from connector.store.engine import reading
from connector.store.tables import inbox
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
    "day": "2026-08-03",
    "mark_id": "1",
    "disruption_id": "1",
    "evidence_id": "1",
    "entry_id": "1",
    "archive_id": "1",
    "card": "x",
    "kind": "sttp",
    "file_kind": "guide",
    "series_id": "1",
    "slug": "s001",
    "type": "work-done",
}
"""What stands for the parts of an address in the matrix."""


def routes(place: House) -> list[tuple[str, str, str]]:
    """List (endpoint, method, path) of everything that can be asked for."""
    found = []
    for rule in place.app.url_map.iter_rules():
        path = re.sub(r"<(int:)?(\w+)>", _filled, rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.endpoint, method, path))
    return found


def _filled(part: re.Match[str]) -> str:
    return VALUES.get(part[2], "1" if part[1] else "x")


def ask(browser: Browser, method: str, path: str) -> int:
    return browser.get(path).status_code if method == "GET" else browser.post(path).status_code


@pytest.fixture
def furnished(place: House) -> House:
    key = add_training(place, [person(1), person(2)])
    add_plan(place, key)
    load_shipped(place.engine, place.clock())
    guide = NewFile("Pedoman.pdf", b"%PDF-1.7\npedoman\n%%EOF\n")
    put_file(place.office, CODE, FileKind.GUIDE, guide, actor="user:1")
    with place.engine.begin() as connection:
        connection.execute(
            inbox.insert().values(
                source="zoom", connection_id="default", digest="x", body=b"{}", state="done",
                received_at=place.clock(), run_at=place.clock(), attempts=1,
            )
        )  # fmt: skip
    return place


ELSEWHERE = frozenset(
    {"plans.awaited", "unmatched.choose", "signing.batch", "archive.one", "office_deliveries.one"}
    | {"reports.paper", "reports.sheet"}
    | {"assignments.show", "assignments.file"}
)
"""Pages of something that is gone by now, or was never there: they lead on, or say so."""

NARROWER = frozenset(
    {"certificates.preview", "signing.paper", "signing.first_picture", "archive.paper"}
    | {"steps.attachment"}
)
"""Papers with whole personal numbers: readers who may write or approve nothing get none."""


OFFICIALS = frozenset(
    f"signing.{name}" for name in ("start", "sign", "send_code", "settle", "hand_out", "take_in")
)
"""For the official's own user, whatever their role, and who carries their files: the flow asks."""

READERS = frozenset({"archive.package"})
"""Reads only, as a POST because it is written down; for whoever may have whole numbers."""

ROLES = (Needs.ADMINISTRATOR, Needs.COMPANION, Needs.APPROVER)


def approver(place: House) -> Browser:
    """Sign in somebody who may approve; they may do nothing else that is written."""
    with place.engine.begin() as connection:
        role = users.UserRole.APPROVER
        users.add(connection, "ketua", "Ketua", PASSWORD, role, "id", now=place.clock())
    return place.signed_in("ketua")


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


def test_an_approver_writes_nothing_but_approvals(furnished: House) -> None:
    browser = approver(furnished)
    refused = {
        endpoint: ask(browser, method, path)
        for endpoint, method, path in routes(furnished)
        if NEEDS[endpoint] in (Needs.ADMINISTRATOR, Needs.COMPANION)
    }
    assert set(refused.values()) == {403}
    assert "drafting.correct" in refused


def test_nobody_else_approves(furnished: House) -> None:
    approvals = [one for one in routes(furnished) if NEEDS[one[0]] is Needs.APPROVER]
    assert {"approvals.approve", "approvals.withdraw"} <= {endpoint for endpoint, _, _ in approvals}
    for login in ("ratna", "budi", "sari"):
        browser = furnished.signed_in(login)
        for endpoint, method, path in approvals:
            assert ask(browser, method, path) == 403, endpoint


def test_staff_may_keep_no_attendance(furnished: House) -> None:
    browser = furnished.staff()
    refused = {
        endpoint: ask(browser, method, path)
        for endpoint, method, path in routes(furnished)
        if NEEDS[endpoint] is Needs.COMPANION
    }
    assert set(refused.values()) == {403}
    assert "marking.mark" in refused


def test_every_write_but_a_search_and_ones_own_session_asks_for_a_role(place: House) -> None:
    open_writes = {
        endpoint
        for endpoint, method, _ in routes(place)
        if method == "POST" and NEEDS[endpoint] not in (*ROLES, Needs.TURN)
    }
    own = {"personal.sign", "personal.type_code", "personal.own_email", "check_in.answer"}
    own |= {"own_certificate.confirm", "own_certificate.propose"}
    session = {"board.search", "sign_in.language", "sign_in.login", "sign_in.logout"}
    anybody = {"verification.check_file"}  # looks at a file, writes nothing
    assert open_writes == session | own | anybody | OFFICIALS | READERS


def test_staff_sign_nothing_and_take_no_papers_along(furnished: House) -> None:
    browser = furnished.staff()
    for endpoint, method, path in routes(furnished):
        turn = endpoint in OFFICIALS | READERS or NEEDS[endpoint] is Needs.TURN
        if method == "POST" and turn:
            assert ask(browser, method, path) in (400, 403, 404, 422), endpoint


def test_staff_read_everything_and_are_offered_no_write(furnished: House) -> None:
    browser = furnished.staff()
    for endpoint, method, path in routes(furnished):
        if (
            method == "GET"
            and NEEDS[endpoint] is Needs.STAFF
            and endpoint not in (ELSEWHERE | NARROWER)
        ):
            answer = browser.get(path)
            assert answer.status_code == 200, endpoint
            if answer.mimetype != "text/html":
                continue
            forms = re.findall(r"<form[^>]*>", answer.text)
            writes = [form for form in forms if 'method="get"' not in form]
            offered = set(re.findall(r'action="([^"]+)"', " ".join(writes)))
            assert offered <= {"/language", "/logout", "/search"}, endpoint


def test_a_route_that_declares_nothing_is_closed(place: House) -> None:
    place.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert place.administrator().get("/forgotten").status_code == 403


def test_a_refusal_is_said_in_three_lines(furnished: House) -> None:
    page = furnished.staff().get("/trainings/new").text
    assert "hanya untuk administrator" in page
    assert "Tidak ada yang diubah." in page
    assert "Mintalah administrator" in page


def test_who_may_not_approve_is_not_sent_to_an_administrator(furnished: House) -> None:
    refused = furnished.administrator().post(f"/trainings/{CODE}/certificates/approval")
    assert refused.status_code == 403
    assert "administrator Simpul" not in refused.text
    assert "approver" in refused.text or "menyetujui" in refused.text


def test_a_post_without_the_form_token_changes_nothing(furnished: House) -> None:
    browser, chief = furnished.administrator(), approver(furnished)
    for endpoint, method, path in routes(furnished):
        if method == "POST" and endpoint != "verification.check_file":  # it writes nothing
            client = chief.client if NEEDS[endpoint] is Needs.APPROVER else browser.client
            answer = client.post(path, data={"code": "X-1", "title": "Tanpa token"})
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
        name = "__Host-simpul_session" if secure else "simpul_session"
        cookie = SimpleCookie(answer.headers["Set-Cookie"])[name]
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
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:x",
        "",
        "/a\n/b",
        "//[",
    ],
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
        if method == "GET" and endpoint != "static":
            answer = browser.get(path)
            if answer.mimetype != "text/html":
                continue
            page = answer.text
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


def test_a_copied_cookie_is_worth_nothing_after_signing_out(place: House) -> None:
    browser = place.administrator()
    cookie = browser.client.get_cookie("simpul_session")
    assert cookie is not None
    thief = place.visitor()
    thief.client.set_cookie("simpul_session", cookie.value)
    assert thief.get("/").status_code == 200
    browser.post("/logout")
    assert thief.get("/").status_code == 303


def test_no_cookie_lives_longer_than_a_working_day_however_often_it_is_renewed(
    place: House,
) -> None:
    browser = place.administrator()
    place.clock.now += timedelta(hours=11)
    browser.post("/search", q="199001312015039999")  # leaves a message, so the cookie is new
    assert browser.get("/").status_code == 200
    place.clock.now += timedelta(hours=1)
    assert browser.get("/").status_code == 303


def test_signing_in_and_out_is_written_down(place: House) -> None:
    place.administrator().post("/logout")
    with reading(place.engine) as connection:
        entries = audit.about(connection, "user:1")
    assert [(one.actor, one.action) for one in entries] == [
        ("user:1", "user.signed_out"),
        ("user:1", "user.signed_in"),
    ]


def test_blanks_behind_a_name_buy_no_further_guesses(place: House) -> None:
    browser = place.visitor()
    answers = []
    for number in range(11):
        blanks = "".join("\t\u2003"[number >> bit & 1] for bit in range(95))
        answers.append(browser.post("/login", name=f"ratna{blanks}x", password="wrong"))
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]


def test_whoever_spends_a_names_guesses_does_not_lock_out_its_own_browser(place: House) -> None:
    own = place.administrator()
    own.post("/logout")
    stranger = place.visitor()
    for number in range(11):
        stranger.post("/login", name="ratna", password=f"guess {number}")
    assert stranger.post("/login", name="ratna", password=PASSWORD).status_code == 429
    assert own.post("/login", name="ratna", password=PASSWORD).status_code == 303
    guesses = [own.post("/login", name="ratna", password="x").status_code for _ in range(11)]
    assert guesses == [401] * 10 + [429]


def test_a_known_browser_is_known_for_its_own_name_alone(place: House) -> None:
    browser = place.staff()
    browser.post("/logout")
    answers = [browser.post("/login", name="ratna", password="x") for _ in range(10)]
    assert {answer.status_code for answer in answers} == {401}
    assert place.visitor().post("/login", name="ratna", password=PASSWORD).status_code == 429


def test_an_invented_browser_cookie_is_no_excuse(place: House) -> None:
    browser = place.visitor()
    for number in range(11):
        browser.client.set_cookie("simpul_known", f"x-{number}.forged", path="/login")
        answer = browser.post("/login", name="ratna", password="wrong")
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("hops", "blocked"), [(0, 429), (1, 429)], ids=["no proxy", "behind one proxy"]
)
def test_an_invented_forwarding_header_is_no_new_address(
    request: pytest.FixtureRequest, hops: int, blocked: int
) -> None:
    """Behind a proxy the last entry is the proxy's own; what stands before it is hearsay."""
    with house(request.getfixturevalue("sqlite_engine"), proxy_hops=hops) as place:
        browser = place.visitor()
        for number in range(31):
            answer = browser.client.post(
                "/login",
                data={"name": f"n{number}", "password": "x", "csrf_token": browser.token()},
                headers={"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"},
            )
    assert answer.status_code == blocked


def test_a_whole_ipv6_network_counts_as_one_address(place: House) -> None:
    browser = place.visitor()
    for number in range(31):
        answer = browser.client.post(
            "/login",
            data={"name": f"n{number}", "password": "x", "csrf_token": browser.token()},
            environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}"},
        )
    assert answer.status_code == 429


@pytest.mark.parametrize("path", ["/login", "/language", "/logout", "/search"])
def test_a_page_without_a_file_takes_no_megabytes(place: House, path: str) -> None:
    answer = place.staff().post(path, name="x" * 100_000)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path", ["/?q=%00", f"/trainings/{CODE}/plans/next?after=%00", "/trainings/%00"]
)
def test_a_sign_no_database_takes_is_refused_in_words(furnished: House, path: str) -> None:
    assert furnished.administrator().get(path).status_code == 400


def test_a_name_with_such_a_sign_is_refused_too(place: House) -> None:
    assert place.visitor().post("/login", name="\x00", password="x").status_code == 400


@pytest.mark.parametrize("path", ["plans/{}", "plans/{}/progress", "seats/{}"])
def test_a_number_no_row_can_have_is_nowhere(furnished: House, path: str) -> None:
    address = f"/trainings/{CODE}/" + path.format("9" * 30)
    assert furnished.administrator().get(address).status_code == 404


@pytest.mark.parametrize(
    "wanted", ["NIP 199001312015039999", "1990 0131 2015 03 9999 X", "nip:1990013120150399"]
)
def test_a_personal_number_never_enters_an_address(furnished: House, wanted: str) -> None:
    answer = furnished.staff().post("/search", q=wanted)
    assert answer.location == "/"


def test_a_number_is_found_with_its_label_before_it(furnished: House) -> None:
    answer = furnished.staff().post("/search", q="NIP. 19900131 201503 0001")
    assert answer.location == f"/trainings/{CODE}#seat-1"


def test_a_training_whose_code_holds_a_date_is_still_found(place: House) -> None:
    add_training(place, [], code="PTPP-20260803")
    answer = place.staff().post("/search", q="PTPP-20260803")
    assert answer.location == "/trainings/PTPP-20260803"


def test_what_an_error_said_is_not_logged(place: House, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> str:
        raise ValueError(f"Peserta Contoh {1990 * 10**14}")

    place.app.add_url_rule("/broken", "broken", broken)
    NEEDS["broken"] = Needs.NOBODY
    try:
        place.visitor().get("/broken")
    finally:
        del NEEDS["broken"]
    assert "ValueError" in caplog.text
    assert "in broken" in caplog.text
    assert "Peserta Contoh 1990" not in caplog.text
