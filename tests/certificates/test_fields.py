"""Fields and templates are data: every row works, texts name what exists, brackets are optional."""

import re
import tomllib
from dataclasses import replace

import pytest

from connector.certificates.fields import (
    FIELDS,
    Occasion,
    caption_of,
    fill,
    unknown_names,
    values_of,
)
from connector.certificates.template_list import FOLDER, template, templates
from connector.domain.certificates import CertificateKind, Holder
from connector.domain.people import Employment
from connector.errors import ConnectorError
from tests.certificates.sheets import longest, sheet, snapshot


def test_every_field_has_a_label_in_both_languages_a_sample_and_a_text() -> None:
    one = replace(longest(), score=None)
    occasion = replace(sheet(one=one), issuer="BSrE").occasion()
    values = values_of(occasion)
    assert list(values) == list(FIELDS)
    empty = [name for name, text in values.items() if not text]
    assert empty == ["nilai"]
    for name, field in FIELDS.items():
        assert re.fullmatch("[a-z_]+", name)
        assert field.sample
        assert field.spoken_label("id") == field.label
        assert field.spoken_label("en") == field.label_en != ""
        assert caption_of(field, occasion)


def test_a_field_that_has_nothing_to_say_is_empty_and_never_a_dash() -> None:
    bare = replace(snapshot(), holder=Holder("Contoh", Employment.UNKNOWN), taught=())
    values = values_of(Occasion(bare, (), "", None, ""))
    assert "-" not in values.values()
    assert values["pangkat"] == values["nomor_induk"] == values["penyelenggara"] == ""
    assert values["penyelenggara_induk"] == values["tanggal_terbit"] == values["pejabat"] == ""


VALUES = {"tempat": "Kudus", "metode": "", "nama": "[x] {tempat}"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("di {tempat}", "di Kudus"),
        ("selesai[ di {tempat}][ dengan metode {metode}].", "selesai di Kudus."),
        ("[{tempat} {metode}]", ""),
        ("[kurung] biasa", "[kurung] biasa"),
        ("{lain} dan [{lain}]", "{lain} dan "),
        ("{nama}", "[x] {tempat}"),
        ("[{nama}]", "[x] {tempat}"),
        ("", ""),
    ],
)
def test_texts_are_filled(text: str, filled: str) -> None:
    assert fill(text, VALUES) == filled


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("{nama} [ di {tempat}]", []),
        ("{nik}", ["nik"]),
        ("{nama", ["{"]),
        ("{}", ["{", "}"]),
        ("{Nama}", ["{", "}"]),
        ("{nama.__class__}", ["{", "}"]),
        ("[bebas]", []),
    ],
)
def test_what_is_no_field_is_named(text: str, strange: list[str]) -> None:
    assert unknown_names(text) == strange


def test_three_templates_are_shipped_one_for_each_kind() -> None:
    assert {name: one.kind for name, one in templates().items()} == {
        "sttp": CertificateKind.STTP,
        "participation": CertificateKind.PARTICIPATION,
        "teaching": CertificateKind.TEACHING,
    }
    assert template("sttp").orientation == "landscape"
    with pytest.raises(ConnectorError, match="template_unknown"):
        template("../sttp")


@pytest.mark.parametrize("name", ["sttp", "participation", "teaching"])
def test_a_templates_texts_and_options_are_those_its_page_prints(name: str) -> None:
    one = template(name)
    page = (one.folder / "page.typ").read_text(encoding="utf-8")
    shared = (FOLDER / "parts.typ").read_text(encoding="utf-8")
    printed = set(re.findall(r"d\.texts\.(\w+)", page + shared))
    declared = {text.name for text in one.texts}
    assert declared <= printed
    assert set(re.findall(r"d\.texts\.(\w+)", page)) <= declared
    assert set(re.findall(r"d\.options\.(\w+)", page)) == {option.name for option in one.options}
    for text in one.texts:
        assert text.spoken_label("id")
        assert text.spoken_label("en")
        assert len(text.default) <= text.longest
    assert one.spoken_title("id") != one.spoken_title("en")
    said = tomllib.loads((one.folder / "template.toml").read_text(encoding="utf-8"))
    assert set(said) == {
        "title",
        "title_en",
        "kind",
        "orientation",
        "lines",
        "texts",
        "options",
    }


def test_no_sample_is_of_a_real_person() -> None:
    for one in templates().values():
        people = [
            one.sample.snapshot.holder.name,
            *(official.name for official in one.sample.officials),
        ]
        assert all("Contoh" in name for name in people)
