"""The Moodle side of `simpul demo`: files in the course, a test after class, what Moodle tells.

The sandbox Moodle has the plugin: the course shows a link to each session and two files, and who
hands in the test is known here without anybody asking for it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.app import inbox_drain
from connector.domain.completion import POSTTEST
from connector.domain.people import Role
from connector.domain.trainings import FileKind, Seat
from connector.flows.follow_news import follow_news
from connector.flows.keep_course_files import put_file
from connector.flows.office import Office
from connector.lms.base import ACCOUNT, COURSE
from connector.sandbox.moodle import SandboxMoodle, learning
from connector.sandbox.moodle.learning import Question
from connector.settings import Settings
from connector.store import completion, trainings
from connector.store.attachments import NewFile
from connector.store.bindings import StoredBindings
from connector.store.engine import reading

TEST = "Post-test"

QUESTIONS = (
    Question("Soal 1", "Apa yang pertama dilakukan saat menerima tamu?", "Menyapa", 4),
    Question("Soal 2", "Siapa yang berhak melihat data pribadi?", "Yang berwenang", 4),
    Question("Soal 3", "Tuliskan satu contoh pelayanan yang baik.", "", 2, type="essay"),
)

HANDED_IN = timedelta(minutes=20)
"""How long after the class everybody has handed the test in."""


@dataclass(frozen=True)
class DemoMoodle:
    """The office and its sandbox Moodle, seen from one training."""

    office: Office
    settings: Settings
    moodle: SandboxMoodle
    code: str

    def listen(self, door: str) -> None:
        """Save address and key in the plugin's settings, as its administrator does."""
        [secret, *_] = self.settings.moodle_webhook_secrets
        self.moodle.plugin.deliver_to(door, secret)

    def hold_test(self, ended: datetime) -> None:
        """Add a test to the course, and let all but two hand it in; one is still at it."""
        course, people = self._people()
        state = self.moodle.state
        quiz = learning.add_quiz(state, course, TEST, criterion=True, questions=QUESTIONS)
        for index, (seat, user) in enumerate(people):
            at = int((ended + timedelta(minutes=index)).timestamp())
            name = seat.record.bare_name
            if index < len(people) - 2:
                marks = 6 + index % 5
                said = [
                    "Menyapa",
                    "Semua orang" if marks < 9 else "Yang berwenang",
                    f"Oleh {name}.",
                ]
                learning.take_quiz(state, quiz, user, marks, at=at, answers=said)
            elif index < len(people) - 1:
                learning.take_quiz(state, quiz, user, None, at=at, outcome="inprogress")
        self.tell()

    def tell(self) -> None:
        """Deliver what Moodle has to tell, and follow it as a worker would in a moment."""
        self.moodle.plugin.deliver()
        inbox_drain(self.office, self.settings).work_off()
        follow_news(self.office)

    def figures(self) -> Mapping[str, int]:
        """Count what the door took from Moodle, and the scores that came of it."""
        taken = sum(200 <= one.status < 300 for one in self.moodle.plugin.attempts)
        with reading(self.office.engine) as connection:
            stored = trainings.get(connection, self.code)
            number = stored.id if stored else 0
            scores = [one.score for one in completion.scores_of(connection, number)]
        counted = Counter(one.test for one in scores)
        return {"moodle_events": taken, "test_scores": counted[POSTTEST]}

    def _people(self) -> tuple[int, list[tuple[Seat, int]]]:
        """The course and who is in it, by number."""
        lms = self.office.lms
        if lms is None:
            return 0, []
        with reading(self.office.engine) as connection:
            training = trainings.load_training(connection, self.code, self.office.link_for)
        bindings = StoredBindings(self.office.engine, lms.connection, training.key)
        accounts = bindings.all(ACCOUNT)
        found = [
            (seat, int(accounts[seat.person]))
            for seat in training.accepted_seats
            if seat.role is Role.PARTICIPANT and seat.person in accounts
        ]
        found.sort(key=lambda pair: pair[0].number or 0)
        return int(next(iter(bindings.all(COURSE).values()))), found


def hand_out(office: Office, code: str, title: str, timetable: bytes, *, actor: str) -> None:
    """Let participants find the timetable and the guide in their course, from the next plan on."""
    files = {
        FileKind.TIMETABLE: NewFile("jadwal.xlsx", timetable),
        FileKind.GUIDE: NewFile("pedoman.pdf", _one_page(f"Pedoman {title}")),
    }
    for kind, file in files.items():
        put_file(office, code, kind, file, actor=actor)


def _one_page(text: str) -> bytes:
    """Return a PDF of one page with one line of plain letters on it."""
    drawn = f"BT /F1 18 Tf 60 760 Td ({text}) Tj ET".encode("ascii", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, count = len(made), len(parts) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    foot = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return made + head + foot
