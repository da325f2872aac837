"""Values of our own plugin for Moodle, as its web services carry them; no reading, no call."""

from dataclasses import dataclass
from decimal import Decimal

from connector.lms.moodle.payloads import Quiz


@dataclass(frozen=True)
class SiteRole:
    """A role of the site; `assignable`: the account may give it to somebody in a course."""

    id: int
    shortname: str
    name: str
    archetype: str
    assignable: bool


@dataclass(frozen=True)
class HeldCapability:
    """A right of the prepared role, and whether the account holds it for the whole site."""

    name: str
    held: bool


@dataclass(frozen=True)
class Delivery:
    """How the plugin's messages to us fare. Times in epoch seconds, 0 for never."""

    address: str
    ready: bool
    """Address and key are set, and nobody paused it."""
    blocked: bool
    """Moodle's own rules for outgoing calls would refuse the address."""
    waiting: int
    parked: int
    oldest: int
    last_sent: int
    last_tried: int
    last_status: int
    """Status of the last answer, 0 where there was none."""
    last_error: str


@dataclass(frozen=True)
class SiteFacts:
    """What no service of Moodle tells: limits, roles, rights, cron, and the plugin's own state."""

    plugin_version: int
    plugin_release: str
    moodle_release: str
    moodle_version: str
    php_version: str
    max_input_vars: int
    post_max_size: int
    """Bytes; -1 for no limit."""
    memory_limit: int
    """Bytes; -1 for no limit."""
    webservices_enabled: bool
    rest_enabled: bool
    roles: tuple[SiteRole, ...]
    capabilities: tuple[HeldCapability, ...]
    auths: tuple[str, ...]
    cron_last_run: int
    """Epoch seconds, 0 for never."""
    emails_unique: bool
    extended_usernames: bool
    delivery: Delivery


@dataclass(frozen=True)
class SentTest:
    """How a test message fared; `status` 0 for no answer at all."""

    status: int
    error: str
    milliseconds: int
    body_sha256: str


@dataclass(frozen=True)
class OurModule:
    """A session link or a file of ours in a course; `key` is its idnumber, ours."""

    key: str
    cmid: int
    modname: str
    """`url` or `resource`."""
    name: str
    description: str
    """Plain text; ours comes back letter by letter."""
    section: int
    visible: bool
    address: str
    """Of a link; empty for a file."""
    filename: str
    sha256: str
    """Of a file's content; both empty for a link."""
    modified: int


@dataclass(frozen=True)
class NewLink:
    """A row of `local_simpul_put_links`; the plugin makes the address from course and session."""

    key: str
    """At most 100 characters, begins with `simpul:`."""
    name: str
    description: str
    session: str
    """Letters, digits, `-`, `_`; at most 64."""
    visible: int


@dataclass(frozen=True)
class NewFile:
    """A row of `local_simpul_put_files`; `content` is base64, `sha256` of what it stands for."""

    key: str
    name: str
    description: str
    filename: str
    content: str
    sha256: str
    visible: int


@dataclass(frozen=True)
class PutModule:
    """What became of one link or file: `created`, `updated` or `unchanged`."""

    key: str
    cmid: int
    outcome: str


@dataclass(frozen=True)
class RemovedModules:
    """Numbers (cmid) of modules that were taken away, and of those that were gone before."""

    removed: tuple[int, ...]
    missing: tuple[int, ...]


@dataclass(frozen=True)
class CourseQuiz:
    """A quiz of the course, hidden ones too."""

    quiz: Quiz
    visible: bool


@dataclass(frozen=True)
class Learner:
    """How far one enrolled person is; `completed` None: no criteria, or not tracked."""

    id: int
    active: bool
    completed: bool | None
    time_completed: int
    done: int
    activities: int
    grade: Decimal | None
    """The course total, None while there is none."""
    grade_maximum: Decimal | None


@dataclass(frozen=True)
class TakenAttempt:
    """One attempt at one quiz; `marks` None while it is not marked, `finished` 0 while open."""

    id: int
    user: int
    quiz: int
    number: int
    state: str
    marks: Decimal | None
    started: int
    finished: int


@dataclass(frozen=True)
class ResultsPage:
    """Completion and attempts of up to so many people by id; `next` 0 on the last page."""

    criteria: bool
    """Whether the course has any completion criteria."""
    quizzes: tuple[CourseQuiz, ...]
    users: tuple[Learner, ...]
    attempts: tuple[TakenAttempt, ...]
    next: int


@dataclass(frozen=True)
class PaperQuestion:
    """One question of an attempt and what was answered, as plain text."""

    slot: int
    number: str
    """As printed; a description has `i`."""
    type: str
    name: str
    text: str
    answer: str
    right: str
    mark: Decimal | None
    maximum: Decimal | None
    state: str


@dataclass(frozen=True)
class KeptPaper:
    """One finished or abandoned attempt with its questions in order."""

    id: int
    user: int
    number: int
    state: str
    started: int
    finished: int
    marks: Decimal | None
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True)
class PapersPage:
    """Papers of one quiz by id of the attempt; `next` 0 on the last page."""

    quiz: Quiz
    course: int
    papers: tuple[KeptPaper, ...]
    next: int


@dataclass(frozen=True)
class GradeItem:
    """Our own column in a course's gradebook."""

    id: int
    name: str
    maximum: Decimal | None
    locked: bool


@dataclass(frozen=True)
class HeldGrade:
    """What one person has in our column; locked and overridden ones are never written."""

    user: int
    grade: Decimal | None
    locked: bool
    overridden: bool


@dataclass(frozen=True)
class Gradebook:
    """Our column and its grades; no item before the first grade is written."""

    item: GradeItem | None
    grades: tuple[HeldGrade, ...]


@dataclass(frozen=True)
class NewGrade:
    """A row of `local_simpul_put_gradebook`; `grade` as text with a decimal point."""

    userid: int
    grade: str


@dataclass(frozen=True)
class SkippedGrade:
    """A grade that was left alone: `locked`, `overridden` or `notenrolled`."""

    user: int
    reason: str


@dataclass(frozen=True)
class GradesPut:
    """The answer to grades: our item, how many were written, which were left alone."""

    item: int
    written: int
    skipped: tuple[SkippedGrade, ...]
