"""What commands say, in both languages; errors have their words beside the code raising them."""

from connector import app
from connector.cli.certify_words import CERTIFY
from connector.cli.course_words import COURSE_COMMANDS
from connector.cli.procedure_words import PROCEDURE_COMMAND
from connector.cli.report_words import REPORT_COMMAND
from connector.messages import Catalogue, Wording

CLI: Catalogue = {
    **app.CATALOGUE,
    **CERTIFY,
    **COURSE_COMMANDS,
    **PROCEDURE_COMMAND,
    **REPORT_COMMAND,
    "settings_wrong": Wording(
        "{count} pengaturan belum benar; tidak ada yang dijalankan.",
        "{count} settings are wrong; nothing was started.",
    ),
    "database_away": Wording(
        "Basis data tidak dapat dibuka, atau sedang dipegang program lain ({reason}). "
        "Perintah ini berhenti.",
        "The database cannot be opened, or another program holds it ({reason}). "
        "This command stopped.",
        "Periksa SIMPUL_HOME dan SIMPUL_DATABASE_URL, hentikan yang memegangnya, lalu ulangi.",
        "Check SIMPUL_HOME and SIMPUL_DATABASE_URL, stop what holds it, then try again.",
    ),
    "stopped": Wording(
        "Dihentikan. Yang belum ditulis tidak ditulis.",
        "Stopped. What was not written yet is not written.",
        "Yang sudah ditulis akan dibaca kembali oleh `simpul plan` berikutnya.",
        "The next `simpul plan` finds what has been written.",
    ),
    "unforeseen": Wording(
        "Kegagalan yang tidak terduga ({kind}); lihat jejaknya di atas.",
        "An unforeseen failure ({kind}); its trace stands above.",
        "Jalankan `simpul plan` untuk melihat keadaan sekarang, dan laporkan jejak itu.",
        "Run `simpul plan` to see how things stand, and report the trace.",
    ),
    # training, roster, user, audit
    "training_added": Wording("Pelatihan {training} dibuat.", "Training {training} was added."),
    "roster_read": Wording(
        "{file}: {rows} baris dibaca, {accepted} diterima, {refused} ditolak.",
        "{file}: {rows} rows read, {accepted} accepted, {refused} refused.",
    ),
    "roster_imported": Wording(
        "Versi {version}: {added} ditambahkan, {removed} tidak lagi terdaftar, {changed} berubah.",
        "Version {version}: {added} added, {removed} no longer listed, {changed} changed.",
    ),
    "roster_unchanged": Wording(
        "{file} sama dengan versi terakhir; tidak ada yang berubah.",
        "{file} equals the last version; nothing changed.",
    ),
    "refused_rows": Wording("Baris yang ditolak", "Refused rows"),
    "warnings": Wording("Perlu diperhatikan", "Worth a look"),
    "account_released": Wording(
        "Hubungan dengan akun Moodle dari {seat} dilepaskan; di Moodle tidak ada yang dihapus.",
        "The Moodle account of {seat} was released; nothing was deleted in Moodle.",
        "Susun rencana baru.",
        "Make a new plan.",
    ),
    "user_email": Wording(
        "Ringkasan tugas {login} dikirim ke {email}.", "The digest of {login} goes to {email}."
    ),
    "user_email_none": Wording(
        "{login} tidak punya alamat: tidak ada ringkasan yang dikirim.",
        "{login} has no address: no digest is sent.",
    ),
    "user_added": Wording("Pengguna {login} dibuat.", "User {login} was added."),
    "audit_whole": Wording(
        "Jejak audit utuh: {sealed} entri tersegel, {unsealed} menunggu penyegelan.",
        "The audit trail is whole: {sealed} entries sealed, {unsealed} waiting to be sealed.",
    ),
    "audit_broken": Wording(
        "Jejak audit RUSAK pada entri {entry}.",
        "The audit trail is BROKEN at entry {entry}.",
        "Simpan salinan basis data ini dan bandingkan dengan cadangan.",
        "Keep a copy of this database and compare it with a backup.",
    ),
    # plan, apply, status
    "plan_head": Wording(
        "Rencana #{number} · sidik {fingerprint}", "Plan #{number} · fingerprint {fingerprint}"
    ),
    "plan_empty": Wording("Tidak ada yang perlu diubah.", "Nothing needs to be changed."),
    "plan_cost": Wording(
        "{system}: {calls} permintaan ke server, sekitar {seconds} detik.",
        "{system}: {calls} calls, about {seconds} seconds.",
    ),
    "plan_quota": Wording(
        "Kuota hari ini: perlu {needed}, tersedia {left}.",
        "Today's quota: {needed} needed, {left} left.",
    ),
    "plan_later": Wording(
        "{later} perubahan menunggu kuota berikutnya, mulai {at}.",
        "{later} changes wait for the next quota day, from {at}.",
    ),
    "plan_ask": Wording(
        "Terapkan rencana #{number}? [y = ya, lainnya = tidak]",
        "Apply plan #{number}? [y = yes, anything else = no]",
    ),
    "undecided_title": Wording("Perlu keputusan", "Needs a decision"),
    "not_done_title": Wording("Belum terlaksana", "Not done"),
    "and_more": Wording("… dan {count} lagi.", "… and {count} more."),
    "applying": Wording("Menerapkan", "Applying"),
    "system_unread": Wording(
        "{system} tidak dapat dibaca; tidak ada perubahan yang direncanakan di sana.",
        "{system} could not be read; no change is planned there.",
    ),
    "status_unread": Wording(
        "{system} tidak dapat dibaca; siapa yang ada di sana tidak diketahui sekarang.",
        "{system} could not be read; who is there is not known now.",
        "Jalankan `simpul doctor`: sebabnya ada di sana.",
        "Run `simpul doctor`: it says why.",
    ),
    "status_unknown": Wording(
        "Belum ada status.",
        "There is no status yet.",
        "Jalankan `simpul status --read` atau terapkan sebuah rencana.",
        "Run `simpul status --read`, or apply a plan.",
    ),
    # attendance
    "attendance_sessions": Wording("Kehadiran per sesi", "Attendance by session"),
    "attendance_seats": Wording("Daftar hadir", "Attendance list"),
    "attendance_rule": Wording(
        "Aturan: hadir bila sekurang-kurangnya {minimum} % menit sesi; terlambat bila datang lebih "
        "dari {grace} menit setelah mulai.",
        "Rule: present with at least {minimum} % of a session's minutes; late more than {grace} "
        "minutes after its start.",
    ),
    "attendance_waiting": Wording(
        "{count} nama di Zoom belum dikenali.",
        "{count} names in Zoom are not recognised yet.",
        "Putuskan pada halaman Belum dikenali.",
        "Decide them on the page of unmatched names.",
    ),
    "attendance_marked": Wording("{count} orang ditandai {mark}.", "{count} people marked {mark}."),
    "attendance_exported": Wording(
        "{file}: daftar hadir {count} sesi.", "{file}: the lists of {count} sessions."
    ),
    "record_imported": Wording(
        "{file}: {people} nama, {stays} kali masuk, kelas Zoom {meeting}.",
        "{file}: {people} names, {stays} stays, meeting {meeting}.",
    ),
    "file_not_written": Wording(
        "{file} tidak dapat ditulis.",
        "{file} cannot be written.",
        "Periksa folder dan haknya.",
        "Check the folder and its rights.",
    ),
    "archives_title": Wording("Arsip harian", "Daily archives"),
    "archive_kept": Wording(
        "Hari {day} tersimpan sebagai arsip #{number}.", "{day} is kept as archive #{number}."
    ),
    "archives_read": Wording(
        "{count} arsip dibaca kembali, {damaged} tidak lagi sama dengan sha256-nya.",
        "{count} archives were read again, {damaged} no longer fit their sha256.",
    ),
    "archive_written": Wording(
        "{file}: arsip #{number} hari {day}.", "{file}: archive #{number} of {day}."
    ),
    "archive_none": Wording(
        "Belum ada arsip untuk ditulis.",
        "There is no archive to write.",
        "Buat dengan --day, setelah hari itu selesai.",
        "Make one with --day, after that day is over.",
    ),
    "heading_day": Wording("Hari", "Day"),
    "heading_archive": Wording("Arsip", "Archive"),
    "heading_written": Wording("Ditulis (UTC)", "Written (UTC)"),
    "heading_by": Wording("Oleh", "By"),
    "heading_size": Wording("Bita", "Bytes"),
    "column_sha": Wording("sha256", "sha256"),
    "heading_session": Wording("Sesi", "Session"),
    "heading_subject": Wording("Mata pelatihan", "Subject"),
    "heading_present": Wording("Hadir", "Present"),
    "heading_late": Wording("Terlambat", "Late"),
    "heading_excused": Wording("S/I/DL", "Excused"),
    "heading_tk": Wording("TK", "Absent"),
    "heading_undecided": Wording("Perlu keputusan", "Undecided"),
    "heading_pending": Wording("Belum selesai", "Not over"),
    "heading_mark": Wording("Tanda", "Mark"),
    "heading_minutes": Wording("Menit", "Minutes"),
    "heading_why": Wording("Alasan", "Why"),
    "result_pending": Wording("belum selesai", "not over"),
    "result_undecided": Wording("perlu keputusan", "undecided"),
    "result_not_counted": Wording("tidak dihitung", "not counted"),
    "result_marked": Wording("ditandai", "marked"),
    # inbox
    "inbox_counts": Wording(
        "{waiting} menunggu, {parked} disisihkan, {unknown} tidak dikenal, {done} selesai, "
        "{ignored} diabaikan.",
        "{waiting} waiting, {parked} parked, {unknown} unknown, {done} done, {ignored} ignored.",
    ),
    "inbox_entry": Wording(
        "Peristiwa {number} · {source} · {event} · diterima {received} · {state}",
        "Event {number} · {source} · {event} · received {received} · {state}",
    ),
    "inbox_attempts": Wording(
        "Sudah dicoba {attempts} kali; dicoba lagi {at}.",
        "Tried {attempts} times; tried again at {at}.",
    ),
    "inbox_replayed": Wording(
        "{count} peristiwa akan diolah lagi.", "{count} events will be worked on again."
    ),
    "inbox_not_replayed": Wording(
        "Tidak diulang karena tidak ada atau masih menunggu: {numbers}.",
        "Not replayed, being unknown or waiting already: {numbers}.",
    ),
    "inbox_set_aside": Wording(
        "Peristiwa {number} disisihkan.",
        "Event {number} was parked.",
        "`simpul inbox replay {number}` mengembalikannya.",
        "`simpul inbox replay {number}` takes it back.",
    ),
    "column_number": Wording("No.", "No."),
    "column_received": Wording("Diterima (UTC)", "Received (UTC)"),
    "column_source": Wording("Dari", "From"),
    "column_event": Wording("Peristiwa", "Event"),
    "column_state": Wording("Keadaan", "State"),
    # words
    "system_lms": Wording("Moodle", "Moodle"),
    "system_meetings": Wording("Zoom", "Zoom"),
    "system_signing": Wording("Tanda tangan", "Signing"),
    "system_mail": Wording("E-mail", "E-mail"),
    "kind_course": Wording("kursus", "course"),
    "kind_course_page": Wording("halaman kursus", "course page"),
    "kind_group": Wording("kelompok", "group"),
    "kind_account": Wording("akun", "account"),
    "kind_enrolment": Wording("enrolment", "enrolment"),
    "kind_group_member": Wording("anggota kelompok", "group member"),
    "kind_event": Wording("jadwal", "timetable event"),
    "kind_session_link": Wording("tautan sesi", "session link"),
    "kind_course_file": Wording("berkas kursus", "course file"),
    "kind_attendance_grade": Wording("nilai kehadiran", "attendance grade"),
    "kind_meeting": Wording("kelas Zoom", "meeting"),
    "kind_host": Wording("host alternatif", "alternative host"),
    "kind_registrant": Wording("pendaftaran Zoom", "registration"),
    "action_create": Wording("dibuat", "created"),
    "action_adopt": Wording("diambil alih", "adopted"),
    "action_update": Wording("diubah", "changed"),
    "action_reactivate": Wording("diaktifkan kembali", "reactivated"),
    "action_suspend": Wording("dinonaktifkan sementara", "suspended"),
    "action_remove": Wording("dihapus", "removed"),
    "result_done": Wording("selesai", "done"),
    "result_already": Wording("sudah ada", "already there"),
    "result_parked": Wording("ditahan", "parked"),
    "result_waiting": Wording("menunggu", "waiting"),
    "result_failed": Wording("gagal", "failed"),
    "result_unknown": Wording("belum pasti", "unknown"),
    "column_code": Wording("Kode", "Code"),
    "column_title": Wording("Pelatihan", "Training"),
    "column_cohort": Wording("Angkatan", "Cohort"),
    "column_zone": Wording("Zona", "Zone"),
    "column_row": Wording("Baris", "Row"),
    "column_column": Wording("Kolom", "Column"),
    "column_value": Wording("Isi", "Value"),
    "column_why": Wording("Mengapa, dan apa yang dilakukan", "Why, and what to do"),
    "column_system": Wording("Sistem", "System"),
    "column_thing": Wording("Hal", "Thing"),
    "column_action": Wording("Tindakan", "Action"),
    "column_count": Wording("Jumlah", "Count"),
    "column_who": Wording("Siapa", "Who"),
    "column_result": Wording("Hasil", "Result"),
    "column_expected": Wording("Seharusnya", "Expected"),
    "column_found": Wording("Ditemukan", "Found"),
    "column_missing": Wording("Kurang", "Missing"),
    "column_undecided": Wording("Perlu keputusan", "Undecided"),
    "column_things": Wording("Yang belum sesuai", "Not in line"),
    "column_check": Wording("Pemeriksaan", "Check"),
    # doctor, serve, demo
    "check_ok": Wording("baik", "good"),
    "check_bad": Wording("perlu dibenahi", "to be mended"),
    "check_open": Wording("belum pasti atau opsional", "open or optional"),
    "doctor_nothing": Wording(
        "Yang ditanyakan belum disambungkan.",
        "What was asked for is not connected yet.",
        "Isi SIMPUL_MOODLE_URL, SIMPUL_ZOOM_ACCOUNT_ID atau SIMPUL_SMTP_HOST; lihat "
        "deploy/env.example.",
        "Set SIMPUL_MOODLE_URL, SIMPUL_ZOOM_ACCOUNT_ID or SIMPUL_SMTP_HOST; see "
        "deploy/env.example.",
    ),
    "doctor_good": Wording(
        "Semua pemeriksaan baik. Tidak ada yang diubah.",
        "Every check is good. Nothing was changed.",
    ),
    "doctor_open": Wording(
        "Tidak ada yang perlu dibenahi; {count} hal belum pasti atau opsional. "
        "Tidak ada yang diubah.",
        "Nothing needs mending; {count} things are open or optional. Nothing was changed.",
    ),
    "doctor_bad": Wording(
        "{count} hal perlu dibenahi. Tidak ada yang diubah.",
        "{count} things need mending. Nothing was changed.",
    ),
    "serving": Wording("Halaman: {url}", "Pages: {url}"),
    "worker_running": Wording("Pekerja berjalan.", "The worker is running."),
    "demo_start": Wording(
        "Moodle tiruan: {moodle}\nZoom tiruan: {zoom}",
        "Sandbox Moodle: {moodle}\nSandbox Zoom: {zoom}",
    ),
    "demo_ready": Wording(
        "Masuk di {url} sebagai {login} (administrator), {head} (pimpinan: menyetujui dan "
        "menandatangani), {lead} (ketua tim: memeriksa laporan) atau {member} (anggota tim) "
        "dengan sandi {password}. Hentikan dengan Ctrl-C.",
        "Log in at {url} as {login} (administrator), {head} (head: approves and signs), {lead} "
        "(team lead: checks reports) or {member} (team member) with the password {password}. "
        "Stop with Ctrl-C.",
    ),
    "demo_second": Wording("Rencana kedua: {count} perubahan.", "Second plan: {count} changes."),
    "demo_attendance": Wording(
        "Kelas hari pertama: {webhooks} webhook Zoom diterima; dari {list_entries} isian daftar "
        "hadir, {present} hadir, {late} terlambat, {attendance_undecided} perlu keputusan, dan "
        "{unmatched_names} nama di Zoom menunggu pengenalan.",
        "First day of class: {webhooks} Zoom webhooks taken in; of {list_entries} entries on the "
        "lists {present} are present, {late} late, {attendance_undecided} need a decision, and "
        "{unmatched_names} names in Zoom wait to be recognised.",
    ),
    "demo_certificates": Wording(
        "Pelatihan singkat CONTOH-2: {earned} peserta memenuhi syarat, {to_decide} perlu "
        "keputusan; {numbered} STTP bernomor, {valid_certificates} ditandatangani dan sah.",
        "Short training CONTOH-2: {earned} participants have earned it, {to_decide} need a "
        "decision; {numbered} STTP are numbered, {valid_certificates} signed and valid.",
    ),
    "demo_learning": Wording(
        "Moodle mengirim {moodle_events} kabar; dari sana {test_scores} nilai post-test tercatat "
        "tanpa seorang pun memintanya.",
        "Moodle sent {moodle_events} messages; {test_scores} post-test scores were noted from them "
        "without anybody asking.",
    ),
    "demo_reports": Wording(
        "Laporan penyelesaian pekerjaan {training} diperiksa, ditandatangani, dan diserahkan ke "
        "folder kantor ({reports_delivered}); {reports_to_check} laporan menunggu diperiksa.",
        "The work-completion report of {training} is checked, signed and handed to the office's "
        "folder ({reports_delivered}); {reports_to_check} reports wait to be checked.",
    ),
    "demo_procedures": Wording(
        "{procedure_runs} SOP berjalan, {assignments} disposisi: {steps_done} langkah selesai, "
        "{steps_overdue} lewat tenggat; {office_parcels} kiriman di folder kantor.",
        "{procedure_runs} procedures run, {assignments} dispositions: {steps_done} steps are done, "
        "{steps_overdue} overdue; {office_parcels} parcels in the office's folder.",
    ),
    "demo_check": Wording(
        "Halaman verifikasi salah satunya: {url}", "The public page of one of them: {url}"
    ),
    "demo_verified": Wording(
        "Terverifikasi: setiap hal yang seharusnya ada telah dibaca kembali.",
        "Verified: every expected thing was read back.",
    ),
    "demo_not_verified": Wording(
        "BELUM terverifikasi; lihat daftar di atas.", "NOT verified; see the lists above."
    ),
}
