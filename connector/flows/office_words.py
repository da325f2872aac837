"""Sentences about delivery to the training office, in both languages."""

from connector.messages import Catalogue, Wording

_LOOK_ID = (
    "Periksa alamatnya bersama kantor penerima. Selama dua hari dicoba lagi dengan sendirinya."
)
_LOOK_EN = "Check the address with the receiving office. It is tried again by itself for two days."
_SELF_ID = "Akan dicoba lagi dengan sendirinya."
_SELF_EN = "It is tried again by itself."

OFFICE_TARGETS: Catalogue = {
    "office_address_unfit": Wording(
        "Alamat ini bukan alamat webhook yang dapat dipakai.",
        "This address is none that a webhook can be sent to.",
        "Tulis alamat lengkap, misalnya https://kantor.contoh.go.id/simpul.",
        "Write the whole address, for instance https://office.example.org/simpul.",
    ),
    "office_address_reveals": Wording(
        "Alamat tidak boleh memuat nama pengguna, kata sandi, atau bagian sesudah tanda tanya.",
        "An address may hold no user name, no password, and nothing after a question mark.",
        "Keaslian pesan dibuktikan dengan tanda tangannya, bukan dengan alamatnya.",
        "A message is proved by its signature, not by its address.",
    ),
    "office_address_open": Wording(
        "Alamat http tanpa enkripsi hanya boleh menuju mesin ini sendiri.",
        "An address without encryption (http) may lead to this machine only.",
        "Gunakan alamat https.",
        "Use an https address.",
    ),
    "office_folder_unset": Wording(
        "Folder untuk kantor belum diatur di server ini.",
        "No folder for the office is set on this server.",
        "Atur SIMPUL_OFFICE_FOLDER, lalu jalankan ulang Simpul.",
        "Set SIMPUL_OFFICE_FOLDER and start Simpul again.",
    ),
    "office_folder_unfit": Wording(
        "Nama folder hanya boleh berisi huruf, angka, garis bawah, dan tanda hubung.",
        "The name of a folder is made of letters, digits, underscores and hyphens.",
        "Tulis satu nama saja, tanpa garis miring.",
        "Write one name, without slashes.",
    ),
    "office_folder_name": Wording(
        "Salah satu berkas mempunyai nama yang tidak dapat ditulis ke folder.",
        "One of the files has a name that cannot be written into the folder.",
        "Laporkan kepada pengembang.",
        "Report it to the developers.",
    ),
    "office_folder_taken": Wording(
        "Di folder itu sudah ada kiriman dengan nama yang sama tetapi isinya lain; tidak ditimpa.",
        "The folder holds a parcel of the same name with other content; it was not overwritten.",
        "Pindahkan yang lama, lalu kirim ulang.",
        "Move the old one away, then send it again.",
    ),
    "office_folder_failed": Wording(
        "Folder tidak dapat ditulisi ({error}).",
        "The folder cannot be written to ({error}).",
        "Periksa hak akses dan ruang di server. " + _SELF_ID,
        "Check rights and space on the server. " + _SELF_EN,
    ),
    "office_mail_unset": Wording(
        "Server e-mail belum diatur.",
        "No mail server is set.",
        "Atur SIMPUL_SMTP_HOST, atau pilih cara lain.",
        "Set SIMPUL_SMTP_HOST, or choose another way.",
    ),
    "office_mail_unfit": Wording(
        "Ini bukan alamat e-mail yang dapat dipakai.",
        "This is no e-mail address that can be used.",
        "Tulis satu alamat saja.",
        "Write one address only.",
    ),
    "office_way_unset": Wording(
        "Cara pengiriman ini tidak tersedia di server ini.",
        "This way of sending is not available on this server.",
        "Pilih cara lain.",
        "Choose another way.",
    ),
    "office_secrets_closed": Wording(
        "Kunci rahasia server ini belum diatur.",
        "The secret key of this server is not set.",
        "Atur SIMPUL_SECRET_KEY.",
        "Set SIMPUL_SECRET_KEY.",
    ),
    "office_untrusted": Wording(
        "Sertifikat server penerima tidak dapat dipercaya; tidak ada yang dikirim.",
        "The receiver's certificate cannot be trusted; nothing was sent.",
        "Minta penerima memperbaiki sertifikatnya. " + _SELF_ID,
        "Ask the receiver to renew it. " + _SELF_EN,
    ),
    "office_silent": Wording(
        "Penerima tidak menjawab tepat waktu.",
        "The receiver did not answer in time.",
        _SELF_ID,
        _SELF_EN,
    ),
    "office_no_answer": Wording(
        "Penerima tidak dapat dihubungi.",
        "The receiver cannot be reached.",
        _SELF_ID,
        _SELF_EN,
    ),
    "office_garbled": Wording(
        "Jawaban penerima tidak dapat dibaca.",
        "The receiver's answer cannot be read.",
        _SELF_ID,
        _SELF_EN,
    ),
    "office_busy": Wording(
        "Penerima sedang kewalahan (jawaban {status}).",
        "The receiver is overloaded (answer {status}).",
        _SELF_ID,
        _SELF_EN,
    ),
    "office_failed": Wording(
        "Penerima mengalami kesalahan (jawaban {status}).",
        "The receiver failed (answer {status}).",
        _SELF_ID,
        _SELF_EN,
    ),
    "office_refused": Wording(
        "Penerima menolak (jawaban {status}).",
        "The receiver refused it (answer {status}).",
        _LOOK_ID,
        _LOOK_EN,
    ),
    "office_redirects": Wording(
        "Penerima mengalihkan ke alamat lain (jawaban {status}); tidak diikuti.",
        "The receiver points to another address (answer {status}); that is not followed.",
        "Minta alamat yang baru, lalu ganti di pengaturan tujuan.",
        "Ask for the new address and change it in the target's settings.",
    ),
    "office_gone": Wording(
        "Penerima tidak menginginkan kiriman lagi (jawaban 410); tujuan dimatikan.",
        "The receiver wants nothing any more (answer 410); the target is switched off.",
        "Tanyakan kepada penerima; setelah itu tujuan dapat dihidupkan kembali.",
        "Ask the receiver; the target can be switched on again afterwards.",
    ),
    "office_away": Wording(
        "Penerima tidak dapat dihubungi selama {hours} jam; tidak dicoba lagi.",
        "The receiver could not be reached for {hours} hours; it is tried no more.",
        "Hubungi kantor penerima, lalu kirim ulang.",
        "Talk to the receiving office, then send it again.",
    ),
    "office_interrupted": Wording(
        "Pengiriman terputus; tidak diketahui apakah surat ini sampai.",
        "Sending was interrupted; it is not known whether this mail arrived.",
        "Tanyakan kepada penerima sebelum mengirim ulang.",
        "Ask the receiver before sending it again.",
    ),
    "office_target_removed": Wording("Tujuan ini telah dikeluarkan.", "This target was taken out."),
    "office_report_taken_back": Wording(
        "Laporan ini ditarik kembali sebelum terkirim; tidak ada yang dikirim.",
        "This report was taken back before it was sent; nothing was sent.",
        "Versi berikutnya dikirim dari halaman laporan setelah ditandatangani.",
        "The next version is sent from the report's page once it is signed.",
    ),
    "office_slug_unfit": Wording(
        "Nama pendek hanya boleh berisi huruf kecil, angka, dan tanda hubung (paling banyak 40).",
        "The short name is made of small letters, digits and hyphens (40 at most).",
        "Misalnya: kantor-wilayah.",
        "For instance: regional-office.",
    ),
    "office_slug_taken": Wording(
        "Nama pendek {slug} sudah dipakai.",
        "The short name {slug} is taken.",
        "Pilih nama lain; tujuan yang sudah dikeluarkan tetap memakai namanya.",
        "Choose another; a target that was taken out keeps its name.",
    ),
    "office_name_unfit": Wording(
        "Nama tujuan kosong, terlalu panjang (lebih dari {limit} huruf), atau tidak dapat dicetak.",
        "The target's name is empty, longer than {limit} letters, or cannot be printed.",
        "Perbaiki namanya.",
        "Correct the name.",
    ),
    "office_audience_unfit": Wording(
        "Nilai aud hanya boleh berisi huruf dan tanda biasa (paling banyak {limit}).",
        "The value of aud is made of plain letters and signs ({limit} at most).",
        "Salin dari petunjuk penerima.",
        "Copy it from the receiver's instructions.",
    ),
    "office_bearer_short": Wording(
        "Rahasia JWT harus {least} sampai {most} huruf biasa.",
        "The secret of the JWT has {least} to {most} plain letters.",
        "Kosongkan agar Simpul membuatnya sendiri.",
        "Leave it empty to have Simpul make one.",
    ),
    "office_target_unknown": Wording(
        "Tujuan ini tidak ada.",
        "There is no such target.",
        "Muat ulang halaman pengaturan tujuan.",
        "Load the page of targets again.",
    ),
    "office_target_off": Wording(
        "Tujuan {target} sedang tidak menerima kiriman.",
        "The target {target} takes nothing at present.",
        "Hidupkan lagi di pengaturan tujuan.",
        "Switch it on again in the settings.",
    ),
    "office_report_unknown": Wording(
        "Versi laporan ini tidak ada.",
        "There is no such version of a report.",
        "Muat ulang halaman laporan.",
        "Load the report's page again.",
    ),
    "office_report_unfinished": Wording(
        "Laporan ini belum mempunyai PDF, sehingga belum dapat diserahkan.",
        "This report has no PDF yet, so it cannot be handed over.",
        "Selesaikan pemeriksaan dan penandatanganannya dahulu.",
        "Have it checked and signed first.",
    ),
    "office_delivery_unknown": Wording(
        "Kiriman ini tidak ada, atau hanya sebuah uji kirim.",
        "There is no such delivery, or it was only a test.",
        "Muat ulang daftar kiriman.",
        "Load the list of deliveries again.",
    ),
    "office_delivery_under_way": Wording(
        "Kiriman ini masih berjalan.",
        "This delivery is still under way.",
        "Tunggu hasilnya; akan dicoba lagi dengan sendirinya.",
        "Wait for its end; it is tried again by itself.",
    ),
    "office_receipt_empty": Wording(
        "Nama penerima belum diisi.",
        "Nobody is named as the receiver.",
        "Tulis siapa yang menerima.",
        "Write who received it.",
    ),
    "office_receipt_long": Wording(
        "Isian tanda terima terlalu panjang (batas {limit} huruf) atau tidak dapat dicetak.",
        "The receipt's entries are too long ({limit} letters at most) or cannot be printed.",
        "Persingkat isiannya.",
        "Make them shorter.",
    ),
    "office_receipt_time": Wording(
        "Waktu penerimaan ini tidak mungkin: sebelum dikirim, atau di masa depan.",
        "This time of receipt cannot be: before it was sent, or in the future.",
        "Periksa tanggal dan jamnya.",
        "Check day and hour.",
    ),
    "office_receipt_there": Wording(
        "Tanda terima sudah dicatat lebih dahulu; yang pertama berlaku.",
        "A receipt was noted before; the first one counts.",
        "Muat ulang halaman untuk melihatnya.",
        "Load the page again to see it.",
    ),
}
