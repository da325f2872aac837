"""Printing: values are never markup, every paper is archival, and the same twice over."""

import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import connector
from connector.documents.render import printable, qr, render
from connector.errors import ConnectorError
from tests import pdf_reading

CREATED = datetime(2024, 8, 5, 9, 40, tzinfo=UTC)
SHOW = """#let d = json(bytes(sys.inputs.values))
#set text(font: "Libertinus Serif")
#for one in d.lines [+ #one]
"""


def template(folder: Path, page: str = SHOW) -> Path:
    made = folder / "sample"
    made.mkdir()
    (made / "page.typ").write_text(page, encoding="utf-8")
    return made


HOSTILE = [
    '#read("/etc/passwd")',
    "*bold* _thin_ $x^2$ @cite <label>",
    '#panic(1) #eval("1") [a] {b}',
    "'single' \"double\" `raw` \\ back // comment /* more */",
    "= Heading -- --- ... ~ https://example.org",
    "</script>&amp;&#x41;",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_value_is_text_and_never_markup(tmp_path: Path, hostile: str) -> None:
    content = render(template(tmp_path), {"lines": [hostile]}, created=CREATED)
    assert pdf_reading.pages(content) == ["1. " + " ".join(hostile.split())]


def test_a_sign_without_a_glyph_is_a_box_and_the_page_is_printed(tmp_path: Path) -> None:
    lines = ["Siti 🌸🌺 Rahma", "名前", "👩‍💻 Budi ❤️", "tab\there\x00\x1b", "\ud800"]
    content = render(template(tmp_path), {"lines": lines}, created=CREATED)
    said = pdf_reading.text(content)
    assert said == "1. Siti □ Rahma 2. □ 3. □ Budi □ 4. tab here 5. □"


def test_signs_that_would_turn_a_name_around_are_left_out() -> None:
    assert printable("Budi\u202eitnaS\u200b \u2066x\u2069") == "BudiitnaS x"
    assert printable("Andre\u0301 Ñoño Šarić O’Brien – 5 €") == "André Ñoño Šarić O’Brien – 5 €"
    assert printable("a\r\nb\u2028c") == "a\nb c"


def test_every_sign_that_passes_has_a_glyph(tmp_path: Path) -> None:
    every = (chr(code) for code in range(0x20, 0x3000))
    passing = [sign for sign in every if printable(sign) == sign]
    marks = [sign for sign in passing if unicodedata.category(sign) == "Mn"]
    assert len(passing) > 1500
    assert marks
    content = render(template(tmp_path), {"lines": passing}, created=CREATED)
    assert pdf_reading.claims_archival(content)


def test_the_same_values_give_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    folder = template(tmp_path)
    script = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path;"
        "from connector.documents.render import render;"
        "made = render(Path(sys.argv[1]), {'b': 1, 'lines': ['Siti'], 'a': {'x': 1, 'c': 2}},"
        " created=datetime(2024, 8, 5, 9, 40, tzinfo=UTC)); sys.stdout.buffer.write(made)"
    )
    root = Path(connector.__file__).parents[1]
    other = subprocess.run(
        [sys.executable, "-c", script, str(folder)], cwd=root, capture_output=True, check=True
    )
    values = {"a": {"c": 2, "x": 1}, "lines": ["Siti"], "b": 1}
    here = [render(folder, values, created=CREATED) for _ in range(2)]
    assert here == [other.stdout, other.stdout]
    later = render(folder, values, created=CREATED + timedelta(seconds=1))
    assert later != here[0]


def test_who_forked_after_printing_is_told_instead_of_waiting_for_ever(tmp_path: Path) -> None:
    """The demo once printed, forked to serve, and its pages then hung on every draft."""
    script = (
        "import os, sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from connector.documents.render import render\n"
        "from connector.errors import ConnectorError\n"
        "def show(): return render(Path(sys.argv[1]), {'lines': ['Siti']},"
        " created=datetime(2024, 8, 5, tzinfo=UTC))\n"
        "show()\n"
        "if not os.fork():\n"
        "    try: show()\n"
        "    except ConnectorError as error: os._exit(42 if error.code == 'paper_failed' else 1)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))\n"
    )
    root = Path(connector.__file__).parents[1]
    told = subprocess.run(
        [sys.executable, "-c", script, str(template(tmp_path))], cwd=root, timeout=60
    )
    assert told.returncode == 42


def test_a_moment_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="aware"):
        render(template(tmp_path), {"lines": []}, created=CREATED.replace(tzinfo=None))


def test_a_paper_is_archival_and_carries_its_own_fonts(tmp_path: Path) -> None:
    content = render(template(tmp_path), {"lines": ["Siti"]}, created=CREATED)
    assert pdf_reading.claims_archival(content)
    assert pdf_reading.fonts(content) == {"LibertinusSerif-Regular": True}


def test_no_font_of_this_machine_is_used(tmp_path: Path) -> None:
    page = SHOW.replace("Libertinus Serif", "DejaVu Sans")
    content = render(template(tmp_path, page), {"lines": ["Siti"]}, created=CREATED)
    assert "DejaVuSans" not in pdf_reading.fonts(content)


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("geheim", encoding="utf-8")
    folder = template(tmp_path, '#read("../secret.txt")')
    with pytest.raises(ConnectorError, match="paper_failed") as caught:
        render(folder, {}, created=CREATED)
    assert "geheim" not in str(caught.value)


def test_a_failure_names_the_template_and_no_value(tmp_path: Path) -> None:
    page = "#let d = json(bytes(sys.inputs.values))\n#panic(d.name)"
    with pytest.raises(ConnectorError) as caught:
        render(template(tmp_path, page), {"name": "Siti Rahmawati"}, created=CREATED)
    assert str(caught.value) == "paper_failed template=sample where=page.typ:2:1"
    assert caught.value.__suppress_context__


def test_a_text_that_breaks_the_printer_fails_alone(tmp_path: Path) -> None:
    folder = template(tmp_path)
    accents = "a" + "\u0301" * 40_000
    with pytest.raises(ConnectorError) as caught:
        render(folder, {"lines": [accents]}, created=CREATED)
    assert str(caught.value) == "paper_failed template=sample where=panic"
    assert "Siti" in pdf_reading.text(render(folder, {"lines": ["Siti"]}, created=CREATED))


def test_threads_share_a_template_and_get_their_own_paper(tmp_path: Path) -> None:
    folder = template(tmp_path)

    def print_one(number: int) -> bytes:
        return render(folder, {"lines": [f"Peserta {number}"] * 5}, created=CREATED)

    alone = [print_one(number) for number in range(24)]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(print_one, range(24)))
    assert together == alone


def test_our_templates_import_no_package() -> None:
    ours = list(Path(connector.__file__).parent.rglob("*.typ"))
    assert len(ours) >= 2
    assert [path for path in ours if "@" in path.read_text(encoding="utf-8")] == []


def test_a_qr_code_is_a_picture_that_a_template_places(tmp_path: Path) -> None:
    address = "https://simpul.example/v/abc?x=1&y=<2>"
    drawn = qr(address)
    assert drawn.startswith("<svg")
    assert "example" not in drawn
    assert drawn == qr(address) != qr(address + "d")
    page = '#image(bytes(json(bytes(sys.inputs.values)).code), format: "svg", width: 30mm)'
    content = render(template(tmp_path, page), {"code": drawn}, created=CREATED)
    assert pdf_reading.claims_archival(content)
