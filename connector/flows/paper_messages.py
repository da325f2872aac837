"""Sentences for what papers refuse: evidence, the class journal, archives and printing."""

from connector.messages import Catalogue, Wording

PAPERS: Catalogue = {
    "paper_failed": Wording(
        "Dokumen {template} tidak dapat dicetak (galat pada {where}).",
        "The paper {template} could not be printed (error at {where}).",
        "Data tidak berubah. Teruskan pesan ini kepada pengelola sistem; lembar XLSX tetap ada.",
        "No data was changed. Pass this message to the administrator; the XLSX is still there.",
    ),
    "evidence_kind_unknown": Wording(
        "Berkas bukti bukan PDF, PNG, JPEG, atau WebP; tidak disimpan.",
        "The file is not a PDF, PNG, JPEG or WebP; it was not stored.",
        "Simpan sebagai PDF atau gambar, lalu unggah kembali. Mengganti nama saja tidak cukup.",
        "Save it as PDF or as a picture and upload it again. A new name alone is not enough.",
    ),
    "evidence_unknown": Wording(
        "Berkas bukti nomor {number} tidak ada pada pelatihan ini.",
        "This training has no evidence number {number}.",
        "Muat ulang daftar bukti.",
        "Reload the list of evidence.",
    ),
    "evidence_restricted": Wording(
        "Bukti nomor {number} adalah surat dengan data pribadi; hanya administrator membukanya.",
        "Evidence number {number} is a letter with personal data; administrators alone open it.",
        "Mintalah administrator memeriksanya; bahwa surat itu ada sudah tercatat di daftar bukti.",
        "Ask an administrator to look at it; the list of evidence says already that it is there.",
    ),
    "evidence_purged": Wording(
        "Isi bukti nomor {number} sudah dihapus: masa simpannya setelah dikeluarkan telah lewat.",
        "The content of evidence number {number} is gone: its time after removal is over.",
        "Yang tersisa adalah catatannya: siapa, kapan, dan sidik jari berkas (sha256).",
        "What is left is its record: who, when, and the file's digest (sha256).",
    ),
    "evidence_too_large": Wording(
        "Berkas bukti lebih besar dari {megabytes} MB; tidak disimpan.",
        "The file is larger than {megabytes} MB; it was not stored.",
        "Pindai dengan resolusi lebih rendah, atau unggah per halaman.",
        "Scan it at a lower resolution, or upload it page by page.",
    ),
    "evidence_missing": Wording(
        "Belum ada berkas yang dipilih.",
        "No file was chosen.",
        "Pilih berkas PDF, PNG, JPEG, atau WebP, lalu unggah.",
        "Choose a PDF, PNG, JPEG or WebP file, then upload it.",
    ),
    "evidence_damaged": Wording(
        "Isi berkas bukti nomor {number} tidak lagi sama dengan saat disimpan; tidak diberikan.",
        "Evidence number {number} is no longer what was stored; it was not handed out.",
        "Beri tahu pengelola sistem, dan pulihkan dari cadangan.",
        "Tell the administrator, and restore it from a backup.",
    ),
    "entry_empty": Wording(
        "Catatan jurnal masih kosong; tidak ada yang disimpan.",
        "The note is empty; nothing was stored.",
        "Tulis kejadiannya, lalu simpan.",
        "Write what happened, then save.",
    ),
    "entry_time_unfit": Wording(
        "Jam catatan tidak dapat dibaca; tidak ada yang disimpan.",
        "The time of the note cannot be read; nothing was stored.",
        "Isi jam seperti 08.15, lalu simpan.",
        "Give a time such as 08:15, then save.",
    ),
    "entry_unknown": Wording(
        "Catatan jurnal nomor {number} tidak ada pada pelatihan ini; tidak ada yang diubah.",
        "This training's journal has no entry number {number}; nothing was changed.",
        "Muat ulang jurnal.",
        "Reload the journal.",
    ),
    "day_unknown": Wording(
        "Pada tanggal itu tidak ada sesi yang dihitung kehadirannya.",
        "There is no session on that date whose attendance is kept.",
        "Periksa tanggalnya pada jadwal {training}.",
        "Check the date in the timetable of {training}.",
    ),
    "day_not_over": Wording(
        "Hari itu belum selesai: masih ada sesi yang berjalan atau belum dimulai.",
        "That day is not over: a session is still going on or to begin.",
        "Arsipkan setelah sesi terakhir selesai; arsip juga dibuat sendiri sesudahnya.",
        "Archive it after the last session; it is also done by itself afterwards.",
    ),
    "archive_unknown": Wording(
        "Arsip nomor {number} tidak ada pada pelatihan ini.",
        "This training has no archive number {number}.",
        "Muat ulang daftar arsip.",
        "Reload the list of archives.",
    ),
    "archive_damaged": Wording(
        "Arsip nomor {number} tidak lagi sama dengan saat disimpan; tidak diberikan.",
        "Archive number {number} is no longer what was stored; it was not handed out.",
        "Beri tahu pengelola sistem, dan pulihkan dari cadangan.",
        "Tell the administrator, and restore it from a backup.",
    ),
}
"""What happened and what to do, in both languages."""
