"""A procedure's file becomes a value, or a list of everything that is wrong with its lines."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.procedures import (
    Actor,
    Limit,
    Measure,
    Procedure,
    Step,
    TimeKind,
    TimeUnit,
    Words,
)
from connector.procedures.problems import ProcedureRefused
from connector.procedures.reading import read_procedure
from connector.procedures.toml_text import MAX_BYTES, MAX_LINE, decoded
from tests.procedures.sop import SOP, line_of, with_line

ASK_LIMIT = 'limit = { amount = 15, unit = "minute", time = "working", measure = "effort" }'


def wrong(source: str) -> list[tuple[int, str]]:
    with pytest.raises(ProcedureRefused) as caught:
        read_procedure(source)
    return [(one.line, one.code) for one in caught.value.problems]


def test_every_key_reaches_its_field() -> None:
    assert read_procedure(SOP) == Procedure(
        slug="x9",
        version=3,
        title=Words("Peminjaman ruang kelas", "Lending a class room"),
        number="X9/2026",
        unit="Bagian Umum",
        subject="training",
        effective=date(2026, 2, 1),
        basis=("UU 1/2000", "Perpres 2/2001"),
        remarks=("Contoh.",),
        steps=(
            Step(
                slug="ask",
                printed="1",
                title=Words("Meminta ruang", "Ask for the room"),
                actors=(Actor.TEAM_MEMBER,),
                inputs=("Surat", "Jadwal"),
                limit=Limit(15, TimeUnit.MINUTE, TimeKind.WORKING, Measure.EFFORT),
                limit_printed="15 menit",
                output="Permintaan",
            ),
            Step(
                slug="decide",
                printed="2",
                title=Words("Memutuskan", "Decide"),
                actors=(Actor.HEAD, Actor.SECTION_HEAD),
                actor_derived=True,
                limit=Limit(2, TimeUnit.DAY, TimeKind.WORKING, Measure.DEADLINE),
                limit_printed="2 hari",
                output="Disposisi",
                after=("ask",),
                starts_on="roster_confirmed",
                assigns=True,
            ),
            Step(
                slug="use",
                printed="2",
                title=Words("Memakai ruang", "Use the room"),
                actors=(Actor.PARTICIPANT, Actor.INSTRUCTOR),
                limit_printed="sesuai jadwal",
                by_schedule=True,
                parallel_with=("watch",),
                after=("decide",),
                ends_on=("last_session_over", "report.training.checked"),
                report="training",
            ),
            Step(
                slug="watch",
                printed="3",
                title=Words("Mengawasi", "Watch"),
                actors=(Actor.COMPANION,),
                optional=True,
                parallel_with=("use",),
                after=("decide",),
                basis="Perpres 2/2001 pasal 3",
                remark="Tanpa batas waktu.",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("part", "instead", "code"),
    [
        ('slug = "x9"', 'slug = "X 9"', "slug_wrong"),
        ('slug = "x9"', 'slug = "a-"', "slug_wrong"),
        ('slug = "x9"', f'slug = "{"a" * 41}"', "slug_wrong"),
        ("version = 3", 'version = "3"', "field_not_number"),
        ("version = 3", "version = true", "field_not_number"),
        ("version = 3", "version = 1.5", "field_not_number"),
        ("version = 3", "version = 0", "number_outside"),
        ("version = 3", "version = 10000", "number_outside"),
        ('number = "X9', "number = 9", "field_not_text"),
        ('number = "X9', 'number = "  "', "field_empty"),
        ('number = "X9', f'number = "{"9" * 121}"', "text_long"),
        ('number = "X9', 'nomor = "X9"', "key_unknown"),
        ('number = "X9', 'nunber = "X9"', "key_unknown_near"),
        ('unit = "Bagian', 'unit = "Bagian\\u202Enumu"', "text_unreadable"),
        ('unit = "Bagian', 'unit = "Bagian\\u0000"', "text_unreadable"),
        ('unit = "Bagian', 'unit = "Ba\\u200Bgian"', "text_unreadable"),
        ("effective", 'effective = "2026-02-01"', "field_not_day"),
        ("effective", "effective = 2026-02-01T07:30:00Z", "field_not_day"),
        ("subject", 'subject = "pelatihan"', "subject_unknown"),
        ('basis = ["UU', 'basis = "UU 1/2000"', "field_not_list"),
        ('basis = ["UU', 'basis = ["UU 1/2000", 2]', "field_not_text"),
        ('basis = ["UU', 'basis = ["UU 1/2000", "UU 1/2000"]', "item_twice"),
        ("related", f"related = {[str(n) for n in range(41)]}", "items_many"),
        ('title.en = "Ask', 'title.de = "Frage"\ntitle.en = "Ask"', "key_unknown"),
        ('"section_head"', '    "pimpinan",', "actor_unknown"),
        ('actors = ["companion"]', "actors = []", "field_empty"),
        ("actor_derived", "actor_derived = 1", "field_not_yes_no"),
        (ASK_LIMIT, "limit = 15", "field_not_table"),
        (ASK_LIMIT, ASK_LIMIT.replace("15", "20"), "limit_differs"),
        (ASK_LIMIT, ASK_LIMIT.replace("minute", "hour"), "limit_differs"),
        (ASK_LIMIT, ASK_LIMIT.replace("minute", "menit"), "time_unit_unknown"),
        (ASK_LIMIT, ASK_LIMIT.replace("working", "kerja"), "time_kind_unknown"),
        (ASK_LIMIT, ASK_LIMIT.replace("working", "calendar"), "calendar_not_days"),
        (ASK_LIMIT, ASK_LIMIT.replace("effort", "tenggat"), "measure_unknown"),
        (ASK_LIMIT, ASK_LIMIT.replace("15,", "0,"), "number_outside"),
        (ASK_LIMIT, ASK_LIMIT.replace("15,", "15, days = 1,"), "key_unknown"),
        (ASK_LIMIT, ASK_LIMIT + "\nby_schedule = true", "schedule_and_limit"),
        (ASK_LIMIT, "limit_derived = true", "derived_without_limit"),
        ("by_schedule = true", "", "limit_missing"),
        ("sesuai jadwal", "", "schedule_not_printed"),
        ('limit_printed = "15 menit"', "", "limit_not_printed"),
        ('limit_printed = "15 menit"', 'limit_printed = "115 menit"', "limit_differs"),
        ('limit_printed = "15 menit"', 'limit_printed = "segera"', "limit_differs"),
        ('limit_printed = "15 menit"', "limit_derived = true", "derived_without_remark"),
        ('slug = "use"', 'slug = "ask"', "slug_twice"),
        ('after = ["ask"]', 'after = ["asks"]', "named_step_unknown_near"),
        ('after = ["ask"]', 'after = ["tidak-ada"]', "named_step_unknown"),
        ('after = ["ask"]', 'after = ["decide"]', "step_itself"),
        ("starts_on", 'starts_on = "roster_confirm"', "milestone_unknown_near"),
        ("starts_on", 'starts_on = "zzz"', "milestone_unknown"),
        ("ends_on", 'ends_on = ["report.participants.signed"]', "milestone_unknown_near"),
        ("ends_on", 'ends_on = ["report.training.returned"]', "milestone_unknown_near"),
        ('report = "training"', 'report = "laporan"', "report_kind_unknown"),
        ('"instructor"]', 'actors = ["participant"]\nassigns = true', "assigns_without_role"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_code(part: str, instead: str, code: str) -> None:
    assert code in {found for _, found in wrong(with_line(part, instead))}


@pytest.mark.parametrize(
    ("part", "instead", "code", "where"),
    [
        ("version = 3", 'version = "3"', "field_not_number", 'version = "3"'),
        ('"section_head"', '    "pimpinan",', "actor_unknown", "pimpinan"),
        (ASK_LIMIT, ASK_LIMIT.replace("minute", "menit"), "time_unit_unknown", '"menit"'),
        (ASK_LIMIT, ASK_LIMIT.replace("15", "20"), "limit_differs", '"15 menit"'),
        ('slug = "use"', 'slug = "ask" #', "slug_twice", 'slug = "ask" #'),
        ('after = ["ask"]', 'after = ["tidak-ada"]', "named_step_unknown", "tidak-ada"),
        ('printed = "3"', "", "field_missing", 'slug = "watch"'),
        ("title.en = \"Watch", "", "field_missing", "title.id = \"Mengawasi"),
        ('parallel_with = ["use"]', "", "parallel_one_sided", 'parallel_with = ["watch"]'),
        ('after = ["ask"]', "after = [", "toml_list_open", "after = ["),
        ("version = 3", "version", "toml_equals_missing", "version"),
        ("version = 3", "version = 3\nversion = 4", "toml_key_twice", "version = 4"),
        ('unit = "Bagian', 'unit = "Bagian', "toml_quote_open", 'unit = "Bagian'),
        ('unit = "Bagian', 'unit = """Bagian', "toml_quote_open", 'unit = """Bagian'),
        ('unit = "Bagian', "unit = Bagian Umum", "toml_value_wrong", "unit = Bagian"),
        ('unit = "Bagian', 'unit = "B" "U"', "toml_rest_of_line", 'unit = "B" "U"'),
        ('unit = "Bagian', 'unit = "B\\q"', "toml_backslash", 'unit = "B'),
        ('unit = "Bagian', 'unit = "B\x07"', "toml_character", 'unit = "B'),
        ("effective", "effective = 2026-02-31", "toml_date_wrong", "2026-02-31"),
        (ASK_LIMIT, "limit = { amount = 15,", "toml_braces_open", "limit = { amount = 15,"),
        ("related = []", "[related", "toml_header_open", "[related"),
        ("related = []", "= 1", "toml_key_wrong", "= 1"),
    ],
)  # fmt: skip
def test_it_is_named_with_its_line(part: str, instead: str, code: str, where: str) -> None:
    source = with_line(part, *instead.split("\n"))
    last = max(n for n, line in enumerate(source.split("\n"), 1) if where in line)
    first = min(n for n, line in enumerate(source.split("\n"), 1) if where in line)
    line = next(line for line, found in wrong(source) if found == code)
    if code == "field_missing":  # the step begins on the line before its slug
        assert line in (first - 1, first)
    else:
        assert line in (first, last)


def test_all_problems_are_told_at_once_and_in_order() -> None:
    source = (
        SOP.replace("version = 3", "version = 3 3")
        .replace('subject = "training"', 'subject = "diklat"')
        .replace('"section_head"', '"kasi"')
        .replace('after = ["ask"]', 'after = ["ask", "ask-again"]')
        .replace('ends_on = ["last_session_over"', 'ends_on = ["the_end"')
        .replace("optional = true", "optional = ja")
    )
    assert wrong(source) == [
        (3, "toml_rest_of_line"),
        (line_of("subject"), "subject_unknown"),
        (line_of("section_head"), "actor_unknown"),
        (line_of("ends_on"), "milestone_unknown"),
        (line_of("optional"), "toml_value_wrong"),
    ], "what a wrong line may have caused (an unknown step) waits until that line is right"


def test_a_step_whose_heading_is_broken_is_left_out_whole() -> None:
    source = with_line('slug = "watch"', 'slug = "watch"').replace(
        '[[step]]\nslug = "watch"', '[[step]\nslug = "watch"'
    )
    assert wrong(source) == [(line_of('slug = "watch"') - 1, "toml_header_open")]


def test_a_broken_list_key_takes_its_items_along() -> None:
    source = SOP.replace("actors = [\n", "actors [\n")
    assert wrong(source) == [(line_of("actors [", source), "toml_equals_missing")]


def test_steps_that_wait_for_one_another_are_named_all() -> None:
    source = SOP.replace('output = "Permintaan"', 'after = ["use"]')
    with pytest.raises(ProcedureRefused) as caught:
        read_procedure(source)
    (one,) = caught.value.problems
    assert (one.code, one.params["steps"]) == ("steps_in_circle", "ask, decide, use")
    assert one.line == line_of('after = ["use"]', source)


def test_a_step_beside_and_after_another_is_refused() -> None:
    source = SOP.replace('optional = true', "").replace(
        'parallel_with = ["use"]\nafter = ["decide"]', 'parallel_with = ["use"]\nafter = ["use"]'
    )  # fmt: skip
    assert "parallel_and_after" in {code for _, code in wrong(source)}


def test_no_step_no_procedure() -> None:
    head = SOP[: SOP.index("[[step]]")]
    assert wrong(head) == [(1, "steps_missing")]
    assert wrong("step = []\n" + head) == [(1, "steps_missing")]
    assert {code for _, code in wrong(head + "step = [1]")} == {"field_not_tables"}
    assert {code for _, code in wrong(head + '[step]\nslug = "a"')} == {"field_not_tables"}


def test_more_steps_than_anybody_follows_are_refused() -> None:
    step = SOP[SOP.index('[[step]]\nslug = "ask"') : SOP.index('[[step]]\nslug = "decide"')]
    many = SOP + "".join(step.replace('"ask"', f'"ask-{n}"') for n in range(100))
    assert "steps_many" in {code for _, code in wrong(many)}


def test_a_complaint_waits_for_no_milestone_of_a_training() -> None:
    codes = wrong(SOP.replace('subject = "training"', 'subject = "complaint"'))
    assert codes == [
        (line_of("starts_on"), "milestone_of_training"),
        (line_of("ends_on"), "milestone_of_training"),
        (line_of("ends_on"), "milestone_of_training"),
    ]


def test_a_limit_may_differ_from_the_printed_one_where_a_remark_says_why() -> None:
    source = SOP.replace(
        ASK_LIMIT, 'limit_derived = true\nremark = "Bawaan."\n' + ASK_LIMIT.replace("15", "20")
    )
    assert read_procedure(source).step("ask").limit == Limit(
        20, TimeUnit.MINUTE, TimeKind.WORKING, Measure.EFFORT
    )


def test_a_step_needs_no_limit() -> None:
    assert read_procedure(SOP).step("watch").limit is None


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_an_editor_of_windows_changes_nothing(end: str) -> None:
    content = b"\xef\xbb\xbf" + SOP.replace("\n", end).encode()
    assert read_procedure(decoded(content)) == read_procedure(SOP)
    assert read_procedure("\ufeff" + SOP) == read_procedure(SOP)


def test_comments_blanks_and_quotes_change_nothing() -> None:
    source = (
        SOP.replace("version = 3", "  version   =   3 # versi")
        .replace('"section_head",', "'section_head', # Kasi")
        .replace('title.id = "Meminta ruang"', 'title."id" = """Meminta\n   ruang"""')
    )
    assert read_procedure(source) == read_procedure(SOP)


def test_a_table_of_its_own_says_the_same_as_one_on_a_line() -> None:
    apart = '[step.limit]\namount = 15\nunit = "minute"\ntime = "working"\nmeasure = "effort"\n'
    source = SOP.replace(ASK_LIMIT + "\n", "").replace(
        'output = "Permintaan"\n', 'output = "Permintaan"\n' + apart
    )
    assert read_procedure(source) == read_procedure(SOP)
    assert wrong(source.replace('"effort"', '"effor"')) == [
        (line_of('measure = "effort"\n'.strip(), source.replace(ASK_LIMIT, "")), "measure_unknown")
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"x" * (MAX_BYTES + 1), "procedure_large"),
        (SOP.encode("utf-16"), "procedure_not_utf8"),
        (b"slug = \"x\"\nunit = \"Bagian \xe9\"", "procedure_not_utf8"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text(content: bytes, code: str) -> None:
    with pytest.raises(ProcedureRefused) as caught:
        decoded(content)
    assert [one.code for one in caught.value.problems] == [code]


def test_the_line_of_a_wrong_byte_is_named() -> None:
    with pytest.raises(ProcedureRefused) as caught:
        decoded(b'slug = 1\n\nunit = "\xe9"')
    assert caught.value.problems[0].line == 3


INCOMPLETE = ("field_missing", "steps_missing")


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("", set(INCOMPLETE)),
        ("\x00", {"toml_key_wrong"}),
        ("a = " + "[" * 1_900, {"toml_too_deep"}),
        ("\n".join("a = [" for _ in range(9_000)), {"toml_too_deep", "toml_list_open"}),
        (".".join("a" * 990) + " = 1", {"key_unknown", *INCOMPLETE}),
        ("\n".join(f"{'a.' * 900}k{n} = 1" for n in range(60)), {"key_unknown", *INCOMPLETE}),
        ("x" * (MAX_LINE + 1), {"procedure_line_long"}),
        ("\n".join("=" for _ in range(50_000)), {"toml_key_wrong"}),
        ("\n".join(f"a{n} = 1" for n in range(11_000)), {"key_unknown", *INCOMPLETE}),
        ("version = " + "9" * 1_900, {"number_outside", *INCOMPLETE}),
        ("version = nan", {"field_not_number", *INCOMPLETE}),
        ("title = [[[1]]]", {"field_not_table", *INCOMPLETE}),
        ("a" * (MAX_BYTES + 1), {"procedure_large"}),
        ("é" * MAX_LINE, {"toml_key_wrong"}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value)[:20],
)  # fmt: skip
def test_hostile_files_are_refused_and_end_soon(source: str, codes: set[str]) -> None:
    assert {code for _, code in wrong(source)} <= codes


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def in_toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{in_toml(k)} = {in_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_toml(one) for one in value) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(each):08X}" for each in value) + '"'
    return str(value)


def lines_refused(source: str) -> list[int]:
    """Lines of what is wrong; none where the file is taken."""
    try:
        read_procedure(source)
    except ProcedureRefused as refused:
        return [one.line for one in refused.problems] or [-1]
    return []


@given(st.integers(0, len(SOP.split("\n")) - 1), VALUES)
def test_any_value_for_any_key_is_taken_or_refused_with_a_line(at: int, value: object) -> None:
    lines = SOP.split("\n")
    key = lines[at].partition("=")[0]
    lines[at] = f"{key}= {in_toml(value)}"
    assert all(1 <= line <= len(lines) for line in lines_refused("\n".join(lines)))


@given(st.text(max_size=300))
def test_any_text_is_refused_with_a_line(text: str) -> None:
    refused = lines_refused(text)
    assert refused
    assert all(1 <= line <= text.count("\n") + 1 for line in refused)


@given(st.integers(0, len(SOP)), st.text(max_size=8), st.integers(0, 30))
def test_a_file_that_was_typed_over_is_taken_or_refused(at: int, typed: str, gone: int) -> None:
    source = SOP[:at] + typed + SOP[at + gone :]
    assert all(1 <= line <= source.count("\n") + 1 for line in lines_refused(source))
