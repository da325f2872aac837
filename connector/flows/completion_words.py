"""Sentences for what verdicts say and what their deeds refuse: what happened, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from connector.domain.completion import POSTTEST, PRETEST, CompletionRule, Miss, Retake, Verdict
from connector.domain.findings import Finding
from connector.domain.indonesian import clock_time, decimal_comma, long_date, zone_label
from connector.messages import Catalogue, Language, Wording, say

VERDICTS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.PENDING: ("belum", "not yet"),
    Verdict.EARNED: ("memenuhi", "earned"),
    Verdict.NOT_EARNED: ("tidak memenuhi", "not earned"),
    Verdict.NEEDS_DECISION: ("perlu keputusan", "needs a decision"),
}
"""A verdict in Indonesian and English, as pages, papers and commands call it."""

TESTS: Mapping[str, tuple[str, str]] = {
    PRETEST: ("Pre-test", "Pre-test"),
    POSTTEST: ("Post-test", "Post-test"),
}
"""Tests that have a name of their own; any other is called what its rule calls it."""

REASONS: Catalogue = {
    # a requirement is missed
    "attendance_below": Wording(
        "Kehadiran {percent} % ({jp} dari {of} JP), di bawah batas {minimum} %.",
        "Attendance {percent} % ({jp} of {of} lesson hours), below the minimum of {minimum} %.",
        "Putuskan dengan alasan, atau perbaiki kehadirannya bila ada yang keliru.",
        "Decide with a reason, or mend the attendance if something there is wrong.",
    ),
    "unexcused_exceeded": Wording(
        "Tanpa keterangan {jp} JP; paling banyak {maximum} JP.",
        "Absent without notice for {jp} lesson hours; {maximum} at most.",
        "Putuskan dengan alasan, atau tandai ketidakhadiran yang ternyata ada izinnya.",
        "Decide with a reason, or mark absences that turn out to be excused.",
    ),
    "subjects_missed": Wording(
        "Tidak mengikuti {count} mata pelatihan: {subjects}.",
        "Attended no session of {count} subjects: {subjects}.",
        "Putuskan dengan alasan.",
        "Decide with a reason.",
    ),
    "score_below": Wording(
        "{test}: {percent}, di bawah batas {minimum}.",
        "{test}: {percent}, below the minimum of {minimum}.",
        "Putuskan dengan alasan, atau beri kesempatan remedial pada aturannya.",
        "Decide with a reason, or allow another attempt in the rule.",
    ),
    "score_missing": Wording(
        "Nilai {test} belum ada.",
        "There is no score of {test}.",
        "Baca nilai dari Moodle, unggah daftar nilai, atau catat dengan tangan.",
        "Read the scores from Moodle, upload a list, or write it down by hand.",
    ),
    "final_below": Wording(
        "Nilai akhir {score}, di bawah batas {minimum}.",
        "Final score {score}, below the minimum of {minimum}.",
        "Putuskan dengan alasan.",
        "Decide with a reason.",
    ),
    "final_missing": Wording(
        "Nilai akhir belum dapat dihitung karena ada nilai yang belum ada.",
        "The final score cannot be worked out: a score is missing.",
        "Lengkapi nilainya.",
        "Complete the scores.",
    ),
    "course_incomplete": Wording(
        "Kursus di Moodle belum selesai.",
        "The course in Moodle is not completed.",
        "Periksa di Moodle, lalu baca hasilnya lagi; atau putuskan dengan alasan.",
        "Look in Moodle and read the results again, or decide with a reason.",
    ),
    "document_missing": Wording(
        "Dokumen belum diterima: {document}.",
        "Document not received: {document}.",
        "Mintalah kepada peserta, lalu centang; atau bebaskan dengan alasan.",
        "Ask the participant for it and tick it, or waive it with a reason.",
    ),
    # a person must decide
    "attendance_undecided": Wording(
        "Kehadiran {sessions} sesi belum diputuskan, dan hasilnya bergantung padanya.",
        "The attendance of {sessions} sessions is undecided, and the result depends on it.",
        "Putuskan pada matriks kehadiran.",
        "Decide on the attendance page.",
    ),
    "attendance_unconfirmed": Wording(
        "Laporan lengkap Zoom untuk {sessions} sesi tidak kunjung datang.",
        "Zoom's complete report of {sessions} sessions has not come.",
        "Unggah daftar yang diekspor dari Zoom, atau tandai sesinya dengan tangan.",
        "Import the list exported from Zoom, or mark the sessions by hand.",
    ),
    "attendance_unmeasured": Wording(
        "Tidak ada JP yang dapat dihitung.",
        "No lesson hour can be counted.",
        "Periksa JP pada jadwal, atau putuskan dengan alasan.",
        "Look at the lesson hours of the timetable, or decide with a reason.",
    ),
    "unexcused_undecided": Wording(
        "Tanpa keterangan {jp} JP sejauh ini (paling banyak {maximum} JP); {sessions} sesi belum "
        "diputuskan.",
        "Absent without notice for {jp} lesson hours so far ({maximum} at most); {sessions} "
        "sessions are undecided.",
        "Putuskan pada matriks kehadiran.",
        "Decide on the attendance page.",
    ),
    "subjects_undecided": Wording(
        "Kehadiran pada {count} mata pelatihan belum diputuskan: {subjects}.",
        "The attendance of {count} subjects is undecided: {subjects}.",
        "Putuskan pada matriks kehadiran.",
        "Decide on the attendance page.",
    ),
    "subjects_excused": Wording(
        "Berhalangan dengan izin pada seluruh sesi {count} mata pelatihan: {subjects}.",
        "Excused from every session of {count} subjects: {subjects}.",
        "Putuskan dengan alasan.",
        "Decide with a reason.",
    ),
    "score_order_unknown": Wording(
        "{test}: beberapa nilai tanpa tanggal; tidak diketahui mana yang berlaku.",
        "{test}: several scores without a date; which one counts is not known.",
        "Catat tanggalnya, atau hapus nilai yang tidak berlaku.",
        "Give their dates, or remove the scores that do not count.",
    ),
    "course_unknown": Wording(
        "Belum diketahui apakah kursus di Moodle sudah selesai.",
        "Whether the course in Moodle is completed is not known.",
        "Baca hasil dari Moodle, atau putuskan dengan alasan.",
        "Read the results from Moodle, or decide with a reason.",
    ),
    # still to come
    "timetable_missing": Wording(
        "Pelatihan ini belum memiliki jadwal.",
        "This training has no timetable yet.",
        "Unggah jadwalnya.",
        "Upload the timetable.",
    ),
    "training_running": Wording("Pelatihan belum selesai.", "The training is not over."),
    "attendance_so_far": Wording(
        "Kehadiran sejauh ini {percent} % (batas {minimum} %); {sessions} sesi lagi.",
        "Attendance so far {percent} % (minimum {minimum} %); {sessions} sessions to come.",
    ),
    "attendance_provisional": Wording(
        "Laporan lengkap Zoom untuk {sessions} sesi belum datang.",
        "Zoom's complete report of {sessions} sessions is to come.",
        "Tunggu laporannya, atau unggah daftar yang diekspor dari Zoom.",
        "Wait for it, or import the list exported from Zoom.",
    ),
    "unexcused_so_far": Wording(
        "Tanpa keterangan {jp} JP sejauh ini; paling banyak {maximum} JP.",
        "Absent without notice for {jp} lesson hours so far; {maximum} at most.",
    ),
    "subjects_to_come": Wording(
        "{count} mata pelatihan masih akan diikuti atau dilaporkan: {subjects}.",
        "{count} subjects are to be attended or reported still: {subjects}.",
    ),
    "score_to_come": Wording(
        "Nilai {test} belum ada; masih dapat menyusul.",
        "There is no score of {test} yet; it may still come.",
    ),
    "score_below_so_far": Wording(
        "{test}: {percent}, di bawah batas {minimum}; masih dapat diulang.",
        "{test}: {percent}, below the minimum of {minimum}; it may be taken again.",
    ),
    "remedial_open": Wording(
        "{test} dapat diikuti atau diulang hingga {until}.",
        "{test} may be taken or taken again until {until}.",
    ),
    "final_to_come": Wording(
        "Nilai akhir menunggu {count} nilai.", "The final score waits for {count} scores."
    ),
    "final_so_far": Wording(
        "Nilai akhir sejauh ini {score}, di bawah batas {minimum}.",
        "Final score so far {score}, below the minimum of {minimum}.",
    ),
    "course_to_come": Wording(
        "Kursus di Moodle belum selesai.", "The course in Moodle is not completed yet."
    ),
    "document_to_come": Wording(
        "Dokumen belum diterima: {document}.",
        "Document not received yet: {document}.",
        "Serahkan sebelum pelatihan selesai.",
        "Hand it in before the training is over.",
    ),
    # met
    "attendance_met": Wording(
        "Kehadiran {percent} %, batas {minimum} %.",
        "Attendance {percent} %, minimum {minimum} %.",
    ),
    "unexcused_within": Wording(
        "Tanpa keterangan {jp} JP, paling banyak {maximum} JP.",
        "Absent without notice for {jp} lesson hours, {maximum} at most.",
    ),
    "subjects_attended": Wording("Semua mata pelatihan diikuti.", "Every subject was attended."),
    "score_met": Wording(
        "{test}: {percent}, batas {minimum}.", "{test}: {percent}, {minimum} asked."
    ),
    "score_present": Wording("{test}: {percent}.", "{test}: {percent}."),
    "final_met": Wording(
        "Nilai akhir {score}, batas {minimum}.", "Final score {score}, {minimum} asked."
    ),
    "course_completed": Wording("Kursus di Moodle selesai.", "The course in Moodle is completed."),
    "document_received": Wording("Dokumen ada: {document}.", "Document in hand: {document}."),
    # worth knowing
    "decided_by_person": Wording("Diputuskan petugas: {result}.", "Decided by a person: {result}."),
    "decision_stale": Wording(
        "Sejak keputusan itu, hasil menurut aturan berubah: {automatic}.",
        "Since that decision the rule's own answer has changed: {automatic}.",
        "Lihat alasannya, lalu putuskan lagi atau batalkan keputusannya.",
        "Look at the reasons, then decide again or take the decision back.",
    ),
    "score_shown": Wording("{test}: {percent}.", "{test}: {percent}."),
    "score_not_taken": Wording(
        "{test}: tidak ada nilai; tidak diwajibkan.", "{test}: no score; it is not required."
    ),
    "score_undated": Wording(
        "{test}: beberapa nilai tanpa tanggal; tidak diwajibkan.",
        "{test}: several scores without a date; it is not required.",
    ),
    "score_after_deadline": Wording(
        "{test}: {count} nilai sesudah batas remedial tidak dihitung.",
        "{test}: {count} scores after the deadline do not count.",
    ),
    "final_incomplete": Wording(
        "Nilai akhir belum ada: {count} nilai belum ada.",
        "No final score: {count} scores are missing.",
    ),
    "attendance_open_harmless": Wording(
        "{sessions} sesi belum pasti, tetapi hasilnya tidak bergantung padanya.",
        "{sessions} sessions are not certain, but the result does not depend on them.",
    ),
    "nothing_asked": Wording(
        "Aturan pelatihan ini tidak mensyaratkan apa pun.",
        "The rule of this training asks for nothing.",
    ),
}
"""Why a verdict is what it is (connector.domain.completion_rule); say them by `say_reason`."""

COMPLETION: Catalogue = {
    **REASONS,
    # what a deed refuses (connector.flows.decide_completion, import_scores)
    "verdict_unfit": Wording(
        "Hasil penilaian hanya dapat diputuskan memenuhi atau tidak memenuhi.",
        "A person decides earned or not earned, nothing else.",
        "Pilih salah satu, lalu ulangi.",
        "Choose one of them and try again.",
    ),
    "verdict_early": Wording(
        "Sesi terakhir {training} belum selesai, sehingga belum ada yang memenuhi.",
        "The last session of {training} is not over, so nobody has earned it yet.",
        "Putuskan sesudah sesi terakhir; tidak memenuhi boleh diputuskan sekarang.",
        "Decide after the last session; not earned may be decided now.",
    ),
    "verdict_unknown": Wording(
        "Tidak ada keputusan yang dapat dibatalkan; mungkin sudah dibatalkan orang lain.",
        "There is no decision to take back; somebody else may have done so.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "seat_not_judged": Wording(
        "Yang dipilih bukan peserta {training}, atau tidak lagi.",
        "Whoever was chosen is no participant of {training}, or no longer.",
        "Muat ulang halamannya, lalu pilih dari daftar.",
        "Load the page again and choose from the list.",
    ),
    "score_unknown": Wording(
        "Nilai itu tidak ada atau sudah dihapus.",
        "There is no such score, or it was removed already.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "scores_none": Wording(
        "Tidak ada nilai yang dapat dicatat.",
        "There is no score to store.",
        "Perbaiki berkasnya, lalu unggah lagi.",
        "Mend the file and upload it again.",
    ),
    "score_unfit": Wording(
        "Nilai harus angka dari 0 sampai nilai maksimalnya.",
        "A score is a number from 0 to its maximum.",
        "Perbaiki nilainya.",
        "Mend the score.",
    ),
    "test_unfit": Wording(
        "Nama tes kosong atau lebih dari {limit} huruf.",
        "The name of the test is empty or longer than {limit} characters.",
        "Pilih tes dari aturan, atau tulis nama yang singkat.",
        "Choose a test of the rule, or write a short name.",
    ),
    "document_unknown": Wording(
        "Dokumen itu tidak diminta oleh aturan {training}; mungkin aturannya baru diganti.",
        "The rule of {training} does not ask for that document; it may just have changed.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "completion_rule_numbers": Wording(
        "Ada angka yang tidak dapat dipakai: persen dan nilai 0–100, JP tidak kurang dari 0.",
        "A number cannot be used: percentages and scores are 0–100, lesson hours 0 or more.",
        "Perbaiki angkanya.",
        "Mend the figures.",
    ),
    "completion_rule_tests": Wording(
        "Nama tes harus berbeda-beda, terisi, dan paling panjang {limit} huruf; paling banyak 20.",
        "Names of tests differ, are not empty and have {limit} characters at most; 20 at most.",
        "Perbaiki nama tesnya.",
        "Mend the names.",
    ),
    "completion_rule_weights": Wording(
        "Bobot harus bilangan bulat 0–100; batas nilai akhir dan kualifikasi memerlukan bobot.",
        "Weights are whole, 0–100; a minimum of the final score and bands need weights.",
        "Isi bobot sedikitnya satu tes, atau kosongkan batas nilai akhir dan kualifikasi.",
        "Give at least one test a weight, or leave the minimum and the bands out.",
    ),
    "completion_rule_bands": Wording(
        "Kualifikasi harus bernama, berbeda-beda, dan batasnya 0 sampai kurang dari 100.",
        "Bands have names, differ, and begin at 0 to less than 100.",
        "Perbaiki kualifikasinya.",
        "Mend the bands.",
    ),
    "completion_rule_documents": Wording(
        "Nama dokumen harus berbeda-beda, terisi, dan paling panjang {limit} huruf; paling banyak "
        "20.",
        "Names of documents differ, are not empty and have {limit} characters at most; 20 at most.",
        "Perbaiki nama dokumennya.",
        "Mend the names.",
    ),
}

_NUMBERS = frozenset({"percent", "minimum", "jp", "of", "maximum", "score"})
_VERDICT_NAMES = frozenset({"result", "automatic"})


def verdict_word(verdict: Verdict, language: Language) -> str:
    return VERDICTS[verdict][0 if language == "id" else 1]


def word_of_test(test: str, language: Language) -> str:
    """`posttest` as people call it; a test without a name of ours is called what it is."""
    return TESTS.get(test, (test, test))[0 if language == "id" else 1]


def say_reason(finding: Finding, language: Language, zone: str) -> tuple[str, str]:
    """Return (what, what to do) of a verdict's reason, its numbers and moments as people read."""
    shown = {
        name: _shown(name, str(value), language, zone) for name, value in finding.values().items()
    }
    return say(COMPLETION, finding.code, shown, language)


def number_word(number: Decimal, language: Language) -> str:
    """`90,01` or `90.01`, without zeros at the end."""
    written = decimal_comma(number)
    return written if language == "id" else written.replace(".", "").replace(",", ".")


def _shown(name: str, value: str, language: Language, zone: str) -> str:
    if name in _NUMBERS:
        return number_word(Decimal(value), language)
    if name in _VERDICT_NAMES:
        return verdict_word(Verdict(value), language)
    if name == "test":
        return word_of_test(value, language)
    return moment_word(datetime.fromisoformat(value), language, zone) if name == "until" else value


def moment_word(moment: datetime, language: Language, zone: str) -> str:
    """`12 Agustus 2026 23.59 WIB` or `12 August 2026 23:59 WIB`."""
    local = moment.astimezone(ZoneInfo(zone))
    hour, label = clock_time(local.time()), zone_label(zone)
    if language == "id":
        return f"{long_date(local.date())} {hour} {label}"
    return f"{local.day} {local:%B %Y} {hour.replace('.', ':')} {label}"


def rule_words(rule: CompletionRule, language: Language, zone: str) -> str:
    """Return the rule in one sentence, as it stands above the list and on papers."""
    parts = _parts(rule, language, zone)
    indonesian = language == "id"
    if not parts:
        return "Aturan tidak mensyaratkan apa pun." if indonesian else "The rule asks for nothing."
    missed = {
        (True, Miss.ASK): "yang tidak terpenuhi diputuskan petugas",
        (True, Miss.FAIL): "yang tidak terpenuhi berarti tidak memenuhi",
        (False, Miss.ASK): "a person decides about what is not met",
        (False, Miss.FAIL): "what is not met means not earned",
    }[indonesian, rule.miss]
    opening = "Syarat: " if indonesian else "Asked: "
    return f"{opening}{'; '.join(parts)}; {missed}."


def _parts(rule: CompletionRule, language: Language, zone: str) -> list[str]:
    indonesian = language == "id"
    parts = []
    if rule.minimum_percent:
        share = rule.minimum_percent
        parts.append(
            f"kehadiran minimal {share} % JP" if indonesian
            else f"attendance of {share} % of the lesson hours"
        )  # fmt: skip
    if rule.max_unexcused_jp is not None:
        jp = number_word(rule.max_unexcused_jp, language)
        parts.append(
            f"tanpa keterangan paling banyak {jp} JP" if indonesian
            else f"at most {jp} lesson hours absent without notice"
        )  # fmt: skip
    if rule.require_all_subjects:
        parts.append("semua mata pelatihan diikuti" if indonesian else "every subject attended")
    parts += _score_parts(rule, language, zone)
    if rule.course_completion:
        parts.append("kursus Moodle selesai" if indonesian else "the Moodle course completed")
    if rule.documents:
        names = ", ".join(rule.documents)
        parts.append(f"dokumen: {names}" if indonesian else f"documents: {names}")
    return parts


_RETAKES = {
    Retake.HIGHEST: ("tertinggi", "highest"),
    Retake.LAST: ("terakhir", "last"),
    Retake.FIRST: ("pertama", "first"),
}


def _score_parts(rule: CompletionRule, language: Language, zone: str) -> list[str]:
    indonesian = language == "id"
    parts = []
    for one in rule.scores:
        name = word_of_test(one.test, language)
        if one.minimum is not None:
            least = number_word(one.minimum, language)
            if one.required:
                asked = f"{name} minimal {least}" if indonesian else f"{name} of {least} or more"
            else:
                asked = (
                    f"{name} minimal {least} bila diikuti" if indonesian
                    else f"{name} of {least} or more where it was taken"
                )  # fmt: skip
            parts.append(asked)
        elif one.required:
            parts.append(f"nilai {name} ada" if indonesian else f"a score of {name}")
    if rule.minimum_score is not None:
        least = number_word(rule.minimum_score, language)
        parts.append(
            f"nilai akhir minimal {least}" if indonesian else f"a final score of {least} or more"
        )
    if parts:
        taken = _RETAKES[rule.retake][0 if indonesian else 1]
        counts = f"nilai {taken} yang berlaku" if indonesian else f"the {taken} score counts"
        if rule.remedial_until is not None:
            until = moment_word(rule.remedial_until, language, zone)
            counts += f" hingga {until}" if indonesian else f" until {until}"
        parts.append(counts)
    return parts
