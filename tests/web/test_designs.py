"""Pages of designs: set by an administrator, seen before saving, told what is wrong."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Engine

from connector.app import CATALOGUE
from connector.certificates.template_list import templates
from connector.domain.certificates import CertificateKind, Design, Official
from connector.flows.appoint_officials import save_official
from connector.flows.design_certificates import save_design
from connector.store import designs
from connector.store.engine import reading
from connector.web.factory import create_web
from tests import pdf_reading
from tests.certificates.sheets import png
from tests.web.place import House, house

LISTING = "/settings/designs"
NEW = f"{LISTING}/new"


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    with house(sqlite_engine) as opened:
        yield replace(opened, app=create_web(opened.office, opened.settings, CATALOGUE))


def kept(place: House) -> list[Design]:
    with reading(place.engine) as connection:
        return [one.design for one in designs.every(connection)]


def fields(**given: Any) -> dict[str, Any]:
    """What the form of a design sends."""
    own = {f"text.{one.name}": one.default for one in templates()["sttp"].texts}
    choices = {"option.signers": "front", "option.replacement": "new", "option.back": "on"}
    return {"template": "sttp", "name": "STTP Balai", **own, **choices, **given}


def stored(place: House, **given: Any) -> Design:
    one: dict[str, Any] = {"name": "STTP Balai", "kind": CertificateKind.STTP, "template": "sttp"}
    return save_design(place.office, Design(**{**one, **given}), actor="user:1")


def official(place: House, name: str = "Agus Contoh") -> int:
    one = Official(0, name, "Kepala Balai")
    saved = save_official(place.office, one, user_id=None, signer="", account=None, actor="user:1")
    return saved.official.id


def picture(content: bytes, name: str = "logo.png") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def english(place: House) -> Any:
    browser = place.administrator()
    browser.get(f"{LISTING}?lang=en")
    return browser


def test_only_administrators_see_or_change_designs(place: House) -> None:
    one = stored(place)
    for login in ("budi", "sari"):
        browser = place.signed_in(login)
        for path in (LISTING, f"{NEW}?template=sttp", f"{LISTING}/{one.id}"):
            assert browser.get(path).status_code == 403
        for path in (
            NEW,
            f"{LISTING}/{one.id}",
            f"{LISTING}/{one.id}/retire",
            f"{LISTING}/preview",
        ):
            assert browser.post(path, **fields()).status_code == 403
    assert kept(place) == [one]


def test_an_empty_list_offers_every_template_and_says_what_to_do_first(place: House) -> None:
    page = english(place).get(LISTING).text
    for one in templates().values():
        assert f'<option value="{one.name}">{one.title_en}</option>' in page
    assert "There is no official yet" in page
    assert page.index("STTP</h2>") < page.index("participation</h2>")


def test_a_new_design_shows_the_templates_own_texts_and_a_sample(place: House) -> None:
    answer = english(place).get(f"{NEW}?template=sttp")
    assert "img-src 'self' data:" in answer.headers["Content-Security-Policy"]
    assert answer.text.count('src="data:image/png;base64,') == 2
    assert "TELAH MENGIKUTI</textarea>" in answer.text
    assert "{penyelenggara}" in answer.text
    assert english(place).get(f"{NEW}?template=nihil").status_code == 404
    assert english(place).get(NEW).status_code == 404


def test_a_design_is_made_and_changed_with_texts_logo_options_and_signers(place: House) -> None:
    browser = english(place)
    first, second = official(place), official(place, "Rina Contoh")
    answer = browser.post(
        NEW,
        **fields(
            **{
                "text.headline": "LULUS",
                "option.qualification": "on",
                "option.klasifikasi": "SDM.KP",
                "official.1": str(second),
                "official.2": str(first),
                "unit": "Balai",
            },
            logo=picture(png()),
        ),
    )
    assert answer.status_code == 303
    [one] = kept(place)
    assert one.texts == {"headline": "LULUS"}
    assert one.options == {"qualification": True, "klasifikasi": "SDM.KP"}
    assert (one.officials, one.unit, one.logo) == ((second, first), "Balai", png())
    page = browser.get(f"{LISTING}/{one.id}").text
    assert "LULUS</textarea>" in page
    assert f'<option value="{second}" selected>' in page
    changed = fields(version="1", **{"official.1": "", "option.signers": "split"})
    del changed["option.back"]
    assert browser.post(f"{LISTING}/{one.id}", **changed).status_code == 303
    [two] = kept(place)
    assert (two.version, two.texts, two.officials, two.logo) == (2, {}, (), png())
    assert two.options == {"back": False, "signers": "split"}
    gone = fields(version="2", logo_remove="on")
    assert browser.post(f"{LISTING}/{one.id}", **gone).status_code == 303
    assert kept(place)[0].logo is None
    assert "Rina Contoh" not in browser.get(LISTING).text


def test_what_is_wrong_is_said_and_what_was_typed_stays(place: House) -> None:
    browser = english(place)
    answer = browser.post(NEW, **fields(**{"text.opening": "Halo {nik}"}))
    assert answer.status_code == 422
    assert "The text “Opening: organiser and legal basis” holds {nik}" in answer.text
    assert "The design was left as it was." in answer.text
    assert "Halo {nik}</textarea>" in answer.text
    assert kept(place) == []


HOSTILE = [
    '#eval("1") *x* <script>alert(1)</script> </textarea>',
    "#" * 500,
    "$ \\ \" ' {{ 7*7 }} {% raw %}",
]


@pytest.mark.parametrize("hostile", HOSTILE[:2])
def test_hostile_texts_are_printed_and_shown_as_text(place: House, hostile: str) -> None:
    browser = english(place)
    answer = browser.post(NEW, **fields(name="<b>Nama</b>", **{"text.sentence": hostile}))
    assert answer.status_code == 303, answer.text
    [one] = kept(place)
    assert one.texts["sentence"] == hostile
    page = browser.get(f"{LISTING}/{one.id}").text
    assert "<script>alert" not in page
    assert "<b>Nama</b>" not in page + browser.get(LISTING).text


def test_template_braces_are_no_fields(place: House) -> None:
    answer = english(place).post(NEW, **fields(**{"text.sentence": HOSTILE[2]}))
    assert answer.status_code == 422
    assert "49" not in re.sub('data:image[^"]+', "", answer.text).split("</textarea>")[0][-200:]


BAD_LOGOS = [
    (b"GIF89a", "no PNG, JPEG or SVG"),
    (png()[:-5], "damaged"),
    (png(7000, 1), "6000 pixels"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 1024 * 200, "damaged"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "holds script"),
    (b'<!DOCTYPE x [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "DOCTYPE"),
]


@pytest.mark.parametrize(("logo", "said"), BAD_LOGOS, ids=range(len(BAD_LOGOS)))
def test_a_logo_that_cannot_be_printed_is_refused_in_words(
    place: House, logo: bytes, said: str
) -> None:
    answer = english(place).post(NEW, **fields(logo=picture(logo)))
    assert answer.status_code == 422
    assert said in answer.text
    assert kept(place) == []


def test_a_file_too_large_for_any_page_is_refused(place: House) -> None:
    answer = english(place).post(NEW, **fields(logo=picture(b"\0" * 400_000)))
    assert answer.status_code == 413


def test_who_saves_on_an_old_version_is_told(place: House) -> None:
    one = stored(place)
    stored(place, name="Baru", id=one.id, version=1)
    answer = english(place).post(f"{LISTING}/{one.id}", **fields(version="1", unit="X"))
    assert answer.status_code == 422
    assert "Somebody else changed the design" in answer.text
    assert english(place).post(f"{LISTING}/{one.id}", **fields(version="x" * 50)).status_code == 422


def test_a_preview_before_saving_shows_pictures_or_a_pdf(place: House) -> None:
    browser = english(place)
    one = stored(place, logo=png())
    form = fields(id=str(one.id), name="", **{"text.headline": "LULUS"})
    refused = browser.post(f"{LISTING}/preview", **form)
    assert refused.status_code == 422
    pdf = browser.post(f"{LISTING}/preview", **{**form, "name": "x"})
    assert pdf.mimetype == "application/pdf"
    said = pdf_reading.text(pdf.data)
    assert "LULUS" in said
    assert "CONTOH" in said
    with_token = {**form, "csrf_token": browser.token()}
    pictures = browser.client.post(
        f"{LISTING}/preview", data=with_token, headers={"HX-Request": "true"}
    )
    assert pictures.text.count("<img") == 2
    wrong = {**with_token, "text.headline": "{nihil}"}
    answer = browser.client.post(f"{LISTING}/preview", data=wrong, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "holds {nihil}" in answer.text
    assert "<img" not in answer.text
    assert kept(place) == [one]


def test_a_design_is_retired_and_used_again(place: House) -> None:
    one = stored(place)
    browser = english(place)
    assert browser.post(f"{LISTING}/{one.id}/retire").status_code == 303
    page = browser.get(LISTING).text
    assert "1 retired design" in page
    assert "STTP Balai is offered no longer." in page
    assert browser.post(f"{LISTING}/{one.id}/retire", active="1").status_code == 303
    assert "STTP Balai is in use again." in browser.get(LISTING).text
    for path in (f"{LISTING}/99/retire", f"{LISTING}/99"):
        assert browser.post(path, **fields()).status_code == 404
    assert browser.get(f"{LISTING}/99").status_code == 404


def test_a_form_without_its_token_changes_nothing(place: House) -> None:
    browser = place.administrator()
    assert browser.client.post(NEW, data=fields()).status_code == 400
    assert kept(place) == []


def test_the_words_of_both_languages(place: House) -> None:
    browser = place.administrator()
    browser.get(f"{LISTING}?lang=id")
    page = browser.get(f"{NEW}?template=sttp").text
    assert "Kalimat pembuka: penyelenggara dan dasar hukum" in page
    assert "Nama pelatihan" in page
