"""Sentences for everything that can be wrong with a procedure's file: what, and how to mend it.

`{line}` of a sentence is another line than the one that the problem stands on.
"""

from __future__ import annotations

from connector.messages import Catalogue, Wording
from connector.procedures.toml_messages import TOML_MESSAGES

_FIELDS: Catalogue = {
    "key_unknown": Wording(
        "Kunci “{field}” tidak dikenal.",
        "The key “{field}” is not known.",
        "Hapus, atau lihat nama kunci pada SOP yang disertakan.",
        "Remove it, or look up the names of keys in an SOP that comes with the program.",
    ),
    "key_unknown_near": Wording(
        "Kunci “{field}” tidak dikenal.",
        "The key “{field}” is not known.",
        "Mungkin maksudnya “{near}”.",
        "Perhaps “{near}” is meant.",
    ),
    "field_missing": Wording(
        "Kunci “{field}” tidak ada.",
        "The key “{field}” is missing.",
        "Tambahkan “{field} = …” pada bagian ini.",
        "Add “{field} = …” to this part.",
    ),
    "field_empty": Wording(
        "“{field}” kosong.",
        "“{field}” is empty.",
        "Isi, atau hapus kuncinya bila memang tidak ada.",
        "Fill it in, or remove the key where there is nothing.",
    ),
    "field_not_text": Wording(
        "“{field}” bukan teks.",
        "“{field}” is not a text.",
        'Tulis di antara tanda kutip: "…".',
        'Write it in quotation marks: "…".',
    ),
    "field_not_number": Wording(
        "“{field}” bukan bilangan bulat.",
        "“{field}” is not a whole number.",
        "Tulis angka saja, tanpa tanda kutip.",
        "Write digits alone, without quotation marks.",
    ),
    "field_not_yes_no": Wording(
        "“{field}” bukan ya atau tidak.",
        "“{field}” is not a yes or no.",
        "Tulis true atau false, tanpa tanda kutip.",
        "Write true or false, without quotation marks.",
    ),
    "field_not_day": Wording(
        "“{field}” bukan tanggal.",
        "“{field}” is not a date.",
        "Tulis seperti 2024-06-18, tanpa tanda kutip dan tanpa jam.",
        "Write it like 2024-06-18, without quotation marks and without a time.",
    ),
    "field_not_list": Wording(
        "“{field}” bukan daftar.",
        "“{field}” is not a list.",
        'Tulis di antara kurung siku: ["…", "…"].',
        'Write it in square brackets: ["…", "…"].',
    ),
    "field_not_table": Wording(
        "“{field}” tidak berisi kunci-kunci.",
        "“{field}” does not hold keys.",
        "Tulis seperti {field} = {{ kunci = nilai }}.",
        "Write it like {field} = {{ key = value }}.",
    ),
    "field_not_tables": Wording(
        "“{field}” bukan bagian-bagian tersendiri.",
        "“{field}” is not written as parts of its own.",
        "Awali setiap langkah dengan baris [[{field}]].",
        "Begin each step with a line [[{field}]].",
    ),
    "number_outside": Wording(
        "“{field}” di luar {smallest} sampai {largest}.",
        "“{field}” is outside {smallest} to {largest}.",
        "Perbaiki angkanya.",
        "Correct the number.",
    ),
    "items_many": Wording(
        "Daftar “{field}” lebih panjang dari {limit}.",
        "The list “{field}” is longer than {limit}.",
        "Gabungkan isinya.",
        "Put some of them together.",
    ),
    "item_twice": Wording(
        "“{written}” tertulis dua kali pada “{field}”.",
        "“{written}” stands twice in “{field}”.",
        "Hapus salah satu.",
        "Remove one of them.",
    ),
    "text_long": Wording(
        "“{field}” lebih panjang dari {limit} huruf.",
        "“{field}” is longer than {limit} characters.",
        "Persingkat.",
        "Shorten it.",
    ),
    "text_unreadable": Wording(
        "“{field}” memuat karakter yang tidak terlihat ({character}).",
        "“{field}” has a character that nobody can see ({character}).",
        "Hapus karakter itu; biasanya terbawa saat menyalin.",
        "Remove it; it usually comes along with copying.",
    ),
    "slug_wrong": Wording(
        "“{written}” tidak dapat menjadi “{field}”.",
        "“{written}” cannot be a “{field}”.",
        "Pakai huruf kecil a–z, angka, dan tanda hubung, paling banyak {limit}.",
        "Use small letters a–z, digits and hyphens, at most {limit}.",
    ),
    "subject_unknown": Wording(
        "“{written}” bukan hal yang dapat dijalankan.",
        "“{written}” is nothing that a procedure runs for.",
        "Yang dikenal: {known}.",
        "Known: {known}.",
    ),
    "actor_unknown": Wording(
        "Pelaku “{written}” tidak dikenal.",
        "The actor “{written}” is not known.",
        "Yang dikenal: {known}.",
        "Known: {known}.",
    ),
}

_LIMITS: Catalogue = {
    "time_unit_unknown": Wording(
        "Satuan waktu “{written}” tidak dikenal.",
        "The unit of time “{written}” is not known.",
        "Yang dikenal: {known}.",
        "Known: {known}.",
    ),
    "time_kind_unknown": Wording(
        "Jenis waktu “{written}” tidak dikenal.",
        "The kind of time “{written}” is not known.",
        "Yang dikenal: {known} (working = waktu kerja, calendar = hari kalender).",
        "Known: {known}.",
    ),
    "measure_unknown": Wording(
        "Ukuran “{written}” tidak dikenal.",
        "The measure “{written}” is not known.",
        "Yang dikenal: {known} (effort = lama kerja, deadline = tenggat).",
        "Known: {known}.",
    ),
    "calendar_not_days": Wording(
        "Waktu kalender hanya dihitung dalam hari.",
        "Calendar time is counted in days only.",
        'Pakai unit = "day", atau time = "working".',
        'Use unit = "day", or time = "working".',
    ),
    "limit_missing": Wording(
        "Waktu tercetak “{written}”, tetapi “limit” tidak ada.",
        "The time is printed as “{written}”, but there is no “limit”.",
        "Tambahkan “limit”, atau by_schedule = true bila mengikuti jadwal.",
        "Add a “limit”, or by_schedule = true where the timetable decides.",
    ),
    "limit_not_printed": Wording(
        "Ada “limit”, tetapi “limit_printed” tidak ada.",
        "There is a “limit”, but no “limit_printed”.",
        "Tulis waktunya seperti tercetak, atau limit_derived = true dengan alasan pada “remark”.",
        "Add the time as printed, or limit_derived = true with the reason in “remark”.",
    ),
    "limit_differs": Wording(
        "Waktu tercetak “{written}”, tetapi yang dihitung {counted}.",
        "The time is printed as “{written}”, but {counted} is counted.",
        "Samakan, atau tulis limit_derived = true dengan alasan pada “remark”.",
        "Make them agree, or write limit_derived = true with the reason in “remark”.",
    ),
    "schedule_and_limit": Wording(
        "Langkah ini mengikuti jadwal dan juga memiliki “limit”.",
        "This step goes by the timetable and has a “limit” too.",
        "Hapus salah satu.",
        "Remove one of the two.",
    ),
    "schedule_not_printed": Wording(
        "Langkah ini mengikuti jadwal, tetapi “limit_printed” tidak menyebut jadwal.",
        "This step goes by the timetable, but “limit_printed” does not say so (jadwal).",
        'Tulis seperti tercetak, misalnya "sesuai jadwal".',
        'Write it as printed, such as "sesuai jadwal".',
    ),
    "derived_without_limit": Wording(
        "limit_derived tertulis, tetapi “limit” tidak ada.",
        "limit_derived is written, but there is no “limit”.",
        "Tambahkan “limit”, atau hapus limit_derived.",
        "Add a “limit”, or remove limit_derived.",
    ),
    "derived_without_remark": Wording(
        "Batas waktu ini tidak seperti tercetak, dan alasannya tidak ditulis.",
        "This limit is not the printed one, and nothing says why.",
        "Tulis alasannya pada “remark”.",
        "Write the reason into “remark”.",
    ),
}

_ORDER: Catalogue = {
    "steps_missing": Wording(
        "Tidak ada satu langkah pun.",
        "There is not one step.",
        "Tambahkan bagian [[step]] untuk setiap langkah.",
        "Add a part [[step]] for each step.",
    ),
    "steps_many": Wording(
        "Ada {count} langkah; paling banyak {limit}.",
        "There are {count} steps; {limit} are the most.",
        "Bagi menjadi beberapa SOP.",
        "Divide it into several procedures.",
    ),
    "slug_twice": Wording(
        "Slug “{slug}” sudah dipakai pada baris {line}.",
        "The slug “{slug}” is used on line {line} already.",
        "Beri setiap langkah slug tersendiri; nomor tercetak boleh sama.",
        "Give each step a slug of its own; printed numbers may repeat.",
    ),
    "named_step_unknown": Wording(
        "“{field}” menyebut langkah “{written}” yang tidak ada.",
        "“{field}” names the step “{written}”, which is not there.",
        "Pakai slug salah satu langkah di berkas ini.",
        "Use the slug of a step in this file.",
    ),
    "named_step_unknown_near": Wording(
        "“{field}” menyebut langkah “{written}” yang tidak ada.",
        "“{field}” names the step “{written}”, which is not there.",
        "Mungkin maksudnya “{near}”.",
        "Perhaps “{near}” is meant.",
    ),
    "step_itself": Wording(
        "Langkah “{slug}” menunggu dirinya sendiri.",
        "The step “{slug}” waits for itself.",
        "Hapus dari daftar ini.",
        "Remove it from this list.",
    ),
    "steps_in_circle": Wording(
        "Langkah-langkah ini saling menunggu, jadi tidak pernah mulai: {steps}.",
        "These steps wait for one another, so they never start: {steps}.",
        "Hapus salah satu “after” agar ada yang mulai lebih dahulu.",
        "Remove one “after”, so that one of them comes first.",
    ),
    "parallel_one_sided": Wording(
        "“{other}” berjalan bersamaan di sini, tetapi “{other}” sendiri tidak menyebut “{slug}”.",
        "“{other}” runs at the same time here, but “{other}” itself does not name “{slug}”.",
        "Tulis parallel_with pada kedua langkah.",
        "Write parallel_with at both steps.",
    ),
    "parallel_and_after": Wording(
        "Langkah ini berjalan bersamaan dengan “{other}” dan juga sesudahnya.",
        "This step runs at the same time as “{other}” and also after it.",
        "Hapus salah satu.",
        "Remove one of the two.",
    ),
    "milestone_unknown": Wording(
        "Peristiwa “{written}” tidak dikenal.",
        "The milestone “{written}” is not known.",
        "Lihat daftar peristiwa dengan `simpul procedure check --help`.",
        "`simpul procedure check --help` lists the milestones.",
    ),
    "milestone_unknown_near": Wording(
        "Peristiwa “{written}” tidak dikenal, atau tidak pernah terjadi.",
        "The milestone “{written}” is not known, or never comes.",
        "Mungkin maksudnya “{near}”.",
        "Perhaps “{near}” is meant.",
    ),
    "milestone_of_training": Wording(
        "“{written}” terjadi pada pelatihan; SOP ini untuk keluhan.",
        "“{written}” happens to a training; this procedure is for complaints.",
        "Hapus: langkah ini dinyatakan selesai oleh orang.",
        "Remove it: a person says that this step is done.",
    ),
    "report_kind_unknown": Wording(
        "Jenis laporan “{written}” tidak dikenal.",
        "The type of report “{written}” is not known.",
        "Yang dikenal: {known}.",
        "Known: {known}.",
    ),
    "assigns_without_role": Wording(
        "Langkah disposisi ini tidak memiliki pelaku yang ditunjuk unit.",
        "This step hands work on, but its actor is nobody that a unit appoints.",
        "Pilih pelaku dari kantor, misalnya head atau team_lead, atau hapus “assigns”.",
        "Choose an actor of the office, such as head or team_lead, or remove “assigns”.",
    ),
}

PROCEDURES: Catalogue = {
    "procedure_refused": Wording(
        "Berkas SOP tidak dipakai: ada {count} hal yang perlu diperbaiki.",
        "The file of the procedure was not taken: {count} things need mending.",
        "Perbaiki baris-baris yang disebut, lalu coba lagi.",
        "Mend the lines that are named, then try again.",
    ),
    **TOML_MESSAGES,
    **_FIELDS,
    **_LIMITS,
    **_ORDER,
}
"""Code → sentence, of problems and of the refusal itself."""
