"""Pictures handed in: printed upright and without their secrets, or refused with a reason."""

import base64
import re
import struct
import zlib

import pytest

from connector.documents.drawings import MAX_DEPTH, MAX_ELEMENTS
from connector.documents.pictures import MAX_BYTES, as_svg, kind_of
from connector.errors import ConnectorError
from tests.certificates.sheets import png

SVG = 'xmlns="http://www.w3.org/2000/svg"'


def svg(inside: str = '<path d="M0 0h10v10z"/>', *, more: str = "") -> bytes:
    return f'<svg {SVG} viewBox="0 0 10 20"{more}>{inside}</svg>'.encode()


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int, order: str = "<") -> bytes:
    mark = b"II" if order == "<" else b"MM"
    tiff = mark + struct.pack(order + "HIH", 42, 8, 1)
    tiff += struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\0\0" + tiff + b"GPS -6.99")


def jpeg(*before: bytes, width: int = 40, height: int = 30, colours: int = 3) -> bytes:
    """What a decoder sees first; its picture is none, which nothing here decodes."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, colours) + b"\1\x11\0" * colours)
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\x34"
    return b"\xff\xd8" + b"".join(before) + frame + scan + b"\xff\xd9"


def inner(drawn: str) -> bytes:
    match = re.search(r'base64,([^"]+)"', drawn)
    assert match
    return base64.b64decode(match[1])


def test_three_kinds_are_known_by_their_bytes() -> None:
    assert kind_of(png()) == "image/png"
    assert kind_of(jpeg()) == "image/jpeg"
    assert kind_of(svg()) == "image/svg+xml"
    assert kind_of(b"\xef\xbb\xbf<?xml version='1.0'?><!-- logo -->" + svg()) == "image/svg+xml"


def test_a_picture_travels_inside_plain_svg() -> None:
    drawn = as_svg(png(40, 30))
    assert drawn.isascii()
    assert 'viewBox="0 0 40 30"' in drawn
    assert inner(drawn) == png(40, 30)
    assert 'viewBox="0 0 500 1000"' in as_svg(svg())


@pytest.mark.parametrize(
    ("orientation", "order", "box", "turn"),
    [
        (1, "<", "40 30", ""),
        (3, "<", "40 30", "translate(40 30) rotate(180)"),
        (6, "<", "30 40", "translate(30 0) rotate(90)"),
        (8, ">", "30 40", "translate(0 40) rotate(-90)"),
        (77, ">", "40 30", ""),
    ],
)
def test_a_portrait_from_a_phone_stands_upright(
    orientation: int, order: str, box: str, turn: str
) -> None:
    drawn = as_svg(jpeg(exif(orientation, order)))
    assert f'viewBox="0 0 {box}"' in drawn
    assert f'transform="{turn}' in drawn


def test_where_a_portrait_was_taken_is_not_passed_on() -> None:
    profile, adobe = segment(0xE2, b"ICC_PROFILE\0"), segment(0xEE, b"Adobe")
    content = jpeg(exif(1), segment(0xED, b"Photoshop"), segment(0xFE, b"Siti"), profile, adobe)
    left = inner(as_svg(content))
    assert b"GPS" not in left
    assert b"Siti" not in left
    assert b"Photoshop" not in left
    assert left == jpeg(profile, adobe)


def test_pictures_behind_the_picture_are_not_passed_on() -> None:
    """Phones append more of them, each with its place, and list them before the first."""
    listed, behind = segment(0xE2, b"MPF\0MM"), jpeg(exif(1))
    left = inner(as_svg(jpeg(listed) + behind + b"SEFH" + b"\xff\xd9"))
    assert left == jpeg()


def test_a_picture_of_several_scans_keeps_all_of_them() -> None:
    whole = jpeg()
    tables = segment(0xC4, b"\0\xff\xd9\x01")  # bytes of a table that look like an end
    more = b"\x55\xff\x00\xff\xd0" + tables + segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x66"
    content = whole[:-2] + more + segment(0xE1, b"Exif\0\0GPS") + b"\x77" + whole[-2:]
    assert inner(as_svg(content)) == whole[:-2] + more + b"\x77" + whole[-2:]


def damaged_png(place: int) -> bytes:
    content = bytearray(png())
    content[place] ^= 1
    return bytes(content)


def bomb() -> bytes:
    """A picture of 40 × 30 that unpacks to 100 MB."""
    packed = zlib.compress(b"\0" * 100_000_000)
    body = struct.pack(">I", len(packed)) + b"IDAT" + packed
    body += struct.pack(">I", zlib.crc32(b"IDAT" + packed))
    whole = png()
    start = whole.index(b"IDAT") - 4
    return whole[:start] + body + whole[-12:]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "picture_kind"),
        (b"GIF89a" + b"\0" * 50, "picture_kind"),
        (b"%PDF-1.7", "picture_kind"),
        (b"RIFF\0\0\0\0WEBP", "picture_kind"),
        (png() + b"\0" * MAX_BYTES, "picture_too_large"),
        (png(6001, 1), "picture_too_wide"),
        (png(5000, 5000), "picture_too_wide"),
        (png(0, 5), "picture_unreadable"),
        (png()[:40], "picture_unreadable"),
        (png()[:-12], "picture_unreadable"),
        (png()[:20], "picture_unreadable"),
        (damaged_png(24), "picture_unreadable"),
        (damaged_png(50), "picture_unreadable"),
        (bomb(), "picture_unreadable"),
        (b"\xff\xd8\xff", "picture_unreadable"),
        (jpeg()[:-2], "picture_unreadable"),
        (jpeg()[:20], "picture_unreadable"),
        (b"\xff\xd8" + exif(1), "picture_unreadable"),
        (jpeg(width=0), "picture_unreadable"),
        (jpeg(width=9000), "picture_too_wide"),
        (jpeg(colours=4), "picture_colours"),
    ],
    ids=range(21),
)
def test_what_cannot_be_printed_is_refused(content: bytes, code: str) -> None:
    for judge in (kind_of, as_svg):
        with pytest.raises(ConnectorError) as caught:
            judge(content)
        assert caught.value.code == code


ACTIVE = [
    ("<script>alert(1)</script>", "script"),
    ('<image href="file:///etc/passwd"/>', "image"),
    ('<text x="1" y="1">Balai</text>', "text"),
    ('<a href="https://x.example"><path d="M0 0"/></a>', "a"),
    ('<use href="#a"/>', "use"),
    ('<foreignObject><b xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>', "foreignObject"),
    ('<animate attributeName="x"/>', "animate"),
    ('<filter id="f"/>', "filter"),
    ('<path d="M0 0" onload="alert(1)"/>', "onload"),
    ('<path fill="url(https://x.example/a.svg#b)"/>', "fill"),
    ("<path style=\"fill: url( 'http://x.example')\"/>", "style"),
    ('<linearGradient href="https://x.example/#g"/>', "href"),
    (
        '<linearGradient xmlns:l="http://www.w3.org/1999/xlink" l:href="x.svg#g"/>',
        "href",
    ),
    ("<style>@import 'https://x.example/a.css';</style>", "style"),
    ("<style>path{fill:u\\72l(http://x.example)}</style>", "style"),
    ('<path xmlns="" d="M0 0"/>', "path"),
    ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">1</h:script>', "script"),
    ("<?xml-stylesheet href='https://x.example/a.css'?>", "xml-stylesheet"),
]


@pytest.mark.parametrize(("inside", "found"), ACTIVE)
def test_a_drawing_that_could_do_more_than_be_drawn_is_refused(inside: str, found: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        kind_of(svg(inside))
    assert (caught.value.code, caught.value.params["found"]) == ("picture_active", found)


def test_entities_are_refused_before_they_are_expanded() -> None:
    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    with pytest.raises(ConnectorError, match="picture_active found=DOCTYPE"):
        kind_of(f"<!DOCTYPE svg [{laughs}]>".encode() + svg("<title>&j;</title>"))
    outside = b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">'
    with pytest.raises(ConnectorError, match="picture_active found=DOCTYPE"):
        kind_of(outside + svg())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (svg("<g>" * (MAX_DEPTH + 1) + "</g>" * (MAX_DEPTH + 1)), "picture_too_large_inside"),
        (svg("<g/>" * (MAX_ELEMENTS + 1)), "picture_too_large_inside"),
        (svg()[:-3], "picture_unreadable"),
        (b"<svg/>", "picture_kind"),
        (b"<?xml version='1.0'?><html/>", "picture_kind"),
        (f"<svg {SVG}/>".encode(), "picture_unreadable"),
        (f'<svg {SVG} viewBox="0 0 0 10"/>'.encode(), "picture_unreadable"),
        (f'<svg {SVG} viewBox="0 0 1e300 10"/>'.encode(), "picture_unreadable"),
        (f'<svg {SVG} viewBox="0 0 1 1000"/>'.encode(), "picture_unreadable"),
        (f'<svg {SVG} width="NaN" height="3"/>'.encode(), "picture_unreadable"),
        (b"<?xml version='1.0' encoding='utf-16'?><svg/>", "picture_unreadable"),
    ],
    ids=range(11),
)
def test_a_drawing_that_is_none_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        kind_of(content)
    assert caught.value.code == code


def test_what_drawing_programs_write_is_accepted() -> None:
    ordinary = (
        '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<r:li r:resource="https://x.example"/></r:RDF></metadata>'
        '<s:namedview xmlns:s="http://sodipodi.example/ns"><s:grid href="x"/></s:namedview>'
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#123"/></linearGradient>'
        '<clipPath id="c"><rect width="5" height="5"/></clipPath></defs>'
        "<style>.a{fill:url(#g)}</style>"
        '<g class="a" clip-path="url(#c)"><circle r="3" style="fill:url(\'#g\')"/></g>'
    )
    assert kind_of(svg(ordinary, more=' width="20mm"')) == "image/svg+xml"
