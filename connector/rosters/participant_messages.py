"""Sentences for what an exported participant list can bring up; the portal's own words inside."""

from __future__ import annotations

from connector.messages import Catalogue, Wording

_EXPORT_ID = (
    "Ekspor lagi dari portal Zoom (Reports > Usage > Participants), tanpa centang Show unique "
    "users, lalu unggah berkas aslinya tanpa dibuka di Excel."
)
_EXPORT_EN = (
    "Export it again from the Zoom portal (Reports > Usage > Participants) with Show unique users "
    "unticked, and upload that very file without opening it in Excel."
)
_ONE_EACH_ID = "Ekspor dan unggah setiap rapat sebagai berkas tersendiri."
_ONE_EACH_EN = "Export and upload each meeting as a file of its own."

PARTICIPANT_FILE_MESSAGES: Catalogue = {
    "participants_headings_unknown": Wording(
        "Ini bukan daftar peserta rapat: tidak ada kolom nama, waktu bergabung, dan waktu keluar. "
        "Terbaca: {found}.",
        "This is no list of a meeting's participants: it has no columns for name, join time and "
        "leave time. Read: {found}.",
        _EXPORT_ID,
        _EXPORT_EN,
    ),
    "participants_totals_only": Wording(
        "Daftar ini hanya memuat jumlah menit per orang, tanpa waktu masuk dan keluar; tidak ada "
        "yang diimpor.",
        "This list has only total minutes a person, no times of joining and leaving; nothing was "
        "imported.",
        "Hapus centang Show unique users di halaman Participants, lalu Export lagi.",
        "Untick Show unique users on the Participants page, then Export again.",
    ),
    "participants_many_sheets": Wording(
        "Lembar {sheet} juga memuat daftar peserta; tidak ada yang diimpor.",
        "Sheet {sheet} holds a participant list as well; nothing was imported.",
        _ONE_EACH_ID,
        _ONE_EACH_EN,
    ),
    "participants_two_tables": Wording(
        "Daftar kedua mulai di baris {row}; tidak ada yang diimpor.",
        "A second list begins in row {row}; nothing was imported.",
        _ONE_EACH_ID,
        _ONE_EACH_EN,
    ),
    "participants_many_meetings": Wording(
        "Berkas ini memuat {count} rapat; tidak ada yang diimpor.",
        "This file holds {count} meetings; nothing was imported.",
        _ONE_EACH_ID,
        _ONE_EACH_EN,
    ),
    "participants_date_mixed": Wording(
        "Urutan tanggalnya campur: sebagian hanya mungkin hari/bulan, sebagian bulan/hari.",
        "The dates are mixed: some can only be day/month, others only month/day.",
        _EXPORT_ID,
        _EXPORT_EN,
    ),
    "participants_date_ambiguous": Wording(
        "Tanggal {value} dapat berarti dua hari pelatihan yang berbeda; tidak ada yang diimpor.",
        "The date {value} may mean two different days of the training; nothing was imported.",
        "Di zoom.us > Profile > Date Format pilih yyyy-mm-dd, lalu ekspor lagi.",
        "At zoom.us > Profile > Date Format choose yyyy-mm-dd, then export again.",
    ),
    "participants_other_day": Wording(
        "Rapat ini pada {date}, bukan pada hari pelatihan; tidak ada yang diimpor.",
        "This meeting was on {date}, which is no day of the training; nothing was imported.",
        "Periksa apakah berkas dan pelatihannya benar; bila pernah disimpan dari Excel, unggah "
        "hasil ekspor aslinya.",
        "Check that file and training are the right ones; if it was saved from Excel, upload the "
        "original export.",
    ),
    "participants_nobody": Wording(
        "Tidak ada yang hadir dalam daftar di lembar {sheet}; daftar kosong tidak diimpor.",
        "Nobody was present in the list on sheet {sheet}; an empty list is never imported.",
        "Pastikan rapatnya benar; ruang tunggu bukan kehadiran.",
        "Make sure that it is the right meeting; the waiting room is no presence.",
    ),
    "participants_refused": Wording(
        "{count} baris tidak dapat dipercaya (baris {rows}); daftar hadir tidak pernah diambil "
        "sebagian, jadi tidak ada yang diimpor.",
        "{count} rows cannot be trusted (rows {rows}); attendance is never taken in part, so "
        "nothing was imported.",
        "Lihat alasan tiap baris. " + _EXPORT_ID,
        "See the reason of each row. " + _EXPORT_EN,
    ),
}
"""Codes of RosterError: the list as a whole; nothing of it was imported."""

PARTICIPANT_REFUSALS: Catalogue = {
    "participant_time_missing": Wording(
        "Kolom {column} kosong.",
        "The column {column} is empty.",
        "Ekspor lagi sesudah rapat benar-benar selesai; jangan mengisi sendiri.",
        "Export again once the meeting is over; do not fill it in by hand.",
    ),
    "participant_time_unreadable": Wording(
        "Waktu di kolom {column} tidak dapat dibaca: {value}.",
        "The time in {column} cannot be read: {value}.",
        "Bentuk yang dikenal: 2026-08-03 08:00:12 atau 03/08/2026 08:00:12 AM.",
        "Known forms: 2026-08-03 08:00:12 or 03/08/2026 08:00:12 AM.",
    ),
    "participant_time_computed": Wording(
        "Waktu di kolom {column} berasal dari rumus.",
        "The time in {column} comes from a formula.",
        _EXPORT_ID,
        _EXPORT_EN,
    ),
    "participant_left_before_joining": Wording(
        "Waktu keluar mendahului waktu masuk.",
        "The time of leaving is before that of joining.",
        "Mungkin AM/PM hilang di Excel. " + _EXPORT_ID,
        "Perhaps Excel lost AM/PM. " + _EXPORT_EN,
    ),
    "participant_other_day": Wording(
        "Baris ini pada {date}, bukan pada hari pelatihan.",
        "This row is of {date}, which is no day of the training.",
        _ONE_EACH_ID,
        _ONE_EACH_EN,
    ),
    "participant_duration_differs": Wording(
        "Tertulis {told} menit, tetapi dari masuk sampai keluar {span} menit; mungkin beberapa "
        "sambungan digabung.",
        "It says {told} minutes, but from joining to leaving there are {span}; several "
        "connections may have been merged.",
        _EXPORT_ID,
        _EXPORT_EN,
    ),
    "participant_waiting_odd": Wording(
        "Isi kolom {column} bukan Yes atau No: {masked}.",
        "The column {column} says neither Yes nor No: {masked}.",
        _EXPORT_ID,
        _EXPORT_EN,
    ),
}
"""Codes that refuse a row, and with it the list."""

PARTICIPANT_WARNINGS: Catalogue = {
    "participant_waited": Wording(
        "Baris ini tentang ruang tunggu dan tidak dihitung.",
        "This row is about the waiting room and does not count.",
        "Tidak perlu apa-apa.",
        "Nothing to do.",
    ),
    "participant_repeated": Wording(
        "Sambungan yang sama sudah ada di baris {first_row}; dihitung sekali.",
        "The same connection already stands in row {first_row}; it counts once.",
        "Tidak perlu apa-apa.",
        "Nothing to do.",
    ),
    "participant_name_formula": Wording(
        "Nama di baris ini berbentuk rumus; dibaca sebagai teks biasa.",
        "The name in this row has the shape of a formula; it is read as plain text.",
        "Periksa siapa orangnya di antrean kehadiran.",
        "Look up who it is in the attendance queue.",
    ),
    "participants_number_unreadable": Wording(
        "Nomor rapat tidak utuh ({masked}); mungkin rusak oleh Excel.",
        "The meeting's number is not whole ({masked}); Excel may have spoilt it.",
        "Sebutkan nomor rapatnya saat mengimpor.",
        "Name the meeting when importing.",
    ),
    "participants_start_unreadable": Wording(
        "Waktu mulai atau selesai rapat tidak dapat dipakai; dihitung dari para peserta.",
        "The meeting's start or end cannot be used; it is taken from the participants.",
        "Tidak perlu apa-apa.",
        "Nothing to do.",
    ),
}
"""Codes that leave the list taken."""
