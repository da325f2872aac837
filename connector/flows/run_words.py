"""Sentences for runs of procedures: what is refused when steps are recorded, and what to do."""

from connector.messages import Catalogue, Wording

_RELOAD_ID = "Muat ulang halamannya."
_RELOAD_EN = "Load the page again."
_NOTHING_ID = "Tidak ada yang dicatat. "
_NOTHING_EN = "Nothing was recorded. "

RUNS: Catalogue = {
    "run_unknown": Wording(
        "Prosedur itu tidak dijalankan pada pelatihan ini.",
        "This training does not follow that procedure.",
        _RELOAD_ID,
        _RELOAD_EN,
    ),
    "run_stopped": Wording(
        "Prosedur itu sudah dihentikan untuk pelatihan ini.",
        "That procedure was stopped for this training.",
        _NOTHING_ID + "Mulai lagi prosedurnya bila memang masih diikuti.",
        _NOTHING_EN + "Begin the procedure anew if it is followed after all.",
    ),
    "run_over": Wording(
        "Semua langkah prosedur itu sudah selesai.",
        "All steps of that procedure are done.",
        "Buka kembali langkah yang belum selesai lebih dahulu.",
        "Reopen the step that is not done first.",
    ),
    "run_exists": Wording(
        "Pelatihan {training} sudah mengikuti prosedur {procedure}.",
        "{training} follows procedure {procedure} already.",
        "Lanjutkan yang sedang berjalan, atau hentikan dahulu dengan alasan.",
        "Carry on with it, or stop it first, with a reason.",
    ),
    "run_not_yours": Wording(
        "Hanya pejabat unit yang menjalankan prosedur ini, atau administrator, dapat mengubahnya.",
        "Only those appointed in the unit that runs this procedure, or administrators, may "
        "change it.",
        _NOTHING_ID
        + "Hubungi pimpinan unitnya, atau minta administrator mencatat penunjukan Anda.",
        _NOTHING_EN + "Ask who leads the unit, or have an administrator enter your appointment.",
    ),
    "run_unit_unknown": Wording(
        "Unit itu tidak dikenal.",
        "That unit is not known.",
        "Pilih unit dari daftar; unit baru ditambahkan pada pengaturan.",
        "Choose one from the list; units are added in the settings.",
    ),
    "procedure_not_for_trainings": Wording(
        "Prosedur {procedure} bukan untuk pelatihan.",
        "Procedure {procedure} is not followed by trainings.",
        "Pilih prosedur lain.",
        "Choose another procedure.",
    ),
    "step_unknown": Wording(
        "Prosedur ini tidak memiliki langkah itu.",
        "This procedure has no such step.",
        _RELOAD_ID,
        _RELOAD_EN,
    ),
    "step_not_yours": Wording(
        "Langkah {step} bukan giliran Anda.",
        "Step {step} is not yours to record.",
        _NOTHING_ID + "Halaman ini menyebut giliran siapa langkahnya.",
        _NOTHING_EN + "The page says whose turn it is.",
    ),
    "step_ended_already": Wording(
        "Langkah {step} sudah dicatat selesai atau dilewati.",
        "Step {step} is recorded as done or left out already.",
        "Buka kembali langkahnya dengan alasan bila catatan itu keliru.",
        "Reopen it, with a reason, if that record is wrong.",
    ),
    "step_ended_by_records": Wording(
        "Langkah {step} sudah selesai menurut data pelatihan.",
        "Step {step} is done by the training's own records.",
        "Tulis alasan bila yang benar adalah catatan Anda; keduanya tetap terlihat.",
        "Write why if yours is the right one; both stay visible.",
    ),
    "step_not_ended": Wording(
        "Langkah {step} belum selesai, sehingga tidak perlu dibuka kembali.",
        "Step {step} is not done, so there is nothing to reopen.",
        _RELOAD_ID,
        _RELOAD_EN,
    ),
    "step_in_future": Wording(
        "Waktu itu belum tiba.",
        "That moment has not come yet.",
        _NOTHING_ID + "Tulis waktu kejadiannya, atau kosongkan untuk saat ini.",
        _NOTHING_EN + "Give the time at which it happened, or none for now.",
    ),
    "run_long_ago": Wording(
        "Waktu itu lebih dari {years} tahun yang lalu.",
        "That moment is more than {years} years ago.",
        _NOTHING_ID + "Tulis waktu prosedurnya dimulai, atau kosongkan untuk saat ini.",
        _NOTHING_EN + "Give the time at which the procedure began, or none for now.",
    ),
    "step_before_begin": Wording(
        "Waktu itu sebelum prosedurnya dimulai.",
        "That moment is before the procedure began.",
        _NOTHING_ID + "Tulis waktu sesudah prosedur dimulai.",
        _NOTHING_EN + "Give a time after the procedure began.",
    ),
    "pause_running": Wording(
        "Tenggatnya sudah dijeda.",
        "It is paused already.",
        _RELOAD_ID,
        _RELOAD_EN,
    ),
    "pause_missing": Wording(
        "Tidak ada jeda yang sedang berlangsung.",
        "No pause is running.",
        _RELOAD_ID,
        _RELOAD_EN,
    ),
    "pause_overlaps": Wording(
        "Waktu itu mendahului jeda yang sudah dicatat.",
        "That moment is before a pause that was recorded.",
        _NOTHING_ID + "Tulis waktu sesudahnya.",
        _NOTHING_EN + "Give a later one.",
    ),
    "files_too_many": Wording(
        "Paling banyak {limit} berkas dapat dilampirkan sekaligus.",
        "At most {limit} files can be attached at once.",
        _NOTHING_ID + "Kurangi lampirannya.",
        _NOTHING_EN + "Attach fewer.",
    ),
    "attachment_empty": Wording(
        "Berkas {file} kosong.",
        "The file {file} is empty.",
        _NOTHING_ID + "Pilih berkas yang berisi.",
        _NOTHING_EN + "Choose a file with something in it.",
    ),
    "attachment_too_big": Wording(
        "Berkas {file} lebih besar daripada {megabytes} MB.",
        "The file {file} is larger than {megabytes} MB.",
        _NOTHING_ID + "Perkecil berkasnya.",
        _NOTHING_EN + "Make it smaller.",
    ),
    "attachment_kind_unknown": Wording(
        "Berkas {file} bukan PDF, PNG, JPEG, WebP, XLSX, atau DOCX.",
        "The file {file} is no PDF, PNG, JPEG, WebP, XLSX or DOCX.",
        _NOTHING_ID + "Simpan dalam salah satu bentuk itu.",
        _NOTHING_EN + "Save it as one of these.",
    ),
    "attachment_unknown": Wording(
        "Lampiran itu tidak ada.",
        "There is no such attachment.",
        _RELOAD_ID,
        _RELOAD_EN,
    ),
    "attachment_damaged": Wording(
        "Isi lampiran itu tidak lagi sama dengan saat diunggah.",
        "That attachment is not as it was uploaded any more.",
        "Pulihkan basis data dari cadangan.",
        "Restore the database from a backup.",
    ),
}
