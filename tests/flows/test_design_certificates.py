"""Designs: what is checked before one is kept, which one a training uses, what a preview shows."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select

from connector.certificates.template_list import templates
from connector.domain.certificate_options import OPTION, CertificateOptions, options_to_json
from connector.domain.certificates import CertificateKind, Design, Official
from connector.errors import ConnectorError
from connector.flows.appoint_officials import save_official
from connector.flows.design_certificates import (
    built_in,
    design_for,
    issuer_of,
    officials_of,
    options_offered,
    preview,
    preview_pictures,
    retire_design,
    save_design,
)
from connector.flows.design_words import DESIGNS
from connector.store import designs, trainings
from connector.store.engine import reading
from connector.store.tables import audit_entries
from connector.store.trainings import TrainingSettings
from tests import pdf_reading
from tests.certificates.sheets import png
from tests.flows.bare_office import Bare, bare

STTP = CertificateKind.STTP
ACTOR = "user:1"


@pytest.fixture
def place(engine: Engine) -> Bare:
    return bare(engine)


def design(**given: Any) -> Design:
    return Design(**{"name": "STTP Balai", "kind": STTP, "template": "sttp", **given})


def official(place: Bare, name: str = "Agus Contoh", **given: Any) -> int:
    one = Official(**{"id": 0, "name": name, "title": "Kepala Balai", **given})
    saved = save_official(place.office, one, user_id=None, signer="", account=None, actor=ACTOR)
    return saved.official.id


def entries(place: Bare) -> list[tuple[str, str, Any]]:
    with reading(place.engine) as connection:
        rows = connection.execute(
            select(audit_entries).where(audit_entries.c.action.like("design.%"))
        )
        return [(row.action, row.subject, row.details) for row in rows]


def training(place: Bare, kinds: dict[CertificateKind, int] | None = None) -> int:
    options = {} if kinds is None else {OPTION: options_to_json(CertificateOptions(kinds=kinds))}
    settings = TrainingSettings("C-1", "Pelatihan Contoh", "Asia/Jakarta", options=options)
    with place.engine.begin() as connection:
        return trainings.create(connection, settings, actor=ACTOR, now=place.clock()).id


def used(place: Bare, training_id: int, kind: CertificateKind = STTP) -> Design:
    with reading(place.engine) as connection:
        return design_for(connection, training_id, kind)


def test_a_design_is_kept_as_its_next_version(place: Bare) -> None:
    first = save_design(place.office, design(texts={"headline": "LULUS"}), actor=ACTOR)
    assert (first.version, first.texts) == (1, {"headline": "LULUS"})
    second = save_design(
        place.office, replace(first, options={"qualification": True}, logo=png()), actor=ACTOR
    )
    assert (second.id, second.version, second.logo) == (first.id, 2, png())
    assert save_design(place.office, second, actor=ACTOR) == second
    with reading(place.engine) as connection:
        [stored] = designs.every(connection)
        assert stored.design == second == designs.get(connection, first.id)
        assert stored.updated_by == ACTOR
    assert [
        (action, details["version"], details["changed"]) for action, _, details in entries(place)
    ] == [
        ("design.saved", 1, []),
        ("design.saved", 2, ["options", "logo"]),
    ]


def test_who_saves_on_an_old_version_is_told(place: Bare) -> None:
    first = save_design(place.office, design(), actor=ACTOR)
    save_design(place.office, replace(first, name="STTP 2024"), actor=ACTOR)
    with pytest.raises(ConnectorError, match="design_changed"):
        save_design(place.office, replace(first, name="STTP lain"), actor=ACTOR)
    with pytest.raises(ConnectorError, match="design_unknown"):
        save_design(place.office, design(id=99, version=1), actor=ACTOR)


def test_names_are_given_once(place: Bare) -> None:
    save_design(place.office, design(), actor=ACTOR)
    other = save_design(place.office, design(name="Lain"), actor=ACTOR)
    with pytest.raises(ConnectorError, match="design_name_taken"):
        save_design(place.office, design(name=" STTP  Balai "), actor=ACTOR)
    with pytest.raises(ConnectorError, match="design_name_taken"):
        save_design(place.office, replace(other, name="STTP Balai"), actor=ACTOR)


def test_what_is_the_templates_own_is_not_kept(place: Bare) -> None:
    own = {one.name: one.default for one in templates()["sttp"].texts}
    saved = save_design(
        place.office,
        design(texts={**own, "headline": "  LULUS "}, options={"back": True, "klasifikasi": " "}),
        actor=ACTOR,
    )
    assert saved.texts == {"headline": "LULUS"}
    assert saved.options == {}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": " "}, "design_name"),
    ({"name": "x" * 81}, "design_name"),
    ({"unit": "x" * 201}, "design_unit"),
    ({"template": "nihil"}, "template_unknown"),
    ({"template": "../sttp"}, "template_unknown"),
    ({"template": "teaching"}, "design_kind"),
    ({"texts": {"judul": "x"}}, "design_text_unknown"),
    ({"texts": {"title": "x" * 81}}, "design_text_long"),
    ({"texts": {"opening": "x" * 100_000}}, "design_text_long"),
    ({"texts": {"opening": "emoji 🌸"}}, "design_text_unprintable"),
    ({"texts": {"opening": "balik \u202e kanan"}}, "design_text_unprintable"),
    ({"texts": {"opening": "nol\x00"}}, "design_text_unprintable"),
    ({"texts": {"opening": "tanpa lebar\u200b"}}, "design_text_unprintable"),
    ({"texts": {"opening": "{nik}"}}, "design_field_unknown"),
    ({"texts": {"opening": "kurung {"}}, "design_field_unknown"),
    ({"options": {"warna": True}}, "design_option"),
    ({"options": {"back": "ya"}}, "design_option"),
    ({"options": {"back": 1}}, "design_option"),
    ({"options": {"signers": "belakang"}}, "design_option"),
    ({"options": {"signers": True}}, "design_option"),
    ({"options": {"replacement": "sama"}}, "design_option"),
    ({"options": {"klasifikasi": "x" * 41}}, "design_option"),
    ({"officials": (1, 1)}, "design_officials"),
    ({"officials": (1, 2, 3)}, "design_officials"),
    ({"officials": (99,)}, "official_unknown"),
    ({"logo": png() + b"\0" * 512 * 1024}, "picture_too_large"),
    ({"logo": b"GIF89a"}, "picture_kind"),
    ({"logo": png()[:-4]}, "picture_unreadable"),
    ({"logo": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'}, "picture_active"),
]


@pytest.mark.parametrize(("given", "code"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    place: Bare, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(ConnectorError) as caught:
        save_design(place.office, design(**given), actor=ACTOR)
    assert caught.value.code == code
    assert DESIGNS[code].todo_id
    assert DESIGNS[code].todo_en
    with reading(place.engine) as connection:
        assert designs.every(connection) == []
    assert entries(place) == []


def test_typst_in_a_text_is_text(place: Bare) -> None:
    hostile = '#eval("1") #read("x") *tebal* $x$ // komentar [bebas] \\'
    saved = save_design(place.office, design(texts={"sentence": hostile}), actor=ACTOR)
    said = pdf_reading.text(preview(place.office, saved)).replace("\u200b", "")
    assert hostile in said


def test_a_preview_shows_texts_and_officials_and_is_marked(place: Bare) -> None:
    first = official(place)
    second = official(place, "Rina Contoh", title="Kepala Bidang")
    one = design(texts={"headline": "LULUS"}, officials=(second, first), logo=png())
    content = preview(place.office, one)
    said = pdf_reading.text(content)
    assert pdf_reading.claims_archival(content)
    assert "CONTOH" in said
    assert "LULUS" in said
    assert said.index("Rina Contoh") < said.index("Agus Contoh")
    assert content == preview(place.office, one)
    assert len(preview_pictures(place.office, one, dots=20)) == 2
    with reading(place.engine) as connection:
        assert designs.every(connection) == []


def test_a_training_uses_what_it_chose(place: Bare) -> None:
    first = save_design(place.office, design(), actor=ACTOR)
    second = save_design(place.office, design(name="STTP lain"), actor=ACTOR)
    chosen = training(place, {STTP: second.id})
    assert used(place, chosen) == second
    retire_design(place.office, second.id, False, actor=ACTOR)
    assert used(place, chosen) == second
    assert first.id != second.id


def test_without_a_choice_the_only_design_in_use_is_used(place: Bare) -> None:
    one = training(place)
    assert used(place, one) == built_in(STTP)
    assert built_in(STTP).id == 0
    first = save_design(place.office, design(), actor=ACTOR)
    assert used(place, one) == first
    second = save_design(place.office, design(name="STTP lain"), actor=ACTOR)
    assert used(place, one) == built_in(STTP)
    retire_design(place.office, first.id, False, actor=ACTOR)
    assert used(place, one) == second
    retire_design(place.office, first.id, True, actor=ACTOR)
    assert used(place, one) == built_in(STTP)
    assert [action for action, _, _ in entries(place)][-2:] == ["design.retired", "design.restored"]


def test_a_choice_of_another_kind_is_none(place: Bare) -> None:
    teaching = save_design(
        place.office,
        design(name="Mengajar", kind=CertificateKind.TEACHING, template="teaching"),
        actor=ACTOR,
    )
    one = training(place, {STTP: teaching.id})
    assert used(place, one) == built_in(STTP)
    assert used(place, one, CertificateKind.TEACHING) == teaching


@pytest.mark.parametrize("kind", list(CertificateKind))
def test_each_kind_has_a_template_of_its_own(place: Bare, kind: CertificateKind) -> None:
    one = built_in(kind)
    assert templates()[one.template].kind is kind
    assert pdf_reading.claims_archival(preview(place.office, one))
    assert [option.name for option in options_offered(templates()[one.template])][-1] == (
        "replacement"
    )


def test_officials_sign_in_the_order_of_the_design(place: Bare) -> None:
    first, second = official(place), official(place, "Rina Contoh")
    saved = save_design(place.office, design(officials=(second, first)), actor=ACTOR)
    with reading(place.engine) as connection:
        assert [one.name for one in officials_of(connection, saved)] == [
            "Rina Contoh",
            "Agus Contoh",
        ]


def test_an_issuer_is_named_only_where_all_signatures_have_it() -> None:
    assert issuer_of(["bsre"]) == issuer_of(["bsre", "bsre"]) == "BSrE"
    assert issuer_of(["bsre", "local"]) == issuer_of([]) == issuer_of(["local"]) == ""
