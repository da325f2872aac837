"""Reads back what a PDF says, for tests: text by page, fonts, and the PDF/A claim."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader


def pages(content: bytes) -> list[str]:
    """The text of each page, spaces and line ends as one space each."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def text(content: bytes) -> str:
    return " ".join(pages(content))


def joined(content: bytes) -> str:
    """All text without any space: where a line breaks does not matter."""
    return "".join(text(content).replace("\u200b", "").split())


def fonts(content: bytes) -> dict[str, bool]:
    """Font names without their subset tag, and whether the font is inside the file."""
    found = dict[str, bool]()
    for page in PdfReader(BytesIO(content)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            whole = font.get_object()
            below = (
                whole["/DescendantFonts"][0].get_object() if "/DescendantFonts" in whole else whole
            )
            descriptor = below["/FontDescriptor"].get_object()
            embedded = any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
            found[str(below["/BaseFont"]).split("+")[-1]] = embedded
    return found


def claims_archival(content: bytes) -> bool:
    """Whether the metadata says PDF/A-2b and the colours have an output intent."""
    reader = PdfReader(BytesIO(content))
    root: Any = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    said = ("<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>B</pdfaid:conformance>")
    return all(one in metadata for one in said) and "/OutputIntents" in root


@dataclass(frozen=True)
class Piece:
    """Some text as drawn; `left` and `size` in points."""

    text: str
    left: float
    size: float
    bold: bool
    page: int

    @property
    def widest(self) -> float:
        """Where it ends if it is all W, the widest letter of our font: 0.951 em, bold 1.028."""
        letter = (1.028 if self.bold else 0.951) * self.size
        return self.left + letter * len(self.text.replace("\u200b", ""))


def pieces(content: bytes) -> list[Piece]:
    found = list[Piece]()
    for number, page in enumerate(PdfReader(BytesIO(content)).pages):

        def note(text: str, cm: Any, tm: Any, font: Any, size: float, at: int = number) -> None:
            for line in text.split("\n"):
                if line.strip():
                    left = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
                    scale = abs(cm[0] * tm[0] + cm[2] * tm[1])
                    found.append(
                        Piece(
                            line.strip(), float(left), float(size * scale), "Bold" in str(font), at
                        )
                    )

        page.extract_text(visitor_text=note)
    return found


def left_edge(content: bytes, text: str) -> float:
    """Where the one piece that reads so begins."""
    [one] = [piece for piece in pieces(content) if piece.text == text]
    return one.left
