"""Words for what Moodle, or the way to it, said; keys are `moodle_` and the code of `refusals`."""

from connector.lms.moodle.menu_words import (
    ROLES_EN,
    ROLES_ID,
    SERVICES_EN,
    SERVICES_ID,
    TOKENS_EN,
    TOKENS_ID,
)
from connector.messages import Catalogue, Wording

_LATER = "Tidak perlu tindakan; rencana berikutnya melanjutkan."
_LATER_EN = "Nothing to do; the next plan goes on."


def _right(what_id: str, what_en: str, rights: str, rights_en: str = "") -> Wording:
    """A missing capability: the same way out for each."""
    return Wording(
        what_id,
        what_en,
        f"{ROLES_ID}: izinkan {rights} pada peran akun layanan.",
        f"{ROLES_EN}: allow {rights_en or rights} in the service account's role.",
    )


def _away(what_id: str, what_en: str) -> Wording:
    """A passing state: the same advice for each."""
    return Wording(what_id, what_en, _LATER, _LATER_EN)


_MISSING = Wording(
    "Sesuatu yang dirujuk tidak ada lagi di Moodle.",
    "Something this refers to is no longer in Moodle.",
    "Buat rencana lagi.",
    "Plan again.",
)


REFUSALS: Catalogue = {
    "moodle_filetoobig": Wording(
        "Berkas ini lebih besar daripada yang diizinkan di kursus Moodle.",
        "This file is larger than the Moodle course allows.",
        "Perkecil berkasnya, atau naikkan “Ukuran unggahan maksimum” pada pengaturan kursus.",
        "Make the file smaller, or raise “Maximum upload size” in the course settings.",
    ),
    "moodle_badcontent": Wording(
        "Pengaya Simpul di Moodle menolak isi kiriman ini; tidak ada yang diubah.",
        "The Simpul plugin in Moodle refused what was sent; nothing was changed.",
        "Perbarui pengaya itu (simpul moodle plugin), lalu buat rencana lagi.",
        "Update the plugin (simpul moodle plugin), then plan again.",
    ),
    "moodle_moduledisable": Wording(
        "Jenis aktivitas “URL” atau “Berkas” dinonaktifkan di Moodle.",
        "The activity “URL” or “File” is switched off in Moodle.",
        "Administrasi situs › Plugins › Activity modules › Manage activities: aktifkan keduanya.",
        "Site administration › Plugins › Activity modules › Manage activities: switch both on.",
    ),
    "moodle_notours": Wording(
        "Ada aktivitas yang bukan buatan Simpul; tidak ada yang dihapus.",
        "An activity among these was not made by Simpul; nothing was taken away.",
        "Buat rencana lagi: isi kursus dibaca kembali.",
        "Plan again: what is in the course is read anew.",
    ),
    "moodle_invalidtoken": Wording(
        "Moodle tidak mengenal token layanan ini.",
        "Moodle does not know this service token.",
        f"{TOKENS_ID}: buat token baru, lalu simpan di pengaturan.",
        f"{TOKENS_EN}: make a new token and store it in the settings.",
    ),
    "moodle_accessexception": Wording(
        "Moodle menolak akses: token kedaluwarsa, alamat IP lain, atau fungsi {call} tidak ada"
        " dalam layanan.",
        "Moodle refuses access: the token expired, the IP address differs, or the function {call}"
        " is not in the service.",
        f"{SERVICES_ID}: periksa token, pembatasan IP, dan tambahkan {{call}} pada layanan.",
        f"{SERVICES_EN}: check the token and its IP restriction, and add {{call}} to the service.",
    ),
    "moodle_nopermissions": _right(
        "Akun layanan tidak berwenang menjalankan {call}.",
        "The service account may not run {call}.",
        "kapabilitas yang diperlukan {call}",
        "the capabilities that {call} needs",
    ),
    "moodle_nopermission": _right(
        "Akun layanan tidak berwenang menjalankan {call}.",
        "The service account may not run {call}.",
        "kapabilitas yang diperlukan {call}",
        "the capabilities that {call} needs",
    ),
    "moodle_errorcoursecontextnotvalid": _right(
        "Akun layanan tidak dapat masuk ke kursus.",
        "The service account cannot enter the course.",
        "moodle/course:view",
    ),
    "moodle_requireloginerror": _right(
        "Akun layanan tidak dapat masuk ke kursus.",
        "The service account cannot enter the course.",
        "moodle/course:view",
    ),
    "moodle_lookup_blind": _right(
        "Pencarian akun tidak menampilkan orang yang pasti ada; tidak ada yang ditulis lagi.",
        "Looking up accounts does not show a person who is surely there; nothing more was written.",
        "moodle/user:viewdetails, moodle/user:viewalldetails, moodle/site:viewuseridentity",
    ),
    "moodle_course_blind": _right(
        "Moodle tidak menampilkan nomor ID kursus; kursus tidak dapat dikenali.",
        "Moodle does not show the course's ID number, so it cannot be recognised.",
        "moodle/course:view, moodle/course:update",
    ),
    "moodle_enrolled_blind": _right(
        "Daftar peserta kursus kosong padahal kelompoknya berisi orang.",
        "The course's list of people is empty although its group has members.",
        "moodle/site:accessallgroups",
    ),
    "moodle_cannotviewreport": _right(
        "Akun layanan tidak boleh membaca penyelesaian kursus, atau pelacakan penyelesaian kursus"
        " ini dimatikan.",
        "The service account may not read course completion, or this course does not track it.",
        "report/completion:view",
    ),
    "moodle_accessdenied": _right(
        "Akun layanan tidak boleh melihat kelompok orang ini.",
        "The service account may not see this person's group.",
        "moodle/site:accessallgroups",
    ),
    "moodle_quiz_blind": _right(
        "Moodle menyembunyikan rincian kuis; nilai tidak dapat dibaca.",
        "Moodle withholds the details of quizzes; scores cannot be read.",
        "mod/quiz:view, mod/quiz:viewreports",
    ),
    "moodle_disabled": Wording(
        "Pesan dimatikan di Moodle ini.",
        "Messaging is switched off on this Moodle.",
        "Administrasi situs › Pesan › Pengaturan pesan: aktifkan sistem pesan, atau kirim e-mail.",
        "Site administration › Messaging › Messaging settings: enable it, or send e-mail.",
    ),
    "moodle_invalidparameter": Wording(
        "Moodle menolak baris ini: e-mail atau nama pengguna sudah dipakai (huruf besar-kecil"
        " dianggap sama), atau nilainya tidak sah.",
        "Moodle refuses this row: its address or username is taken (capitals do not count), or a"
        " value is not allowed.",
        "Cari alamat e-mail ini di Moodle; tulis nomor ID orang ini pada akun yang ditemukan.",
        "Search Moodle for the address; write this person's ID number on the account found.",
    ),
    "moodle_invalidrecordunknown": _MISSING,
    "moodle_invalidrecord": _MISSING,
    "moodle_invaliduser": _MISSING,
    "moodle_dmlwriteexception": Wording(
        "Basis data Moodle menolak: nilai terlalu panjang, atau ada yang mengubah bersamaan.",
        "Moodle's database refused: a value is too long, or somebody changed it at the same time.",
        "Buat rencana lagi; jika terulang, pendekkan nama.",
        "Plan again; should it happen again, shorten the name.",
    ),
    "moodle_shortnametaken": Wording(
        "Kursus dengan nama singkat ini sudah ada, tetapi tidak terlihat oleh akun layanan.",
        "A course of this short name exists, but the service account does not see it.",
        "Tampilkan kursus itu atau izinkan moodle/course:viewhiddencourses.",
        "Show that course, or allow moodle/course:viewhiddencourses.",
    ),
    "moodle_courseidnumbertaken": Wording(
        "Nomor ID kursus ini sudah dipakai kursus lain.",
        "This course ID number is used by another course.",
        "Periksa “Nomor ID kursus” di pengaturan kursus tersebut.",
        "Check the “Course ID number” in that course's settings.",
    ),
    "moodle_errorcatcontextnotvalid": _right(
        "Akun layanan tidak dapat memakai kategori kursus di pengaturan.",
        "The service account cannot use the course category in the settings.",
        "moodle/course:create",
    ),
    "moodle_groupnotexist": Wording(
        "Kelompok ini tidak ada lagi di kursus.",
        "This group is no longer in the course.",
        "Buat rencana lagi: kelompok akan dibuat.",
        "Plan again: the group will be made.",
    ),
    "moodle_usernotincourse": Wording(
        "Orang ini tidak terdaftar di kursus.",
        "This person is not enrolled in the course.",
        "Buat rencana lagi.",
        "Plan again.",
    ),
    "moodle_wsusercannotassign": Wording(
        "Akun layanan tidak boleh memberikan peran ini.",
        "The service account may not assign this role.",
        f"{ROLES_ID} › Izinkan penetapan peran: centang peran itu untuk peran layanan.",
        f"{ROLES_EN} › Allow role assignments: tick the role for the service's role.",
    ),
    "moodle_wsnoinstance": Wording(
        "Pendaftaran manual tidak aktif pada kursus ini.",
        "Manual enrolment is not enabled in this course.",
        "Kursus › Peserta › Metode pendaftaran: aktifkan “Pendaftaran manual”.",
        "Course › Participants › Enrolment methods: enable “Manual enrolments”.",
    ),
    "moodle_wscannotenrol": Wording(
        "Kursus ini tidak menerima pendaftaran dari layanan.",
        "This course accepts no enrolment by the service.",
        "Kursus › Peserta › Metode pendaftaran: periksa “Pendaftaran manual”.",
        "Course › Participants › Enrolment methods: check “Manual enrolments”.",
    ),
    "moodle_password_policy": Wording(
        "Kata sandi awal tidak memenuhi kebijakan Moodle.",
        "The first password does not meet Moodle's policy.",
        "Pakai createpassword (bawaan) atau SSO di pengaturan koneksi.",
        "Use createpassword (the default) or SSO in the connection's settings.",
    ),
    "moodle_useremailduplicate": Wording(
        "Alamat e-mail ini sudah dipakai akun lain.",
        "This address is used by another account.",
        "Periksa kedua akun di Moodle.",
        "Check both accounts in Moodle.",
    ),
    "moodle_invaliduserid": Wording(
        "Akun ini tidak ada lagi di Moodle.",
        "This account is no longer in Moodle.",
        "Buat rencana lagi.",
        "Plan again.",
    ),
    "moodle_webservices_off": Wording(
        "Layanan web Moodle dimatikan.",
        "Moodle's web services are switched off.",
        "Administrasi situs › Fitur Lanjutan (Advanced features): aktifkan “Aktifkan web services”;"
        f" {SERVICES_ID} › Mengatur protokol (Manage protocols): aktifkan REST.",
        "Site administration › Advanced features: enable “Web services” and the REST protocol.",
    ),
    "moodle_wrong_address": Wording(
        "Alamat Moodle di pengaturan mengarahkan ke alamat lain; token tidak dikirim ke sana.",
        "The Moodle address in the settings redirects elsewhere; the token was not sent there.",
        "Pakai persis alamat situs (wwwroot) yang tertulis di peramban.",
        "Use exactly the site's own address (wwwroot) as the browser shows it.",
    ),
    "moodle_http_404": Wording(
        "Di alamat ini tidak ada Moodle.",
        "There is no Moodle at this address.",
        "Periksa alamat Moodle di pengaturan.",
        "Check the Moodle address in the settings.",
    ),
    "moodle_codingerror": Wording(
        "Moodle menolak bentuk panggilan {call}.",
        "Moodle refuses the form of the call {call}.",
        "Ini kesalahan perangkat lunak: laporkan dengan nama panggilannya.",
        "This is a software error: report it with the name of the call.",
    ),
    "moodle_unexpected_answer": Wording(
        "Jawaban Moodle atas {call} berbentuk lain dari yang dikenal.",
        "Moodle's answer to {call} has a shape we do not know.",
        "Periksa versi Moodle; laporkan dengan nama panggilannya.",
        "Check the Moodle version; report it with the name of the call.",
    ),
    "moodle_unnamed_refusal": Wording(
        "Moodle menolak {call} tanpa kode yang dikenal.",
        "Moodle refused {call} without a code we know.",
        "Lihat catatan galat Moodle pada waktu ini.",
        "Look at Moodle's error log of this time.",
    ),
    "moodle_sitemaintenance": _away("Moodle sedang dipelihara.", "Moodle is under maintenance."),
    "moodle_upgraderunning": _away("Moodle sedang ditingkatkan.", "Moodle is being upgraded."),
    "moodle_dbconnectionfailed": _away(
        "Basis data Moodle tidak dapat dihubungi.", "Moodle's database cannot be reached."
    ),
    "moodle_busy": _away(
        "Kursus ini sedang ditulis oleh panggilan lain.",
        "Another call is writing to this course.",
    ),
    "moodle_http_429": _away(
        "Moodle meminta agar tidak terlalu sering dipanggil.", "Moodle asks for fewer calls."
    ),
    "moodle_http_500": _away("Server Moodle gagal (500).", "The Moodle server failed (500)."),
    "moodle_http_502": _away("Moodle tidak terjangkau (502).", "Moodle is out of reach (502)."),
    "moodle_http_503": _away("Moodle tidak terjangkau (503).", "Moodle is out of reach (503)."),
    "moodle_http_504": _away("Moodle terlalu lama (504).", "Moodle took too long (504)."),
    "moodle_timeout": _away("Moodle tidak menjawab tepat waktu.", "Moodle did not answer in time."),
    "moodle_no_connection": Wording(
        "Moodle tidak dapat dihubungi.",
        "Moodle cannot be reached.",
        "Periksa alamat dan jaringan; rencana berikutnya melanjutkan.",
        "Check the address and the network; the next plan goes on.",
    ),
    "moodle_connection_cut": _away(
        "Sambungan ke Moodle terputus di tengah jawaban.",
        "The connection to Moodle was cut in the middle.",
    ),
    "moodle_not_json": _away(
        "Jawaban bukan dari layanan web Moodle (mungkin halaman pemeliharaan atau proksi).",
        "The answer is not from Moodle's web services (a maintenance page or a proxy, perhaps).",
    ),
}
