"""The five SOPs that come with the program say what the printed ones say."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from connector.domain.procedures import Actor, Measure, Procedure, TimeKind, TimeUnit
from connector.procedures.reading import read_procedure, shipped

SHARED = Path(os.environ.get("SIMPUL_SHARED") or Path(__file__).resolve().parents[3] / "shared")
PROCEDURES = {slug: read_procedure(source) for slug, source in shipped()}
SLUGS = ["s000", "s001", "s002", "s003", "s004"]

ACTORS = {
    "Kepala Balai Diklat": [Actor.HEAD],
    "Kepala Pusat": [Actor.HEAD],
    "Kasi Penyelenggaraan": [Actor.SECTION_HEAD],
    "Pelaksana": [Actor.EXECUTING_STAFF],
    "Ketua Tim": [Actor.TEAM_LEAD],
    "Ketua Tim Kerja": [Actor.TEAM_LEAD],
    "Anggota Tim": [Actor.TEAM_MEMBER],
    "Tim Kerja": [Actor.TEAM_MEMBER],
    "Tim Kerja SI": [Actor.TEAM_MEMBER],
    "Peserta, Tim Kerja": [Actor.PARTICIPANT, Actor.TEAM_MEMBER],
    "Peserta": [Actor.PARTICIPANT],
    "Panitia": [Actor.COMMITTEE],
    "Panitia/Peserta": [Actor.COMMITTEE, Actor.PARTICIPANT],
    "Panitia/Pendamping": [Actor.COMMITTEE, Actor.COMPANION],
    "Pendamping": [Actor.COMPANION],
    "Narasumber": [Actor.INSTRUCTOR],
    "Pemohon": [Actor.REQUESTER],
    "Penyedia Jasa": [Actor.PROVIDER],
    "–": [Actor.NOBODY],
}


def printed_rows(slug: str) -> tuple[list[str], list[list[str]]]:
    """Heading and rows of the table of a step in the facts, which quote the printed SOP."""
    path = SHARED / "facts" / "domain.md"
    if not path.is_file():
        pytest.skip("the facts are not there: set SIMPUL_SHARED")
    text = path.read_text(encoding="utf-8")
    section = re.split(r"^### ", text, flags=re.MULTILINE)
    (part,) = [one for one in section if one.startswith(slug.upper() + " ")]
    lines = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return lines[0], lines[2:]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_column_of_every_step_is_as_printed(slug: str) -> None:
    heading, rows = printed_rows(slug)
    procedure = PROCEDURES[slug]
    assert len(rows) == len(procedure.steps)
    for step, (number, _, actor, given, time, output) in zip(procedure.steps, rows, strict=True):
        assert step.printed == number
        assert list(step.actors) == ACTORS[actor.rstrip("*")]
        starred = actor.endswith("*") or "actor*" in heading
        assert step.actor_derived == (starred and actor != "–"), number
        assert ", ".join(step.inputs) == as_printed(given, procedure)
        expected = f"{time} menit" if "menit" in heading else time
        assert step.limit_printed == expected
        assert step.output == as_printed(output, procedure), number


def as_printed(cell: str, procedure: Procedure) -> str:
    if cell == "the laporan":
        return "Laporan penanganan dan penyelesaian keluhan"
    return "" if cell == "–" else cell


@pytest.mark.parametrize(
    ("slug", "numbers"),
    [
        ("s000", "1 2 3 4 5 6 7"),
        ("s001", "1 2 4 6 7"),
        ("s002", "1 2 3 4 5 6"),
        ("s003", " ".join(str(n) for n in range(1, 20))),
        ("s004", "1 2 3 4 5 6"),
    ],
)
def test_numbers_stay_as_printed(slug: str, numbers: str) -> None:
    assert [one.printed for one in PROCEDURES[slug].steps] == numbers.split()


@pytest.mark.parametrize(
    ("slug", "number", "effective", "basis"),
    [
        ("s000", "W.13.SDM.SDM.1.0T.02.02-105", date(2024, 6, 18), ("UU 5/2014",)),
        ("s001", "SDM-277-OT.02.02 TAHUN 2024", None, ("UU 20/2023",)),
        ("s002", "", None, ()),
        ("s003", "000.8.3.2/2039/BPSDM", date(2023, 12, 4), ()),
        ("s004", "SDM-239-OT.02.02 TAHUN 2024", None, ()),
    ],
)
def test_heads_are_as_printed(
    slug: str, number: str, effective: date | None, basis: tuple[str, ...]
) -> None:
    one = PROCEDURES[slug]
    assert (one.number, one.effective, one.basis) == (number, effective, basis)
    assert one.version == 1
    assert one.subject == ("complaint" if slug == "s004" else "training")


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("s000", "angka nol (0T)"),
        ("s000", "UU 5/2014"),
        ("s001", "langkah 3 dan 5 tidak ada"),
        ("s001", "Tanggal efektif dikosongkan"),
        ("s002", "tidak bernomor"),
        ("s003", "810 menit"),
        ("s004", "SDM-239-OT.02.TAHUN 2024"),
        ("s004", "PENGEMBANGAN APLIKASI"),
        ("s004", "Tanggal efektif dikosongkan"),
    ],
)
def test_where_the_source_is_defective_a_remark_says_so(slug: str, words: str) -> None:
    assert any(words in one for one in PROCEDURES[slug].remarks)


def test_two_clocks_may_run_on_one_class() -> None:
    prepare, enrol = PROCEDURES["s000"].step("prepare"), PROCEDURES["s001"].step("enrol")
    assert prepare.starts_on == enrol.starts_on == "roster_confirmed"
    assert "dua tenggat" in prepare.remark
    assert "dua tenggat" in enrol.remark


def test_desk_steps_of_an_hour_and_less_never_turn_red_and_days_do() -> None:
    for procedure in PROCEDURES.values():
        for step in procedure.steps:
            if step.limit is None:
                assert step.by_schedule
                continue
            days = step.limit.unit is TimeUnit.DAY
            assert (step.limit.measure is Measure.DEADLINE) == days, (procedure.slug, step.slug)
            fourteen = step.limit.amount == 14
            assert (step.limit.time is TimeKind.CALENDAR) == fourteen


def test_the_printed_times_of_a_day_add_up() -> None:
    steps = PROCEDURES["s003"].steps
    total = sum(one.limit.amount for one in steps if one.limit)
    pairs = {frozenset((one.slug, other)) for one in steps for other in one.parallel_with}
    spared = 0
    for pair in pairs:
        amounts = {one.limit.amount for one in steps if one.slug in pair and one.limit}
        spared += min(amounts)
    assert (total, total - spared, len(pairs)) == (1215, 810, 3)


def test_only_the_tests_and_the_paths_of_a_complaint_may_be_left_out() -> None:
    optional = {
        (procedure.slug, step.slug)
        for procedure in PROCEDURES.values()
        for step in procedure.steps
        if step.optional
    }
    assert optional == {
        ("s003", "pre-test"),
        ("s003", "post-test"),
        ("s004", "handle"),
        ("s004", "handle-by-provider"),
        ("s004", "receive-report"),
    }


def test_every_disposition_is_an_assignment() -> None:
    for procedure in PROCEDURES.values():
        for step in procedure.steps:
            assert step.assigns == (step.output == "Disposisi")


def test_a_rule_that_the_program_derived_is_confessed() -> None:
    for procedure in PROCEDURES.values():
        for step in procedure.steps:
            if step.ends_on or step.starts_on:
                assert "diturunkan" in step.remark, (procedure.slug, step.slug)
