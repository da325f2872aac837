"""The printed certificate: what it says for whom, what a draft lacks, what no length breaks."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import connector
from connector.certificates.paper import Sheet, page_pictures, paper, sheet_pdf
from connector.domain.certificates import Acting, Holder
from connector.domain.people import Employment
from connector.errors import ConnectorError
from tests import pdf_reading
from tests.certificates.sheets import (
    ADDRESS,
    CREATED,
    HEAD,
    LONG_NAME,
    LONG_TITLE,
    LONG_UNIT,
    SECOND,
    longest,
    png,
    sheet,
    snapshot,
    with_course,
)

TEMPLATES = ("sttp", "participation", "teaching")


def printed(one: Sheet) -> list[str]:
    """Text by page; where a long word may break does not matter."""
    pages = pdf_reading.pages(sheet_pdf(one, created=CREATED))
    return [page.replace("\u200b", "") for page in pages]


def front(one: Sheet) -> str:
    return printed(one)[0]


def test_the_front_of_an_sttp_says_all_that_the_office_asks() -> None:
    said = front(sheet())
    in_order = (
        "KEMENTERIAN CONTOH",
        "SURAT TANDA TAMAT PELATIHAN",
        "Nomor: SDM.KP.12-31.7",
        "Badan Contoh Indonesia melalui Balai Diklat Contoh berdasarkan Undang-Undang",
        "menyatakan bahwa:",
        "Nama : dr. Siti Contoh Rahmawati, S.H., M.M.",
        "NIP : 19900131 201503 2 987",
        "Tempat/Tanggal Lahir : Semarang, 31 Januari 1990",
        "Pangkat/Golongan/Ruang : Penata Muda Tingkat I (III/b)",
        "Jabatan : Analis Pelayanan Publik",
        "Unit Kerja : Lapas Contoh",
        "Instansi : Kementerian Contoh",
        "TELAH MENGIKUTI",
        "Pelatihan Teknis Pelayanan Publik Angkatan I Tahun Anggaran 2024 yang diselenggarakan "
        "oleh Balai Diklat Contoh dari tanggal 05-09 Agustus 2024 di Semarang yang meliputi "
        "20 (dua puluh) jam pelajaran.",
    )
    places = [said.find(part) for part in in_order]
    assert -1 not in places, [part for part in in_order if part not in said]
    assert places == sorted(places)
    for part in (
        "Semarang, 12 Agustus 2024 Ditandatangani secara elektronik oleh: Kepala Balai Contoh, "
        "Drs. Agus Contoh Wibowo, M.Si. Pembina Tingkat I (IV/b) NIP 19700315 199503 1 004",
        "7K3QX-M29ZA-1BC4D-E5FGH",
        "ditandatangani secara elektronik menggunakan sertifikat elektronik.",
    ):
        assert part in said
    assert "KONSEP" not in said


def test_the_back_lists_subjects_hours_and_instructors() -> None:
    back = printed(sheet())[1]
    assert "DAFTAR MATA PELATIHAN" in back
    assert "3 Komunikasi Efektif dalam Pelayanan 4 Ani Contoh, S.Psi., M.Psi. Dewi Contoh" in back
    assert "Jumlah jam pelajaran 20" in back
    assert "Nomor: SDM.KP.12-31.7 · dr. Siti Contoh Rahmawati" in back


def test_no_back_where_the_design_wants_none_or_there_is_no_subject() -> None:
    assert len(printed(sheet(options={"back": False}))) == 1
    assert len(printed(sheet(one=with_course(snapshot(), subjects=())))) == 1


SERVICES: list[tuple[dict[str, Any], list[str], str]] = [
    (
        {
            "employment": Employment.PPPK,
            "identity_type": "NI_PPPK",
            "identity": "199502152023212987",
            "rank": "-",
            "grade": "IX",
        },
        ["NI PPPK : 19950215 202321 2 987", "Golongan : IX"],
        r"Pangkat|Ruang",
    ),
    (
        {
            "employment": Employment.TNI_POLRI,
            "identity_type": "NRP",
            "identity": "90010123",
            "rank": "Kapten Inf.",
            "grade": "",
        },
        ["NRP : 90010123", "Pangkat : Kapten Inf."],
        r"Golongan|NIP :",
    ),
    (
        {
            "employment": Employment.NON_ASN,
            "identity_type": "NIK",
            "identity": "3399995502959876",
            "rank": "-",
            "grade": "",
        },
        ["Nama : dr. Siti", "Jabatan : Analis"],
        r"NIK|339999|Pangkat|Golongan|NIP :",
    ),
    (
        {
            "employment": Employment.UNKNOWN,
            "identity_type": "OTHER",
            "identity": "3399995502959876",
            "rank": "",
            "grade": "",
        },
        ["Nama : dr. Siti"],
        r"339999|Nomor Induk|Pangkat|Golongan",
    ),
]


@pytest.mark.parametrize("name", ["sttp", "teaching"])
@pytest.mark.parametrize(("holder", "there", "never"), SERVICES)
def test_identity_and_rank_follow_the_service(
    name: str, holder: dict[str, Any], there: list[str], never: str
) -> None:
    one = replace(HEAD, identity_type="", identity="", rank="")
    said = front(sheet(name, snapshot(name, **holder), officials=(one,)))
    assert [part for part in there if part not in said] == []
    assert re.search(never, said) is None


def test_a_person_of_whom_only_the_name_is_known_has_no_empty_line() -> None:
    one = replace(snapshot(), holder=Holder("Contoh", Employment.UNKNOWN))
    said = front(sheet(one=one))
    assert "Nama : Contoh TELAH MENGIKUTI" in said


def test_a_draft_has_no_number_no_code_and_says_so_on_every_page() -> None:
    for name in TEMPLATES:
        one = sheet(name, draft=True, options={"back": True} if name != "teaching" else {})
        whole = printed(one)
        assert all("KONSEP" in page for page in whole)
        assert "Nomor: (diberikan setelah disetujui)" in whole[0]
        said = " ".join(whole)
        assert "kode QR setelah terbit" in said
        assert "(belum ditandatangani)" in said
        assert re.search("12-31|7K3QX|secara elektronik", said) is None


def test_a_sample_is_marked_as_one() -> None:
    assert "CONTOH" in front(sheet(sample=True, organiser=(), one=snapshot(name="Siti")))


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_office_without_a_letterhead_prints_too(name: str) -> None:
    assert "SDM.KP.12-31.7" in front(sheet(name, organiser=(), place="", officials=()))


def test_by_hand_there_is_room_and_nothing_claims_a_machine() -> None:
    said = front(sheet(signed_by_machine=False))
    assert "secara elektronik" not in said
    assert "belum ditandatangani" not in said


def test_the_issuer_is_named_where_it_is_known() -> None:
    assert "yang diterbitkan oleh BSrE." in front(sheet(issuer="BSrE"))
    assert "diterbitkan" not in front(sheet())


def test_an_acting_official_with_a_title_of_several_lines() -> None:
    said = front(sheet(officials=(SECOND,)))
    assert "Plt. Kepala Bidang Penyelenggaraan Badan Contoh Indonesia, Rina Contoh" in said
    plh = replace(HEAD, acting=Acting.PLH)
    assert "Plh. Kepala Balai Contoh," in front(sheet(officials=(plh,)))


def test_two_officials_sign_in_front_or_one_on_each_side() -> None:
    both = printed(sheet(officials=(HEAD, SECOND)))
    assert HEAD.name in both[0]
    assert SECOND.name in both[0]
    split = printed(sheet(officials=(HEAD, SECOND), options={"signers": "split"}))
    assert SECOND.name not in split[0]
    assert SECOND.name in split[1]
    assert "NIP 19780922 200312 2 002" in split[1]


def test_a_qualification_where_the_design_wants_it() -> None:
    one = replace(snapshot(), band="Memuaskan")
    assert "Kualifikasi" not in front(sheet(one=one))
    assert "LULUS Kualifikasi: Memuaskan" in front(
        sheet(one=one, texts={"headline": "LULUS"}, options={"qualification": True})
    )


def test_hours_in_halves_and_one_day_are_worded() -> None:
    day = date(2024, 8, 5)
    one = with_course(snapshot(), jp=Decimal("2.5"), first=day, last=day)
    said = front(sheet(one=one))
    assert "pada tanggal 5 Agustus 2024 di Semarang yang meliputi 2,5 (dua koma lima) jam" in said


def test_a_certificate_of_participation() -> None:
    said = front(sheet("participation"))
    for part in (
        "SERTIFIKAT",
        "Nomor: SDM.KP.12-31.7",
        "diberikan kepada dr. Siti Contoh Rahmawati, S.H., M.M.",
        "NIP 19900131 201503 2 987",
        "Pelatihan Teknis Pelayanan Publik Angkatan I",
        "20 (dua puluh) jam pelajaran",
    ):
        assert part in said


def test_a_statement_of_teaching_says_who_states_it_and_what_was_taught() -> None:
    whole = printed(sheet("teaching"))
    assert len(whole) == 1
    for part in (
        "Yang bertanda tangan di bawah ini: Nama : Drs. Agus Contoh Wibowo, M.Si.",
        "Jabatan : Kepala Balai Contoh",
        "menerangkan bahwa: Nama : dr. Siti Contoh Rahmawati, S.H., M.M.",
        "selama 7,5 (tujuh koma lima) jam pelajaran, dengan rincian",
        "2 Standar Pelayanan dan Maklumat Pelayanan 4,5 Jumlah jam pelajaran 7,5",
        "Demikian surat keterangan ini dibuat",
    ):
        assert part in whole[0]


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_same_sheet_gives_the_same_archival_bytes(name: str) -> None:
    one = sheet(name, logo=png())
    content = sheet_pdf(one, created=CREATED)
    assert content == sheet_pdf(one, created=CREATED)
    assert content != sheet_pdf(replace(one, number="SDM.KP.12-31.8"), created=CREATED)
    assert content != sheet_pdf(one, created=CREATED + timedelta(seconds=1))
    assert pdf_reading.claims_archival(content)
    fonts = pdf_reading.fonts(content)
    assert len(fonts) >= 3
    assert set(fonts.values()) == {True}


def test_another_process_prints_the_same_bytes() -> None:
    script = (
        "import sys\n"
        "from connector.certificates.paper import sheet_pdf\n"
        "from tests.certificates.sheets import CREATED, png, sheet\n"
        "sys.stdout.buffer.write(sheet_pdf(sheet(logo=png()), created=CREATED))"
    )
    root = Path(connector.__file__).parents[1]
    other = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, check=True
    )
    assert other.stdout == sheet_pdf(sheet(logo=png()), created=CREATED)


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_in_the_file_leads_outside_runs_or_is_attached(name: str) -> None:
    content = sheet_pdf(sheet(name, logo=png(), photo=png()), created=CREATED)
    reader = PdfReader(BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(root)
    for number in range(1, len(reader.xref[0]) + 1):
        one: Any = reader.get_object(number)
        if hasattr(one, "keys"):
            assert not {"/URI", "/JS", "/JavaScript", "/EF", "/Launch", "/F"} & set(one.keys())
    assert not any("/Annots" in page for page in reader.pages)


def test_what_the_file_says_about_itself() -> None:
    reader = PdfReader(BytesIO(sheet_pdf(sheet(), created=CREATED)))
    said = reader.metadata
    assert said is not None
    assert said.title == (
        "SURAT TANDA TAMAT PELATIHAN SDM.KP.12-31.7 dr. Siti Contoh Rahmawati, S.H., M.M."
    )
    assert said.author == "KEMENTERIAN CONTOH, BADAN CONTOH INDONESIA, BALAI DIKLAT CONTOH"
    assert said.creation_date == CREATED
    assert "1990" not in str(dict(said))


def test_names_are_extracted_letter_for_letter() -> None:
    name = "Afif Thamrin Firmansyah Offie ’Aisyah Fjeld-Taufiq Šarić, S.Ff., A.Md.Fti."
    assert f"Nama : {name} NIP" in front(sheet(one=snapshot(name=name)))


def test_the_longest_certificate_has_one_front_and_its_list_goes_on() -> None:
    officials = (
        replace(SECOND, title=LONG_UNIT, name=LONG_NAME, rank="Pembina Utama Muda (IV/c)"),
    )
    options = {"photo": True, "qualification": True}
    content = sheet_pdf(
        sheet(one=longest(), officials=officials * 2, options=options, photo=png(300, 400)),
        created=CREATED,
    )
    whole = pdf_reading.pages(content)
    for part in (LONG_NAME, LONG_TITLE, LONG_UNIT, "100 (seratus)", "Sangat Memuaskan"):
        assert part in whole[0]
    assert "DAFTAR MATA PELATIHAN" in whole[1]
    assert len(whole) >= 3
    assert all("Mata Pelatihan JP Pengajar" in page for page in whole[1:])
    assert [int(n) for n in re.findall(r"pelatihan ke-(\d+) ", " ".join(whole))] == list(range(40))
    assert "Jumlah jam pelajaran 100" in whole[-1]
    assert min(piece.size for piece in pdf_reading.pieces(content) if piece.page == 0) >= 6.5


WIDE = "W" * 250


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("draft", [False, True])
def test_endless_words_everywhere_stay_on_the_page(name: str, draft: bool) -> None:
    one = replace(
        snapshot(name, name=WIDE, unit=WIDE, agency=WIDE, position=WIDE, birthplace=WIDE),
        band=WIDE,
    )
    one = with_course(one, title=WIDE, place=WIDE, cohort=WIDE, method=WIDE)
    official = replace(HEAD, name=WIDE, title=WIDE, rank=WIDE)
    given = sheet(
        name,
        one,
        officials=(official, official),
        number=WIDE,
        place=WIDE,
        organiser=(WIDE, WIDE),
        draft=draft,
        options={"photo": True, "qualification": True} if name != "teaching" else {},
    )
    content = sheet_pdf(given, created=CREATED)
    reader = PdfReader(BytesIO(content))
    right = float(reader.pages[0].mediabox.width)
    bottoms = []
    for number, page in enumerate(reader.pages):

        def note(text: str, cm: Any, tm: Any, _font: Any, _size: float, at: int = number) -> None:
            if text.strip() and "KONSEP" not in text:
                bottoms.append(float(cm[1] * tm[4] + cm[3] * tm[5] + cm[5]))

        page.extract_text(visitor_text=note)
    assert min(bottoms) > 0
    lines = [one for one in pdf_reading.pieces(content) if set(one.text) <= {"W", "\u200b"}]
    assert len(lines) > 20
    assert max(line.widest for line in lines) <= right
    if name != "teaching":
        assert "Jabatan" in pdf_reading.pages(content)[0] or name == "participation"


HOSTILE = [
    '#read("/etc/passwd") #eval("1+1")',
    "*bold* _thin_ $x^2$ @cite <label>",
    "{nama} [x] {} [ di {tempat}]",
    "\"q\" 's' \\ // /* */ = - +",
    "</svg><script>alert(1)</script>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_values_and_texts_are_never_markup_nor_fields(hostile: str) -> None:
    said = front(sheet(one=snapshot(name=hostile, unit=hostile)))
    assert f"Nama : {hostile} NIP" in said
    assert f"Unit Kerja : {hostile} Instansi" in said
    typst = front(sheet(texts={"headline": '#eval("1+1") *x*'}))
    assert '#eval("1+1") *x*' in typst


def test_invisible_and_unknown_signs_do_no_harm() -> None:
    said = front(sheet(one=snapshot(name="Siti\u202eitnaS 🌸 \x00\x1b名 Ana\u0301")))
    assert "Nama : SitiitnaS □ □ Aná NIP" in said


def test_a_portrait_and_a_logo_are_printed() -> None:
    plain = sheet_pdf(sheet(), created=CREATED)
    with_both = sheet_pdf(
        sheet(logo=png(), photo=png(30, 40), options={"photo": True}), created=CREATED
    )
    assert b"/Subtype/Image" not in plain
    assert with_both.count(b"/Subtype/Image") == 2
    assert "Pas foto" in front(sheet(options={"photo": True}))
    assert "Pas foto" not in front(sheet(photo=png(30, 40), options={"photo": True}))


@pytest.mark.parametrize("photo", [b"", b"x", png()[:30], b"%PDF-1.7", b"<svg/>", b"\xff\xd8\xff"])
def test_a_portrait_that_is_none_is_refused_in_words(photo: bytes) -> None:
    with pytest.raises(ConnectorError) as caught:
        sheet_pdf(sheet(photo=photo), created=CREATED)
    assert caught.value.code == "photo_unusable"


def test_an_unknown_template_is_refused_in_words() -> None:
    one = sheet()
    with pytest.raises(ConnectorError, match="template_unknown"):
        sheet_pdf(replace(one, design=replace(one.design, template="../sttp")), created=CREATED)


def test_the_function_that_flows_call_prints_the_same_sheet() -> None:
    one = sheet(issuer="BSrE")
    content = paper(
        one.snapshot,
        one.design,
        list(one.officials),
        number=one.number,
        dated=one.dated,
        place=one.place,
        organiser=list(one.organiser),
        code=one.code,
        address=ADDRESS,
        draft=False,
        photo=None,
        created=CREATED,
        signed_by_machine=True,
        issuer="BSrE",
    )
    assert content == sheet_pdf(one, created=CREATED)


def test_pages_as_pictures() -> None:
    made = page_pictures(sheet(), created=CREATED, dots=30)
    assert len(made) == 2
    assert all(one.startswith(b"\x89PNG") for one in made)
