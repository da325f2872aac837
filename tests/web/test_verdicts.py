"""Pages of verdicts: who stands where and why, who may decide, what a decision leaves behind."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from connector.domain.completion import (
    CompletionRule,
    Judgement,
    Miss,
    Retake,
    ScoreRule,
    Verdict,
)
from connector.domain.people import PersonRecord, Role, SeatRecord, seat_key
from connector.domain.score_choice import BAND_PRESETS
from connector.flows import decide_completion
from connector.flows.decide_completion import read_completion
from connector.rosters.spreadsheet import read_sheets
from connector.store import people, seats, trainings
from connector.store.completion import DocumentState
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.tables import audit_entries, learning_results
from connector.web.own_results import OwnResults, own_results
from tests.web.attended import at, class_of, everybody, hold
from tests.web.place import CODE, Browser, House, add_training, counted_queries, person
from tests.web.test_attendance_matrix import told

PAGE = f"/trainings/{CODE}/verdicts"
ENGLISH = "?lang=en"
ACTOR = "user:1"
PAPER = "Surat tugas"
RULE = CompletionRule(
    minimum_percent=90,
    scores=(ScoreRule("pretest"), ScoreRule("posttest", Decimal("70.01"), True, 1)),
    documents=(PAPER,),
    bands=BAND_PRESETS["memuaskan"],
)


def ended_class(place: House, people_of: int = 4, came: int = 3) -> list[str]:
    """A class that is over; the last ones never came."""
    made = class_of(place, people_of, days=1)
    hold(place, everybody(made[:came], "08:00", "11:30"))
    place.clock.now = at("12:00")
    return made


def judged_class(place: House) -> list[str]:
    """One has everything, one a low score, one no paper and no score, one never came."""
    made = ended_class(place)
    decide_completion.set_rule(place.office, CODE, RULE, actor=ACTOR)
    for seat, value in zip(made, ("90.01", "60"), strict=False):
        score(place, seat, value)
    decide_completion.check_document(
        place.office, CODE, made[:2], PAPER, DocumentState.RECEIVED, actor=ACTOR
    )
    return made


def score(place: House, seat: str, value: str) -> int:
    return decide_completion.record_score(
        place.office, CODE, seat, "posttest", Decimal(value), Decimal(100),
        taken_at=place.clock(), actor=ACTOR,
    )  # fmt: skip


def judgement(place: House, seat: str) -> Judgement:
    with reading(place.engine) as connection:
        return read_completion(connection, place.office, CODE).judgements[seat]


def row_of(page: str, seat: str) -> str:
    """The text of one person's line."""
    return told(page.split(f'<tr id="seat-{number_of(seat)}"')[1].split("</tr>")[0])


def decide(browser: Browser, *seats_of: str, result: object = "earned", **form: object) -> int:
    given = {
        "seat": [str(number_of(seat)) for seat in seats_of],
        "result": result,
        "reason": "nota dinas 10 Agustus",
        "next": PAGE,
        **form,
    }
    return browser.post(f"{PAGE}/decide", **given).status_code


def test_the_list_says_verdict_figures_and_reasons(place_on_both: House) -> None:
    place = place_on_both
    made = judged_class(place)
    page = place.staff().get(PAGE + ENGLISH).text
    best, low, bare, absent = (row_of(page, seat) for seat in made)
    assert "earned Sangat Memuaskan 100 % 4/4 JP" in best
    assert "Post-test 90.01 Final score 90.01" in best
    assert "needs a decision" in low
    assert "Post-test: 60, below the minimum of 70.01." in low
    assert "There is no score of Post-test." in bare
    assert "Document not received: Surat tugas." in bare
    assert "The attendance of 2 sessions is undecided" in absent
    assert "Asked: attendance of 90 % of the lesson hours; Post-test of 70.01 or more" in told(page)
    indonesian = place.staff().get(f"{PAGE}?lang=id").text
    assert "Post-test: 60, di bawah batas 70,01." in row_of(indonesian, made[1])


def test_its_counts_lead_to_exactly_those(place: House) -> None:
    made = judged_class(place)
    decide_completion.decide(
        place.office, CODE, made[1:2], Verdict.NOT_EARNED, reason="x", actor=ACTOR
    )
    score(place, made[1], "60.5")
    browser = place.staff()
    page = browser.get(PAGE).text
    chips = re.findall(r'<a class="chip[^"]*" href="([^"]+state=(\w+))"[^>]*>.*?<b>(\d+)</b>', page)
    assert {state: int(count) for _, state, count in chips} == {
        "needs_decision": 2,
        "not_earned": 1,
        "earned": 1,
        "decided": 1,
        "stale": 1,
    }
    for address, _state, count in chips:
        assert browser.get(address).text.count('<tr id="seat-') == int(count), address
    assert browser.get(f"{PAGE}?q=contoh+2").text.count('<tr id="seat-') == 1
    assert "Nobody fits this filter." in browser.get(f"{PAGE}?q=nobody&lang=en").text


def test_without_a_rule_the_page_says_so(place: House) -> None:
    made = ended_class(place)
    page = place.administrator().get(PAGE + ENGLISH).text
    assert "Nobody has set the rule of this training yet." in page
    assert "earned" in row_of(page, made[0])
    assert "needs a decision" in row_of(page, made[3])


def test_before_the_end_everybody_is_waited_for(place: House) -> None:
    made = class_of(place, 2, days=1)
    place.clock.now = at("09:00")
    page = place.staff().get(PAGE + ENGLISH).text
    assert "the list is complete when the last session ends" in page
    assert "not yet" in row_of(page, made[0])
    assert "The training is not over." in row_of(page, made[0])


def test_without_people_or_timetable_it_says_what_to_do_first(place: House) -> None:
    add_training(place, [], days=0)
    assert "There is no participant yet" in place.administrator().get(PAGE + ENGLISH).text
    add_training(place, [person(1)], code="TANPA", days=0)
    page = place.staff().get(f"/trainings/TANPA/verdicts{ENGLISH}").text
    assert "There is no timetable yet, so nobody can be judged." in page


def test_only_participants_stand_on_the_list(place: House) -> None:
    made = ended_class(place)
    teacher = PersonRecord("Dr. Bambang Contoh", "Bambang Contoh")
    record = SeatRecord(teacher, Role.INSTRUCTOR, 1, seat_key(teacher))
    with place.engine.begin() as connection:
        placed = people.place(connection, [record], seated={}, now=place.clock())
        wanted = [(record, placed[0].person)]
        seats.put_seats(connection, 1, wanted, roles={Role.INSTRUCTOR}, now=place.clock())
    browser = place.staff()
    assert browser.get(PAGE).text.count('<tr id="seat-') == len(made)
    assert browser.get(f"{PAGE}/{len(made) + 1}").status_code == 404


def test_several_are_decided_at_once_with_a_reason_and_undone(place_on_both: House) -> None:
    place = place_on_both
    made = judged_class(place)
    browser = place.administrator()
    browser.get(PAGE + ENGLISH)
    assert decide(browser, made[1], made[2]) == 303
    page = browser.get(PAGE + ENGLISH).text
    assert "2 people are decided: earned." in told(page)
    row = row_of(page, made[1])
    assert "earned by Ratna Wulandari, today 12:00 WIB: nota dinas 10 Agustus" in row
    assert "By the rule alone: needs a decision" in row
    assert decide(browser, made[1], made[2], undo="1") == 303
    assert "2 decisions were taken back" in told(browser.get(PAGE + ENGLISH).text)
    assert judgement(place, made[1]).verdict is Verdict.NEEDS_DECISION


@pytest.mark.parametrize(
    "form",
    [
        {"reason": "  "},
        {"result": "pending"},
        {"result": "nonsense"},
        {"seat": []},
        {"seat": ["99"]},
        {"seat": ["seat:1"]},
    ],
)
def test_a_decision_that_cannot_be_leaves_everything_as_it_was(
    place: House, form: dict[str, object]
) -> None:
    made = judged_class(place)
    assert decide(place.administrator(), made[1], **form) == 422
    assert judgement(place, made[1]).decided_at is None


def test_a_refused_decision_leads_back_to_the_form_it_came_from(place: House) -> None:
    made = judged_class(place)
    person = f"{PAGE}/{number_of(made[1])}"
    answer = place.administrator().post(
        f"{PAGE}/decide", seat=str(number_of(made[1])), result="earned", reason=" ", next=person
    )
    assert answer.status_code == 422
    assert f'href="{person}"' in answer.text


def test_before_the_end_nobody_can_be_let_through_but_somebody_turned_down(place: House) -> None:
    made = class_of(place, 2, days=1)
    browser = place.administrator()
    answer = browser.post(
        f"{PAGE}/decide", seat=str(number_of(made[0])), result="earned", reason="x"
    )
    assert answer.status_code == 422
    assert "belum selesai" in answer.text
    assert decide(browser, made[0], result="not_earned") == 303
    assert judgement(place, made[0]).verdict is Verdict.NOT_EARNED


def test_staff_look_on_and_a_companion_ticks_documents_only(place: House) -> None:
    made = judged_class(place)
    number = str(number_of(made[2]))
    tick = {"seat": number, "document": PAPER, "state": "received"}
    staff, companion = place.staff(), place.companion()
    for browser in (staff, companion):
        assert decide(browser, made[1]) == 403
        assert browser.post(f"{PAGE}/rule").status_code == 403
        assert browser.post(f"{PAGE}/scores", seat=number).status_code == 403
        assert browser.get(f"{PAGE}/import").status_code == 403
        assert 'name="result"' not in browser.get(PAGE).text
    assert staff.post(f"{PAGE}/documents", **tick).status_code == 403
    assert staff.get(f"/trainings/{CODE}/verdicts.xlsx").status_code == 403
    assert 'type="checkbox"' not in staff.get(PAGE).text
    assert companion.post(f"{PAGE}/documents", **tick).status_code == 303
    assert "Document not received" not in row_of(companion.get(PAGE + ENGLISH).text, made[2])


def test_a_waiver_needs_a_note_and_a_tick_is_taken_back(place: House) -> None:
    made = judged_class(place)
    browser = place.companion()

    def tick(**form: str) -> int:
        given = {"seat": str(number_of(made[2])), "document": PAPER, **form}
        return browser.post(f"{PAGE}/documents", **given).status_code

    assert tick(state="waived") == 422
    assert tick(state="waived", note="dinas luar") == 303
    page = browser.get(f"{PAGE}/{number_of(made[2])}{ENGLISH}").text
    assert "Surat tugas · waived: dinas luar" in told(page)
    assert tick(state="") == 303
    assert "Surat tugas · not received" in told(
        browser.get(f"{PAGE}/{number_of(made[2])}{ENGLISH}").text
    )
    assert tick(state="received", document="Ijazah") == 422


def test_one_person_has_everything_on_a_page(place: House) -> None:
    made = judged_class(place)
    browser = place.administrator()
    decide(browser, made[1], result="not_earned", reason="belum lulus")
    decide(browser, made[1], undo="1")
    decide(browser, made[1], reason="remedial lisan")
    page = told(browser.get(f"{PAGE}/{number_of(made[1])}{ENGLISH}").text)
    assert "What is still missing Post-test: 60, below the minimum of 70.01." in page
    assert "What is met Attendance 100 %, minimum 90 %. Document in hand: Surat tugas." in page
    assert "earned · by Ratna Wulandari, today 12:00 WIB: remedial lisan" in page
    assert "belum lulus taken back by Ratna Wulandari" in page
    assert "Pre-test: no score; it is not required." in page


def test_scores_are_typed_with_a_decimal_comma_and_removed(place: House) -> None:
    made = judged_class(place)
    browser, number = place.administrator(), str(number_of(made[2]))
    form = {"seat": number, "test": "posttest", "value": "88,5", "maximum": "100", "date": ""}
    assert browser.post(f"{PAGE}/scores", **form).status_code == 303
    assert judgement(place, made[2]).counted == {"posttest": Decimal("88.50")}
    early = {**form, "value": "17", "maximum": "20", "date": "2026-08-01"}
    assert browser.post(f"{PAGE}/scores", **early).status_code == 303
    page = browser.get(f"{PAGE}/{number}{ENGLISH}").text
    assert "Post-test 17/20 1 August 2026 by hand" in told(page)
    found = re.search(rf'action="({PAGE}/scores/\d+/remove)"', page)
    assert found
    assert browser.post(found[1]).status_code == 303
    assert browser.post(found[1]).status_code == 422
    for wrong in ({"value": "x"}, {"value": "101"}, {"date": "kemarin"}, {"test": ""}):
        assert browser.post(f"{PAGE}/scores", **{**form, **wrong}).status_code == 422, wrong


def test_a_name_is_text_and_never_markup(place: House) -> None:
    made = class_of(place, [person(1, "<script>alert(1)</script>")], days=1)
    browser = place.administrator()
    for path in (PAGE, f"{PAGE}/{number_of(made[0])}"):
        assert "<script>alert" not in browser.get(path).text


def test_the_workbook_holds_every_participant_and_no_formula(place: House) -> None:
    made = judged_class(place)
    decide(place.administrator(), made[1], reason="=1+1")
    answer = place.companion().get(f"/trainings/{CODE}/verdicts.xlsx?lang=id")
    assert answer.status_code == 200
    rows = read_sheets("x.xlsx", answer.data)[0].rows
    texts = [[cell.text for cell in row.cells] for row in rows]
    assert texts[0][0] == "Pelatihan Teknis Pelayanan Publik · Angkatan I"
    head, body = texts[4], texts[5:]
    assert len(body) == len(made)
    assert body[0][head.index("Hasil penilaian")] == "memenuhi"
    assert body[0][head.index("Post-test")] == "90,01"
    assert body[1][head.index("Menurut aturan")] == "perlu keputusan"
    assert body[1][head.index("Alasan keputusan")] == "=1+1"
    assert not any(cell.computed for row in rows for cell in row.cells)
    assert "belum diterima" in body[2][head.index("Yang belum terpenuhi")]
    with reading(place.engine) as connection:
        actions = [row.action for row in connection.execute(select(audit_entries.c.action))]
    assert actions.count("completion.taken") == 1


def test_the_page_of_a_large_class_asks_no_more_than_that_of_a_small_one(place: House) -> None:
    counts = []
    for size, code in ((3, "KECIL"), (40, "BESAR")):
        class_of(place, size, days=1, code=code)
        decide_completion.set_rule(place.office, code, RULE, actor=ACTOR)
    place.clock.now = at("12:00")
    browser = place.administrator()
    for code in ("KECIL", "BESAR"):
        with counted_queries(place.engine) as statements:
            assert browser.get(f"/trainings/{code}/verdicts").status_code == 200
        counts.append(len([one for one in statements if one.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 30


def form_of(page: str) -> dict[str, object]:
    """What a browser would send of the rule's form, untouched."""
    found: dict[str, object] = {}
    bands: dict[str, list[str]] = {"band.name": [], "band.above": []}
    body = page.split('<form class="card"')[1]
    for tag in re.findall(r"<input[^>]*>", body):
        values = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name = values.get("name", "csrf_token")
        if name in bands:
            bands[name].append(values.get("value", ""))
        elif values.get("type") != "checkbox":
            found[name] = values.get("value", "")
        elif tag.rstrip(">").split()[-1] == "checked" or " checked " in tag:
            found[name] = "on"
    for name, inside in re.findall(
        r'<select id="\w+" name="(\w+)">(.*?)</select>', body, re.DOTALL
    ):
        found[name] = re.findall(r'value="(\w+)" selected', inside)[0]
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", body, re.DOTALL)
    found["documents"] = area[1] if area else ""
    found.pop("csrf_token")
    return {**found, **bands}


WHOLE = CompletionRule(
    minimum_percent=80,
    max_unexcused_jp=Decimal("2.5"),
    require_all_subjects=True,
    scores=(
        ScoreRule("pretest"),
        ScoreRule("posttest", Decimal("70.01"), True, 80),
        ScoreRule("Ujian MOOC", Decimal(60), False, 20),
    ),
    retake=Retake.LAST,
    remedial_until=at("23:59"),
    course_completion=True,
    documents=("Surat tugas", "Pas foto"),
    miss=Miss.FAIL,
    bands=BAND_PRESETS["memuaskan"][:2],
    minimum_score=Decimal("70.01"),
)


def stored_rule(place: House) -> CompletionRule:
    with reading(place.engine) as connection:
        stored = trainings.get(connection, CODE)
    assert stored is not None
    return decide_completion.rule_of(stored.settings.options)


@pytest.mark.parametrize("rule", [WHOLE, RULE, CompletionRule()])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_form_of_the_rule_sent_back_untouched_changes_nothing(
    place: House, rule: CompletionRule, language: str
) -> None:
    add_training(place, [person(1)], days=1)
    decide_completion.set_rule(place.office, CODE, rule, actor=ACTOR)
    browser = place.administrator()
    page = browser.get(f"{PAGE}/rule?lang={language}").text
    answer = browser.post(f"{PAGE}/rule", **form_of(page))
    assert answer.status_code == 303
    assert stored_rule(place) == rule


def test_a_rule_is_set_by_its_form(place: House) -> None:
    add_training(place, [person(1)], days=1)
    browser = place.administrator()
    form = {
        **form_of(browser.get(f"{PAGE}/rule").text),
        "minimum_percent": "85",
        "test1.asked": "on",
        "test1.minimum": "70,01",
        "test1.weight": "1",
        "test2.name": " Ujian  praktik ",
        "test2.required": "on",
        "bands": "memuaskan",
        "documents": "Surat tugas\n\n  Pas   foto ",
        "remedial_until": "2026-08-20T16:00",
    }
    assert browser.post(f"{PAGE}/rule", **form).status_code == 303
    rule = stored_rule(place)
    assert rule.minimum_percent == 85
    assert rule.scores == (
        ScoreRule("posttest", Decimal("70.01"), False, 1),
        ScoreRule("Ujian praktik", None, True, 0),
    )
    assert (rule.documents, rule.bands) == (
        ("Surat tugas", "Pas foto"),
        BAND_PRESETS["memuaskan"],
    )
    assert rule.remedial_until is not None
    assert rule.remedial_until.isoformat() == "2026-08-20T09:00:00+00:00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimum_percent": "101"},
        {"minimum_percent": "banyak"},
        {"minimum_percent": "7.5"},
        {"max_unexcused_jp": "-1"},
        {"test1.asked": "on", "test1.minimum": "NaN"},
        {"minimum_score": "70"},
        {"retake": "best"},
        {"remedial_until": "besok"},
        {"bands": "typed", "band.name": ["A"], "band.above": ["200"]},
        {"test2.name": "x", "test3.name": "X"},
        {"documents": "a\nA"},
    ],
)
def test_a_mistake_in_the_rule_keeps_what_was_typed(place: House, wrong: dict[str, object]) -> None:
    add_training(place, [person(1)], days=1)
    browser = place.administrator()
    form = {
        **form_of(browser.get(f"{PAGE}/rule").text),
        "test2.name": "Ujian praktik",
        "minimum_percent": "77",
        **wrong,
    }
    answer = browser.post(f"{PAGE}/rule", **form)
    assert answer.status_code == 422
    assert f'value="{form["minimum_percent"]}"' in answer.text
    assert f'value="{form["test2.name"]}"' in answer.text
    assert not stored_rule(place).documents


def own(place: House, seat: str) -> OwnResults | None:
    """What the person's own page would show."""
    with place.app.test_request_context("/?lang=en"), reading(place.engine) as connection:
        training = trainings.load_training(connection, CODE, place.office.link_for)
        holder = next(one for one in training.seats if one.key == seat)
        return own_results(connection, training, holder, place.clock())


def test_a_participant_sees_their_own_verdict_and_no_reason_of_the_staff(place: House) -> None:
    made = judged_class(place)
    decide(place.administrator(), made[2], result="not_earned", reason="rahasia kantor")
    best, low, refused = (own(place, seat) for seat in made[:3])
    assert best is not None
    assert low is not None
    assert refused is not None
    assert (best.word, best.missing, best.band) == (
        "all requirements are met",
        [],
        "Sangat Memuaskan",
    )
    assert (low.word, low.mark) == ("being looked at by the organisers", "decision")
    assert [one.what for one in low.missing] == ["Post-test: 60, below the minimum of 70.01."]
    assert refused.word == "requirements not met"
    assert "rahasia kantor" not in repr(refused)


def test_who_is_let_through_by_a_person_reads_that_and_no_doubt(place: House) -> None:
    made = judged_class(place)
    decide(place.administrator(), made[1], reason="rahasia kantor")
    granted = own(place, made[1])
    assert granted is not None
    assert (granted.word, granted.missing) == ("granted by decision of the organisers", [])
    assert "rahasia kantor" not in repr(granted)


def test_before_the_first_day_and_for_others_there_is_nothing_of_ones_own(place: House) -> None:
    made = class_of(place, 1, days=1)
    assert own(place, made[0]) is None
    place.clock.now = at("09:00")
    early = own(place, made[0])
    assert early is not None
    assert early.word == "not complete yet"


def test_what_the_learning_system_says_is_shown_where_it_is_asked(place: House) -> None:
    made = ended_class(place)
    rule = CompletionRule(minimum_percent=90, course_completion=True)
    decide_completion.set_rule(place.office, CODE, rule, actor=ACTOR)
    with place.engine.begin() as connection:
        for seat, completed in zip(made, (True, False), strict=False):
            connection.execute(
                learning_results.insert().values(
                    training_id=1, seat_id=number_of(seat), connection_id="moodle-default",
                    completed=completed, activities={}, read_at=place.clock(),
                )
            )  # fmt: skip
    page = place.staff().get(PAGE + ENGLISH).text
    assert "Course: completed" in row_of(page, made[0])
    assert "Course: not completed" in row_of(page, made[1])
    assert "Course: not known" in row_of(page, made[2])


def test_the_history_tells_who_decided_what(place: House) -> None:
    made = judged_class(place)
    decide(place.administrator(), made[1])
    page = told(place.staff().get(f"/trainings/{CODE}/history{ENGLISH}").text)
    assert "decided that Peserta Contoh 2, S.H. have earned it" in page
    assert "changed the rule of the STTP" in page
    assert "noted a score of Peserta Contoh 1, S.H. by hand" in page


def test_a_later_score_is_shown_as_a_difference(place: House) -> None:
    made = judged_class(place)
    browser = place.administrator()
    decide(browser, made[1], result="not_earned")
    place.clock.now += timedelta(minutes=5)
    score(place, made[1], "88")
    row = row_of(browser.get(PAGE + ENGLISH).text, made[1])
    assert "The rule's own answer has changed since that decision" in row.replace("&#39;", "'")
    assert judgement(place, made[1]).verdict is Verdict.NOT_EARNED


def test_the_list_leads_to_what_the_learning_system_says(place: House) -> None:
    judged_class(place)
    browser = place.staff()
    address = f"/trainings/{CODE}/learning"
    assert f'href="{address}"' in browser.get(PAGE).text
    assert browser.get(address).status_code == 200
