"""A file written anew shows the same pages; anything that draws differently is another one."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
import pytest
import typst
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf.annotations import FreeText
from pypdf.generic import NameObject, NumberObject

from connector.documents.signing.same_pages import pages_digest, shows_same
from tests.signed_class import sign_bytes


def document(name: str = "Siti") -> bytes:
    """Two pages with fonts, a drawing and a link."""
    text = f'= Sertifikat {name}\n#rect[x] #link("https://example.org")[l] #pagebreak() Mata ajar'
    return bytes(typst.compile(text.encode(), format="pdf", pdf_standards="a-2b"))


def rewritten(pdf: bytes, change: Callable[[Any], None] = lambda writer: None) -> bytes:
    """Let another tool write the whole file anew."""
    writer, target = pypdf.PdfWriter(clone_from=BytesIO(pdf)), BytesIO()
    change(writer)
    writer.write(target)
    return target.getvalue()


def drawn_over(pdf: bytes) -> bytes:
    """Append a revision that draws a white square over the first page."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf))
    stream = generic.StreamObject(stream_data=b"1 1 1 rg 0 0 400 400 re f")
    writer.add_stream_to_page(0, writer.add_object(stream))
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def compress(writer: Any) -> None:
    for page in writer.pages:
        page.compress_content_streams()


def crop(writer: Any) -> None:
    writer.pages[0].mediabox.upper_right = (300, 300)


def turn(writer: Any) -> None:
    writer.pages[0][NameObject("/Rotate")] = NumberObject(90)


def drop_page(writer: Any) -> None:
    writer.remove_page(1)


def add_page(writer: Any) -> None:
    writer.add_blank_page(100, 100)


def swap_font(writer: Any) -> None:
    font = next(iter(writer.pages[0]["/Resources"]["/Font"].values())).get_object()
    font[NameObject("/BaseFont")] = NameObject("/Another")


def add_note(writer: Any) -> None:
    writer.add_annotation(0, FreeText(text="LULUS", rect=(10, 10, 200, 200)))


@pytest.mark.parametrize("change", [lambda writer: None, compress])
def test_the_same_pages_written_anew_are_the_same(change: Callable[[Any], None]) -> None:
    pdf = document()
    anew = rewritten(pdf, change)
    assert anew != pdf
    assert shows_same(anew, pdf)


def test_a_signature_changes_no_page() -> None:
    pdf = document()
    assert shows_same(sign_bytes(pdf), pdf)
    assert shows_same(sign_bytes(sign_bytes(rewritten(pdf))), pdf)


def test_another_name_is_another_document() -> None:
    assert not shows_same(document("Siti"), document("Sita"))


def test_what_is_appended_may_not_draw() -> None:
    pdf = document()
    changed = drawn_over(pdf)
    assert changed.startswith(pdf)
    assert not shows_same(changed, pdf)
    assert not shows_same(sign_bytes(changed), pdf)


@pytest.mark.parametrize("change", [crop, turn, drop_page, add_page, swap_font, add_note])
def test_a_page_that_looks_different_is_told(change: Callable[[Any], None]) -> None:
    pdf = document()
    assert not shows_same(rewritten(pdf, change), pdf)


@pytest.mark.parametrize(
    "raw", [b"", b"%PDF-1.7", b"\x00" * 5000, document()[:3000], document()[3000:]]
)
def test_what_cannot_be_read_shows_nothing(raw: bytes) -> None:
    assert pages_digest(raw) == ""
    assert not shows_same(raw, raw)
