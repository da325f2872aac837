"""What `simpul training files` and `simpul training papers` say, in both languages."""

from connector.messages import Catalogue, Wording

COURSE_COMMANDS: Catalogue = {
    "course_files_title": Wording("Berkas untuk kursus", "Files for the course"),
    "course_file_timetable": Wording("jadwal", "timetable"),
    "course_file_guide": Wording("pedoman", "guide"),
    "course_file_kept": Wording(
        "{file} disimpan.",
        "{file} is kept.",
        "Rencana berikutnya menunjukkan apa yang terjadi dengannya di Moodle.",
        "The next plan shows what happens with it in Moodle.",
    ),
    "course_file_same": Wording(
        "{file} sudah ada; tidak ada yang berubah.", "{file} is there already; nothing changed."
    ),
    "course_file_gone": Wording(
        "Berkas itu tidak lagi dipakai; rencana berikutnya mengeluarkannya dari kursus.",
        "The file stands no more; the next plan takes it out of the course.",
    ),
    "course_file_none": Wording("Tidak ada berkas seperti itu.", "There was no such file."),
    "course_links_on": Wording(
        "Kursus menampilkan tautan untuk setiap sesi, jika Moodle memiliki pengaya Simpul.",
        "The course shows a link for each session, where Moodle has the Simpul plugin.",
    ),
    "course_links_off": Wording(
        "Kursus tidak menampilkan tautan sesi.", "The course shows no links into sessions."
    ),
    "test_papers_title": Wording("Soal dan lembar jawaban", "Questions and answer sheets"),
    "test_papers_kept": Wording(
        "{new} dokumen baru disimpan; {same} sama seperti sebelumnya.",
        "{new} new papers are kept; {same} say the same as before.",
    ),
    "heading_kind": Wording("Jenis", "Kind"),
    "heading_file": Wording("Berkas", "File"),
    "heading_test": Wording("Tes", "Test"),
    "heading_quiz": Wording("Kuis", "Quiz"),
    "heading_sheets": Wording("Lembar", "Sheets"),
}
