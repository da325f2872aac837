"""Files as they arrive: good ones become cells, hostile ones a code that says what to do."""

from __future__ import annotations

import contextlib
import io
import struct
from datetime import date, time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.errors import RosterError
from connector.rosters.limits import Limits
from connector.rosters.sheet_scan import column_letters, column_number
from connector.rosters.spreadsheet import read_sheets
from connector.rosters.workbook_guard import inspect_workbook
from tests.rosters.workbooks import Formula, Stored, repacked, with_sheet, workbook

HONEST = workbook([["Nama", "NIP"], ["Contoh", "199001312015031987"]])
"""Made once: a workbook holds the time of its making, and packs to another length each second."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(file_name: str, content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(RosterError) as caught:
        read_sheets(file_name, content, limits=limits or Limits())
    return caught.value.code


def test_cells_keep_their_types() -> None:
    (sheet,) = read_sheets(
        "a.xlsx", workbook([["teks", 1.5, date(2027, 7, 5), time(8, 30), None, "akhir"]])
    )
    values = [cell.value for cell in sheet.rows[0].cells]
    assert values == ["teks", 1.5, date(2027, 7, 5), time(8, 30), "", "akhir"]
    assert sheet.rows[0].number == 1


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    (sheet,) = read_sheets("a.xlsx", workbook([[], [], ["x"]]))
    assert [row.number for row in sheet.rows if not row.is_empty] == [3]


def test_formulas_are_marked_and_those_without_a_value_are_broken() -> None:
    (sheet,) = read_sheets("a.xlsx", workbook([["x", Stored("=1+1"), Formula("=A9")]]))
    plain, stored, empty = sheet.rows[0].cells
    assert (plain.computed, plain.broken) == (False, False)
    assert (stored.computed, stored.broken) == (True, False)
    assert stored.value == "199001312015031987"
    assert (empty.computed, empty.broken) == (True, True)


def test_an_error_cell_is_broken() -> None:
    xml = '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><v>1</v></c></row>'
    (sheet,) = read_sheets("a.xlsx", with_sheet(xml))
    assert sheet.rows[0].cells[0].broken


@pytest.mark.parametrize(
    ("file_name", "content", "code"),
    [
        ("a.xlsx", b"", "file_empty"),
        ("a.csv", b"", "file_empty"),
        ("a.xlsx", b"\x00\x01 no workbook", "workbook_corrupt"),
        ("a.xlsx", b"PK\x03\x04 cut short", "workbook_corrupt"),
        ("a.xls", OLE + b"\x00" * 600, "file_xls"),
        ("a.xlsx", OLE + b"\x00" * 600, "file_xls"),
        (
            "a.xlsx",
            OLE + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 100,
            "workbook_password",
        ),
        ("a.xls", b"<html><table><tr><td>Nama</td></tr></table></html>", "file_html"),
        ("a.xls", b"\xef\xbb\xbf  <!DOCTYPE html><html></html>", "file_html"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "file_html"),
        ("a.xlsx", b"%PDF-1.7 ...", "file_pdf"),
        ("a.docx", b"anything", "file_kind_unknown"),
        ("noending", b"anything", "file_kind_unknown"),
        ("a.csv", "Nama;NIP\r\nNur’aini;1".encode("cp1252"), "encoding_wrong"),
        ("a.csv", "Nama;NIP\r\nContoh;1".encode("utf-16-le"), "file_not_text"),
        ("a.csv", b"Nama,NIP\x00\n", "file_not_text"),
        ("a.csv", b'Nama,NIP\n"Contoh,1\n', "csv_broken"),
    ],
)
def test_files_that_cannot_be_used_say_why(file_name: str, content: bytes, code: str) -> None:
    assert refusal(file_name, content) == code


def test_a_wrong_encoding_names_its_line() -> None:
    with pytest.raises(RosterError) as caught:
        read_sheets("a.csv", "Nama\nSatu\nNur’aini\n".encode("cp1252"))
    assert caught.value.params["row"] == 3


def test_a_file_over_the_cap_names_both_sizes() -> None:
    with pytest.raises(RosterError) as caught:
        read_sheets("a.csv", b"x" * 3_000_000, limits=Limits(file_bytes=2 * 1024 * 1024))
    assert caught.value.code == "file_too_large"
    assert caught.value.params == {"megabytes": "2.9", "limit": "2"}


def test_a_truncated_workbook_is_corrupt() -> None:
    content = workbook([["Nama", "NIP"], ["Contoh", "1"]])
    assert refusal("a.xlsx", content[: len(content) // 2]) == "workbook_corrupt"


def test_a_zip_of_something_else_is_no_workbook() -> None:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as package:
        package.writestr("peserta.xlsx", b"inner")
    assert refusal("a.xlsx", buffer.getvalue()) == "file_not_workbook"


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "file_ods"),
        ("xl/workbook.bin", "x", "file_xlsb"),
    ],
)
def test_other_workbooks_are_named(part: str, content: str, code: str) -> None:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as package:
        package.writestr(part, content)
    assert refusal("a.ods", buffer.getvalue()) == code


def test_an_encrypted_zip_member_is_a_password() -> None:
    content = bytearray(workbook([["Nama"]]))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refusal("a.xlsx", bytes(content)) == "workbook_password"


def test_a_zip_bomb_is_refused_before_it_unfolds() -> None:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(60):
                part.write(b" " * 1024 * 1024)
    assert len(buffer.getvalue()) < 100_000
    assert refusal("bomb.xlsx", buffer.getvalue()) == "workbook_unpacks_too_large"


def test_a_bomb_that_understates_its_size_is_refused() -> None:
    """The lie sits in a part that only the cell reader would open: the guard alone must see it."""
    part = "xl/styles.xml"
    tail = b" " * 60 * 1024 * 1024
    honest = repacked(workbook([["x"]]), lambda name, body: body + tail if name == part else body)
    content = bytearray(honest)
    entry = content.rindex(part.encode()) - 46
    assert content[entry : entry + 4] == b"PK\x01\x02"
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)
    with pytest.raises(RosterError) as caught:
        inspect_workbook(bytes(content), Limits())
    assert caught.value.code == "workbook_corrupt"


def test_one_cell_in_the_last_corner_is_refused_by_name() -> None:
    xml = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
    with pytest.raises(RosterError) as caught:
        read_sheets("a.xlsx", with_sheet(xml))
    assert caught.value.code == "sheet_many_columns"
    assert caught.value.params["cell"] == "XFD1"
    far = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    assert refusal("a.xlsx", with_sheet(far)) == "sheet_many_rows"


@pytest.mark.parametrize("text", [" ", "", "\n"])
def test_a_blank_text_in_the_last_corner_is_refused_too(text: str) -> None:
    """The reader makes room up to it: billions of cells, and the process is gone."""
    blank = f'<c r="XFD1048576" t="inlineStr"><is><t>{text}</t></is></c>'
    xml = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{blank}</row>'
    assert refusal("a.xlsx", with_sheet(xml)) == "sheet_many_rows"


def test_a_lower_case_reference_does_not_slip_past_the_guard() -> None:
    xml = '<row r="1"><c r="xfd1048576"><v>1</v></c></row>'
    assert refusal("a.xlsx", with_sheet(xml)) == "workbook_corrupt"


def test_empty_formatted_cells_far_out_do_not_matter() -> None:
    xml = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>'
    (sheet,) = read_sheets("a.xlsx", with_sheet(xml))
    assert [cell.value for cell in sheet.rows[0].cells] == [1.0]


def test_one_long_text_repeated_in_every_cell_is_refused() -> None:
    cells = "".join(f'<c r="A{row}" t="s"><v>0</v></c>' for row in range(1, 2001))
    content = repacked(
        with_sheet(f"<row>{cells}</row>"),
        lambda name, part: (
            b"<sst><si><t>" + b"x" * 100_000 + b"</t></si></sst>"
            if name == "xl/sharedStrings.xml"
            else part
        ),
    )
    assert len(content) < 50_000
    assert refusal("a.xlsx", content) == "workbook_unpacks_too_large"


def test_entities_are_never_expanded() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
    content = repacked(
        workbook([["x"]]),
        lambda name, part: laughs if name == "xl/worksheets/sheet1.xml" else part,
    )
    assert refusal("a.xlsx", content) == "workbook_corrupt"


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
    ],
)
def test_a_missing_part_is_a_broken_workbook(part: str) -> None:
    content = repacked(workbook([["x"]]), lambda name, body: None if name == part else body)
    assert refusal("a.xlsx", content) in {"workbook_corrupt", "file_not_workbook"}


def test_too_many_rows_in_a_csv_and_in_a_workbook() -> None:
    limits = Limits(rows=100)
    assert refusal("a.csv", b"Nama;NIP\n" * 101, limits) == "sheet_many_rows"
    assert refusal("a.xlsx", workbook([["x"]] * 101), limits) == "sheet_many_rows"
    assert len(read_sheets("a.xlsx", workbook([["x"]] * 100), limits=limits)[0].rows) == 100


def test_too_many_cells_and_sheets() -> None:
    assert refusal("a.xlsx", workbook([["x"] * 20] * 20), Limits(cells=399)) == "sheet_many_cells"
    three = workbook([["x"]], [["y"]], [["z"]])
    assert refusal("a.xlsx", three, Limits(sheets=2)) == "workbook_many_sheets"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    text = f"Nama{delimiter}NIP\r\nNur’aini{delimiter}123\r\n"
    (sheet,) = read_sheets("a.csv", text.encode(encoding))
    assert [[cell.value for cell in row.cells] for row in sheet.rows] == [
        ["Nama", "NIP"],
        ["Nur’aini", "123"],
    ]


def test_commas_inside_names_do_not_cut_a_semicolon_file() -> None:
    text = 'Nama;NIP\n"Contoh, S.H., M.M.";1\nDua, S.E., M.Si., Ak., CA;2\n'
    (sheet,) = read_sheets("a.csv", text.encode())
    assert sheet.rows[1].cells[0].value == "Contoh, S.H., M.M."
    assert [len(row.cells) for row in sheet.rows] == [2, 2, 2]


def test_the_line_that_announces_the_delimiter_is_no_row() -> None:
    (sheet,) = read_sheets("a.csv", b"sep=,\r\nNama,NIP\r\nx;y,1\r\n")
    assert sheet.rows[0].number == 1
    assert sheet.rows[1].cells[0].value == "x;y"


@pytest.mark.parametrize(
    ("written", "value", "broken"),
    [
        ('"=""199001312015031987"""', "199001312015031987", False),
        ("=1+1", "=1+1", True),
        ("=HYPERLINK(1)", "=HYPERLINK(1)", True),
        ("@SUM(1)", "@SUM(1)", True),
        ("-2+3+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", True),
        ("+6281234567890", "+6281234567890", False),
        ("-", "-", False),
        ("- Kepala Seksi (Pelaksana)", "- Kepala Seksi (Pelaksana)", False),
    ],
)
def test_csv_formulas_are_never_values(written: str, value: str, broken: bool) -> None:
    (sheet,) = read_sheets("a.csv", f"Nama\tNIP\n{written}\tx\n".encode())
    cell = sheet.rows[1].cells[0]
    assert (cell.value, cell.broken, cell.computed) == (value, broken, broken)


def test_a_workbook_named_csv_is_read_as_what_it_is() -> None:
    assert read_sheets("a.csv", workbook([["Nama"]]))[0].rows[0].cells[0].value == "Nama"


def test_column_letters_count_as_spreadsheets_do() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(column_number(column_letters(n)) == n for n in range(1000))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a"]))
def test_no_bytes_make_the_reader_raise_anything_else(content: bytes, file_name: str) -> None:
    with contextlib.suppress(RosterError):
        read_sheets(file_name, content)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_flipped_byte_never_escapes_as_another_error(data: st.DataObject) -> None:
    content = bytearray(HONEST)
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(RosterError):
        read_sheets("a.xlsx", bytes(content))


def test_far_corners_of_many_sheets_are_summed_up_before_anything_is_filled() -> None:
    corner: list[list[str | None]] = [["x"], *([[]] * 98), [None] * 99 + ["x"]]
    content = workbook(*[corner] * 4)
    assert len(read_sheets("a.xlsx", content, limits=Limits(area=40_000))) == 4
    assert refusal("a.xlsx", content, Limits(area=39_999)) == "sheet_many_cells"


def test_sheets_that_share_one_part_are_scanned_once_and_counted_each() -> None:
    def named_again(name: str, part: bytes) -> bytes:
        if name != "xl/_rels/workbook.xml.rels":
            return part
        return part.replace(b"sheet2.xml", b"sheet1.xml").replace(b"sheet3.xml", b"sheet1.xml")

    content = repacked(workbook([["x"] * 10] * 10, [["y"]], [["z"]]), named_again)
    assert refusal("a.xlsx", content, Limits(area=299)) == "sheet_many_cells"
    once = Limits(elements=500)  # three times over, the part would have more
    assert inspect_workbook(content, once)["Sheet3"].height == 10


def test_elements_are_counted_over_all_sheets() -> None:
    content = workbook(*[[["x"] * 10] * 10] * 3)
    assert refusal("a.xlsx", content, Limits(elements=500)) == "sheet_many_cells"


def test_of_an_endless_cell_only_the_beginning_is_kept() -> None:
    limits = Limits(cell_characters=300)
    (text,) = read_sheets("a.csv", b"x" * 5000, limits=limits)
    (sheet,) = read_sheets("a.xlsx", workbook([["x" * 5000]]), limits=limits)
    assert [len(one.rows[0].cells[0].text) for one in (text, sheet)] == [300, 300]


@pytest.mark.parametrize("sign", ["|", " ", "+", "A", "!"])
def test_a_cell_that_almost_is_a_command_is_looked_at_once(sign: str) -> None:
    """A pattern that tried every split again took half a minute for one cell of bars."""
    wide = Limits(cell_characters=131_000)
    (sheet,) = read_sheets("a.csv", b"+" + sign.encode() * 130_000 + b"x", limits=wide)
    assert not sheet.rows[0].cells[0].broken
