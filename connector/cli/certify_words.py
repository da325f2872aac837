"""What `simpul certify` says, in both languages; refusals have their words beside the flows."""

from connector.messages import Catalogue, Wording

CERTIFY: Catalogue = {
    "certify_verdicts_title": Wording("Hasil penilaian", "Verdicts"),
    "certify_verdicts_counts": Wording(
        "{earned} memenuhi, {not_earned} tidak memenuhi, {needs_decision} perlu keputusan, "
        "{pending} belum selesai.",
        "{earned} earned, {not_earned} not earned, {needs_decision} to be decided, {pending} not "
        "over.",
    ),
    "certify_verdict_earned": Wording("memenuhi", "earned"),
    "certify_verdict_not_earned": Wording("tidak memenuhi", "not earned"),
    "certify_verdict_needs_decision": Wording("perlu keputusan", "needs a decision"),
    "certify_verdict_pending": Wording("belum selesai", "not over"),
    "certify_heading_verdict": Wording("Hasil", "Verdict"),
    "certify_heading_jp": Wording("JP hadir", "Hours attended"),
    "certify_heading_score": Wording("Nilai", "Score"),
    "certify_heading_qualification": Wording("Kualifikasi", "Qualification"),
    "certify_heading_certificate_number": Wording("Nomor", "Number"),
    "certify_heading_change": Wording("Perubahan", "Change"),
    "certify_heading_signing": Wording("Tanda tangan", "Signature"),
    "certify_heading_file": Wording("Berkas", "File"),
    "certify_heading_signer": Wording("Penanda tangan", "Signer"),
    "certify_heading_issuer": Wording("Penerbit", "Issuer"),
    "certify_heading_level": Wording("Tingkat", "Level"),
    "certify_heading_time": Wording("Waktu (UTC)", "Time (UTC)"),
    "certify_heading_problem": Wording("Masalah", "Problem"),
    "certify_user_unknown": Wording(
        "Tidak ada pengguna aktif bernama {login}; tidak ada yang dilakukan.",
        "There is no active user {login}; nothing was done.",
        "Periksa nama masuknya di halaman Pengguna.",
        "Check the login on the page of users.",
    ),
    "certify_list_title": Wording("Daftar yang akan disetujui", "The list to be approved"),
    "certify_list_left_out": Wording("Tidak dalam daftar", "Not on the list"),
    "certify_list_differences": Wording(
        "Berbeda dari yang terakhir disetujui", "Different from what was approved last"
    ),
    "certify_list_head": Wording(
        "{count} orang · {kind} · sidik {fingerprint}",
        "{count} people · {kind} · fingerprint {fingerprint}",
    ),
    "certify_list_approved": Wording(
        "Daftar ini sudah disetujui (versi {version}).",
        "This list is approved (version {version}).",
    ),
    "certify_list_not_approved": Wording(
        "Daftar ini belum disetujui.",
        "This list is not approved.",
        "`simpul certify approve --by NAMA` menyetujuinya.",
        "`simpul certify approve --by LOGIN` approves it.",
    ),
    "certify_list_ask": Wording(
        "Setujui daftar {count} orang ini atas nama {login}? [y = ya, lainnya = tidak]",
        "Approve this list of {count} people as {login}? [y = yes, anything else = no]",
    ),
    "certify_list_given": Wording(
        "Disetujui oleh {login}: {count} orang, versi {version}.",
        "Approved by {login}: {count} people, version {version}.",
    ),
    "certify_change_added": Wording("ditambahkan", "added"),
    "certify_change_dropped": Wording("tidak lagi", "no longer"),
    "certify_change_changed": Wording("berubah", "changed"),
    "certify_kind_sttp": Wording("STTP", "STTP"),
    "certify_kind_participation": Wording(
        "sertifikat keikutsertaan", "certificate of participation"
    ),
    "certify_kind_teaching": Wording("surat keterangan mengajar", "statement of teaching"),
    "certify_issue_outlook": Wording(
        "{count} sertifikat akan diberi nomor, tertanggal {dated}; {already} sudah punya.",
        "{count} certificates would be numbered, dated {dated}; {already} have theirs.",
    ),
    "certify_issue_range": Wording("Nomor {first} sampai {last}.", "Numbers {first} to {last}."),
    "certify_issue_short": Wording(
        "Nomor kurang {missing}; tidak ada yang akan diberi nomor.",
        "{missing} numbers are missing; nothing would be numbered.",
        "Tambahkan seri nomor pada halaman Seri nomor.",
        "Add a series on the page of number series.",
    ),
    "certify_issue_ask": Wording(
        "Beri nomor sekarang? Nomor yang sudah dipakai tidak dapat ditarik. "
        "[y = ya, lainnya = tidak]",
        "Number them now? A number that was used is never taken back. "
        "[y = yes, anything else = no]",
    ),
    "certify_issue_done": Wording(
        "{numbered} sertifikat diberi nomor; {already} sudah punya.",
        "{numbered} certificates were numbered; {already} had theirs.",
    ),
    "certify_issue_printing": Wording(
        "PDF dicetak oleh `simpul worker`, atau sekarang dengan --prepare.",
        "`simpul worker` prints the PDFs; --prepare does it now.",
    ),
    "certify_prepared": Wording("{count} PDF dicetak.", "{count} PDFs were printed."),
    "certify_preparing": Wording("Mencetak PDF …", "Printing PDFs …"),
    "certify_signing_bar": Wording("Menandatangani", "Signing"),
    "certify_sign_ask_passphrase": Wording("Frasa sandi {official}", "Passphrase of {official}"),
    "certify_sign_ask_totp": Wording("Kode TOTP {official}", "TOTP of {official}"),
    "certify_passphrase_absent": Wording(
        "Frasa sandi tidak dapat ditanyakan di sini; tidak ada yang ditandatangani.",
        "There is nobody here to ask for the passphrase; nothing was signed.",
        "Jalankan di terminal, atau pakai --passphrase-file.",
        "Run it in a terminal, or use --passphrase-file.",
    ),
    "certify_passphrase_file_unfit": Wording(
        "Berkas frasa sandi {file} tidak dapat dipakai: kosong, tidak terbaca, atau dapat dibuka "
        "pengguna lain.",
        "The passphrase file {file} cannot be used: it is empty, unreadable, or open to others.",
        "Simpan hanya frasa sandi di dalamnya, lalu `chmod 600`.",
        "Put nothing but the passphrase into it, then `chmod 600`.",
    ),
    "certify_sign_head": Wording(
        "Batch #{batch} · {official} · {count} menunggu tanda tangan.",
        "Batch #{batch} · {official} · {count} wait for a signature.",
    ),
    "certify_sign_done": Wording(
        "{signed} ditandatangani; {refused} ditolak, {unknown} tidak diketahui, {left} tersisa.",
        "{signed} signed; {refused} refused, {unknown} unknown, {left} left.",
        "",
        "",
    ),
    "certify_sign_stopped": Wording(
        "Dihentikan setelah penolakan pertama: yang lain akan ditolak dengan alasan yang sama.",
        "Stopped after the first refusal: the others would be refused for the same reason.",
        "Jalankan lagi setelah itu beres; yang sudah ditandatangani tidak diulang.",
        "Run it again when that is mended; what is signed is not signed again.",
    ),
    "certify_sign_outside": Wording(
        "{official} menandatangani di luar: pakai --hand-out, lalu --take-in.",
        "{official} signs outside: use --hand-out, then --take-in.",
    ),
    "certify_sign_handed_out": Wording(
        "{file}: PDF yang menunggu tanda tangan.", "{file}: the PDFs that wait for a signature."
    ),
    "certify_sign_taken_in": Wording(
        "{taken} PDF diterima, {refused} tidak.", "{taken} PDFs were taken, {refused} were not."
    ),
    "certify_signing_signed": Wording("ditandatangani", "signed"),
    "certify_signing_refused": Wording("ditolak", "refused"),
    "certify_signing_unknown": Wording("tidak diketahui", "unknown"),
    "certify_signing_sent": Wording("sedang diminta", "asked for"),
    "certify_signing_open": Wording("menunggu", "waiting"),
    "certify_signing_handed_out": Wording("dibawa keluar", "handed out"),
    "certify_taken": Wording("diterima", "taken"),
    "certify_verify_intact": Wording(
        "{file}: utuh, {count} tanda tangan.", "{file}: intact, {count} signatures."
    ),
    "certify_verify_broken": Wording("{file}: TIDAK sah.", "{file}: NOT valid."),
    "certify_verify_ours": Wording(
        "Sama persis dengan arsip: {number}, {state}.",
        "Byte for byte the archived one: {number}, {state}.",
    ),
    "certify_verify_foreign": Wording(
        "Bukan berkas yang ada dalam arsip ini.", "Not a file of this archive."
    ),
    "certify_verify_alone": Wording(
        "Arsip tidak dibuka (--alone).", "The archive was not opened (--alone)."
    ),
    "certify_verify_file_unreadable": Wording(
        "{file} tidak dapat dibaca.",
        "{file} cannot be read.",
        "Periksa nama dan hak berkas.",
        "Check the file's name and rights.",
    ),
    "certify_certificate_state_numbered": Wording("diberi nomor", "numbered"),
    "certify_certificate_state_awaiting_signature": Wording(
        "menunggu tanda tangan", "awaiting signature"
    ),
    "certify_certificate_state_signed": Wording("ditandatangani", "signed"),
    "certify_certificate_state_archived": Wording("berlaku", "valid"),
    "certify_certificate_state_revoked": Wording("DICABUT", "REVOKED"),
    "certify_certificate_state_replaced": Wording("DIGANTI", "REPLACED"),
    "certify_code_unknown": Wording(
        "Tidak ada sertifikat dengan kode {given}.",
        "There is no certificate with the code {given}.",
        "Ketik kode di bawah QR seperti tercetak.",
        "Type the code below the QR as it is printed.",
    ),
    "certify_revoke_ask": Wording(
        "Cabut sertifikat {number}? Ini tidak dapat dibatalkan. [y = ya, lainnya = tidak]",
        "Revoke certificate {number}? This cannot be undone. [y = yes, anything else = no]",
    ),
    "certify_replace_ask": Wording(
        "Ganti sertifikat {number} dengan yang baru? Ini tidak dapat dibatalkan. "
        "[y = ya, lainnya = tidak]",
        "Replace certificate {number} by a new one? This cannot be undone. "
        "[y = yes, anything else = no]",
    ),
    "certify_revoke_done": Wording("{number} dicabut.", "{number} is revoked."),
    "certify_replace_done": Wording(
        "{number} diganti oleh {new}.", "{number} is replaced by {new}."
    ),
    "certify_not_done_asked": Wording("Tidak ada yang diubah.", "Nothing was changed."),
    "certify_archive_exported": Wording(
        "{file}: {count} sertifikat, {without} belum ada berkasnya; sidik manifes {fingerprint}.",
        "{file}: {count} certificates, {without} without a file yet; manifest {fingerprint}.",
    ),
    "certify_archive_whole": Wording(
        "Arsip utuh: {files} berkas dibaca kembali, {certificates} entri register cocok.",
        "The archive is whole: {files} files were read again, {certificates} entries fit.",
    ),
    "certify_archive_faulty": Wording(
        "Arsip TIDAK utuh: {count} masalah dalam {files} berkas.",
        "The archive is NOT whole: {count} faults in {files} files.",
        "Simpan salinan basis data ini, lalu pulihkan berkasnya dari cadangan.",
        "Keep a copy of this database, then restore the files from a backup.",
    ),
    "certify_restore_whole": Wording(
        "{file} memuat {files} berkas yang persis sama dengan register dan arsip.",
        "{file} holds {files} files, exactly as register and archive say.",
    ),
    "certify_restore_faulty": Wording(
        "{file} TIDAK cocok: {count} masalah dalam {files} berkas.",
        "{file} does NOT fit: {count} faults in {files} files.",
    ),
    "certify_faults_title": Wording("Masalah", "Faults"),
    "certify_heading_certificates": Wording("Sertifikat", "Certificates"),
}
