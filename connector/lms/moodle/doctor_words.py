"""Words for the findings of `checks`, with the way out in Moodle's own menu words."""

from connector.lms.moodle.menu_words import (
    ALLOW_ASSIGN_EN,
    ALLOW_ASSIGN_ID,
    AUTHENTICATION_EN,
    AUTHENTICATION_ID,
    FUNCTIONS_EN,
    FUNCTIONS_ID,
    ROLES_EN,
    ROLES_ID,
    TASKS_EN,
    TASKS_ID,
)
from connector.messages import Catalogue, Wording


def _wanted(what_id: str, what_en: str) -> Wording:
    """A right that not every office needs: the same way out for each."""
    return Wording(
        what_id,
        what_en,
        f"{ROLES_ID}: izinkan {{capability}}.",
        f"{ROLES_EN}: allow {{capability}}.",
    )


DOCTOR: Catalogue = {
    "site_answers": Wording(
        "Moodle {release} menjawab dan menerima token.",
        "Moodle {release} answers and accepts the token.",
    ),
    "release_unknown": Wording(
        "Versi Moodle tidak terbaca: {release}.", "The Moodle version is unreadable: {release}."
    ),
    "release_old": Wording(
        "Moodle {release} lebih tua dari {oldest}, versi tertua yang sudah dibandingkan.",
        "Moodle {release} is older than {oldest}, the oldest version compared.",
        "Rencanakan peningkatan Moodle.",
        "Plan an upgrade of Moodle.",
    ),
    "functions_there": Wording(
        "Semua {count} fungsi layanan web tersedia untuk token.",
        "All {count} web service functions are open to the token.",
    ),
    "function_missing": Wording(
        "Fungsi {function} tidak ada dalam layanan token ini.",
        "The function {function} is not in this token's service.",
        f"{FUNCTIONS_ID}: tambahkan {{function}}.",
        f"{FUNCTIONS_EN}: add {{function}}.",
    ),
    "capability_there": Wording("Terbukti: {capability}.", "Proven: {capability}."),
    "capability_missing": Wording(
        "Kurang: {capability}. Tanpa ini Moodle menjawab kosong, bukan galat.",
        "Missing: {capability}. Without it Moodle answers nothing instead of an error.",
        f"{ROLES_ID}: izinkan {{capability}} pada peran akun layanan, di tingkat situs.",
        f"{ROLES_EN}: allow {{capability}} in the service account's role, at site level.",
    ),
    "capability_by_writing": Wording(
        "Baru terbukti pada penulisan pertama: {capability}.",
        "Only proven by the first write: {capability}.",
        f"{ROLES_ID}: pastikan {{capability}} diizinkan.",
        f"{ROLES_EN}: make sure that {{capability}} is allowed.",
    ),
    "capability_for_page": Wording(
        "Disarankan: {capability}, agar judul dan jadwal kursus ikut berubah.",
        "Recommended: {capability}, so that a course's title and timetable follow changes.",
        f"{ROLES_ID}: izinkan {{capability}}.",
        f"{ROLES_EN}: allow {{capability}}.",
    ),
    "function_for_results": Wording(
        "Fungsi {function} tidak ada dalam layanan token ini; penyelesaian dan nilai tes tidak"
        " dapat dibaca.",
        "The function {function} is not in this token's service; completion and test scores cannot"
        " be read.",
        f"{FUNCTIONS_ID}: tambahkan {{function}} bila hasil Moodle dipakai.",
        f"{FUNCTIONS_EN}: add {{function}} if Moodle's results are used.",
    ),
    "function_for_speed": Wording(
        "Fungsi {function} tidak ada dalam layanan token ini; hasil dibaca satu per satu, jauh"
        " lebih lambat.",
        "The function {function} is not in this token's service; results are read one by one,"
        " several times slower.",
        f"{FUNCTIONS_ID}: tambahkan {{function}}.",
        f"{FUNCTIONS_EN}: add {{function}}.",
    ),
    "capability_for_results": Wording(
        "Belum terbukti: {capability}, diperlukan untuk membaca penyelesaian dan nilai tes.",
        "Not proven: {capability}, needed to read completion and test scores.",
        f"{ROLES_ID}: izinkan {{capability}}. Tanpa mod/quiz:view Moodle menjawab kosong.",
        f"{ROLES_EN}: allow {{capability}}. Without mod/quiz:view Moodle answers nothing.",
    ),
    "capability_for_messages": Wording(
        "Hanya bila sertifikat diberitahukan lewat pesan Moodle: {capability}.",
        "Only where certificates are announced by Moodle message: {capability}.",
        f"{ROLES_ID}: izinkan {{capability}}.",
        f"{ROLES_EN}: allow {{capability}}.",
    ),
    "role_by_writing": Wording(
        "Peran {role} memakai peran Moodle nomor {role_id}; terbukti pada pendaftaran pertama.",
        "Role {role} uses Moodle role number {role_id}; only proven by the first enrolment.",
        f"{ALLOW_ASSIGN_ID}: centang peran itu untuk peran layanan.",
        f"{ALLOW_ASSIGN_EN}: tick that role for the service's role.",
    ),
    "input_limit_fits": Wording(
        "Kiriman sampai {fields} isian diterima utuh.",
        "Calls of up to {fields} fields arrive whole.",
    ),
    "input_limit_small": Wording(
        "PHP memotong kiriman yang lebih kecil dari {fields} isian; peserta akan hilang diam-diam.",
        "PHP cuts calls smaller than {fields} fields; participants would be lost in silence.",
        "Naikkan max_input_vars di php.ini menjadi 5000, atau turunkan batas di pengaturan.",
        "Raise max_input_vars in php.ini to 5000, or lower the limit in the connection's settings.",
    ),
    "input_limit_wide": Wording(
        "max_input_vars PHP lebih dari 1000.", "PHP's max_input_vars is above 1000."
    ),
    "input_limit_default": Wording(
        "max_input_vars PHP masih bawaan 1000; cukup untuk kita, Moodle menyarankan 5000.",
        "PHP's max_input_vars is the default 1000; enough for us, Moodle recommends 5000.",
    ),
    "template_missing": Wording(
        "Kursus templat nomor {course} tidak ada.",
        "The template course number {course} does not exist.",
        "Perbaiki nomor templat di pengaturan koneksi.",
        "Correct the template's number in the connection's settings.",
    ),
    "no_course_to_try": Wording(
        "Belum ada kursus di kategori {category}; hak di dalam kursus belum dapat dicoba.",
        "There is no course in category {category} yet; rights inside courses cannot be tried.",
    ),
    "capability_unheld": Wording(
        "Akun layanan tidak memiliki hak {capability} di tingkat situs.",
        "The service account does not hold {capability} for the whole site.",
        f"{ROLES_ID}: izinkan {{capability}} pada peran akun layanan, di tingkat situs.",
        f"{ROLES_EN}: allow {{capability}} in the service account's role, at site level.",
    ),
    "capability_for_copies": _wanted(
        "Hanya bila kursus disalin dari templat: {capability}.",
        "Only where courses are copied from a template: {capability}.",
    ),
    "capability_for_grades": _wanted(
        "Hanya bila kehadiran ditulis ke buku nilai: {capability}.",
        "Only where attendance is written into the gradebook: {capability}.",
    ),
    "capability_for_content": _wanted(
        "Hanya untuk tautan sesi serta jadwal dan pedoman di kursus: {capability}.",
        "Only for session links, timetable and guide in the course: {capability}.",
    ),
    "capability_for_papers": _wanted(
        "Hanya untuk mengarsipkan soal dan jawaban tes: {capability}.",
        "Only for keeping the question and answer sheets of tests: {capability}.",
    ),
    "input_limit_known": Wording(
        "max_input_vars PHP adalah {limit}; kiriman kita sampai {fields} isian.",
        "PHP's max_input_vars is {limit}; our calls have up to {fields} fields.",
    ),
    "input_limit_low": Wording(
        "max_input_vars PHP hanya {limit}, kiriman kita sampai {fields} isian; peserta akan hilang"
        " diam-diam.",
        "PHP's max_input_vars is only {limit}, our calls have up to {fields} fields; participants"
        " would be lost in silence.",
        "Naikkan max_input_vars di php.ini menjadi 5000, atau isi SIMPUL_MOODLE_FIELD_LIMIT={limit}"
        " (terkecil 100).",
        "Raise max_input_vars in php.ini to 5000, or set SIMPUL_MOODLE_FIELD_LIMIT={limit}"
        " (100 at least).",
    ),
    "post_limit_none": Wording(
        "PHP tidak membatasi besar kiriman (post_max_size).",
        "PHP does not limit the size of a call (post_max_size).",
    ),
    "post_limit_fits": Wording(
        "post_max_size PHP {limit} MB: berkas sampai {fits} MB dapat ditaruh di kursus.",
        "PHP's post_max_size is {limit} MB: files of up to {fits} MB can be put into a course.",
    ),
    "post_limit_small": Wording(
        "post_max_size PHP hanya {limit} MB: berkas di atas {fits} MB tidak dapat ditaruh di"
        " kursus, padahal Simpul menerima sampai {largest} MB.",
        "PHP's post_max_size is only {limit} MB: files above {fits} MB cannot be put into a course,"
        " although Simpul takes up to {largest} MB.",
        "Naikkan post_max_size di php.ini (dan batas kiriman server web), atau unggah berkas yang"
        " lebih kecil.",
        "Raise post_max_size in php.ini (and the web server's limit), or upload smaller files.",
    ),
    "role_fits": Wording(
        "{setting}={role_id}: peran {name}, dapat ditetapkan.",
        "{setting}={role_id}: the role {name}, may be assigned.",
    ),
    "role_unknown": Wording(
        "{setting}={role_id}: tidak ada peran dengan nomor itu di Moodle.",
        "{setting}={role_id}: Moodle has no role with that number.",
        "Isi {setting}={right}, lalu jalankan ulang Simpul.",
        "Set {setting}={right} and start Simpul again.",
    ),
    "role_unfit": Wording(
        "{setting}={role_id} adalah peran {name}, yang tidak sesuai untuk tempat itu.",
        "{setting}={role_id} is the role {name}, which does not suit that place.",
        "Isi {setting}={right}, lalu jalankan ulang Simpul.",
        "Set {setting}={right} and start Simpul again.",
    ),
    "role_not_assignable": Wording(
        "{setting}={role_id}: akun layanan tidak boleh menetapkan peran {name}.",
        "{setting}={role_id}: the service account may not assign the role {name}.",
        f"{ALLOW_ASSIGN_ID}: pada baris peran akun layanan, centang {{name}}.",
        f"{ALLOW_ASSIGN_EN}: in the row of the service account's role, tick {{name}}.",
    ),
    "cron_runs": Wording(
        "Cron Moodle berjalan; terakhir {minutes} menit lalu.",
        "Moodle's cron runs; {minutes} minutes ago the last time.",
    ),
    "cron_late": Wording(
        "Cron Moodle terakhir berjalan {minutes} menit lalu; seharusnya setiap menit.",
        "Moodle's cron last ran {minutes} minutes ago; it should every minute.",
        "Jalankan admin/cli/cron.php setiap menit di server Moodle (crontab).",
        "Run admin/cli/cron.php every minute on Moodle's server (crontab).",
    ),
    "cron_stopped": Wording(
        "Cron Moodle berhenti: terakhir berjalan {minutes} menit lalu. Kabar yang tertunda,"
        " pesan, dan penyelesaian kursus tidak diproses.",
        "Moodle's cron has stopped: it last ran {minutes} minutes ago. Messages to us that wait,"
        " mail and course completion are not worked on.",
        f"Jalankan admin/cli/cron.php setiap menit di server Moodle (crontab); lihat {TASKS_ID}.",
        f"Run admin/cli/cron.php every minute on Moodle's server (crontab); look at {TASKS_EN}.",
    ),
    "cron_never": Wording(
        "Cron Moodle belum pernah berjalan.",
        "Moodle's cron has never run.",
        f"Jalankan admin/cli/cron.php setiap menit di server Moodle (crontab); lihat {TASKS_ID}.",
        f"Run admin/cli/cron.php every minute on Moodle's server (crontab); look at {TASKS_EN}.",
    ),
    "cron_unknown": Wording(
        "Kapan cron Moodle terakhir berjalan tidak dapat diketahui tanpa plugin.",
        "When Moodle's cron last ran cannot be told without the plugin.",
    ),
    "emails_unique": Wording(
        "Alamat e-mail di Moodle tidak boleh dipakai dua akun.",
        "Two accounts cannot share an e-mail address in Moodle.",
    ),
    "emails_shared": Wording(
        "Moodle mengizinkan beberapa akun dengan e-mail yang sama: orang yang salah dapat dikenali"
        " lewat alamat bersama, sehingga akun seperti itu menunggu keputusan.",
        "Moodle allows several accounts with one e-mail address: a shared address does not tell"
        " who it is, so such accounts wait for a person.",
        f"{AUTHENTICATION_ID}: matikan “Izinkan akun dengan surel sama”"
        " (Allow accounts with same email).",
        f"{AUTHENTICATION_EN}: switch “Allow accounts with same email” off.",
    ),
}
