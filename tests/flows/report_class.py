"""A class whose every record is there: for reports, and for those who recount them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from connector.domain.attendance import Denominator, Mark
from connector.domain.certificates import CertificateKind
from connector.domain.completion import (
    POSTTEST,
    PRETEST,
    Band,
    CompletionRule,
    Score,
    ScoreRule,
    Verdict,
)
from connector.domain.evaluations import About, Evaluation
from connector.domain.identities import Identity, IdentityType
from connector.domain.people import Role, SeatRecord
from connector.domain.reports import ReportType
from connector.domain.sessions import SessionRecord, counted
from connector.domain.trainings import SeatState
from connector.flows import archive_days
from connector.flows.class_completion import OPTION as COMPLETION
from connector.flows.class_completion import rule_to_options
from connector.flows.report_content import collect
from connector.reconcile.changes import Result
from connector.reconcile.status import SeatState as Standing
from connector.reconcile.status import SeatStatus
from connector.reports.content import ReportContent
from connector.store import (
    approvals,
    attendance,
    completion,
    evaluations,
    papers,
    plans,
    seats,
    trainings,
)
from connector.store.completion import DocumentState, NewScore
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.tables import certificates
from tests.flows.certificate_class import STTP, instructor, participant, seat_more, seated
from tests.web.attended import Came, at, class_of, everybody, hold, link
from tests.web.place import (
    CODE,
    FIRST_DAY,
    MORNING,
    House,
    add_plan,
    bind,
    set_status,
    write_outcomes,
)

UNITS = ("Lapas Kelas I Semarang", "Rutan Kudus", "Kanwil Jawa Tengah")
DOCUMENTS = ("Surat tugas", "Biodata")
RULE = CompletionRule(
    minimum_percent=80,
    scores=(
        ScoreRule(PRETEST),
        ScoreRule(POSTTEST, Decimal(70), required=True, weight=1),
    ),
    documents=DOCUMENTS,
    bands=(Band("Memuaskan", Decimal(80)), Band("Cukup", Decimal(0))),
)


def report(
    place: House, type_: ReportType, texts: dict[str, str] | None = None, code: str = CODE
) -> ReportContent:
    """Collect one report as it stands now."""
    with reading(place.engine) as connection:
        return collect(connection, place.office, code, type_, texts or {}, place.clock())


def recorded_class(
    place: House,
    people: int = 8,
    *,
    days: int = 2,
    records: Sequence[SeatRecord] = (),
) -> list[str]:
    """Store a training of so many with everything a report speaks of; the class is over.

    One declined, one has not answered, one was withdrawn; two were late, one was never there,
    one's presence waits for a person; scores, documents, status, plan, evaluation.
    """
    listed = records or [participant(n, unit=UNITS[n % 3]) for n in range(1, people + 1)]
    chosen = class_of(place, listed, days=days)
    seat_more(place, teachers(), Role.INSTRUCTOR)
    speaker = _seat_of(place, "Bambang")
    bind(place, "zoom-default", "training:1", {("registrant", f"{speaker}@{CODE}"): link(speaker)})
    answer(place, chosen)
    ask(place, RULE)
    present = chosen[: people - 3]
    for day in range(days):
        came = [
            *everybody(present[2:], "07:55", "11:35"),
            *everybody(present[:2], "08:20", "11:35"),
            Came("Orang Asing", "08:00", "11:30", link(chosen[-3])),
        ]
        if day == 0:  # on the other days the speaker taught as the host, or did not come
            came.append(Came("Dr. Bambang Contoh, M.Si.", "07:50", "11:35", link(speaker)))
        hold(place, came, day=day)
    place.clock.now = MORNING + timedelta(days=days)
    _scores(place, present)
    _documents(place, present)
    _systems(place, chosen)
    _evaluation(place)
    return chosen


def teachers() -> list[SeatRecord]:
    return [instructor("Dr. Bambang Contoh, M.Si.", 901), instructor("Siti Contoh, S.Sos.", 902)]


def answer(place: House, chosen: Sequence[str]) -> None:
    """The first ones are willing, the last three are silent, not willing, gone."""
    states = [SeatState.CONFIRMED] * (len(chosen) - 3)
    states += [SeatState.INVITED, SeatState.DECLINED, SeatState.WITHDRAWN]
    with place.engine.begin() as connection:
        for seat, state in zip(chosen, states, strict=True):
            seats.set_state(connection, number_of(seat), state)


def ask(place: House, rule: CompletionRule, code: str = CODE) -> None:
    """Set a training's completion rule."""
    with place.engine.begin() as connection:
        stored = trainings.get(connection, code)
        assert stored is not None
        options = {**stored.settings.options, COMPLETION: rule_to_options(rule)}
        trainings.change(connection, stored.id, replace(stored.settings, options=options))


def _seat_of(place: House, name: str) -> str:
    with reading(place.engine) as connection:
        training = trainings.load_training(connection, CODE, place.office.link_for)
    return next(one.key for one in training.seats if name in one.record.full_name)


def _scores(place: House, present: Sequence[str]) -> None:
    with place.engine.begin() as connection:
        wanted = []
        for at, seat in enumerate(present):
            for test, value in ((PRETEST, 40 + at), (POSTTEST, 60 + 7 * at)):
                exact = Decimal(min(value, 100)) - (Decimal("0.25") if at == 2 else 0)
                score = Score(seat, test, "hand", exact, Decimal(100))
                wanted.append(NewScore(score, "1"))
        wanted.append(
            NewScore(Score(present[0], POSTTEST, "hand", Decimal("18.5"), Decimal(20)), "2")
        )
        completion.put_scores(connection, 1, wanted, actor="user:2", now=place.clock())


def _documents(place: House, present: Sequence[str]) -> None:
    with place.engine.begin() as connection:
        for at, seat in enumerate(present):
            for name in DOCUMENTS[: 1 + at % 2]:
                state = DocumentState.WAIVED if at == 1 else DocumentState.RECEIVED
                completion.put_document(
                    connection, 1, seat=seat, document=name, state=state,
                    actor="user:2", now=place.clock(),
                )  # fmt: skip


def _systems(place: House, chosen: Sequence[str]) -> None:
    ok, rest = chosen[:-3], chosen[-3]
    set_status(
        place,
        "training:1",
        "lms",
        [
            *(SeatStatus(one, Standing.OK) for one in ok),
            SeatStatus(rest, Standing.UNDECIDED, "no_address"),
        ],
    )
    set_status(
        place,
        "training:1",
        "meetings",
        [
            *(SeatStatus(one, Standing.OK) for one in ok[1:]),
            SeatStatus(ok[0], Standing.FAILED, "refused_name"),
            SeatStatus(rest, Standing.MISSING, "not_there"),
        ],
    )
    plan = add_plan(place, "training:1")
    with place.engine.begin() as connection:
        plans.approve(connection, plan.id, "user:1", place.clock())
        plans.start(connection, plan.id, place.clock())
    write_outcomes(place, plan, [Result.DONE, Result.DONE, Result.FAILED, Result.DONE])


def _evaluation(place: House) -> None:
    wanted = [
        Evaluation(About.ORGANISATION, "", "Pelayanan panitia", 5, Decimal("4.2"), Decimal(5)),
        Evaluation(About.ORGANISATION, "", "Konsumsi", 4, Decimal("3"), Decimal(5)),
        Evaluation(
            About.INSTRUCTOR,
            "Dr. Bambang Contoh, M.Si.",
            "Penguasaan materi",
            5,
            Decimal("91.25"),
            Decimal(100),
        ),
    ]
    with place.engine.begin() as connection:
        evaluations.add(connection, 1, wanted, source="hand", actor="user:2", now=place.clock())


def complicated_class(place: House) -> list[str]:
    """Store a class of twelve in which nearly everything was changed once by a person.

    Marks by hand, in force and taken back; a score, a document, a decision and an evaluation
    taken back; a disruption; notes, one struck; an archive; certificates in every state; people
    of both sexes, of none known, and one without a number.
    """
    chosen = recorded_class(place, 12, records=[_mixed(n) for n in range(1, 13)])
    first, second, third = (one.key for one in _slots(place)[:3])
    with place.engine.begin() as connection:
        now = place.clock()

        def mark(seat: str, session: str, sign: Mark) -> None:
            attendance.put_mark(
                connection, 1, seat=seat, session=session, mark=sign, reason="Diperiksa",
                evidence=None, actor="user:2", now=now,
            )  # fmt: skip

        mark(chosen[2], first, Mark.SICK)
        mark(chosen[3], second, Mark.ON_DUTY)
        mark(chosen[4], first, Mark.ABSENT)
        mark(chosen[4], second, Mark.ABSENT)
        mark(chosen[5], third, Mark.EXCUSED)
        mark(chosen[6], first, Mark.ABSENT)
        attendance.undo_marks(connection, 1, [chosen[6]], first, actor="user:2", now=now)
        attendance.add_disruption(
            connection, 1, start=at("08:40"), end=at("08:50"), named=chosen[:3],
            reason="Listrik padam", denominator=Denominator.KEEP, actor="user:2", now=now,
        )  # fmt: skip
        papers.add_entry(connection, 1, first, at("09:00"), "Tanya jawab", actor="user:2", now=now)
        struck = papers.add_entry(
            connection, 1, first, at("09:10"), "Keliru", actor="user:2", now=now
        )
        papers.strike_entry(connection, 1, struck.id, actor="user:2", now=now)
        [best] = [
            one.score.id
            for one in completion.scores_of(connection, 1)
            if one.score.seat == chosen[0] and one.reference == "2"
        ]
        completion.remove_score(connection, 1, best, actor="user:2", now=now)
        completion.undo_documents(connection, 1, [chosen[3]], DOCUMENTS[0], actor="user:2", now=now)
        for seat, verdict in ((chosen[4], Verdict.NOT_EARNED), (chosen[7], Verdict.EARNED)):
            completion.put_verdict(
                connection, 1, seat=seat, result=verdict, reason="Rapat kelulusan",
                answer={"verdict": "needs_decision", "score": "", "band": "", "reasons": []},
                actor="user:2", now=now,
            )  # fmt: skip
        [first_mean, *_] = evaluations.of_training(connection, 1)
        evaluations.remove(connection, 1, [first_mean.id], actor="user:2", now=now)
    archive_days.archive_day(place.office, CODE, FIRST_DAY, actor="user:2")
    _certificates(place, chosen)
    return chosen


def _mixed(number: int) -> SeatRecord:
    """Somebody of a sex that follows from the number: one, two, or nothing that tells."""
    record = participant(number, unit=UNITS[number % 3]).person
    identities: tuple[Identity, ...] = (
        Identity(IdentityType.NIP_PNS, f"19900131201503{1 + number % 2}{number:03d}"),
    )
    if number == 5:
        identities = (Identity(IdentityType.NRP, "90010005"),)
    if number == 6:
        identities = ()
    grade = ("III/a", "IV/b", None)[number % 3]
    rank = ("Penata Muda", "Pembina Tingkat I", None)[number % 3]
    email = record.email if number != 7 else None
    return seated(
        replace(record, identities=identities, grade=grade, rank=rank, email=email), number
    )


def _slots(place: House) -> list[SessionRecord]:
    with reading(place.engine) as connection:
        return counted(trainings.sessions_of(connection, 1))


def _certificates(place: House, chosen: Sequence[str]) -> None:
    """Number six: archived, signed, revoked, replaced, waiting, and one of another kind."""
    rows = (
        (0, STTP, "archived", True),
        (1, STTP, "signed", True),
        (2, STTP, "revoked", True),
        (3, STTP, "replaced", True),
        (5, STTP, "awaiting_signature", False),
        (0, CertificateKind.PARTICIPATION, "archived", True),
    )
    with place.engine.begin() as connection:
        now = place.clock()
        approval = approvals.insert(connection, 1, STTP, [], note="", actor="user:1", now=now)
        for at, (which, kind, state, signed) in enumerate(rows, start=1):
            seat = number_of(chosen[which])
            connection.execute(
                certificates.insert().values(
                    code=f"KODE{at:016}", training_id=1, seat_id=seat, person_id=seat,
                    kind=kind.value, generation=1, state=state, approval_id=approval.id,
                    content={}, number=f"W.13-{at}", dated=FIRST_DAY, year=2026, issued_at=now,
                    issued_by="user:1", design={}, officials=[],
                    signed_at=now if signed else None,
                )
            )  # fmt: skip
