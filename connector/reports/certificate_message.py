"""What a message about a certificate says, Indonesian first: a link, and no personal number.

The PDF itself is not in it unless the office wants that: on the personal page it is handed out
to whoever holds the address, and a mailbox keeps copies that nobody can take back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.domain.certificates import CertificateKind, Course
from connector.domain.indonesian import date_range
from connector.messages import Language, Wording

NAMES = {
    CertificateKind.STTP: Wording(
        "Surat Tanda Tamat Pelatihan (STTP)", "certificate of completion (STTP)"
    ),
    CertificateKind.PARTICIPATION: Wording(
        "sertifikat keikutsertaan", "certificate of participation"
    ),
    CertificateKind.TEACHING: Wording("surat keterangan mengajar", "certificate of teaching"),
}
"""What the kinds are called inside a sentence."""

SHORT = {
    CertificateKind.STTP: Wording("STTP", "STTP"),
    CertificateKind.PARTICIPATION: Wording("Sertifikat", "Certificate"),
    CertificateKind.TEACHING: Wording("Surat keterangan mengajar", "Certificate of teaching"),
}


@dataclass(frozen=True)
class Letter:
    """What a message is about."""

    kind: CertificateKind
    name: str
    """With degrees."""
    course: Course
    number: str
    page: str
    """Personal address, absolute."""
    check: str
    """Public page, absolute."""
    organiser: Sequence[str]
    attached: bool = False


def subject(letter: Letter) -> str:
    return f"{SHORT[letter.kind].id} Anda sudah terbit: {letter.course.title}"


def text(letter: Letter) -> str:
    """Return the message in both languages."""
    return f"{_indonesian(letter)}\n-- \n{_english(letter)}"


def short_text(letter: Letter, language: Language) -> str:
    """Return a few lines to paste into a messenger."""
    if language == "id":
        return (
            f"Yth. {letter.name}, {NAMES[letter.kind].id} {letter.course.title} sudah terbit. "
            f"Unduh di halaman pribadi Anda (mohon tidak diteruskan): {letter.page}"
        )
    return (
        f"Dear {letter.name}, your {NAMES[letter.kind].en} for {letter.course.title} is ready. "
        f"Download it on your personal page (please do not pass it on): {letter.page}"
    )


def _indonesian(letter: Letter) -> str:
    days = date_range(letter.course.first, letter.course.last)
    attached = "Salinannya juga terlampir.\n\n" if letter.attached else ""
    return f"""Yth. {letter.name},

{_capital(NAMES[letter.kind].id)} Anda untuk {letter.course.title} ({days}), nomor \
{letter.number}, sudah terbit dan ditandatangani secara elektronik.

Unduh PDF-nya di halaman pribadi Anda:
{letter.page}

{attached}Alamat halaman itu milik Anda sendiri; mohon tidak diteruskan. Simpan dan kirimkan PDF \
apa adanya: PDF yang dicetak, dipindai, atau disimpan ulang kehilangan tanda tangannya.

Siapa pun dapat memeriksa keasliannya di:
{letter.check}

{_signature(letter)}E-mail ini dikirim otomatis.
"""


def _english(letter: Letter) -> str:
    attached = "A copy is attached.\n\n" if letter.attached else ""
    return f"""Dear {letter.name},

Your {NAMES[letter.kind].en} for {letter.course.title}, number {letter.number}, has been issued \
and signed electronically.

Download the PDF on your personal page:
{letter.page}

{attached}That address is yours alone; please do not pass it on. Keep and forward the PDF as it \
is: printed, scanned or saved again it has lost its signature.

Anybody can check it at:
{letter.check}

This message was sent automatically.
"""


def _signature(letter: Letter) -> str:
    return f"{letter.organiser[-1]}\n" if letter.organiser else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
