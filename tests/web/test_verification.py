"""The public page of a certificate: what it says, to whom, and what it never says or keeps."""

from __future__ import annotations

import hashlib
import re
from contextlib import ExitStack
from io import BytesIO

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.numbering import new_code, show_code
from connector.domain.revocations import Revocation, written
from connector.domain.trainings import SeatState
from connector.flows.check_certificate import Match, compare
from connector.reports.siasn_fields import SiasnOptions
from connector.reports.siasn_sheet import Finished, siasn_pdf
from connector.store import archive, certificates, seats
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.tables import people as people_table
from connector.store.tables import trainings as trainings_table
from connector.web import verification
from tests.issued import SIGNED, Issue, issued, signed_pdf
from tests.web.place import CODE, Browser, House, add_training, counted_queries, person

NAME = "Contoh Utama Wijaya, S.H."


@pytest.fixture
def key(place_on_both: House) -> str:
    return add_training(place_on_both, [person(1, NAME), person(2)])


def first(place: House, choice: Issue | None = None) -> Certificate:
    return issued(place.office, CODE, choice)[0]


def path(one: Certificate) -> str:
    return f"/v/{show_code(one.code)}"


def archived(place: House, one: Certificate) -> bytes:
    with reading(place.engine) as connection:
        return archive.content(connection, one.sha256)


def end(place: House, one: Certificate, to: CertificateState, reason: str) -> None:
    with place.engine.begin() as connection:
        assert certificates.set_state(
            connection, one.id, (CertificateState.ARCHIVED,), to,
            revoked_at=SIGNED, revoked_by="user:1", revoked_reason=reason,
        )  # fmt: skip


def upload(browser: Browser, where: str, content: bytes, **headers: str) -> TestResponse:
    return browser.client.post(
        where,
        data={"file": (BytesIO(content), "sttp.pdf")},
        content_type="multipart/form-data",
        headers=headers,
    )


def test_a_valid_certificate_says_what_has_to_be_compared(place_on_both: House, key: str) -> None:
    one = first(place_on_both)
    answer = place_on_both.visitor().get(path(one))
    assert answer.status_code == 200
    assert "<h1" in answer.text
    assert "verdict ok" in answer.text
    for said in (
        one.number, "Contoh U*** W***", "Pelatihan Teknis Pelayanan Publik", "3–7 Agustus 2026",
        "20 JP", "14 Agustus 2026", "Dra. Siti Contoh, M.Si.", "Plt. Kepala Balai", one.sha256,
        show_code(one.code),
    ):  # fmt: skip
        assert said in answer.text


def test_nothing_personal_is_on_the_page(place_on_both: House, key: str) -> None:
    one = first(place_on_both)
    for browser in (place_on_both.visitor(), place_on_both.administrator()):
        for accept in ("text/html", "application/json"):
            text = browser.get(path(one), Accept=accept).text
            for hidden in (
                "Utama", "Wijaya", "S.H.", "1990", "Kudus", "Lapas", "Penyuluh", "Penata", "@",
                "Kementerian", "196801011990032001", "Ratna",
            ):  # fmt: skip
                assert hidden not in text.replace("@media", ""), hidden


def test_no_cookie_is_set_or_asked_for(place_on_both: House, key: str) -> None:
    one = first(place_on_both)
    browser = place_on_both.visitor()
    answers = [
        browser.get(path(one)),
        browser.get(f"{path(one)}?lang=en"),
        browser.get(path(one), Accept="application/json"),
        browser.get("/v/"),
        browser.get("/v/?code=nonsense"),
        browser.get("/v/nonsense"),
        browser.get(f"{path(one)}/elsewhere"),
        upload(browser, path(one), b"%PDF-"),
        browser.client.delete(path(one)),
        place_on_both.administrator().get(path(one)),
    ]
    for answer in answers:
        assert "Set-Cookie" not in answer.headers, answer.request.path
        assert "Cookie" not in answer.headers.get("Vary", ""), answer.request.path
        assert "csrf" not in answer.text


def test_caches_may_keep_it_for_a_minute_and_ask_again(place_on_both: House, key: str) -> None:
    one = first(place_on_both)
    browser = place_on_both.visitor()
    answer = browser.get(path(one))
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert set(answer.headers["Vary"].split(", ")) == {"Accept", "Accept-Language"}
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    again = browser.get(path(one), **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=60"
    end(place_on_both, one, CertificateState.REVOKED, "other")
    assert browser.get(path(one), **{"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_what_is_not_found_is_kept_by_nobody(place_on_both: House, key: str) -> None:
    answer = place_on_both.visitor().get("/v/nonsense")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_browsers_language_is_spoken_and_the_switch_wins(
    place_on_both: House, key: str, language: str
) -> None:
    url, browser = path(first(place_on_both)), place_on_both.visitor()
    other = {"en": "id", "id": "en"}[language]
    spoken = f'<html lang="{language}">'
    assert spoken in browser.get(url, **{"Accept-Language": f"{language}-XX,fr;q=0.5"}).text
    assert spoken in browser.get(f"{url}?lang={language}", **{"Accept-Language": other}).text
    assert '<html lang="id">' in browser.get(url, **{"Accept-Language": "fr"}).text
    assert '<html lang="id">' in browser.get(f"{url}?lang=xx").text


def test_a_revoked_certificate_says_so_with_the_category_alone(
    place_on_both: House, key: str
) -> None:
    one = first(place_on_both)
    end(
        place_on_both, one, CertificateState.REVOKED,
        written(Revocation.NOT_EARNED, "nilai Utama tertukar"),
    )  # fmt: skip
    answer = place_on_both.visitor().get(f"{path(one)}?lang=en")
    assert "Revoked" in answer.text
    assert "14 August 2026" in answer.text
    assert "the requirements were not met" in answer.text
    assert "tertukar" not in answer.text
    told = place_on_both.visitor().get(path(one), Accept="application/json").json
    assert told is not None
    assert (told["state"], told["reason"]) == ("revoked", "not_earned")


def test_a_replaced_certificate_leads_to_the_new_one_and_back(
    place_on_both: House, key: str
) -> None:
    old = first(place_on_both)
    end(place_on_both, old, CertificateState.REPLACED, "wrong_data: ejaan")
    new = replacement(place_on_both, old)
    browser = place_on_both.visitor()
    page = browser.get(path(old)).text
    assert f'href="{path(new)}"' in page
    back = browser.get(f"{path(new)}?lang=en").text
    assert f'href="{path(old)}?lang=en"' in back
    assert "Not signed yet" in back
    told = browser.get(path(old), Accept="application/json").json
    assert told is not None
    assert (told["state"], told["replaced_by"]) == ("replaced", show_code(new.code))


def replacement(place: House, old: Certificate) -> Certificate:
    fields = {
        name: getattr(old, name)
        for name in (
            "training_id", "seat_id", "person_id", "kind", "approval_id", "content", "dated",
            "design", "officials",
        )
    }  # fmt: skip
    new = certificates.NewCertificate(
        **fields, code=new_code(), series_id=None, sequence=None, number=old.number,
        generation=2, replaces_id=old.id,
    )  # fmt: skip
    with place.engine.begin() as connection:
        [made] = certificates.insert_many(connection, [new], actor="user:1", now=SIGNED)
        found = certificates.get(connection, made)
    assert found is not None
    return found


def test_an_unsigned_certificate_counts_for_nothing_yet(place_on_both: House, key: str) -> None:
    one = first(place_on_both, Issue(signed=False))
    page = place_on_both.visitor().get(f"{path(one)}?lang=en").text
    assert "Not signed yet" in page
    assert "SHA-256" not in page
    assert 'type="file"' not in page


def test_renaming_and_withdrawing_change_nothing(place_on_both: House, key: str) -> None:
    place = place_on_both
    one = first(place)
    before = place.visitor().get(path(one)).data
    with place.engine.begin() as connection:
        connection.execute(update(trainings_table).values(title="Judul Baru", cohort="X"))
        connection.execute(update(people_table).values(record={"full_name": "Nama Baru"}))
        seats.set_state(connection, one.seat_id, SeatState.WITHDRAWN)
    assert place.visitor().get(path(one)).data == before


def test_the_page_reads_certificate_and_signatures_alone(place_on_both: House, key: str) -> None:
    one = first(place_on_both)
    browser = place_on_both.visitor()
    with counted_queries(place_on_both.engine) as seen:
        browser.get(path(one))
    tables = set(re.findall(r"(?:FROM|JOIN) (\w+)", " ".join(seen)))
    assert tables == {"certificates", "signings"}
    assert len([one for one in seen if "SELECT" in one]) == 2


@pytest.mark.parametrize(
    "code",
    [
        "x",
        "0000-",
        "%00",
        "a" * 3000,
        "../../etc",
        "<script>",
        "ABCDE-FGHJK-MNPQR-STVW",
        "🙈",
        "%0d%0a",
    ],
)
def test_what_cannot_be_a_code_gets_the_page_of_an_unknown_one(
    place_on_both: House, key: str, code: str
) -> None:
    browser = place_on_both.visitor()
    never = browser.get(f"/v/{show_code(new_code())}")
    answer = browser.get(f"/v/{code}")
    if code in ("../../etc", "%00"):
        assert answer.status_code in (400, 404)
        return
    assert (answer.status_code, never.status_code) == (404, 404)
    typed = re.compile(r'value="[^"]*"')
    assert (
        typed.sub("", answer.text).replace(code, "")
        == typed.sub("", never.text).replace(never.request.path.removeprefix("/v/"), "")
        or "lang=" in answer.text
    )
    assert "<script>" not in answer.text.replace('<script src="', "")


def test_unknown_and_malformed_codes_ask_the_same_of_the_database(place_on_both: House) -> None:
    browser = place_on_both.visitor()
    asked = []
    for code in (show_code(new_code()), "nonsense"):
        with counted_queries(place_on_both.engine) as seen:
            browser.get(f"/v/{code}")
        asked.append(list(seen))
    assert asked[0] == asked[1] != []


@pytest.mark.parametrize("form", [str.lower, lambda code: code.replace("-", ""),
                                  lambda code: f" {code} ".replace("-", " ")])  # fmt: skip
def test_a_typed_code_is_read_generously(place_on_both: House, key: str, form: object) -> None:
    assert callable(form)
    one = first(place_on_both)
    answer = place_on_both.visitor().client.get("/v/", query_string={"code": form(path(one)[3:])})
    assert (answer.status_code, answer.location) == (303, path(one))


def test_programs_get_the_same_and_no_more(place_on_both: House, key: str) -> None:
    one = first(place_on_both)
    told = place_on_both.visitor().get(path(one), Accept="application/json").json
    assert told == {
        "state": "valid",
        "code": show_code(one.code),
        "kind": "sttp",
        "number": one.number,
        "name": "Contoh U*** W***",
        "training": "Pelatihan Teknis Pelayanan Publik",
        "cohort": "I",
        "first_day": "2026-08-03",
        "last_day": "2026-08-07",
        "lesson_hours": "20",
        "dated": "2026-08-14",
        "signers": [
            {
                "title": "Plt. Kepala Balai Pendidikan dan Pelatihan Contoh",
                "name": "Dra. Siti Contoh, M.Si.",
            }
        ],
        "signatures": told["signatures"] if told else None,
        "sha256": one.sha256,
        "ended_at": None,
        "reason": None,
        "replaced_by": None,
        "replaces": None,
    }
    [signature] = told["signatures"]
    assert (signature["intact"], signature["trusted"]) == (True, False)
    assert signature["signer"] == "Dra. Siti Contoh, M.Si."
    unknown = place_on_both.visitor().get("/v/nonsense", Accept="application/json")
    assert (unknown.status_code, unknown.json) == (404, {"state": "unknown"})


def test_a_file_is_ours_byte_for_byte_or_it_is_not(place_on_both: House, key: str) -> None:
    one, browser = first(place_on_both), place_on_both.visitor()
    ours = archived(place_on_both, one)
    flipped = bytearray(ours)
    flipped[len(ours) // 3] ^= 1
    foreign = siasn_pdf(
        Finished(one.content, "PALSU-1"), "Balai", SiasnOptions(), "id", created=SIGNED
    )
    for content, match in (
        (ours, "same"),
        (signed_pdf(ours), "added"),
        (ours + b"\n% note", "added"),
        (bytes(flipped), "different"),
        (foreign, "different"),
        (signed_pdf(foreign), "signed"),
        (b"no PDF at all", "no_pdf"),
    ):
        told = upload(browser, path(one), content, Accept="application/json").json
        assert told is not None
        assert told["file"]["match"] == match
        page = upload(browser, f"{path(one)}?lang=en", content)
        assert page.status_code == 200
        assert ("This PDF is ours, byte for byte." in page.text) == (match == "same")
        assert page.headers["Cache-Control"] == "no-store"


def test_a_file_of_a_revoked_certificate_is_ours_and_counts_no_more(
    place_on_both: House, key: str
) -> None:
    one = first(place_on_both)
    end(place_on_both, one, CertificateState.REVOKED, "other")
    page = upload(
        place_on_both.visitor(), f"{path(one)}?lang=en", archived(place_on_both, one)
    ).text
    assert "byte for byte" in page
    assert "no longer counts, see above" in page


def test_a_large_strangers_file_is_hashed_and_not_judged(place_on_both: House, key: str) -> None:
    one = first(place_on_both)
    large = signed_pdf(padded(one, 2 * 1024 * 1024))
    with reading(place_on_both.engine) as connection:
        judged = compare(connection, place_on_both.office, show_code(one.code), large)
    assert judged is not None
    assert (judged.match, judged.verification) == (Match.DIFFERENT, None)
    assert judged.sha256 == hashlib.sha256(large).hexdigest()


def padded(one: Certificate, size: int) -> bytes:
    """A PDF of at least that many bytes."""
    pdf = siasn_pdf(Finished(one.content, "PALSU-2"), "Balai", SiasnOptions(), "id", created=SIGNED)
    return pdf + b"%" + b"x" * size + b"\n" + pdf[pdf.rindex(b"startxref") :]


def test_an_upload_waits_its_turn_and_no_longer(
    place: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_training(place, [person(1, NAME)])
    one = first(place)
    monkeypatch.setattr(verification, "PATIENCE", 0.01)
    with verification._one_at_a_time:
        assert upload(place.visitor(), path(one), b"%PDF-").status_code == 429
    assert upload(place.visitor(), path(one), b"%PDF-").status_code == 200


def test_where_many_uploads_wait_the_next_one_is_told_at_once(
    place_on_both: House, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each that waits holds a thread of the pages; without an end to them all pages would stand."""
    monkeypatch.setattr(verification, "PATIENCE", 60.0)
    one = first(place_on_both)
    browser, content = place_on_both.visitor(), archived(place_on_both, one)
    with ExitStack() as held:
        held.enter_context(verification._one_at_a_time)
        for _ in range(verification.MOST_WAITING):
            held.enter_context(verification._places)
        assert upload(browser, path(one), content).status_code == 429
    assert upload(browser, path(one), content).status_code == 200


def test_another_persons_file_is_not_this_certificates(place_on_both: House, key: str) -> None:
    mine, other = issued(place_on_both.office, CODE)
    told = upload(
        place_on_both.visitor(), path(mine), archived(place_on_both, other),
        Accept="application/json",
    ).json  # fmt: skip
    assert told is not None
    assert told["file"]["match"] == "signed"


def test_an_upload_leaves_nothing_behind(place_on_both: House, key: str) -> None:
    one = first(place_on_both)
    with counted_queries(place_on_both.engine) as seen:
        upload(place_on_both.visitor(), path(one), b"%PDF- something personal")
    assert {statement.split()[0] for statement in seen} <= {"SELECT", "BEGIN"}


def test_an_upload_is_limited_in_size_and_number(place_on_both: House, key: str) -> None:
    one, browser = first(place_on_both), place_on_both.visitor()
    assert upload(browser, path(one), b"x" * 400_000).status_code == 413
    assert upload(browser, path(one), b"").status_code == 422
    statuses = [upload(browser, path(one), b"%PDF-").status_code for _ in range(20)]
    assert statuses[:17] == [200] * 17
    assert statuses[-1] == 429
    assert browser.get(path(one)).status_code == 200


def test_too_many_views_from_one_network_wait(place: House) -> None:
    browser = place.visitor()
    statuses = [browser.get("/v/nonsense").status_code for _ in range(121)]
    assert set(statuses[:120]) == {404}
    assert statuses[120] == 429
    last = browser.get("/v/nonsense")
    assert "Set-Cookie" not in last.headers
    assert browser.get("/v/nonsense", Accept="application/json").json == {"state": "busy"}


@pytest.mark.parametrize("kind", list(CertificateKind))
def test_every_kind_has_its_name(place_on_both: House, key: str, kind: CertificateKind) -> None:
    one = first(place_on_both, Issue(kind=kind))
    page = place_on_both.visitor().get(f"{path(one)}?lang=en").text
    assert {
        "sttp": "Certificate of completion (STTP)",
        "participation": "Certificate of participation",
        "teaching": "Certificate of teaching",
    }[kind.value] in page
