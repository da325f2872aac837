"""Display names as classes write them, all invented: person, number, device or room."""

import pytest

from connector.domain.display_names import (
    DisplayName,
    Fit,
    NameKind,
    fit,
    likeness,
    name_words,
    percent_alike,
    read_display_name,
    resembles,
    shown,
    tidy,
    unit_form,
)

UNITS = frozenset({unit_form("Lapas Kelas IIA Contoh"), unit_form("Pusdatin")})
P, D, R = NameKind.PERSON, NameKind.DEVICE, NameKind.ROOM

READINGS: list[tuple[str, NameKind, int | None, str, str]] = [
    # display name, kind, number, first person segment, first room segment
    ("Contoh Utama", P, None, "contoh utama", ""),
    ("07_Contoh Utama_Lapas Contoh", P, 7, "contoh utama", "lapas contoh"),
    ("7. Siti Nur'aini, S.H.", P, 7, "siti nuraini", ""),
    ("(12) Budi Santoso", P, 12, "budi santoso", ""),
    ("#3 Budi", P, 3, "budi", ""),
    ("No 15 Dewi Lestari", P, 15, "dewi lestari", ""),
    ("Absen 22 - Rina", P, 22, "rina", ""),
    ("Presenter_1_01_Sari Indah", P, 1, "sari indah", ""),
    ("2 Budi 5", P, 2, "budi", ""),
    ("Kelompok 2_Budi", P, None, "budi", ""),
    ("Angkatan 4 07 Budi", P, 7, "budi", ""),
    ("Budi 2024", P, None, "budi", ""),
    ("1234 Budi", P, None, "budi", ""),
    ("00_Budi", P, None, "budi", ""),
    ("Dr. Budi Santoso, S.H., M.H.", P, None, "budi santoso", ""),
    ("H. Ahmad Fauzi", P, None, "ahmad fauzi", ""),
    ("H Ahmad Fauzi", P, None, "ahmad fauzi", ""),
    ("Hj. Fatimah, A.Md", P, None, "fatimah", ""),
    ("Moh. Rizky", P, None, "muhammad rizki", ""),
    ("M. RIZKI", P, None, "muhammad rizki", ""),
    ("Soekarno Djojo", P, None, "sukarno jojo", ""),
    ("Nur’aini", P, None, "nuraini", ""),
    ("😀 Budi 🌸 Santoso", P, None, "budi santoso", ""),
    ("𝐁𝐮𝐝𝐢 𝐒𝐚𝐧𝐭𝐨𝐬𝐨", P, None, "budi santoso", ""),
    ("Bu\u200bdi", P, None, "budi", ""),
    ("\u202eBudi", P, None, "budi", ""),
    ("BUDI   SANTOSO", P, None, "budi santoso", ""),
    ("Budi/Lapas Contoh", P, None, "budi", "lapas contoh"),
    ("Budi | Kanwil Contoh", P, None, "budi", "kanwil contoh"),
    ("Budi (Rutan Contoh)", P, None, "budi", "rutan contoh"),
    ("Budi-Bapas Contoh", P, None, "budi", "bapas contoh"),
    ("Contoh-Utama", P, None, "contoh utama", ""),
    ("Siti Aminah Lapas Contoh", P, None, "siti aminah", "lapas contoh"),
    ("Pusdatin_Budi", P, None, "budi", "pusdatin"),
    ("Siti", P, None, "siti", ""),
    ("Pak Budi", P, None, "budi", ""),
    ("Bu Siti", P, None, "siti", ""),
    ("Narasumber_Dewi", P, None, "dewi", ""),
    ("HP Budi", P, None, "budi", ""),
    ("Budi HP", P, None, "budi", ""),
    ("iPhone milik Budi", P, None, "budi", ""),
    ("Budi's iPhone", P, None, "budi", ""),
    ("Budi’s Galaxy A12", P, None, "budi", ""),
    ("iPhone 13 Budi", P, None, "budi", ""),
    ("Mini", P, None, "mini", ""),
    ("Laptop-Budi", P, None, "budi", ""),
    ("budi.santoso@contoh.example", P, None, "budi santoso", ""),
    ("I Gede Contoh", P, None, "i gede contoh", ""),
    ("iPhone", D, None, "", ""),
    ("iPhone 13 Pro Max", D, None, "", ""),
    ("iPad (2)", D, None, "", ""),
    ("Galaxy A12", D, None, "", ""),
    ("Galaxy Tab S", D, None, "", ""),
    ("SM-A125F", D, None, "", ""),
    ("Redmi Note 9 Pro", D, None, "", ""),
    ("OPPO A5s", D, None, "", ""),
    ("vivo 1904", D, None, "", ""),
    ("realme C25", D, None, "", ""),
    ("Xiaomi 11T", D, None, "", ""),
    ("POCO X3", D, None, "", ""),
    ("Infinix HOT 10 Play", D, None, "", ""),
    ("ASUS", D, None, "", ""),
    ("Lenovo", D, None, "", ""),
    ("HP-PC", D, None, "", ""),
    ("LAPTOP-ABCDEFGH", D, None, "", ""),
    ("DESKTOP-7H2K9QA", D, None, "", ""),
    ("Android", D, None, "", ""),
    ("Zoom user", D, None, "", ""),
    ("user", D, None, "", ""),
    ("Pengguna Zoom", D, None, "", ""),
    ("Peserta", D, None, "", ""),
    ("12", D, 12, "", ""),
    ("0812 3456 7890", D, None, "", ""),
    ("😀", D, None, "", ""),
    ("A", D, None, "", ""),
    ("", D, None, "", ""),
    ("Lapas Contoh", R, None, "", "lapas contoh"),
    ("LAPAS KELAS IIA CONTOH", R, None, "", "lapas kelas iia contoh"),
    ("Lembaga Pemasyarakatan Contoh", R, None, "", "lapas contoh"),
    ("Rumah Tahanan Negara Contoh", R, None, "", "rutan contoh"),
    ("Kantor Wilayah Contoh", R, None, "", "kanwil contoh"),
    ("Kantor Imigrasi Contoh", R, None, "", "kanim contoh"),
    ("LPKA Contoh", R, None, "", "lpka contoh"),
    ("Ruang Rapat 2", R, None, "", "ruang rapat 2"),
    ("Aula Badiklat", R, None, "", "aula badiklat"),
    ("Lab Komputer", R, None, "", "lab komputer"),
    ("Kelas A", R, None, "", "kelas a"),
    ("Subbag Umum", R, None, "", "subbag umum"),
    ("Kepala Lapas Contoh", R, None, "", "lapas contoh"),
    ("3 orang Lapas Contoh", R, 3, "", "lapas contoh"),
    ("iPhone Lapas Contoh", R, None, "", "lapas contoh"),
    ("Pusdatin", R, None, "", "pusdatin"),
]


@pytest.mark.parametrize(("text", "kind", "number", "person", "room"), READINGS)
def test_a_display_name_is_read(
    text: str, kind: NameKind, number: int | None, person: str, room: str
) -> None:
    read = read_display_name(text, UNITS)
    first = " ".join(read.segments[0]) if read.segments else ""
    place = " ".join(read.rooms[0]) if read.rooms else ""
    assert (read.kind, read.number, first, place) == (kind, number, person, room)


@pytest.mark.parametrize(
    ("text", "name", "number", "expected"),
    [
        ("Budi Santoso", "Budi Santoso, S.H.", 1, Fit.EXACT),
        ("Santoso Budi", "Budi Santoso", 1, Fit.EXACT),
        ("07_Contoh Utama_Lapas Contoh", "Contoh Utama", 3, Fit.EXACT),
        ("Moch Rizki", "Muhammad Rizky", 1, Fit.EXACT),
        ("Budi", "Budi", None, Fit.EXACT),
        ("Budi", "Budi Santoso", 1, Fit.PART),
        ("Budi S", "Budi Santoso", 1, Fit.PART),
        ("Budi Santoso", "Budi Santoso Wijaya", 1, Fit.PART),
        ("07 Budi Hartono", "Budi Santoso", 7, Fit.PART),
        ("Kemenkes Budi Santoso", "Budi Santoso", 1, Fit.CONTAINS),
        ("LAPAS CONTOH BUDI SANTOSO", "Budi Santoso", 1, Fit.CONTAINS),
        ("Budi Hartono", "Budi Santoso", 7, Fit.TOUCHES),
        ("Budi X", "Budi Santoso", 1, Fit.TOUCHES),
        ("Budi Hartono", "Budi", None, Fit.TOUCHES),
        ("Budi Santosa", "Budi Santoso", 1, Fit.TOUCHES),
        ("07 Siti", "Budi Santoso", 7, Fit.NONE),
        ("Siti", "Budi Santoso", 1, Fit.NONE),
        ("S", "Budi Santoso", 1, Fit.NONE),
        ("Lapas Contoh", "Contoh Utama", 1, Fit.NONE),
        ("iPhone", "Budi Santoso", 1, Fit.NONE),
    ],
)
def test_a_display_name_fits_a_name_word_by_word(
    text: str, name: str, number: int | None, expected: Fit
) -> None:
    assert fit(read_display_name(text), frozenset(name_words(name)), number) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Budi Santosa", Fit.PART),
        ("Bdui", Fit.PART),
        ("Budi Sant", Fit.PART),
        ("Budi Hartono", Fit.TOUCHES),
        ("Wawan", Fit.NONE),
    ],
)
def test_on_the_own_link_a_misspelt_name_is_the_persons_own(text: str, expected: Fit) -> None:
    assert resembles(read_display_name(text), frozenset({"budi", "santoso"})) is expected


def test_a_roster_name_that_is_a_form_of_address_keeps_it() -> None:
    assert name_words("Bang") == ("bang",)
    assert name_words("Mas Agung, S.E.") == ("agung",)


@pytest.mark.parametrize(
    ("first", "second", "least", "most"),
    [
        ("budi", "budi", 1.0, 1.0),
        ("andri", "andriansiah", 0.9, 0.9),
        ("santosa", "santoso", 0.85, 0.86),
        ("bdui", "budi", 0.75, 0.75),
        ("siaifuddin", "saifudin", 0.8, 0.8),
        ("budi", "siti", 0.0, 0.3),
        ("a", "andi", 0.0, 0.0),
        ("", "andi", 0.0, 0.0),
    ],
)
def test_likeness_counts_edits(first: str, second: str, least: float, most: float) -> None:
    assert least <= likeness(first, second) <= most
    assert likeness(first, second) == likeness(second, first)


def test_names_are_alike_as_sets_of_words() -> None:
    assert percent_alike(("budi", "santoso"), ("santoso", "budi")) == 100
    assert percent_alike(("budi",), ("budi", "santoso")) == 66
    assert percent_alike(("muhammad",), ("muhammad", "rizki")) < 50
    assert percent_alike(("budi", "budi"), ("budi",)) == 100
    assert percent_alike((), ()) == 0


def test_one_person_under_two_spellings_is_one_person() -> None:
    def person(text: str) -> str:
        return read_display_name(text).person

    assert person("Wawan_Lapas Contoh") == person("WAWAN") == person("07 wawan") != ""
    assert person("Wawan") != person("Joko")
    assert person("iPhone") == ""


def test_a_sentence_shows_no_address_and_no_long_number() -> None:
    assert shown("Budi 0812-3456-7890") == "Budi …"
    assert shown("budi@contoh.example (HP)") == "…@… (HP)"
    assert shown("19900101 202001 1 001") == "…"
    assert shown("07_Budi") == "07_Budi"
    assert len(shown("x" * 500)) == 80


def test_tidy_makes_one_of_what_looks_the_same() -> None:
    assert tidy("  Ｂｕｄｉ\u00a0 San\u200btoso ") == "Budi Santoso"


def test_an_endless_name_is_read_in_part() -> None:
    read = read_display_name("a-b_" * 100_000)
    assert isinstance(read, DisplayName)
    assert len(read.segments) + len(read.rooms) <= 200
