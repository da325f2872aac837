"""Mail is handed over once, encrypted, and every end of an attempt is told apart."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from socket import create_server

import pytest

from connector.reports.targets.base import Attachment, Handover, Message, Outcome
from connector.reports.targets.email import EmailTarget, MailServer
from connector.reports.targets.email_replies import MAIL, Step, judge
from tests.reports.targets.mail_server import (
    LOGIN,
    PASSWORD,
    Authority,
    Post,
    authority,
    mail_server,
)

AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
TO = "peserta1@example.org"


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def plain(post: Post) -> Iterator[EmailTarget]:
    with mail_server(post) as port:
        yield target(port)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("ca"))


def target(port: int, security: str = "none", trust: ssl.SSLContext | None = None) -> EmailTarget:
    server = MailServer(
        host="127.0.0.1",
        port=port,
        security="tls" if security == "tls" else "starttls" if security == "starttls" else "none",
        sender="noreply@balai.example",
        sender_name="Balai Diklat Contoh",
        username=LOGIN if trust else "",
        password=PASSWORD if trust else "",
        per_minute=6000,
        trust=trust,
    )
    return EmailTarget(server, seconds=(30.0, 30.0))


def message(
    name: str = "Peserta Contoh 1, S.H.",
    subject: str = "STTP Anda sudah terbit",
    text: str = "Salam.\n",
    attachment: Attachment | None = None,
) -> Message:
    return Message("<one@balai.example>", TO, name, subject, text, AT, attachment)


def test_a_message_arrives_with_its_words_and_headers(plain: EmailTarget, post: Post) -> None:
    text = "Yth. Peserta\n.titik di awal baris\nhttps://simpul.example/p/abc\n"
    assert plain.hand_over(message(text=text)) == Handover(Outcome.SENT)
    recipients, mail = post.taken[0]
    assert recipients == [TO]
    assert mail["From"] == "Balai Diklat Contoh <noreply@balai.example>"
    assert mail["To"] == f'"Peserta Contoh 1, S.H." <{TO}>'
    assert mail["Message-ID"] == "<one@balai.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Sat, 21 Nov 2026 01:30:00 +0000"
    assert mail.get_content().replace("\r\n", "\n") == text
    assert post.sessions[0].host_name == "balai.example"


def test_names_and_subjects_in_any_letters_travel_encoded(plain: EmailTarget, post: Post) -> None:
    subject = "Pelatihan Pelayanan Publik – “Prima” " + "sangat panjang " * 20
    plain.hand_over(message(name="Ni Luh Putri Şéķâr", subject=subject))
    assert post.raw[0].isascii()
    mail = post.taken[0][1]
    assert mail["To"].addresses[0].display_name == "Ni Luh Putri Şéķâr"
    assert mail["Subject"].startswith("Pelatihan Pelayanan Publik – “Prima” sangat")
    assert mail["Subject"].endswith("…")
    assert len(mail["Subject"]) <= 180


@pytest.mark.parametrize(
    "ending", ["\r\n", "\n", "\r", "\v", "\x0c", "\x1c", "\x85", "\u2028", "\0"]
)
def test_a_name_or_subject_cannot_begin_a_header_of_its_own(
    plain: EmailTarget, post: Post, ending: str
) -> None:
    hostile = f"Contoh{ending}Bcc: semua@example.org{ending}{ending}isi lain"
    assert plain.hand_over(message(name=hostile, subject=hostile)).outcome is Outcome.SENT
    recipients, mail = post.taken[0]
    assert recipients == [TO]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Contoh Bcc: semua@example.org isi lain"


@pytest.mark.parametrize(
    "hostile",
    [
        "Contoh =?utf-8?q?=0D=0ABcc:semua@example.org?=",
        "=?utf-8?b?DQpCY2M6c2VtdWFAZXhhbXBsZS5vcmc=?=",
        "Çontoh =?utf-8?q?=0D=0A=0D=0Aisi_lain?=",
    ],
)
def test_a_line_break_that_is_written_encoded_is_never_decoded(
    plain: EmailTarget, post: Post, hostile: str
) -> None:
    """The library decodes words of RFC 2047 in a name and writes their line breaks out."""
    assert plain.hand_over(message(name=hostile, subject=hostile)).outcome is Outcome.SENT
    [(_, mail)] = post.taken
    assert mail["Bcc"] is None
    assert "utf-8?" in str(mail["Subject"])
    assert mail.get_content().splitlines()[0] == message().text.splitlines()[0]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nRCPT TO:<c@d.example>",
        "a b@c.example",
        "a@b.example>",
        "ä@b.example",
        "=?utf-8?q?=0D=0ABcc=3A?=@b.example",
        "a,c@b.example",
        "a@[b",
    ],
)
def test_an_address_that_carries_commands_is_never_sent(
    plain: EmailTarget, post: Post, address: str
) -> None:
    end = plain.hand_over(Message("<x@y>", address, "", "s", "t", AT))
    assert end == Handover(Outcome.REFUSED, "mail_address_unfit")
    assert post.tried == []


def test_a_pdf_travels_byte_for_byte(plain: EmailTarget, post: Post) -> None:
    content = b"%PDF-1.7\r\n.\r\n..\n" + bytes(range(256)) * 300
    plain.hand_over(message(attachment=Attachment("STTP.pdf", "application/pdf", content)))
    [part] = post.taken[0][1].iter_attachments()
    assert part.get_filename() == "STTP.pdf"
    assert part.get_content_type() == "application/pdf"
    assert part.get_payload(decode=True) == content


def test_a_sign_in_under_starttls_and_an_authority_of_our_own(
    post: Post, trusted: Authority
) -> None:
    with mail_server(post, starttls=trusted.server, login=True) as port:
        ours = target(port, "starttls", trusted.trusting)
        assert ours.check() == Handover(Outcome.SENT)
        assert post.taken == []
        assert ours.hand_over(message()) == Handover(Outcome.SENT)
    assert post.sessions[0].authenticated
    assert post.sessions[0].ssl is not None


def test_a_message_under_tls_from_the_first_byte(post: Post, trusted: Authority) -> None:
    with mail_server(post, tls=trusted.server) as port:
        server = MailServer("127.0.0.1", port, "tls", "a@b.example", trust=trusted.trusting)
        assert EmailTarget(server).hand_over(message()) == Handover(Outcome.SENT)
        asked = target(port, "tls", trusted.trusting).hand_over(message())
    assert asked == Handover(Outcome.REFUSED, "mail_no_login")
    assert len(post.taken) == 1


def test_a_wrong_password_is_told_and_does_not_show(post: Post, trusted: Authority) -> None:
    with mail_server(post, starttls=trusted.server, login=True) as port:
        server = MailServer(
            "127.0.0.1", port, "starttls", "a@b.example", username=LOGIN, password="wrong-word",
            trust=trusted.trusting,
        )  # fmt: skip
        end = EmailTarget(server).hand_over(message())
    assert end.outcome is Outcome.REFUSED
    assert end.code == "mail_login_refused"
    assert end.params["reply"] == "535 5.7.8"
    assert "wrong-word" not in repr(server) + repr(end)
    assert post.tried == []


def test_a_server_nobody_vouches_for_gets_neither_password_nor_message(
    post: Post, trusted: Authority, tmp_path: Path
) -> None:
    stranger = authority(tmp_path)
    with mail_server(post, starttls=stranger.server) as port:
        end = target(port, "starttls", trusted.trusting).hand_over(message())
    assert end == Handover(Outcome.REFUSED, "mail_untrusted")
    assert post.tried == []


def test_a_certificate_of_another_host_is_refused(post: Post, tmp_path: Path) -> None:
    other = authority(tmp_path, name="elsewhere.example")
    with mail_server(post, tls=other.server) as port:
        end = target(port, "tls", other.trusting).hand_over(message())
    assert end == Handover(Outcome.REFUSED, "mail_untrusted")


def test_encryption_that_is_not_offered_is_not_done_without(
    plain: EmailTarget, post: Post, trusted: Authority
) -> None:
    with mail_server(post) as port:
        end = target(port, "starttls", trusted.trusting).hand_over(message())
    assert end == Handover(Outcome.REFUSED, "mail_no_starttls")
    assert post.tried == []


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        ("450 4.7.1 greylisted, come back", Outcome.LATER, "mail_later"),
        ("452 4.2.2 over quota", Outcome.LATER, "mail_box_full"),
        ("550 5.1.1 no such user <peserta1@example.org>", Outcome.REFUSED, "mail_address_refused"),
        ("550 who", Outcome.REFUSED, "mail_address_refused"),
        ("552 5.2.2 full", Outcome.REFUSED, "mail_box_full"),
        ("554 5.7.1 you are listed", Outcome.REFUSED, "mail_content_refused"),
    ],
)
def test_a_refused_recipient(
    plain: EmailTarget, post: Post, answer: str, outcome: Outcome, code: str
) -> None:
    post.at_recipient.append(answer)
    end = plain.hand_over(message())
    assert (end.outcome, end.code) == (outcome, code)
    assert "@" not in str(end.params)
    assert post.taken == []
    assert plain.hand_over(message()).outcome is Outcome.SENT


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        ("451 4.3.0 try again", Outcome.LATER, "mail_later"),
        ("552 5.3.4 too big", Outcome.REFUSED, "mail_too_large"),
        ("550 5.7.1 spam", Outcome.REFUSED, "mail_content_refused"),
    ],
)
def test_a_refused_message(
    plain: EmailTarget, post: Post, answer: str, outcome: Outcome, code: str
) -> None:
    post.at_content.append(answer)
    end = plain.hand_over(message())
    assert (end.outcome, end.code) == (outcome, code)


def test_a_refused_sender(plain: EmailTarget, post: Post) -> None:
    post.at_sender.append("553 5.7.1 not yours")
    assert plain.hand_over(message()).code == "mail_sender_refused"


def test_a_cut_before_the_message_left_is_worth_another_attempt(
    plain: EmailTarget, post: Post
) -> None:
    post.at_recipient.append("cut")
    assert plain.hand_over(message()) == Handover(Outcome.LATER, "mail_no_answer")


def test_a_cut_after_the_final_dot_is_unknown(plain: EmailTarget, post: Post) -> None:
    post.at_content.append("cut")
    assert plain.hand_over(message()) == Handover(Outcome.UNKNOWN, "mail_unanswered")
    assert len(post.taken) == 1, "the server did take it: a repeat would be a second message"


def test_nobody_listens_or_answers() -> None:
    with create_server(("127.0.0.1", 0)) as silent:
        port = int(silent.getsockname()[1])
        slow = MailServer("127.0.0.1", port, "none", "a@b.example")
        end = EmailTarget(slow, seconds=(0.1, 0.1)).hand_over(message())
        assert end == Handover(Outcome.LATER, "mail_no_answer")
    closed = EmailTarget(MailServer("127.0.0.1", port, "none", "a@b.example"))
    assert closed.hand_over(message()) == Handover(Outcome.LATER, "mail_no_answer")


def test_something_else_than_a_mail_server_answers() -> None:
    with create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            line, _ = door.accept()
            with line:
                line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        odd = MailServer("127.0.0.1", int(door.getsockname()[1]), "none", "a@b.example")
        end = EmailTarget(odd, seconds=(2.0, 2.0)).check()
        thread.join()
    assert end.outcome is Outcome.LATER


def test_the_pace_spaces_messages_over_all_threads(post: Post) -> None:
    now, pauses = [100.0], list[float]()
    with mail_server(post) as port:
        server = MailServer("127.0.0.1", port, "none", "a@b.example", per_minute=30)
        paced = EmailTarget(server, pause=pauses.append, ticks=lambda: now[0])
        for _ in range(3):
            paced.hand_over(message())
        now[0] = 200.0
        paced.hand_over(message())
    assert pauses == [2.0, 4.0]


def test_the_same_delivery_has_the_same_message_id_for_ever() -> None:
    one = EmailTarget(MailServer("h", 25, "none", "Balai <noreply@balai.example>"))
    assert one.message_id("7/email/1") == one.message_id("7/email/1")
    assert one.message_id("7/email/1") != one.message_id("7/email/2")
    assert one.message_id("x").endswith("@balai.example>")


def test_no_address_shows_where_a_message_is_printed() -> None:
    assert "peserta1" not in repr(message()).lower()
    assert "contoh" not in repr(message()).lower()


def test_every_end_has_its_sentence_in_both_languages() -> None:
    numbers = (421, 450, 530, 535, 550, 551, 552, 553, 554)
    details = ("", "5.1.1", "5.2.2", "5.3.4", "5.7.1", "4.2.2")
    replies = product(Step, numbers, details)
    ends = {judge(step, number, detail).code for step, number, detail in replies}
    ends |= {"mail_no_answer", "mail_no_host", "mail_no_tls", "mail_untrusted", "mail_no_starttls"}
    ends |= {"mail_no_login", "mail_unanswered", "mail_address_unfit", "mail_ready"}
    assert ends == set(MAIL)
    for wording in MAIL.values():
        assert all((wording.id, wording.en, wording.todo_id, wording.todo_en))
