"""Sentences for what reading results refuses; what a system itself says stands beside it."""

from connector.messages import Catalogue, Wording

LEARNING: Catalogue = {
    "papers_unavailable": Wording(
        "Soal dan lembar jawaban hanya dapat dibaca dari Moodle yang memiliki pengaya Simpul.",
        "Questions and answer sheets can only be read from a Moodle that has the Simpul plugin.",
        "Pasang pengaya Simpul di Moodle (lihat Kondisi sistem), atau unduh sendiri dari"
        " laporan kuis di Moodle.",
        "Install the Simpul plugin in Moodle (see System health), or download them yourself from"
        " the quiz's reports in Moodle.",
    ),
    "activity_unfit": Wording(
        "“{activity}” bukan nomor aktivitas.",
        "“{activity}” is not the number of an activity.",
        "Tulis angka di akhir alamat aktivitas itu di Moodle (view.php?id=173), atau kosongkan.",
        "Write the number at the end of the activity's address in Moodle (view.php?id=173), or"
        " leave it empty.",
    ),
    "quiz_names_unfit": Wording(
        "Kuis untuk tes “{test}” tidak dapat dipakai; tidak ada yang diubah.",
        "The quizzes for the test “{test}” cannot be used; nothing was changed.",
        "Sebutkan satu sampai {most} kuis: nomor pada alamatnya (view.php?id=…) atau nama"
        " persisnya. Hanya pretest dan posttest boleh dikosongkan: dikenali dari nama kuisnya.",
        "Name one to {most} quizzes: the number in the address (view.php?id=…) or the exact name."
        " Only pretest and posttest may be left empty: they are recognised by the quiz's name.",
    ),
}
