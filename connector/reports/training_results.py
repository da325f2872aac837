"""What came of a training: scores, verdicts, certificates; part of the training's report. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.completion import POSTTEST, PRETEST, Judgement, Verdict
from connector.reports.class_facts import ClassFacts
from connector.reports.content import Block, Column, Figures, Heading, Paragraph, Table
from connector.reports.report_parts import Written, columns_chart, masked_number, stacked
from connector.reports.report_speech import UNKNOWN, Speech, mean, numbered, unit_of

STTP = CertificateKind.STTP

_FIRST_TESTS = (PRETEST, POSTTEST)


def tests_of(facts: ClassFacts) -> list[str]:
    """Name the tests with a score or in the rule: pre-test, post-test, the others by name."""
    known = {one.test for one in facts.completion_rule.scores}
    known |= {test for one in facts.judgements.values() for test in one.counted}
    rest = sorted(known - set(_FIRST_TESTS))
    return [*(one for one in _FIRST_TESTS if one in known), *rest]


def test_word(test: str, say: Speech) -> str:
    return {PRETEST: "Pre-test", POSTTEST: "Post-test"}.get(test, test)


def scores(facts: ClassFacts, test: str) -> list[Decimal]:
    """Percent of each participant's attempt that counts."""
    return [one.counted[test] for one in facts.judgements.values() if test in one.counted]


def score_blocks(facts: ClassFacts, say: Speech) -> Iterator[Block]:
    yield Heading(say("Pre-test, post-test, dan nilai lain", "Tests and other scores"), 2)
    tests = tests_of(facts)
    if not tests:
        yield Paragraph(
            say(
                "Pelatihan ini tidak mempunyai nilai ujian yang tercatat.",
                "No scores are on record for this training.",
            )
        )
        return
    yield Table(
        key="scores",
        title=say("Nilai (0–100)", "Scores (0–100)"),
        columns=(
            Column(say("Ujian", "Test"), 5),
            Column(say("Peserta bernilai", "With a score"), 0, "right"),
            Column(say("Rata-rata", "Mean"), 0, "right"),
            Column(say("Terendah", "Lowest"), 0, "right"),
            Column(say("Tertinggi", "Highest"), 0, "right"),
        ),
        rows=tuple(
            (
                test_word(test, say),
                say.number(len(found)),
                say.number(mean(found)),
                say.number(min(found, default=None)),
                say.number(max(found, default=None)),
            )
            for test, found in ((one, scores(facts, one)) for one in tests)
        ),
        note=say(
            "Persen dari nilai tertinggi yang mungkin; dari beberapa kali ujian dihitung yang "
            "menurut aturan.",
            "Per cent of the maximum; of several attempts the one that counts by the rule.",
        ),
    )
    if not any(scores(facts, one) for one in tests):
        return
    yield columns_chart(
        "scores",
        say("Rata-rata nilai", "Mean scores"),
        [(test_word(one, say), mean(scores(facts, one))) for one in tests],
        say,
        maximum=100,
        series=say("Rata-rata", "Mean"),
    )
    yield from _progress(facts, say)


def _progress(facts: ClassFacts, say: Speech) -> Iterator[Block]:
    """How far those who took both tests came; nobody else says anything about it."""
    both = [
        one.counted[POSTTEST] - one.counted[PRETEST]
        for one in facts.judgements.values()
        if PRETEST in one.counted and POSTTEST in one.counted
    ]
    if not both:
        return
    yield Figures(
        "progress",
        (
            say.figure("progress.both", say("Ikut keduanya", "Took both"), len(both)),
            say.figure("progress.mean", say("Kenaikan rata-rata", "Mean rise"), mean(both)),
            say.figure("progress.higher", say("Nilai naik", "Rose"), sum(one > 0 for one in both)),
            say.figure("progress.same", say("Tetap", "Same"), sum(one == 0 for one in both)),
            say.figure("progress.lower", say("Nilai turun", "Fell"), sum(one < 0 for one in both)),
        ),
    )


def verdict_words(say: Speech) -> dict[Verdict, str]:
    return {
        Verdict.EARNED: say("memenuhi", "earned"),
        Verdict.NOT_EARNED: say("tidak memenuhi", "not earned"),
        Verdict.NEEDS_DECISION: say("perlu keputusan", "needs a decision"),
        Verdict.PENDING: say("belum dinilai", "not judged yet"),
    }


def verdict_blocks(facts: ClassFacts, written: Written, say: Speech) -> Iterator[Block]:
    yield Heading(say("Kelayakan dan STTP", "Eligibility and certificates"), 2)
    yield Paragraph(facts.rule_words)
    counts = Counter(one.verdict for one in facts.judgements.values())
    valid = [one for one in facts.certificates if one.kind is STTP and one.valid]
    yield Figures(
        "results",
        (
            *(
                say.figure(f"results.{verdict.value}", word.capitalize(), counts[verdict])
                for verdict, word in verdict_words(say).items()
            ),
        ),
    )
    yield Figures(
        "certificates",
        (
            say.figure("certificates.numbered", say("STTP bernomor", "Numbered"), len(valid)),
            say.figure(
                "certificates.signed",
                say("Ditandatangani", "Signed"),
                sum(one.signed for one in valid),
            ),
            say.figure(
                "certificates.archived",
                say("Diarsipkan", "Archived"),
                sum(one.state is CertificateState.ARCHIVED for one in valid),
            ),
            say.figure(
                "certificates.void",
                say("Dibatalkan atau diganti", "Revoked or replaced"),
                sum(one.kind is STTP and not one.valid for one in facts.certificates),
            ),
        ),
    )
    yield written.section("results", "", _summary(facts, counts, say))
    yield stacked(
        "results",
        say("Hasil penilaian", "Verdicts"),
        tuple(word.capitalize() for word in verdict_words(say).values()),
        [(say("Peserta", "Participants"), [counts[one] for one in verdict_words(say)])],
        say,
        unit=say("orang", "people"),
        empty=say("Belum ada peserta.", "There are no participants yet."),
    )
    bands = _bands(facts, say)
    if bands is not None:
        yield bands


def _summary(facts: ClassFacts, counts: Counter[Verdict], say: Speech) -> str:
    if not facts.judgements:
        return say("Belum ada peserta yang dinilai.", "Nobody has been judged yet.")
    state = "" if facts.over else say(" sejauh ini", " so far")
    return say(
        "Dari {count} peserta, {earned} memenuhi syarat{state}, {not_earned} tidak memenuhi, "
        "{open} perlu keputusan, dan {pending} belum dapat dinilai.",
        "Of {count} participants {earned} have earned a certificate{state}, {not_earned} have "
        "not, {open} need a decision, and {pending} cannot be judged yet.",
        count=say.number(len(facts.judgements)),
        earned=say.number(counts[Verdict.EARNED]),
        not_earned=say.number(counts[Verdict.NOT_EARNED]),
        open=say.number(counts[Verdict.NEEDS_DECISION]),
        pending=say.number(counts[Verdict.PENDING]),
        state=state,
    )


def _bands(facts: ClassFacts, say: Speech) -> Table | None:
    bands = [one.name for one in facts.completion_rule.bands]
    if not bands:
        return None
    earned = [one for one in facts.judgements.values() if one.verdict is Verdict.EARNED]
    counts = Counter(one.band for one in earned)
    none = say("tanpa kualifikasi", "without")
    rows = [(name, counts[name]) for name in bands] + [(none, counts[""])]
    return Table(
        key="bands",
        title=say("Kualifikasi peserta yang memenuhi", "Qualifications of those who earned it"),
        columns=(
            Column(say("Kualifikasi", "Qualification"), 6),
            Column(say("Peserta", "People"), 0, "right"),
        ),
        rows=tuple((name, say.number(count)) for name, count in rows),
        totals=(say("Jumlah", "Total"), say.number(len(earned))),
    )


def people_table(facts: ClassFacts, say: Speech) -> Table:
    """Everybody with attendance, scores, verdict and number of the certificate."""
    tests = tests_of(facts)
    certificates = {one.seat: one for one in facts.certificates if one.kind is STTP and one.valid}
    rows = []
    for number, seat in numbered(facts.participants):
        judged = facts.judgements.get(seat.key)
        total = facts.matrix.totals[seat.key]
        issued = certificates.get(seat.key)
        rows.append(
            (
                number,
                seat.record.full_name,
                masked_number(seat.record),
                unit_of(seat),
                say.number(total.percent),
                *(_score(judged, test, say) for test in tests),
                verdict_words(say)[judged.verdict] if judged else UNKNOWN,
                issued.number if issued else "",
            )
        )
    return Table(
        key="results",
        title=say("Peserta dan hasilnya", "Participants and their results"),
        columns=(
            Column(say("No.", "No."), 0, "center"),
            Column(say("Nama", "Name"), 5),
            Column(say("Nomor induk", "Number"), 4),
            Column(say("Unit kerja", "Unit"), 5),
            Column(say("% JP", "% JP"), 0, "right"),
            *(Column(test_word(one, say), 0, "right") for one in tests),
            Column(say("Hasil", "Verdict"), 0),
            Column(say("Nomor STTP", "Certificate"), 4),
        ),
        rows=tuple(rows),
        empty=say("Belum ada peserta.", "There are no participants yet."),
        landscape=True,
    )


def _score(judged: Judgement | None, test: str, say: Speech) -> str:
    return say.number(judged.counted.get(test) if judged else None)
