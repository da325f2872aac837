"""What pages and commands say of a Moodle site, in both languages; all catalogues joined."""

from connector.lms.moodle.doctor_words import DOCTOR
from connector.lms.moodle.grade_words import GRADES
from connector.lms.moodle.plugin_words import PLUGIN
from connector.lms.moodle.refusal_words import REFUSALS
from connector.messages import Catalogue, Wording

DECISIONS: Catalogue = {
    "course_code_missing": Wording(
        "Pelatihan ini belum mempunyai kode; kursus Moodle tidak dapat dikenali.",
        "This training has no code, so its Moodle course cannot be recognised.",
        "Isi kode pelatihan, lalu buat rencana lagi.",
        "Enter the training's code, then plan again.",
    ),
    "course_code_long": Wording(
        "Kode pelatihan lebih panjang dari {limit} karakter.",
        "The training's code is longer than {limit} characters.",
        "Pendekkan kode pelatihan.",
        "Shorten the training's code.",
    ),
    "shortname_of_other": Wording(
        "Kursus lain di Moodle sudah memakai nama singkat {code}.",
        "Another course in Moodle already uses the short name {code}.",
        "Jika itu kursus pelatihan ini, tulis {code} pada “Nomor ID kursus” di pengaturan"
        " kursus; jika bukan, ganti nama singkatnya.",
        "If it is this training's course, write {code} into its “Course ID number” in the"
        " course settings; if not, change its short name.",
    ),
    "idnumber_twice": Wording(
        "{count} akun Moodle mempunyai nomor ID orang ini.",
        "{count} Moodle accounts carry this person's ID number.",
        "Di Moodle, kosongkan “Nomor ID” pada akun yang salah, lalu buat rencana lagi.",
        "In Moodle, clear “ID number” on the wrong accounts, then plan again.",
    ),
    "account_of_two": Wording(
        "Akun Moodle yang cocok sudah terhubung dengan orang lain di pelatihan ini.",
        "The matching Moodle account already belongs to another person of this training.",
        "Periksa apakah keduanya orang yang sama, atau perbaiki nomor ID di Moodle.",
        "Check whether both are the same person, or correct the ID number in Moodle.",
    ),
    "account_suspended": Wording(
        "Akun Moodle orang ini dinonaktifkan.",
        "This person's Moodle account is suspended.",
        "Administrasi situs › Pengguna › Telusuri daftar pengguna: aktifkan akun itu.",
        "Site administration › Users › Browse list of users: activate the account.",
    ),
    "account_gone": Wording(
        "Akun Moodle orang ini sudah dihapus.",
        "This person's Moodle account was deleted.",
        "Lepaskan hubungan akun lama, lalu buat rencana lagi: akun baru akan dibuat.",
        "Release the old account, then plan again: a new one will be made.",
    ),
    "marker_of_other": Wording(
        "Akun dengan penanda kita ada, tetapi alamat e-mailnya lain.",
        "An account carries our marker, but its e-mail address is another one.",
        "Samakan alamat e-mail di Moodle dan di daftar, atau kosongkan “Nomor ID” akun itu.",
        "Make the address in Moodle and in the roster equal, or clear the account's “ID number”.",
    ),
    "email_missing": Wording(
        "Orang ini tidak mempunyai alamat e-mail; Moodle memerlukannya untuk akun baru.",
        "This person has no e-mail address; Moodle needs one for a new account.",
        "Lengkapi alamat e-mail di daftar, atau tulis nomor ID pada akun Moodle yang sudah ada.",
        "Complete the address in the roster, or write the ID number on the existing account.",
    ),
    "email_shared": Wording(
        "Alamat {email} dipakai lebih dari satu orang di daftar ini.",
        "The address {email} is used by more than one person of this roster.",
        "Mintalah alamat e-mail sendiri untuk setiap orang.",
        "Ask for an address of their own for each person.",
    ),
    "email_taken": Wording(
        "Alamat {email} sudah dipakai akun Moodle lain yang nomor ID-nya berbeda atau kosong.",
        "The address {email} belongs to a Moodle account whose ID number differs or is empty.",
        "Jika itu akun orang ini, tulis nomor ID-nya pada akun tersebut di Moodle.",
        "If it is this person's account, write their ID number on that account in Moodle.",
    ),
    "username_taken": Wording(
        "Nama pengguna untuk orang ini sudah dipakai akun Moodle lain.",
        "The username for this person is taken by another Moodle account.",
        "Jika itu akun orang ini, tulis nomor ID-nya pada akun tersebut di Moodle.",
        "If it is this person's account, write their ID number on that account in Moodle.",
    ),
    "value_long": Wording(
        "Nilai {field} lebih panjang dari {limit} karakter yang dapat disimpan Moodle.",
        "The value of {field} is longer than the {limit} characters Moodle can hold.",
        "Pendekkan nilainya di daftar.",
        "Shorten it in the roster.",
    ),
}

OUTCOMES: Catalogue = {
    "unanswered_write": Wording(
        "Moodle tidak menjawab; perubahan ini mungkin sudah terjadi.",
        "Moodle did not answer; this change may have happened.",
        "Tunggu enam menit, lalu buat rencana lagi: rencana membaca keadaan yang sebenarnya.",
        "Wait six minutes, then plan again: the plan reads what really happened.",
    ),
    "too_many_refused": Wording(
        "Moodle menolak {count} baris satu per satu; sisanya belum dikirim.",
        "Moodle refused {count} rows one by one; the rest was not sent.",
        "Perbaiki sebab penolakan pada baris yang gagal, lalu buat rencana lagi.",
        "Mend the cause of the failed rows, then plan again.",
    ),
    "batch_cut": Wording(
        "Moodle hanya memproses sebagian dari kiriman ini.",
        "Moodle processed only a part of this call.",
        "Mintalah administrator menaikkan max_input_vars PHP menjadi 5000, lalu buat rencana lagi.",
        "Ask the administrator to raise PHP's max_input_vars to 5000, then plan again.",
    ),
    "file_over_post": Wording(
        "Berkas ini lebih besar daripada yang diterima PHP di server Moodle ({megabytes} MB).",
        "This file is larger than PHP on the Moodle server takes ({megabytes} MB).",
        "Perkecil berkasnya, atau mintalah administrator menaikkan post_max_size PHP.",
        "Make the file smaller, or ask the administrator to raise PHP's post_max_size.",
    ),
    "page_refused": Wording(
        "Moodle tidak mengizinkan perubahan pada kursus: {fields} ({reason}).",
        "Moodle does not allow this change of the course: {fields} ({reason}).",
        "Tambahkan moodle/course:changefullname, changeidnumber dan changesummary pada peran"
        " layanan, atau ubah sendiri di pengaturan kursus. Peserta tidak terpengaruh.",
        "Add moodle/course:changefullname, changeidnumber and changesummary to the service's role,"
        " or change it by hand in the course settings. Participants are not affected.",
    ),
}

LOGIN: Catalogue = {
    "login_sso": Wording(
        "Masuk ke Moodle dengan akun e-mail kantor Anda.",
        "Sign in to Moodle with your office e-mail account.",
    ),
    "login_number": Wording(
        "Nama pengguna Moodle: NIP/NRP Anda tanpa spasi (atau akun yang sudah Anda pakai).",
        "Moodle username: your NIP/NRP without spaces (or the account you already use).",
    ),
    "login_email": Wording(
        "Nama pengguna Moodle: alamat e-mail Anda dengan huruf kecil.",
        "Moodle username: your e-mail address in lower case.",
    ),
    "login_name": Wording("Nama pengguna Moodle: {username}.", "Moodle username: {username}."),
}

RESULTS: Catalogue = {
    "quiz_not_found": Wording(
        "Tidak ada kuis yang namanya menyebut {test}, atau akun layanan tidak melihatnya.",
        "No quiz's name speaks of the {test}, or the service account does not see it.",
        "Beri nama kuisnya “Pre-Test” atau “Post Test”, sebutkan kuisnya pada aturan kelulusan,"
        " dan izinkan mod/quiz:view pada peran akun layanan.",
        "Name the quiz “Pre-Test” or “Post Test”, or name the quiz in the completion rule, and"
        " allow mod/quiz:view in the service account's role.",
    ),
    "quiz_ambiguous": Wording(
        "{count} kuis namanya menyebut {test}; tidak ada yang dibaca.",
        "The names of {count} quizzes speak of the {test}; none was read.",
        "Sebutkan kuisnya pada aturan kelulusan: nomor pada alamatnya atau nama persisnya.",
        "Name the quizzes in the completion rule: the number in the address, or the exact name.",
    ),
    "quiz_missing": Wording(
        "Kuis {quiz} untuk {test} tidak ada di kursus, atau namanya dipakai lebih dari satu kuis.",
        "The quiz {quiz} for the {test} is not in the course, or several quizzes bear that name.",
        "Perbaiki namanya, atau pakai nomor pada alamat kuis (view.php?id=…).",
        "Mend the name, or use the number in the quiz's address (view.php?id=…).",
    ),
    "course_without_criteria": Wording(
        "Kursus ini tidak memiliki kriteria penyelesaian; “selesai” tidak dapat diketahui.",
        "This course has no completion criteria; “completed” cannot be told.",
        "Kursus › Lainnya › Penyelesaian kursus: tetapkan kriterianya, atau jangan memintanya.",
        "Course › More › Course completion: set criteria, or do not ask for it in the rule.",
    ),
    "results_accounts_gone": Wording(
        "{count} akun peserta sudah dihapus di Moodle; hasilnya tidak terbaca.",
        "{count} participants' accounts were deleted in Moodle; their results cannot be read.",
        "Lepaskan hubungan akun lama, lalu buat rencana lagi.",
        "Release the old accounts, then plan again.",
    ),
    "message_refused": Wording(
        "Moodle tidak mengirimkan pesan kepada orang ini.",
        "Moodle does not deliver messages to this person.",
        "Izinkan moodle/site:messageanyuser pada peran akun layanan, atau kirim lewat e-mail.",
        "Allow moodle/site:messageanyuser in the service account's role, or send by e-mail.",
    ),
    "message_without_account": Wording(
        "Orang ini belum mempunyai akun Moodle yang terhubung.",
        "This person has no Moodle account that we know.",
        "Terapkan rencana pelatihannya dahulu, atau kirim lewat e-mail.",
        "Apply the training's plan first, or send by e-mail.",
    ),
}

MESSAGES: Catalogue = {
    **DECISIONS,
    **OUTCOMES,
    **LOGIN,
    **RESULTS,
    **GRADES,
    **REFUSALS,
    **DOCTOR,
    **PLUGIN,
}
