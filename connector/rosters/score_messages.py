"""Sentences for what a file of scores can bring up."""

from __future__ import annotations

from connector.messages import Catalogue, Wording

SCORE_FILE_MESSAGES: Catalogue = {
    "scores_headings_unknown": Wording(
        "Ini bukan daftar nilai: tidak ada kolom orang (NIP, nama, atau nomor) bersama kolom "
        "nilai. Terbaca: {found}.",
        "This is no list of scores: it has no column for people (NIP, name or number) beside one "
        "for scores. Read: {found}.",
        "Beri judul kolom, misalnya NIP, Nama, Nilai, lalu unggah kembali.",
        "Head the columns, for instance NIP, Nama, Nilai, and upload it again.",
    ),
    "scores_many_sheets": Wording(
        "Lebih dari satu lembar memuat daftar nilai, di antaranya {sheet}; tidak ada yang diimpor.",
        "More than one sheet holds a list of scores, {sheet} among them; nothing was imported.",
        "Unggah setiap lembar sebagai berkas tersendiri.",
        "Upload each sheet as a file of its own.",
    ),
    "scores_test_missing": Wording(
        "Kolom nilainya tidak menyebut tes apa.",
        "The column of scores does not say of which test.",
        "Pilih tesnya pada formulir, lalu unggah kembali.",
        "Choose the test in the form and upload it again.",
    ),
}

SCORE_REFUSALS: Catalogue = {
    "score_person_unknown": Wording(
        "{masked} tidak ada dalam daftar peserta pelatihan ini.",
        "{masked} is not on the roster of this training.",
        "Periksa nomor atau namanya; perbaiki daftar peserta bila memang kurang.",
        "Check number and name; mend the roster if it lacks somebody.",
    ),
    "score_person_unclear": Wording(
        "{masked} cocok dengan {count} peserta.",
        "{masked} fits {count} participants.",
        "Isi NIP atau nomor urut dari daftar peserta.",
        "Fill in the NIP, or the number on the roster.",
    ),
    "score_not_participant": Wording(
        "{masked} bukan peserta, atau tidak lagi; nilainya tidak dicatat.",
        "{masked} is no participant, or no longer; the score is not kept.",
        "Hapus barisnya, atau perbaiki daftar peserta.",
        "Delete the row, or mend the roster.",
    ),
    "score_name_differs": Wording(
        "Nomornya milik {known}, tetapi namanya {masked}.",
        "The number is {known}'s, but the name is {masked}.",
        "Mungkin barisnya bergeser; periksa dengan daftar aslinya.",
        "The row may have slipped; check it against the original list.",
    ),
    "score_unreadable": Wording(
        "Isi kolom {column} bukan nilai: {masked}.",
        "The text in {column} is no score: {masked}.",
        "Tulis angka, misalnya 85,5 atau 17/20; kosongkan bila tidak ada.",
        "Write a number such as 85.5 or 17/20; leave it empty if there is none.",
    ),
    "score_ambiguous": Wording(
        "{masked} dapat berarti seribu atau satu.",
        "{masked} may be a thousand or one.",
        "Tulis tanpa pemisah ribuan dan tanpa nol di belakang koma.",
        "Write it without separators and without zeros at the end.",
    ),
    "score_is_date": Wording(
        "Nilai di kolom {column} sudah diubah lembar kerja menjadi tanggal.",
        "A spreadsheet has turned the score in {column} into a date.",
        "Format kolom sebagai Teks, ketik ulang nilainya, lalu unggah kembali.",
        "Format the column as Text, type the score again and upload it again.",
    ),
    "score_above_maximum": Wording(
        "{masked} lebih besar dari nilai maksimal {maximum}.",
        "{masked} is above the maximum of {maximum}.",
        "Perbaiki nilainya, atau isi nilai maksimal yang benar.",
        "Mend the score, or state the right maximum.",
    ),
    "score_maximum_unreadable": Wording(
        "Nilai maksimal {masked} tidak dapat dipakai.",
        "The maximum {masked} cannot be used.",
        "Tulis angka lebih dari 0, misalnya 100.",
        "Write a number above 0, for instance 100.",
    ),
    "score_date_unreadable": Wording(
        "Tanggal {masked} tidak dapat dibaca.",
        "The date {masked} cannot be read.",
        "Tulis misalnya 5 Agustus 2026 atau 05/08/2026.",
        "Write for instance 5 August 2026 or 05/08/2026.",
    ),
    "score_date_ahead": Wording(
        "Tanggal {masked} belum tiba.",
        "The date {masked} is still to come.",
        "Periksa tanggal dan tahunnya.",
        "Check the date and the year.",
    ),
    "score_repeated": Wording(
        "Orang ini mempunyai beberapa nilai yang tidak dibedakan tanggal (baris {rows}).",
        "This person has several scores that no date tells apart (rows {rows}).",
        "Isi tanggal setiap nilai, atau hapus yang tidak berlaku.",
        "Give each score its date, or delete those that do not count.",
    ),
}
