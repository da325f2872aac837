"""Words for the findings of `checks`, with the way out in Moodle's own menu words."""

from connector.messages import Catalogue, Wording

_ROLE_ID = "Administrasi situs › Pengguna › Hak akses › Tentukan peran"
_ROLE_EN = "Site administration › Users › Permissions › Define roles"

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
        "Administrasi situs › Server › Layanan web › Layanan eksternal › Fungsi:"
        " tambahkan {function}.",
        "Site administration › Server › Web services › External services ›"
        " Functions: add {function}.",
    ),
    "capability_there": Wording("Terbukti: {capability}.", "Proven: {capability}."),
    "capability_missing": Wording(
        "Kurang: {capability}. Tanpa ini Moodle menjawab kosong, bukan galat.",
        "Missing: {capability}. Without it Moodle answers nothing instead of an error.",
        f"{_ROLE_ID}: izinkan {{capability}} pada peran akun layanan, di tingkat situs.",
        f"{_ROLE_EN}: allow {{capability}} in the service account's role, at site level.",
    ),
    "capability_by_writing": Wording(
        "Baru terbukti pada penulisan pertama: {capability}.",
        "Only proven by the first write: {capability}.",
        f"{_ROLE_ID}: pastikan {{capability}} diizinkan.",
        f"{_ROLE_EN}: make sure that {{capability}} is allowed.",
    ),
    "capability_for_page": Wording(
        "Disarankan: {capability}, agar judul dan jadwal kursus ikut berubah.",
        "Recommended: {capability}, so that a course's title and timetable follow changes.",
        f"{_ROLE_ID}: izinkan {{capability}}.",
        f"{_ROLE_EN}: allow {{capability}}.",
    ),
    "function_for_results": Wording(
        "Fungsi {function} tidak ada dalam layanan token ini; penyelesaian dan nilai tes tidak"
        " dapat dibaca.",
        "The function {function} is not in this token's service; completion and test scores cannot"
        " be read.",
        "Administrasi situs › Server › Layanan web › Layanan eksternal › Fungsi:"
        " tambahkan {function} bila hasil Moodle dipakai.",
        "Site administration › Server › Web services › External services ›"
        " Functions: add {function} if Moodle's results are used.",
    ),
    "function_for_speed": Wording(
        "Fungsi {function} tidak ada dalam layanan token ini; hasil dibaca satu per satu, jauh"
        " lebih lambat.",
        "The function {function} is not in this token's service; results are read one by one,"
        " several times slower.",
        "Administrasi situs › Server › Layanan web › Layanan eksternal › Fungsi:"
        " tambahkan {function}.",
        "Site administration › Server › Web services › External services ›"
        " Functions: add {function}.",
    ),
    "capability_for_results": Wording(
        "Belum terbukti: {capability}, diperlukan untuk membaca penyelesaian dan nilai tes.",
        "Not proven: {capability}, needed to read completion and test scores.",
        f"{_ROLE_ID}: izinkan {{capability}}. Tanpa mod/quiz:view Moodle menjawab kosong.",
        f"{_ROLE_EN}: allow {{capability}}. Without mod/quiz:view Moodle answers nothing.",
    ),
    "capability_for_messages": Wording(
        "Hanya bila sertifikat diberitahukan lewat pesan Moodle: {capability}.",
        "Only where certificates are announced by Moodle message: {capability}.",
        f"{_ROLE_ID}: izinkan {{capability}}.",
        f"{_ROLE_EN}: allow {{capability}}.",
    ),
    "role_by_writing": Wording(
        "Peran {role} memakai peran Moodle nomor {role_id}; terbukti pada pendaftaran pertama.",
        "Role {role} uses Moodle role number {role_id}; only proven by the first enrolment.",
        f"{_ROLE_ID} › Izinkan penetapan peran: centang peran itu untuk peran layanan.",
        f"{_ROLE_EN} › Allow role assignments: tick that role for the service's role.",
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
}
