"""What pages and commands say of attendance in the gradebook, in both languages."""

from connector.messages import Catalogue, Wording

GRADES: Catalogue = {
    "grade_locked": Wording(
        "Nilai kehadiran di Moodle dikunci: tertulis {found}%, seharusnya {wanted}%.",
        "The attendance grade is locked in Moodle: it says {found}%, it should be {wanted}%.",
        "Kursus › Nilai › Laporan penilai: buka kuncinya jika nilai kita yang benar.",
        "Course › Grades › Grader report: unlock it if ours is right.",
    ),
    "grade_overridden": Wording(
        "Nilai kehadiran diubah orang di Moodle: tertulis {found}%, seharusnya {wanted}%.",
        "Somebody set the attendance grade in Moodle: it says {found}%, it should be {wanted}%.",
        "Kursus › Nilai › Laporan penilai: hapus tanda “Ditimpa” jika nilai kita yang benar.",
        "Course › Grades › Grader report: take “Overridden” away if ours is right.",
    ),
    "grade_activity_missing": Wording(
        "Aktivitas nomor {activity} tidak ada di kursus, atau tidak dinilai dengan angka.",
        "Activity number {activity} is not in the course, or is not graded in points.",
        "Halaman “Hasil dari Moodle” pelatihan: perbaiki nomor aktivitas untuk kehadiran.",
        "The training's page “Results from Moodle”: correct the activity for attendance.",
    ),
    "moodle_grade_refused": Wording(
        "Moodle tidak menerima nilai ini, mungkin karena dikunci.",
        "Moodle did not take this grade, perhaps because it is locked.",
        "Kursus › Nilai › Laporan penilai: periksa apakah nilai atau kolomnya dikunci.",
        "Course › Grades › Grader report: see whether the grade or its column is locked.",
    ),
    "moodle_invalidcoursemodule": Wording(
        "Aktivitas yang disebut tidak ada lagi di Moodle.",
        "The activity that is named is no longer in Moodle.",
        "Perbaiki nomornya di Simpul, lalu buat rencana lagi.",
        "Correct its number in Simpul, then plan again.",
    ),
    "moodle_nopermissiontoviewgrades": Wording(
        "Akun layanan tidak berwenang atas nilai di kursus.",
        "The service account has no right to the grades of the course.",
        "Izinkan moodle/grade:viewall dan moodle/grade:edit pada peran akun layanan.",
        "Allow moodle/grade:viewall and moodle/grade:edit in the service account's role.",
    ),
}
