"""What participants thought of a training, as blocks of its report; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from connector.domain.evaluations import About, Evaluation, mean_percent, rounded
from connector.reports.class_facts import ClassFacts
from connector.reports.content import Block, Column, Figure, Figures, Table
from connector.reports.report_parts import Written, columns_chart
from connector.reports.report_speech import Speech


def about_word(about: About, say: Speech) -> str:
    return {
        About.ORGANISATION: say("Penyelenggaraan", "Organisation"),
        About.INSTRUCTOR: say("Pengajar", "Instructor"),
        About.MATERIAL: say("Mata pelatihan", "Subject"),
    }[about]


def evaluation_blocks(facts: ClassFacts, written: Written, say: Speech) -> Iterator[Block]:
    known = facts.evaluations
    yield Figures("evaluation", tuple(_figure(about, known, say) for about in About))
    yield written.section("evaluation", "", _summary(known, say))
    if known:
        yield columns_chart(
            "evaluation",
            say(
                "Hasil evaluasi, persen dari nilai tertinggi", "Evaluation, per cent of the maximum"
            ),
            [(about_word(one, say), _mean(one, known)) for one in About],
            say,
            maximum=100,
            unit="%",
            series=say("Rata-rata", "Mean"),
        )
    yield _table(known, say)


def _mean(about: About, known: Sequence[Evaluation]) -> Decimal | None:
    found = mean_percent(one for one in known if one.about is about)
    return None if found is None else rounded(found, 1)


def _figure(about: About, known: Sequence[Evaluation], say: Speech) -> Figure:
    aspects = sum(one.about is about for one in known)
    return say.figure(
        f"evaluation.{about.value}",
        about_word(about, say),
        _mean(about, known),
        say("{count} aspek", "{count} aspects", count=say.number(aspects)),
        "%",
    )


def _summary(known: Sequence[Evaluation], say: Speech) -> str:
    if not known:
        return say(
            "Hasil evaluasi belum dicatat.", "The results of the evaluation are not on record yet."
        )
    parts = [
        say(
            "{about} {percent} %",
            "{about} {percent} %",
            about=about_word(one, say).lower(),
            percent=say.number(_mean(one, known)),
        )
        for one in About
        if _mean(one, known) is not None
    ]
    return say(
        "Menurut evaluasi peserta, rata-rata dari nilai tertinggi: {parts}.",
        "By the participants' evaluation, mean per cent of the maximum: {parts}.",
        parts=say.listing(parts),
    )


def _table(known: Sequence[Evaluation], say: Speech) -> Table:
    order = list(About)
    ordered = sorted(known, key=lambda one: (order.index(one.about), one.subject.casefold()))
    return Table(
        key="evaluation",
        title=say("Hasil evaluasi menurut aspek", "Evaluation by aspect"),
        columns=(
            Column(say("Tentang", "About"), 0),
            Column(say("Nama", "Name"), 4),
            Column(say("Aspek", "Aspect"), 5),
            Column(say("Responden", "Answers"), 0, "right"),
            Column(say("Nilai", "Score"), 0, "right"),
            Column(say("Dari", "Of"), 0, "right"),
            Column("%", 0, "right"),
        ),
        rows=tuple(
            (
                about_word(one.about, say),
                one.subject,
                one.aspect,
                say.number(one.respondents),
                say.number(one.score),
                say.number(one.maximum),
                say.number(rounded(one.percent, 1)),
            )
            for one in ordered
        ),
        empty=say("Hasil evaluasi belum dicatat.", "Nothing is on record yet."),
    )
