"""Sentences for a procedure's file that is no text, or no TOML: what, and how to mend it."""

from __future__ import annotations

from connector.messages import Catalogue, Wording

TOML_MESSAGES: Catalogue = {
    "procedure_large": Wording(
        "Berkas lebih besar dari {limit} KiB.",
        "The file is larger than {limit} KiB.",
        "Sebuah SOP jauh lebih kecil: periksa apakah berkasnya benar.",
        "A procedure is much smaller: check whether it is the right file.",
    ),
    "procedure_not_utf8": Wording(
        "Berkas bukan teks UTF-8 mulai dari baris ini.",
        "From this line on the file is not UTF-8 text.",
        "Simpan ulang sebagai teks biasa dengan penyandian UTF-8.",
        "Save it again as plain text, encoded as UTF-8.",
    ),
    "procedure_line_long": Wording(
        "Baris ini lebih panjang dari {limit} huruf.",
        "This line is longer than {limit} characters.",
        "Persingkat, atau bagi daftar menjadi beberapa baris.",
        "Shorten it, or spread the list over several lines.",
    ),
    "toml_too_deep": Wording(
        "Kurung di dalam kurung terlalu dalam.",
        "Brackets stand inside brackets too deeply.",
        "Sebuah SOP memerlukan paling banyak dua tingkat.",
        "A procedure needs two levels at most.",
    ),
    "toml_wrong": Wording(
        "Baris ini tidak dapat dibaca: {written}",
        "This line cannot be read: {written}",
        "Tulis kunci = nilai, atau [[step]].",
        "Write key = value, or [[step]].",
    ),
    "toml_key_twice": Wording(
        "Kunci ini sudah ditulis pada bagian yang sama: {written}",
        "This key stands in the same part already: {written}",
        "Hapus salah satu, atau awali langkah baru dengan [[step]].",
        "Remove one of them, or begin a new step with [[step]].",
    ),
    "toml_table_twice": Wording(
        "Bagian ini sudah ada: {written}",
        "This part is there already: {written}",
        "Setiap langkah diawali [[step]] dengan dua kurung siku.",
        "Each step begins with [[step]], in two square brackets.",
    ),
    "toml_equals_missing": Wording(
        "Tanda = setelah kunci tidak ada: {written}",
        "The = after the key is missing: {written}",
        "Tulis kunci = nilai.",
        "Write key = value.",
    ),
    "toml_key_wrong": Wording(
        "Baris ini tidak diawali kunci: {written}",
        "This line does not begin with a key: {written}",
        "Tulis kunci = nilai; catatan diawali #.",
        "Write key = value; a comment begins with #.",
    ),
    "toml_header_open": Wording(
        "Kurung siku judul bagian tidak ditutup: {written}",
        "The square brackets of this heading are not closed: {written}",
        "Tulis [[step]].",
        "Write [[step]].",
    ),
    "toml_rest_of_line": Wording(
        "Setelah nilainya masih ada tulisan lain: {written}",
        "Something else follows the value: {written}",
        "Satu baris satu kunci; teks ditulis di antara tanda kutip.",
        "One key a line; texts stand in quotation marks.",
    ),
    "toml_value_wrong": Wording(
        "Nilainya tidak dapat dibaca: {written}",
        "The value cannot be read: {written}",
        "Tulis teks di antara tanda kutip, atau angka, true, false, tanggal, atau daftar.",
        "Write a text in quotation marks, a number, true, false, a date or a list.",
    ),
    "toml_date_wrong": Wording(
        "Tanggal ini tidak ada: {written}",
        "There is no such date: {written}",
        "Tulis seperti 2024-06-18.",
        "Write it like 2024-06-18.",
    ),
    "toml_list_open": Wording(
        "Daftar ini tidak ditutup: {written}",
        "This list is not closed: {written}",
        "Tutup dengan ], dan beri koma di antara isinya. Baris sesudahnya belum diperiksa.",
        "Close it with ], and put commas between its items. What follows is not checked yet.",
    ),
    "toml_braces_open": Wording(
        "Kurung kurawal tidak ditutup pada baris yang sama: {written}",
        "The braces are not closed on the same line: {written}",
        "Tutup dengan }} pada baris itu. Baris sesudahnya belum diperiksa.",
        "Close them with }} on that line. What follows is not checked yet.",
    ),
    "toml_quote_open": Wording(
        "Tanda kutip tidak ditutup: {written}",
        "The quotation mark is not closed: {written}",
        "Tutup pada baris yang sama.",
        "Close it on the same line.",
    ),
    "toml_character": Wording(
        "Ada karakter yang tidak boleh di sini: {written}",
        "There is a character that may not stand here: {written}",
        "Hapus dan ketik ulang baris itu.",
        "Delete the line and type it again.",
    ),
    "toml_backslash": Wording(
        "Garis miring terbalik tidak dapat dibaca: {written}",
        "A backslash cannot be read: {written}",
        "Hapus, atau tulis dua kali (\\\\).",
        "Remove it, or write it twice (\\\\).",
    ),
}
