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
    "evidence_damaged": Wording(
        "Isi berkas bukti nomor {number} tidak lagi sama dengan saat disimpan; tidak diberikan.",
        "Evidence number {number} is no longer what was stored; it was not handed out.",
        "Beri tahu pengelola sistem, dan pulihkan dari cadangan.",
        "Tell the administrator, and restore it from a backup.",
    ),
    "entry_unknown": Wording(
        "Catatan jurnal nomor {number} tidak ada pada pelatihan ini; tidak ada yang diubah.",
        "This training's journal has no entry number {number}; nothing was changed.",
        "Muat ulang jurnal.",
        "Reload the journal.",
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
