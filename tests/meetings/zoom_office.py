"""A Zoom platform before a sandbox Zoom whose clock stands still, and an invented training."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from connector.domain.people import PersonRecord, Role
from connector.domain.sessions import SessionKind, SessionRecord, local_moment, session_key
from connector.domain.trainings import MeetingMode, Seat, SeatState, Training
from connector.meetings.zoom.client import ZoomClient
from connector.meetings.zoom.options import ZoomOptions
from connector.meetings.zoom.platform import ZoomPlatform
from connector.meetings.zoom.quotas import MemoryQuotaStore, Pacer, QuotaStore
from connector.meetings.zoom.tokens import (
    Credentials,
    MemoryTokenStore,
    TokenProvider,
    TokenStore,
    oauth_grant,
)
from connector.meetings.zoom.transport import ZoomTransport
from connector.sandbox.zoom import Rules, SandboxZoom
from tests.meetings.memory import Memory, Office

HOST = "kelas.daring@pusdiklat.example"
RATNA = "ratna.wulandari@pusdiklat.example"
"""A licensed instructor of the sandbox account."""
START = datetime(2027, 1, 4, 0, 30, tzinfo=UTC)
ZONE = "Asia/Jakarta"
FIRST_DAY = date(2027, 1, 11)
RULES = Rules(per_second_limits=False, strict_registrant_quota=False)


@dataclass
class Clock:
    """A moment that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **spans: float) -> None:
        self.now += timedelta(**spans)


@dataclass
class Nap:
    """Stands for `time.sleep`: notes how long somebody wanted to sleep."""

    naps: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.naps.append(seconds)


@dataclass
class ZoomOffice(Office):
    """An office with the sandbox it talks to."""

    server: SandboxZoom = field(default_factory=SandboxZoom)
    clock: Clock = field(default_factory=Clock)
    nap: Nap = field(default_factory=Nap)
    tokens: TokenStore = field(default_factory=MemoryTokenStore)

    def names(self, *wanted: str) -> list[str]:
        """Return the calls of these names that reached the sandbox, in order."""
        return [call.name for call in self.server.calls if call.name in wanted]

    def meeting_ids(self) -> list[int]:
        return sorted(self.server.state.meetings)

    def people(self, status: str = "approved") -> dict[int, list[str]]:
        """Return meeting id → sorted addresses of its registrants of one status."""
        return {
            number: sorted(one.email for one in meeting.registrants if one.status == status)
            for number, meeting in self.server.state.meetings.items()
        }


def zoom_client(
    server: SandboxZoom,
    clock: Clock,
    nap: Nap,
    *,
    tokens: TokenStore | None = None,
    base_uri: str = "",
    timeout: tuple[float, float] = (2.0, 2.0),
) -> ZoomClient:
    credentials = Credentials(server.account_id, server.client_id, server.client_secret)
    grant = oauth_grant(server.url, credentials)
    provider = TokenProvider("default", tokens or MemoryTokenStore(), grant, clock)
    transport = ZoomTransport(
        base_uri or f"{server.url}/v2",
        provider,
        Pacer("business", sleep=nap),
        clock=clock,
        timeout=timeout,
        sleep=nap,
    )
    return ZoomClient(transport)


@contextmanager
def zoom_office(
    *,
    rules: Rules = RULES,
    options: ZoomOptions | None = None,
    server: SandboxZoom | None = None,
    base_uri: str = "",
    timeout: tuple[float, float] = (2.0, 2.0),
    quotas: QuotaStore | None = None,
) -> Iterator[ZoomOffice]:
    """Start a sandbox (or take one) and put an office before it."""
    clock, nap, tokens = Clock(), Nap(), MemoryTokenStore()
    own = server is None
    sandbox = server or SandboxZoom(rules=rules, clock=clock).start()
    sandbox.clock = clock
    client = zoom_client(sandbox, clock, nap, tokens=tokens, base_uri=base_uri, timeout=timeout)
    platform = ZoomPlatform(
        client,
        connection="default",
        options=options or ZoomOptions(host=HOST, registrant_quota_scope="meeting"),
        quota_store=quotas or MemoryQuotaStore(),
        clock=clock,
        hosts=["127.0.0.1"],
    )
    try:
        yield ZoomOffice(platform, Memory(), sandbox, clock, nap, tokens)
    finally:
        platform.close()
        if own:
            sandbox.stop()


def seat(
    number: int, email: str | None = "", role: Role = Role.PARTICIPANT, name: str = ""
) -> Seat:
    """Return an invented seat; the address is made from the number unless given."""
    address = f"peserta{number:02}@balai.example" if email == "" else email
    record = PersonRecord(
        full_name=name or f"Peserta {number}, S.Pt.",
        bare_name=name or f"Peserta {number}",
        email=address,
        unit="Balai Karantina Uji",
    )
    return Seat(f"seat:{number}", f"person:{number}", role, SeatState.ACTIVE, number, record)


def day(when: date, start: time = time(8), end: time = time(16)) -> list[SessionRecord]:
    """Return two classes with a break between them."""
    middle = [time(start.hour + 2), time(start.hour + 3)]
    times = [(start, middle[0]), (middle[0], middle[1]), (middle[1], end)]
    kinds = [SessionKind.CLASS, SessionKind.BREAK, SessionKind.CLASS]
    subjects = ["Etika Publik", "Istirahat", "Karantina Tumbuhan"]
    return [
        SessionRecord(
            key=session_key(when, subject, 1),
            date=when,
            start=local_moment(when, begin, ZONE),
            end=local_moment(when, finish, ZONE),
            zone=ZONE,
            subject=subject,
            jp=Decimal(0 if kind is SessionKind.BREAK else 2),
            kind=kind,
        )
        for (begin, finish), kind, subject in zip(times, kinds, subjects, strict=True)
    ]


def training(
    seats: Sequence[Seat] | None = None,
    days: int = 2,
    sessions: Sequence[SessionRecord] | None = None,
    mode: MeetingMode = MeetingMode.PER_DAY,
    key: str = "training:7",
) -> Training:
    """Return an invented training of some days with seats 1 to 8 unless told otherwise."""
    chosen = [seat(number) for number in range(1, 9)] if seats is None else list(seats)
    slots = [one for offset in range(days) for one in day(FIRST_DAY + timedelta(days=offset))]
    return Training(
        key=key,
        code=f"PKU-2027-{key[-1]}",
        title="Pelatihan Karantina Uji",
        cohort="I",
        zone=ZONE,
        seats=chosen,
        sessions=slots if sessions is None else list(sessions),
        meeting_mode=mode,
    )


def without(before: Training, *numbers: int) -> Training:
    """Return the training after these seats withdrew."""
    return replace(
        before,
        seats=[
            replace(one, state=SeatState.WITHDRAWN) if one.number in numbers else one
            for one in before.seats
        ],
    )
