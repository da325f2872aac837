"""What a mail server's refusals mean, by reply number and enhanced code (RFC 5321, RFC 3463).

Only numbers are looked at and kept: the words of a reply often quote the address.
"""

from __future__ import annotations

import re
from enum import StrEnum

from connector.messages import Catalogue, Wording
from connector.reports.targets.base import Handover, Outcome


class Step(StrEnum):
    """Where in the conversation a reply came."""

    OPENING = "opening"
    """Greeting, encryption, signing in."""
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    CONTENT = "content"
    """After the final dot."""


_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})\b")

_LOGIN = frozenset({530, 534, 535, 538})
"""RFC 4954: authentication is required, too weak, wrong, or needs encryption."""


def judge(step: Step, number: int, text: bytes | str) -> Handover:
    """Return what a refusal means: 4xx comes again later, 5xx needs a person."""
    written = text.encode("ascii", "replace") if isinstance(text, str) else text
    found = _ENHANCED.match(written)
    enhanced = found[1].decode() if found else ""
    reply = f"{number} {enhanced}".strip()
    if 500 <= number < 600:
        return Handover(Outcome.REFUSED, _refusal(step, number, enhanced[2:]), {"reply": reply})
    full = enhanced == "4.2.2"
    return Handover(Outcome.LATER, "mail_box_full" if full else "mail_later", {"reply": reply})


def _refusal(step: Step, number: int, detail: str) -> str:
    """Name a 5xx; `detail` is the enhanced code without its first digit (`1.1`)."""
    if number in _LOGIN and step in (Step.OPENING, Step.SENDER):
        return "mail_login_refused"
    if step is Step.OPENING:
        return "mail_server_refuses"
    if step is Step.SENDER:
        return "mail_too_large" if number == 552 or detail == "3.4" else "mail_sender_refused"
    if step is Step.RECIPIENT:
        return _recipient(number, detail)
    if number == 552 or detail in ("2.3", "3.4"):
        return "mail_too_large"
    return "mail_content_refused"


def _recipient(number: int, detail: str) -> str:
    if detail == "2.2" or (number == 552 and not detail):
        return "mail_box_full"
    if detail.startswith("7."):
        return "mail_content_refused"
    return "mail_address_refused"


MAIL: Catalogue = {
    "mail_ready": Wording(
        "Server e-mail menerima sambungan dan nama kami.",
        "The mail server takes our connection and our name.",
        "Tidak perlu berbuat apa-apa.",
        "Nothing to do.",
    ),
    "mail_later": Wording(
        "Server e-mail meminta dicoba lagi nanti (jawaban {reply}); e-mail belum terkirim.",
        "The mail server asks to try again later (reply {reply}); nothing was sent yet.",
        "Tidak perlu berbuat apa-apa: percobaan berikutnya berjalan sendiri.",
        "Nothing to do: the next attempt is made by itself.",
    ),
    "mail_no_answer": Wording(
        "Server e-mail tidak menjawab; e-mail belum terkirim.",
        "The mail server does not answer; nothing was sent yet.",
        "Percobaan berikutnya berjalan sendiri. Bila berlanjut, periksa SIMPUL_SMTP_HOST dan "
        "SIMPUL_SMTP_PORT, lalu jalankan simpul doctor.",
        "The next attempt is made by itself. If it goes on, check SIMPUL_SMTP_HOST and "
        "SIMPUL_SMTP_PORT, then run simpul doctor.",
    ),
    "mail_no_host": Wording(
        "Nama server e-mail tidak ditemukan; e-mail belum terkirim.",
        "The mail server's name cannot be found; nothing was sent yet.",
        "Periksa SIMPUL_SMTP_HOST dan DNS. Percobaan berikutnya berjalan sendiri.",
        "Check SIMPUL_SMTP_HOST and DNS. The next attempt is made by itself.",
    ),
    "mail_no_tls": Wording(
        "Sambungan terenkripsi ke server e-mail gagal; e-mail belum terkirim.",
        "The encrypted connection to the mail server failed; nothing was sent yet.",
        "Periksa SIMPUL_SMTP_SECURITY dan SIMPUL_SMTP_PORT: starttls biasanya 587, tls 465.",
        "Check SIMPUL_SMTP_SECURITY and SIMPUL_SMTP_PORT: starttls is usually 587, tls 465.",
    ),
    "mail_untrusted": Wording(
        "Sertifikat server e-mail tidak dapat dipercaya; e-mail tidak dikirim.",
        "The mail server's certificate cannot be trusted; nothing was sent.",
        "Pakai nama server seperti di sertifikatnya, atau pasang CA instansi di mesin ini "
        "(SSL_CERT_FILE); kemudian kirim ulang.",
        "Use the server's name as its certificate has it, or install the agency's CA on this "
        "machine (SSL_CERT_FILE); then send again.",
    ),
    "mail_no_starttls": Wording(
        "Server e-mail tidak menawarkan STARTTLS; e-mail tidak dikirim tanpa enkripsi.",
        "The mail server does not offer STARTTLS; nothing is sent without encryption.",
        "Pakai port yang terenkripsi, atau SIMPUL_SMTP_SECURITY=none hanya untuk server di mesin "
        "yang sama; kemudian kirim ulang.",
        "Use an encrypted port, or SIMPUL_SMTP_SECURITY=none for a server on this very machine "
        "only; then send again.",
    ),
    "mail_no_login": Wording(
        "Server e-mail tidak menerima masuk dengan nama dan kata sandi; e-mail tidak dikirim.",
        "The mail server takes no sign-in with name and password; nothing was sent.",
        "Kosongkan SIMPUL_SMTP_USERNAME, atau pakai port pengiriman (submission); kirim ulang.",
        "Leave SIMPUL_SMTP_USERNAME empty, or use the submission port; send again.",
    ),
    "mail_login_refused": Wording(
        "Server e-mail menolak nama atau kata sandi kami (jawaban {reply}); e-mail tidak dikirim.",
        "The mail server refuses our name or password (reply {reply}); nothing was sent.",
        "Perbaiki SIMPUL_SMTP_USERNAME dan SIMPUL_SMTP_PASSWORD, lalu kirim ulang.",
        "Correct SIMPUL_SMTP_USERNAME and SIMPUL_SMTP_PASSWORD, then send again.",
    ),
    "mail_server_refuses": Wording(
        "Server e-mail menolak sambungan dari mesin ini (jawaban {reply}); e-mail tidak dikirim.",
        "The mail server refuses this machine (reply {reply}); nothing was sent.",
        "Minta pengelola server e-mail mengizinkan mesin ini, lalu kirim ulang.",
        "Ask whoever runs the mail server to let this machine in, then send again.",
    ),
    "mail_sender_refused": Wording(
        "Server e-mail menolak alamat pengirim (jawaban {reply}); e-mail tidak dikirim.",
        "The mail server refuses the sender's address (reply {reply}); nothing was sent.",
        "Pakai alamat milik akun itu pada SIMPUL_SMTP_FROM, lalu kirim ulang.",
        "Use an address of that account as SIMPUL_SMTP_FROM, then send again.",
    ),
    "mail_address_refused": Wording(
        "Alamat e-mail penerima ditolak (jawaban {reply}); e-mail tidak terkirim.",
        "The recipient's address was refused (reply {reply}); nothing was sent.",
        "Tanyakan alamat yang benar, perbaiki data peserta, lalu kirim ulang.",
        "Ask for the right address, correct the roster, then send again.",
    ),
    "mail_address_unfit": Wording(
        "Alamat e-mail penerima tidak dapat dipakai; e-mail tidak dikirim.",
        "The recipient's e-mail address cannot be used; nothing was sent.",
        "Tanyakan alamat yang benar, perbaiki data peserta, lalu kirim ulang.",
        "Ask for the right address, correct the roster, then send again.",
    ),
    "mail_box_full": Wording(
        "Kotak e-mail penerima penuh (jawaban {reply}); e-mail belum terkirim.",
        "The recipient's mailbox is full (reply {reply}); nothing was sent yet.",
        "Sampaikan alamat pribadi lewat cara lain, atau kirim ulang nanti.",
        "Pass the personal address on another way, or send again later.",
    ),
    "mail_too_large": Wording(
        "E-mail terlalu besar bagi server (jawaban {reply}); e-mail tidak terkirim.",
        "The message is too large for the server (reply {reply}); nothing was sent.",
        "Kirim ulang tanpa lampiran: tautan ke halaman pribadi sudah cukup.",
        "Send again without the attachment: the link to the personal page is enough.",
    ),
    "mail_content_refused": Wording(
        "Server e-mail menolak kiriman ini (jawaban {reply}); e-mail tidak terkirim.",
        "The mail server refuses this message (reply {reply}); nothing was sent.",
        "Minta pengelola server e-mail memeriksa SPF, DKIM, dan daftar hitam, lalu kirim ulang.",
        "Ask whoever runs the mail server about SPF, DKIM and block lists, then send again.",
    ),
    "mail_unanswered": Wording(
        "E-mail sudah diserahkan seluruhnya, tetapi server tidak menjawab: mungkin terkirim, "
        "mungkin tidak.",
        "The whole message was handed over but the server did not answer: it may have been sent.",
        "E-mail ini tidak dikirim ulang sendiri. Tanyakan penerima, atau kirim ulang dengan sadar.",
        "It is not repeated by itself. Ask the recipient, or send again knowingly.",
    ),
}
"""What happened and what to do, in both languages."""
