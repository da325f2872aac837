"""What the daftar hadir says, in both languages."""

from __future__ import annotations

from connector.messages import Wording

WORDS = {
    "title": Wording("DAFTAR HADIR PESERTA", "ATTENDANCE LIST OF PARTICIPANTS"),
    "cohort": Wording("Angkatan {cohort}", "Cohort {cohort}"),
    "day": Wording("Hari, tanggal", "Day, date"),
    "session": Wording("Sesi ke-", "Session"),
    "of_day": Wording("{number} dari {of}", "{number} of {of}"),
    "subject": Wording("Mata pelatihan", "Subject"),
    "time": Wording("Waktu", "Time"),
    "room": Wording("Ruang", "Room"),
    "lesson_hours": Wording("Jam pelajaran", "Lesson hours"),
    "instructors": Wording("Pengajar", "Instructors"),
    "number": Wording("No.", "No."),
    "person": Wording("Nama / NIP", "Name / NIP"),
    "name": Wording("Nama", "Name"),
    "identity": Wording("NIP / NRP", "NIP / NRP"),
    "unit": Wording("Unit kerja", "Unit"),
    "mark": Wording("Tanda hadir", "Mark"),
    "minutes": Wording("Menit", "Minutes"),
    "evidence": Wording("Bukti hadir", "Evidence"),
    "evidence_and_remark": Wording("Bukti hadir dan keterangan", "Evidence and remarks"),
    "remark": Wording("Keterangan", "Remarks"),
    "signature": Wording("Tanda tangan", "Signature"),
    "undecided": Wording("perlu keputusan", "needs a decision"),
    "still_undecided": Wording("belum diputuskan", "undecided"),
    "pending": Wording("belum dinilai", "not measured yet"),
    "all": Wording("jumlah", "in all"),
    "totals": Wording("Rekapitulasi", "Totals"),
    "legend": Wording(
        "Keterangan: H hadir · T terlambat · S sakit · I izin · DL dinas luar · "
        "TK tanpa keterangan.",
        "Marks: H present · T late · S sick · I excused · DL on duty elsewhere · "
        "TK absent without notice.",
    ),
    "rule": Wording("Aturan: {rule}", "Rule: {rule}"),
    "rule_minimum": Wording(
        "hadir (H) bila mengikuti sekurang-kurangnya {percent} % dari menit sesi tanpa jeda",
        "present (H) with at least {percent} % of the session's minutes, breaks left out",
    ),
    "rule_late": Wording(
        "terlambat (T) bila masuk lebih dari {minutes} menit setelah sesi dimulai",
        "late (T) when coming more than {minutes} minutes after the start",
    ),
    "rule_ask": Wording(
        "di bawah batas itu diputuskan oleh petugas", "below that a person decides"
    ),
    "rule_absent": Wording(
        "di bawah batas itu tanpa keterangan (TK)", "below that absent without notice (TK)"
    ),
    "rule_sign_in": Wording(
        "setiap peserta juga menandatangani daftar hadir pada sesi itu",
        "everybody also signs in at the session",
    ),
    "rule_excused_present": Wording("S, I, dan DL dihitung hadir", "S, I and DL count as present"),
    "rule_excused_neutral": Wording(
        "S, I, dan DL tidak dihitung dalam persentase", "S, I and DL leave the percentage as it is"
    ),
    "rule_excused_absent": Wording(
        "S, I, dan DL dihitung tidak hadir", "S, I and DL count as absent"
    ),
    "rule_approval": Wording(
        "koreksi berlaku setelah disetujui petugas kedua",
        "a correction counts once a second person has approved it",
    ),
    "signed_online": Wording("ditandatangani daring {time}", "signed online {time}"),
    "signed_qr": Wording("QR {time}", "QR {time}"),
    "seen": Wording("Zoom sejak {time}", "Zoom since {time}"),
    "attached": Wording("bukti terlampir no. {number}", "evidence no. {number}"),
    "corrected": Wording("koreksi {name}", "corrected by {name}"),
    "formerly": Wording("semula {mark}", "formerly {mark}"),
    "approved": Wording("disetujui {name}", "approved by {name}"),
    "waiting": Wording(
        "{minutes} menit menunggu pencocokan", "{minutes} minutes wait to be matched"
    ),
    "staff": Wording("staf", "staff"),
    "session_running": Wording("sesi belum selesai dinilai", "the session is not settled yet"),
    "report_missing": Wording(
        "menit masih sementara karena laporan Zoom belum lengkap",
        "minutes may still change because the Zoom report is not complete",
    ),
    "some_undecided": Wording(
        "{count} peserta belum diputuskan", "{count} participants are undecided"
    ),
    "draft": Wording("KONSEP", "DRAFT"),
    "companion": Wording("Pendamping", "Class companion"),
    "speaker": Wording("Narasumber", "Speaker"),
    "page": Wording("Halaman", "Page"),
    "of": Wording("dari", "of"),
    "footer": Wording(
        "{code} · Dokumen {document} · dicetak {printed}",
        "{code} · Document {document} · printed {printed}",
    ),
    "sheet": Wording("Sesi {number}", "Session {number}"),
}
