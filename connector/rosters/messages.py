"""Sentences for everything a roster reader can say: what happened, and what to do about it.

One row a code. `{row}`, `{column}` and `{masked}` are always there for a row's finding; the other
parameters are those the code is raised with (a test compares them).
"""

from __future__ import annotations

from connector.messages import Catalogue, Wording
from connector.rosters.participant_messages import (
    PARTICIPANT_FILE_MESSAGES,
    PARTICIPANT_REFUSALS,
    PARTICIPANT_WARNINGS,
)
from connector.rosters.score_messages import SCORE_FILE_MESSAGES, SCORE_REFUSALS

_ADD_APOSTROPHE_ID = (
    "Format kolom sebagai Teks, ketik ulang nomornya dari dokumen asli, lalu unggah kembali."
)
_ADD_APOSTROPHE_EN = (
    "Format the column as Text, type the number again from the original paper, upload again."
)
_CHECK_ID = "Periksa dengan dokumen aslinya; baris tetap diterima."
_CHECK_EN = "Check against the original paper; the row is kept."

FILE_MESSAGES: Catalogue = {
    "file_empty": Wording(
        "Berkas kosong (0 bita).",
        "The file is empty (0 bytes).",
        "Simpan ulang lembar kerja dan unggah kembali.",
        "Save the spreadsheet again and upload it.",
    ),
    "file_too_large": Wording(
        "Berkas berukuran {megabytes} MB, batasnya {limit} MB.",
        "The file has {megabytes} MB; the limit is {limit} MB.",
        "Hapus gambar dan lembar yang tidak perlu, atau simpan sebagai CSV.",
        "Remove pictures and spare sheets, or save it as CSV.",
    ),
    "file_xls": Wording(
        "Ini berkas Excel lama (.xls).",
        "This is an old Excel file (.xls).",
        "Buka di Excel atau LibreOffice, Simpan Sebagai .xlsx, lalu unggah.",
        "Open it in Excel or LibreOffice, save it as .xlsx and upload that.",
    ),
    "file_xlsb": Wording(
        "Ini buku kerja biner (.xlsb).",
        "This is a binary workbook (.xlsb).",
        "Simpan Sebagai .xlsx, lalu unggah.",
        "Save it as .xlsx and upload that.",
    ),
    "file_ods": Wording(
        "Ini berkas OpenDocument (.ods).",
        "This is an OpenDocument file (.ods).",
        "Simpan Sebagai .xlsx, lalu unggah.",
        "Save it as .xlsx and upload that.",
    ),
    "file_html": Wording(
        "Berkas ini halaman web atau XML, bukan lembar kerja, apa pun namanya.",
        "Whatever its name, this file is a web page or XML, not a spreadsheet.",
        "Buka di Excel, Simpan Sebagai .xlsx, lalu unggah.",
        "Open it in Excel, save it as .xlsx and upload that.",
    ),
    "file_pdf": Wording(
        "Ini berkas PDF; tabel di dalamnya tidak dapat dibaca dengan pasti.",
        "This is a PDF; its tables cannot be read reliably.",
        "Minta berkas lembar kerja aslinya (.xlsx atau .csv).",
        "Ask for the original spreadsheet (.xlsx or .csv).",
    ),
    "file_not_text": Wording(
        "Berkas ini bukan teks CSV: isinya data biner.",
        "This is no CSV text: its content is binary.",
        "Simpan ulang sebagai .xlsx atau CSV UTF-8.",
        "Save it again as .xlsx or CSV UTF-8.",
    ),
    "file_not_workbook": Wording(
        "Arsip ZIP ini bukan buku kerja Excel.",
        "This ZIP archive is no Excel workbook.",
        "Unggah berkas .xlsx itu sendiri, bukan arsip yang membungkusnya.",
        "Upload the .xlsx itself, not an archive around it.",
    ),
    "file_kind_unknown": Wording(
        "Jenis berkas {suffix} tidak dikenal.",
        "Files of kind {suffix} are not known.",
        "Unggah .xlsx atau .csv.",
        "Upload .xlsx or .csv.",
    ),
    "workbook_corrupt": Wording(
        "Buku kerja rusak atau terpotong; tidak ada yang diimpor.",
        "The workbook is damaged or cut short; nothing was imported.",
        "Buka di Excel, biarkan diperbaiki, simpan ulang sebagai .xlsx, lalu unggah.",
        "Open it in Excel, let it repair, save it again as .xlsx and upload that.",
    ),
    "workbook_password": Wording(
        "Buku kerja dilindungi kata sandi.",
        "The workbook is protected by a password.",
        "Hapus kata sandinya (Info > Proteksi Buku Kerja), simpan, lalu unggah.",
        "Remove the password (Info > Protect Workbook), save and upload again.",
    ),
    "workbook_unpacks_too_large": Wording(
        "Isi buku kerja melebihi {megabytes} MB bila dibuka.",
        "The workbook unfolds to more than {megabytes} MB.",
        "Salin tabelnya saja ke buku kerja baru, lalu unggah.",
        "Copy just the table to a new workbook and upload that.",
    ),
    "workbook_many_sheets": Wording(
        "Buku kerja berisi {sheets} lembar, batasnya {limit}.",
        "The workbook has {sheets} sheets; the limit is {limit}.",
        "Sisakan lembar yang diperlukan saja.",
        "Keep only the sheets that are needed.",
    ),
    "sheet_many_rows": Wording(
        "Lembar {sheet} terisi sampai baris {row}, batasnya {limit} baris.",
        "Sheet {sheet} is filled down to row {row}; the limit is {limit} rows.",
        "Hapus baris di bawah tabel (mungkin satu sel terisi jauh di bawah), simpan, unggah.",
        "Delete the rows below the table (perhaps one stray cell), save and upload again.",
    ),
    "sheet_many_columns": Wording(
        "Lembar {sheet} terisi sampai sel {cell}, batasnya {limit} kolom.",
        "Sheet {sheet} is filled out to cell {cell}; the limit is {limit} columns.",
        "Hapus kolom di kanan tabel, simpan, lalu unggah.",
        "Delete the columns right of the table, save and upload again.",
    ),
    "sheet_many_cells": Wording(
        "Lembar {sheet} berisi lebih dari {limit} sel.",
        "Sheet {sheet} holds more than {limit} cells.",
        "Salin tabelnya saja ke buku kerja baru, lalu unggah.",
        "Copy just the table to a new workbook and upload that.",
    ),
    "encoding_wrong": Wording(
        "Berkas teks ini bukan UTF-8: baris {row} memuat tanda yang tidak dapat dibaca.",
        "This text file is not UTF-8: line {row} holds a character that cannot be read.",
        'Di Excel pilih Simpan Sebagai "CSV UTF-8", atau unggah .xlsx.',
        'In Excel choose Save As "CSV UTF-8", or upload the .xlsx.',
    ),
    "csv_broken": Wording(
        "CSV tidak dapat dibaca mulai baris {row}: tanda kutip tidak berpasangan.",
        "The CSV cannot be read from row {row} on: its quotation marks do not match.",
        "Perbaiki baris itu atau simpan ulang dari lembar kerja.",
        "Repair that row, or save the file again from the spreadsheet.",
    ),
    "field_unknown": Wording(
        "Tidak ada isian bernama {field}; berkas tidak diimpor.",
        "There is no field named {field}; the file was not imported.",
        "Pakai salah satu dari: {known}.",
        "Use one of: {known}.",
    ),
    "heading_absent": Wording(
        "Judul kolom {heading} tidak ada dalam satu baris berkas ini; tidak ada yang diimpor.",
        "No row of this file has the headings {heading}; nothing was imported.",
        "Tulis judulnya persis seperti di berkas.",
        "Write them exactly as they stand in the file.",
    ),
    "list_is_timetable": Wording(
        "Berkas ini tampaknya jadwal, bukan daftar orang; tidak ada yang diimpor. "
        "Judul kolomnya: {found}.",
        "This file looks like a timetable, not a list of people; nothing was imported. "
        "Its headings: {found}.",
        "Pilih jenis jadwal, atau unggah daftar orangnya.",
        "Choose timetable as its kind, or upload the list of people.",
    ),
    "list_is_people": Wording(
        "Berkas ini tampaknya daftar orang, bukan jadwal; tidak ada yang diimpor. "
        "Judul kolomnya: {found}.",
        "This file looks like a list of people, not a timetable; nothing was imported. "
        "Its headings: {found}.",
        "Pilih jenis peserta atau pengajar, atau unggah jadwalnya.",
        "Choose participants or instructors as its kind, or upload the timetable.",
    ),
    "headings_unknown": Wording(
        "Judul kolom tidak dikenali. Terbaca di baris {row}: {found}. Belum ada: {missing}.",
        "The headings are not recognised. Read in row {row}: {found}. Missing: {missing}.",
        "Tambahkan baris judul, atau sebutkan dengan `roster import --column`. Judul yang dikenal "
        "antara lain: {known}.",
        "Add a heading row, or name the columns with `roster import --column`. Known headings "
        "include: {known}.",
    ),
    "mapping_other_file": Wording(
        "Pemetaan kolom yang disimpan bukan untuk berkas ini: judul kolomnya berbeda.",
        "The stored column mapping is not for this file: its headings differ.",
        "Unggah tanpa pemetaan, periksa kolom yang dikenali, lalu simpan pemetaan baru.",
        "Upload without the mapping, check the columns recognised, store a new one.",
    ),
    "mapping_unfit": Wording(
        "Pemetaan kolom tidak lengkap atau memuat isian yang tidak dikenal. Belum ada: {missing}.",
        "The column mapping is incomplete or names unknown fields. Missing: {missing}.",
        "Pilih kolom untuk isian wajib tersebut.",
        "Choose a column for these required fields.",
    ),
    "sheet_empty": Wording(
        "Tidak ada baris data di lembar {sheet}; daftar kosong tidak diimpor.",
        "Sheet {sheet} has no rows of entries; an empty list is never imported.",
        "Pastikan berkas yang diunggah benar dan tabelnya terisi.",
        "Make sure that this is the right file and that its table is filled.",
    ),
    "zone_unknown": Wording(
        "Zona waktu {zone} tidak dikenal.",
        "The time zone {zone} is not known.",
        "Pakai Asia/Jakarta (WIB), Asia/Makassar (WITA) atau Asia/Jayapura (WIT).",
        "Use Asia/Jakarta (WIB), Asia/Makassar (WITA) or Asia/Jayapura (WIT).",
    ),
    **PARTICIPANT_FILE_MESSAGES,
    **SCORE_FILE_MESSAGES,
}
"""Codes of RosterError: the file as a whole; nothing of it was imported."""

REFUSAL_MESSAGES: Catalogue = {
    "name_missing": Wording(
        "Nama kosong atau bukan nama.",
        "The name is empty or no name.",
        "Isi nama lengkap beserta gelar.",
        "Fill in the full name with degrees.",
    ),
    "name_alone": Wording(
        "Baris ini hanya berisi nama; mungkin judul atau tanda tangan, bukan peserta.",
        "This row holds a name and nothing else; it may be a title or a signature.",
        "Isi instansi, nomor atau e-mailnya; hapus barisnya bila bukan orang dalam daftar.",
        "Fill in agency, number or e-mail; delete the row if it is nobody on the list.",
    ),
    "text_too_long": Wording(
        "Isi kolom {column} terlalu panjang ({length} huruf).",
        "The text in {column} is too long ({length} characters).",
        "Ringkas menjadi paling banyak 255 huruf.",
        "Shorten it to at most 255 characters.",
    ),
    "cell_without_value": Wording(
        "Sel di kolom {column} berisi rumus tanpa hasil atau galat.",
        "The cell in {column} holds a formula without a result, or an error.",
        "Salin lalu Tempel Khusus sebagai Nilai, lalu unggah kembali.",
        "Copy and Paste Special as Values, then upload again.",
    ),
    "identity_is_number": Wording(
        "Nomor di kolom {column} sudah menjadi angka; digit terakhirnya hilang.",
        "The number in {column} has become a numeric value; its last digits are lost.",
        _ADD_APOSTROPHE_ID,
        _ADD_APOSTROPHE_EN,
    ),
    "nip_digits_lost": Wording(
        "NIP berakhir 000: lembar kerja telah membulatkannya, tiga digit terakhir hilang.",
        "The NIP ends in 000: a spreadsheet rounded it and its last three digits are lost.",
        _ADD_APOSTROPHE_ID,
        _ADD_APOSTROPHE_EN,
    ),
    "identity_is_formula": Wording(
        "Nomor di kolom {column} dihitung dengan rumus; tidak dapat dipercaya.",
        "The number in {column} is computed by a formula and cannot be trusted.",
        "Ketik nomornya sebagai teks.",
        "Type the number as text.",
    ),
    "identity_unreadable": Wording(
        "Isi kolom {column} bukan NIP, NI PPPK, NRP atau NIK.",
        "The text in {column} is no NIP, NI PPPK, NRP or NIK.",
        "Isi nomor yang benar, atau kosongkan bila tidak ada.",
        "Fill in the right number, or leave it empty if there is none.",
    ),
    "identity_length": Wording(
        "Nomor terdiri atas {digits} digit; NIP dan NI PPPK 18, NIK 16, NRP 5-14 digit.",
        "The number has {digits} digits; NIP and NI PPPK have 18, NIK 16, NRP 5-14.",
        "Lengkapi dari dokumen asli.",
        "Complete it from the original paper.",
    ),
    "nip_length": Wording(
        "NIP terdiri atas {digits} digit, seharusnya 18.",
        "The NIP has {digits} digits instead of 18.",
        "Lengkapi NIP dari dokumen asli.",
        "Complete the NIP from the original paper.",
    ),
    "nik_length": Wording(
        "NIK terdiri atas {digits} digit, seharusnya 16.",
        "The NIK has {digits} digits instead of 16.",
        "Lengkapi NIK dari KTP.",
        "Complete the NIK from the identity card.",
    ),
    "nip_birth_date": Wording(
        "Delapan digit pertama NIP bukan tanggal lahir yang mungkin.",
        "The first eight digits of the NIP are no possible birth date.",
        "Periksa salah ketik pada NIP dengan dokumen asli.",
        "Look for a typing error in the NIP against the original paper.",
    ),
    "nik_birth_date": Wording(
        "Digit 7-12 NIK bukan tanggal lahir yang mungkin.",
        "Digits 7-12 of the NIK are no possible birth date.",
        "Periksa salah ketik pada NIK dengan KTP.",
        "Look for a typing error in the NIK against the identity card.",
    ),
    "identity_repeated": Wording(
        "Nomor identitas yang sama sudah ada di baris {first_row}.",
        "The same identity number already stands in row {first_row}.",
        "Hapus salah satu baris, atau perbaiki nomor yang salah.",
        "Delete one of the rows, or correct the wrong number.",
    ),
    "person_repeated": Wording(
        "Nama dan unit yang sama tanpa nomor identitas sudah ada di baris {first_row}.",
        "The same name and unit without a number already stand in row {first_row}.",
        "Hapus salah satu baris, atau isi NIP/NIK keduanya bila memang dua orang.",
        "Delete one of the rows, or fill in both numbers if they are two people.",
    ),
    "date_unreadable": Wording(
        "Tanggal tidak dapat dibaca: {value}.",
        "The date cannot be read: {value}.",
        "Tulis seperti 5 Agustus 2024 atau 05/08/2024 (hari/bulan/tahun).",
        "Write it like 5 Agustus 2024 or 05/08/2024 (day/month/year).",
    ),
    "date_impossible": Wording(
        "Tanggal ini tidak mungkin: {value}.",
        "There is no such date: {value}.",
        "Perbaiki; urutannya hari/bulan/tahun.",
        "Correct it; the order is day/month/year.",
    ),
    "weekday_contradicts_date": Wording(
        "{date} jatuh pada hari {real}, tetapi tertulis {written}.",
        "{date} is a {real}, but {written} is written.",
        "Pastikan mana yang benar, hari atau tanggalnya, lalu perbaiki.",
        "Find out which is right, the day or the date, and correct it.",
    ),
    "date_missing": Wording(
        "Tanggal kosong dan tidak ada tanggal di atasnya.",
        "The date is empty and there is none above it.",
        "Isi tanggal pada baris pertama setiap hari.",
        "Fill in the date on the first row of every day.",
    ),
    "date_above_refused": Wording(
        "Tanggal kosong, dan tanggal di atasnya (baris {other_row}) tidak dapat dipakai.",
        "The date is empty, and the one above it (row {other_row}) cannot be used.",
        "Perbaiki tanggal di baris {other_row}.",
        "Correct the date in row {other_row}.",
    ),
    "time_missing": Wording(
        "Waktu mulai kosong.",
        "The start time is empty.",
        "Isi waktu, misalnya 08.00-09.30.",
        "Fill in the time, such as 08.00-09.30.",
    ),
    "time_unreadable": Wording(
        "Waktu tidak dapat dibaca: {value}.",
        "The time cannot be read: {value}.",
        "Tulis seperti 08.00-09.30 atau 08.00 s.d. 09.30.",
        "Write it like 08.00-09.30 or 08.00 s.d. 09.30.",
    ),
    "time_is_number": Wording(
        "Waktu tersimpan sebagai angka ({value}); menitnya tidak pasti.",
        "The time is stored as a number ({value}); its minutes are uncertain.",
        "Ketik waktu sebagai teks, misalnya 08.30, atau sebagai 08:30.",
        "Type the time as text, such as 08.30, or as 08:30.",
    ),
    "time_end_missing": Wording(
        "Waktu selesai tidak ada.",
        "The end time is missing.",
        "Isi waktu selesai.",
        "Fill in the end time.",
    ),
    "time_end_before_start": Wording(
        "Waktu selesai tidak sesudah waktu mulai.",
        "The end time is not after the start.",
        "Perbaiki waktunya; satu sesi berada dalam satu hari.",
        "Correct the times; a session lies within one day.",
    ),
    "time_two_zones": Wording(
        "Waktu mulai dan selesai memakai zona yang berbeda.",
        "Start and end name different time zones.",
        "Pakai satu zona: WIB, WITA atau WIT.",
        "Use one zone: WIB, WITA or WIT.",
    ),
    "subject_missing": Wording(
        "Materi kosong.",
        "The subject is empty.",
        "Isi mata pelatihan, atau Istirahat/Ishoma.",
        "Fill in the subject, or Istirahat/Ishoma for a break.",
    ),
    "jp_unreadable": Wording(
        "JP bukan angka antara 0 dan 24.",
        "The lesson hours (JP) are no number from 0 to 24.",
        "Isi angka, misalnya 3 atau 2,5.",
        "Fill in a number, such as 3 or 2,5.",
    ),
    "session_overlap": Wording(
        "Waktunya bertumpuk dengan baris {other_row} ({other}, {time}).",
        "Its time overlaps row {other_row} ({other}, {time}).",
        "Perbaiki waktu salah satu baris; jadwal tidak diimpor selama bertumpuk.",
        "Correct one of the two; the timetable is not imported while they overlap.",
    ),
    **PARTICIPANT_REFUSALS,
    **SCORE_REFUSALS,
}
"""Codes that refuse one row; the other rows are unaffected."""

WARNING_MESSAGES: Catalogue = {
    "row_ignored": Wording(
        "Baris ini bukan data dan dilewati: {masked}.",
        "This row is no entry and was passed over: {masked}.",
        "Bila seharusnya data, lengkapi isinya.",
        "If it should be one, complete it.",
    ),
    "other_sheet_fits": Wording(
        "Lembar {sheet} juga memuat tabel yang cocok, tetapi tidak dibaca.",
        "Sheet {sheet} holds a fitting table as well and was not read.",
        "Unggah lembar itu sebagai berkas tersendiri bila diperlukan.",
        "Upload that sheet as a file of its own if it is needed.",
    ),
    "formulas_used": Wording(
        "{count} sel dihitung dengan rumus; dipakai hasil yang tersimpan di berkas.",
        "{count} cells are formulas; the results stored in the file are used.",
        "Buka dan simpan ulang di Excel bila hasilnya mungkin usang.",
        "Open and save it in Excel if the results may be stale.",
    ),
    "email_missing": Wording(
        "E-mail kosong.",
        "There is no e-mail address.",
        "Tidak menghalangi; mintalah alamatnya, atau bagikan tautan pribadi.",
        "This blocks nothing; ask for an address, or hand out the personal link.",
    ),
    "email_shared": Wording(
        "E-mail ini juga dipakai di baris {others}.",
        "This e-mail address is also used in row {others}.",
        "Tidak menghalangi; alamat bersama tidak dipakai untuk mengenali peserta.",
        "This blocks nothing; a shared address is never used to recognise a person.",
    ),
    "email_unusable": Wording(
        "E-mail tidak sah dan tidak dipakai: {masked}.",
        "The e-mail address is not valid and not used: {masked}.",
        "Perbaiki alamatnya.",
        "Correct the address.",
    ),
    "phone_unusable": Wording(
        "Nomor telepon tidak dapat dipakai: {masked}.",
        "The phone number cannot be used: {masked}.",
        "Tulis seperti 0812… atau +62812….",
        "Write it like 0812… or +62812….",
    ),
    "identity_was_number": Wording(
        "NRP tersimpan sebagai angka; nol di depannya mungkin hilang.",
        "The NRP is stored as a number; zeros in front of it may be lost.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nrp_assumed": Wording(
        "Nomor dianggap NRP, karena bukan NIP atau NIK.",
        "The number is taken for an NRP, being no NIP or NIK.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nrp_month": Wording(
        "Digit 3-4 NRP bukan bulan lahir.",
        "Digits 3-4 of the NRP are no birth month.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nip_old_nine_digits": Wording(
        "Ini NIP lama (9 digit).",
        "This is an old NIP (9 digits).",
        "Ganti dengan NIP 18 digit bila ada.",
        "Replace it by the NIP of 18 digits if there is one.",
    ),
    "nip_contract_count": Wording(
        "Digit ke-14 NI PPPK seharusnya 1-9.",
        "Digit 14 of an NI PPPK should be 1-9.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nip_month": Wording(
        "Digit 13-14 NIP bukan bulan pengangkatan.",
        "Digits 13-14 of the NIP are no month of appointment.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nip_kind_unknown": Wording(
        "Digit ke-13 ({digit}) tidak menunjukkan PNS (0/1) atau PPPK (2).",
        "Digit 13 ({digit}) tells neither PNS (0/1) nor PPPK (2).",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nip_sex": Wording(
        "Digit ke-15 NIP seharusnya 1 atau 2.",
        "Digit 15 of the NIP should be 1 or 2.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nip_appointed_young": Wording(
        "Menurut NIP diangkat pada usia {years} tahun.",
        "By the NIP, appointed at the age of {years}.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nip_appointed_later": Wording(
        "Menurut NIP baru diangkat pada {year}.",
        "By the NIP, appointed only in {year}.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nip_age": Wording(
        "Menurut NIP berusia {years} tahun (lazimnya 18-65).",
        "By the NIP, {years} years old (usually 18-65).",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nik_province": Wording(
        "Dua digit pertama NIK ({province}) bukan kode provinsi yang dikenal.",
        "The first two digits of the NIK ({province}) are no known province.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nik_serial": Wording(
        "Empat digit terakhir NIK 0000.",
        "The last four digits of the NIK are 0000.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "nik_in_other_column": Wording(
        "Kolom {column} memuat NIK.",
        "The column {column} holds a NIK.",
        "Isi NIP atau NRP bila ada; NIK tetap dicatat sebagai NIK.",
        "Fill in the NIP or NRP if there is one; the NIK is kept as a NIK.",
    ),
    "birth_date_unreadable": Wording(
        "Tanggal lahir tidak dapat dibaca dan dikosongkan.",
        "The birth date cannot be read and is left empty.",
        "Perbaiki; STTP memerlukannya.",
        "Correct it; the STTP needs it.",
    ),
    "birth_date_unlikely": Wording(
        "Tahun lahir {year} tidak mungkin dan dikosongkan.",
        "The birth year {year} is not possible and is left empty.",
        "Perbaiki; STTP memerlukannya.",
        "Correct it; the STTP needs it.",
    ),
    "birth_date_contradicts_identity": Wording(
        "Tanggal lahir berbeda dengan yang tertulis dalam {type} {masked}.",
        "The birth date differs from the one within {type} {masked}.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "grade_unknown": Wording(
        "Golongan {grade} tidak dikenal.",
        "Grade {grade} is not known.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "rank_contradicts_grade": Wording(
        "Pangkat {rank} bukan pangkat golongan {grade}; golongan yang dipakai.",
        "Rank {rank} does not belong to grade {grade}; the grade is used.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "employment_contradicts_identity": Wording(
        "Status tertulis {written}, tetapi nomornya menunjukkan {implied}.",
        "The status says {written}, but the number says {implied}.",
        _CHECK_ID,
        _CHECK_EN,
    ),
    "willingness_unreadable": Wording(
        "Kesediaan tidak dikenali: {masked}; dianggap belum menjawab.",
        "The answer is not recognised: {masked}; taken as not answered.",
        "Tulis Bersedia atau Tidak bersedia.",
        "Write Bersedia or Tidak bersedia.",
    ),
    "jp_from_time": Wording(
        "JP kosong; dihitung {jp} dari {minutes} menit (45 menit per JP).",
        "JP is empty; {jp} is reckoned from {minutes} minutes (45 minutes a JP).",
        "Isi JP bila kurikulum menetapkan lain.",
        "Fill in JP if the curriculum says otherwise.",
    ),
    "jp_exceeds_time": Wording(
        "JP {masked} tidak muat dalam {minutes} menit.",
        "{masked} JP do not fit into {minutes} minutes.",
        "Periksa JP dan waktunya.",
        "Check JP and time.",
    ),
    **PARTICIPANT_WARNINGS,
}
"""Codes that leave the row accepted and are shown beside it."""

MESSAGES: Catalogue = {**FILE_MESSAGES, **REFUSAL_MESSAGES, **WARNING_MESSAGES}
"""All of them, for `connector.messages.say`."""
