"""Sentences about the office's own days: why an entry was not taken."""

from connector.messages import Catalogue, Wording

CALENDAR: Catalogue = {
    "calendar_name": Wording(
        "Keterangan belum diisi, terlalu panjang (paling banyak {limit} karakter), atau memuat "
        "karakter yang tidak dapat dicetak.",
        "The name is missing, too long ({limit} characters at most) or cannot be printed.",
        "Tulis alasannya dengan singkat, misalnya nama hari libur daerah.",
        "Say shortly why, for instance the name of the provincial holiday.",
    ),
    "calendar_day": Wording(
        "Tanggal belum diisi atau tidak dapat dibaca.",
        "A date is missing or cannot be read.",
        "Isi tanggal seperti 2026-08-17.",
        "Write a date like 2026-08-17.",
    ),
    "calendar_kind": Wording("Pilih dahulu apa yang ditetapkan.", "Choose first what is to hold."),
    "calendar_year": Wording(
        "Kalender memuat tahun {first} sampai {last}.",
        "The calendar holds the years {first} to {last}.",
    ),
    "calendar_backwards": Wording(
        "Hari terakhir mendahului hari pertama.", "The last day comes before the first."
    ),
    "calendar_long": Wording(
        "Masa itu {days} hari; satu entri paling banyak {most} hari.",
        "That is {days} days; one entry holds {most} at most.",
        "Periksa tanggalnya, atau buat beberapa entri.",
        "Look at the dates again, or make several entries.",
    ),
    "calendar_ramadan_length": Wording(
        "Ramadan berlangsung 29 atau 30 hari, bukan {days}.",
        "Ramadan has 29 or 30 days, not {days}.",
    ),
    "calendar_taken": Wording(
        "Untuk hari itu kantor sudah menetapkan sesuatu: {name}.",
        "The office has spoken of that day already: {name}.",
        "Hapus entri yang lama dahulu.",
        "Take the older entry back first.",
    ),
    "calendar_off_already": Wording(
        "Pada hari itu memang tidak ada yang bekerja.", "Nobody works on that day as it is."
    ),
    "calendar_worked_already": Wording(
        "Hari itu memang hari kerja.", "That day is worked as it is."
    ),
    "calendar_gone": Wording(
        "Entri itu sudah tidak ada.",
        "That entry is gone already.",
        "Muat ulang halaman ini.",
        "Load this page again.",
    ),
}
