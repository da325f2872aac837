"""Sentences of printing, signing, archiving and withdrawing certificates: what, and what to do."""

from connector.messages import Catalogue, Wording

_ASK = (
    "Periksa dulu di aplikasi penanda tangan; lalu unggah berkasnya atau minta tanda tangan lagi.",
    "Look in the signing application first; then upload the file or ask once more.",
)
_AGAIN = ("Muat ulang halamannya.", "Load the page again.")
_UNCHANGED = (
    "Tanda tangani berkas yang diunduh dari halaman ini tanpa mencetak atau menyimpannya ulang, "
    "lalu unggah lagi.",
    "Sign the file downloaded from this page without printing or saving it anew, then upload it "
    "again.",
)
_OLD = (
    "Unduh berkas ZIP yang baru dan tanda tangani yang itu.",
    "Download the ZIP anew and sign what is in it.",
)
_RESTORE = (
    "Jangan hapus apa pun. Beri tahu pengelola server: pulihkan dari cadangan, lalu periksa lagi.",
    "Delete nothing. Tell whoever runs the server: restore from a backup, then check again.",
)

SIGNING_FLOW: Catalogue = {
    # printing (connector.flows.prepare_certificates)
    "certificates_unprinted": Wording(
        "{count} sertifikat belum dapat dicetak; alasan pertama: {first}.",
        "{count} certificates could not be printed; the first reason: {first}.",
        "Perbaiki desain atau datanya, lalu ulangi pekerjaan ini di halaman Kondisi sistem.",
        "Mend the design or the entries, then retry this job on the page System health.",
    ),
    "photo_missing": Wording(
        "Foto untuk sertifikat ini tidak ada lagi.",
        "The photo of this certificate is no longer there.",
        "Unggah fotonya lagi sebagai bukti pelatihan ini.",
        "Attach the photo to this training again.",
    ),
    "rendition_missing": Wording(
        "Sertifikat ini belum dicetak.",
        "This certificate has not been printed yet.",
        "Tunggu sebentar, lalu muat ulang halamannya.",
        "Wait a moment and load the page again.",
    ),
    "rendition_damaged": Wording(
        "Isi PDF sertifikat ini tidak sama lagi dengan saat dicetak.",
        "This certificate's PDF is no longer what was printed.",
        *_RESTORE,
    ),
    # officials
    "official_inactive": Wording(
        "Pejabat ini tidak menjabat lagi.",
        "This official is no longer in office.",
        "Ganti pejabat penanda tangannya; nomor sertifikat tetap.",
        "Name another official; the numbers stay.",
    ),
    "official_unclear": Wording(
        "{count} pejabat menandatangani di tempat ini.",
        "{count} officials sign at this place.",
        "Pilih pejabatnya lebih dulu.",
        "Choose the official first.",
    ),
    "official_changed": Wording(
        "Sertifikat ini kini ditandatangani pejabat lain.",
        "This certificate is signed by another official now.",
        *_AGAIN,
    ),
    "officials_number": Wording(
        "Pilih satu sampai {most} pejabat yang berbeda.",
        "Choose one to {most} different officials.",
    ),
    "account_unreadable": Wording(
        "Akun tanda tangan pejabat ini tidak dapat dibuka.",
        "The signing account of this official cannot be opened.",
        "Isi akunnya sekali lagi di halaman Pejabat.",
        "Enter the account once more on the page Officials.",
    ),
    "signer_missing": Wording(
        "Cara tanda tangan “{signer}” tidak terpasang di sini.",
        "The way of signing “{signer}” is not set up here.",
        "Pilih cara lain di halaman Pejabat, atau minta pengelola server memasangnya.",
        "Choose another way on the page Officials, or have whoever runs the server set it up.",
    ),
    "signer_direct": Wording(
        "Pejabat ini menandatangani langsung di halaman ini.",
        "This official signs on this page directly.",
        *_AGAIN,
    ),
    "signer_not_direct": Wording(
        "Cara tanda tangan pejabat ini sudah diganti.",
        "The way this official signs has been changed.",
        "Kembali ke daftar dan mulai lagi.",
        "Go back to the list and start again.",
    ),
    # batches and signatures (connector.flows.signing_batches, .sign_certificates)
    "batch_unknown": Wording("Daftar tanda tangan itu tidak ada.", "There is no such batch."),
    "batch_closed": Wording(
        "Semua sertifikat dalam daftar ini sudah ditandatangani.",
        "Every certificate of this batch is signed.",
        *_AGAIN,
    ),
    "not_in_batch": Wording(
        "Sertifikat itu tidak ada dalam daftar ini.",
        "That certificate is not in this batch.",
        *_AGAIN,
    ),
    "nothing_to_sign": Wording(
        "Tidak ada yang menunggu tanda tangan ini.",
        "Nothing waits for this signature.",
        "Kalau baru diberi nomor, tunggu sebentar sampai selesai dicetak.",
        "If they were numbered just now, wait a moment until they are printed.",
    ),
    "not_your_signature": Wording(
        "Hanya pejabat yang bersangkutan yang boleh menandatangani, dengan akunnya sendiri.",
        "Only the official may sign, signed in as themselves.",
        "Minta pejabatnya masuk ke Simpul dan membuka halaman ini.",
        "Ask the official to sign in to Simpul and open this page.",
    ),
    "secret_missing": Wording(
        "Frasa sandi atau kode TOTP belum diisi.",
        "The passphrase or one-time code is missing.",
        "Ketik frasa sandi atau kodenya, lalu tekan tombolnya lagi.",
        "Type it and press the button again.",
    ),
    "code_not_sent": Wording(
        "Cara tanda tangan ini tidak mengirim kode.",
        "This way of signing sends no codes.",
        "Pakai frasa sandi.",
        "Use the passphrase.",
    ),
    "certificate_unknown": Wording("Sertifikat itu tidak ada.", "There is no such certificate."),
    "certificate_unsigned": Wording(
        "Sertifikat ini belum ditandatangani.",
        "This certificate is not signed yet.",
    ),
    "certificate_moved": Wording(
        "Sertifikat ini tidak lagi menunggu tanda tangan: dicabut, diganti, atau dicetak ulang.",
        "This certificate waits for no signature any more: revoked, replaced or printed anew.",
        *_AGAIN,
    ),
    "signing_begun": Wording(
        "Pejabat tidak dapat diganti: semuanya sudah ada tanda tangannya.",
        "The official cannot be changed: every one of them bears a signature.",
        "Untuk mengganti sertifikat yang sudah ditandatangani, terbitkan penggantinya.",
        "To change a signed certificate, replace it.",
    ),
    "signing_unsettled": Wording(
        "Ada tanda tangan yang sedang diproses atau belum jelas hasilnya.",
        "A signature is under way, or nobody knows yet how it ended.",
        "Selesaikan dulu di halaman tanda tangan.",
        "Settle it on the signing page first.",
    ),
    "signing_unknown": Wording("Tanda tangan itu tidak ada.", "There is no such signature."),
    "signing_settled": Wording(
        "Hasil tanda tangan ini sudah jelas.",
        "It is known how this signature ended.",
        *_AGAIN,
    ),
    "signing_lost": Wording(
        "Permintaan tanda tangan terkirim, tetapi jawabannya tidak pernah sampai.",
        "The signature was asked for, and no answer ever came.",
        *_ASK,
    ),
    # what came back (connector.flows.accept_signature, .sign_by_hand)
    "signed_unsigned": Wording(
        "Berkas ini belum memuat tanda tangan elektronik.",
        "This file bears no electronic signature yet.",
        "Tanda tangani dulu, lalu unggah lagi.",
        "Sign it first, then upload it again.",
    ),
    "signed_other": Wording(
        "Berkas ini tanda tangannya sah, tetapi bukan dokumen yang diminta.",
        "This file is signed well, but it is not the document that was asked for.",
        *_UNCHANGED,
    ),
    "signed_unfinished": Wording(
        "Tanda tangan pejabat ini belum ada dalam berkas.",
        "This official's signature is not in the file yet.",
        "Tanda tangani dulu, lalu unggah lagi.",
        "Sign it first, then upload it again.",
    ),
    "signed_too_often": Wording(
        "Berkas ini memuat lebih banyak tanda tangan daripada yang diminta.",
        "This file bears more signatures than were asked for.",
        *_OLD,
    ),
    "signed_altered": Wording(
        "Berkas ini diubah sesudah ditandatangani, sehingga tanda tangannya tidak sah.",
        "This file was changed after it was signed; its signature does not hold.",
        *_UNCHANGED,
    ),
    "signed_untrusted": Wording(
        "Berkas ini ditandatangani dengan sertifikat yang penerbitnya tidak dipercaya kantor ini.",
        "This file is signed under a certificate whose issuer this office does not trust.",
        "Tandatangani dengan sertifikat pejabatnya, atau tambahkan penerbitnya pada "
        "SIMPUL_SIGN_TRUST.",
        "Sign it with the official's own certificate, or add its issuer to SIMPUL_SIGN_TRUST.",
    ),
    "returned_foreign": Wording(
        "Berkas ini bukan salah satu sertifikat dalam daftar.",
        "This file is none of the certificates of this batch.",
        "Periksa apakah berkasnya milik kelas lain.",
        "Check whether it belongs to another class.",
    ),
    "returned_changed": Wording(
        "Menurut namanya ini salah satu sertifikat, tetapi isinya bukan.",
        "By its name this is one of the certificates, by its content it is not.",
        *_UNCHANGED,
    ),
    "returned_outdated": Wording(
        "Sertifikat ini dicetak ulang sesudah berkasnya diunduh.",
        "This certificate was printed anew after the file was downloaded.",
        *_OLD,
    ),
    "returned_double": Wording(
        "Sertifikat ini ada dua kali dalam unggahan; yang pertama sudah diterima.",
        "This certificate is in the upload twice; the first one was taken.",
    ),
    "returned_again": Wording(
        "Sertifikat ini sudah diterima sebelumnya; tidak ada yang berubah.",
        "This certificate was taken before; nothing was changed.",
    ),
    # archive (connector.flows.archive_certificates)
    "archived_unknown": Wording(
        "Berkas itu tidak ada dalam arsip.",
        "That file is not in the archive.",
        *_RESTORE,
    ),
    "archived_missing": Wording(
        "Berkas yang tercatat dalam register tidak ada dalam arsip.",
        "A file of the register is not in the archive.",
        *_RESTORE,
    ),
    "archived_damaged": Wording(
        "Isi berkas dalam arsip tidak sama lagi dengan sidik jarinya (SHA-256).",
        "An archived file is no longer what its SHA-256 says.",
        *_RESTORE,
    ),
    "archived_unnamed": Wording(
        "Berkas dalam arsip tidak tercatat dalam register.",
        "A file in the archive is in no register.",
        "Beri tahu pengelola server; jangan hapus apa pun.",
        "Tell whoever runs the server; delete nothing.",
    ),
    "register_incomplete": Wording(
        "Sertifikat tercatat sudah diarsipkan, tetapi tanpa berkas.",
        "A certificate counts as archived and names no file.",
        *_RESTORE,
    ),
    "archive_faults": Wording(
        "Pemeriksaan arsip menemukan {count} masalah.",
        "Checking the archive found {count} faults.",
        *_RESTORE,
    ),
    "archive_empty": Wording(
        "Belum ada sertifikat yang diarsipkan pada pelatihan {training}.",
        "No certificate of {training} is archived yet.",
        "Tanda tangani dulu sertifikatnya.",
        "Sign the certificates first.",
    ),
    "restore_unreadable": Wording(
        "Berkas ini bukan arsip sertifikat dari Simpul, atau rusak.",
        "This file is no archive of certificates made by Simpul, or it is damaged.",
        "Pilih berkas ZIP yang diunduh dari halaman arsip.",
        "Choose the ZIP that was downloaded from the archive's page.",
    ),
    "restore_missing": Wording(
        "Berkas yang tercantum dalam manifest tidak ada dalam ZIP.",
        "A file of the manifest is not in the ZIP.",
    ),
    "restore_differs": Wording(
        "Isi berkas dalam ZIP tidak sama dengan manifest.",
        "A file in the ZIP is not what the manifest says.",
    ),
    "restore_foreign": Wording(
        "ZIP memuat berkas yang tidak tercantum dalam manifest.",
        "The ZIP holds a file that the manifest does not list.",
    ),
    "restore_unregistered": Wording(
        "Yang tercantum dalam manifest tidak sama dengan register.",
        "What the manifest lists is not what the register says.",
    ),
    "restore_incomplete": Wording(
        "Sertifikat dalam register tidak ada dalam ZIP.",
        "A certificate of the register is not in the ZIP.",
        "Kalau ditandatangani sesudah ZIP dibuat, buat ZIP baru.",
        "If it was signed after the ZIP was made, make a new one.",
    ),
    # withdrawing (connector.flows.withdraw_certificates)
    "certificate_withdrawn": Wording(
        "Sertifikat {number} sudah dicabut atau diganti.",
        "Certificate {number} is revoked or replaced already.",
        *_AGAIN,
    ),
    "replacement_not_earned": Wording(
        "Pemilik sertifikat {number} saat ini tidak memenuhi syarat, jadi tidak ada penggantinya.",
        "Whoever holds certificate {number} does not meet the rule now: nothing takes its place.",
        "Periksa tab Kelayakan STTP dan putuskan dulu di sana; atau cabut saja sertifikatnya.",
        "Look at the tab of verdicts and decide there first; or revoke the certificate only.",
    ),
    "replacement_not_approved": Wording(
        "Daftar yang disetujui belum memuat data yang akan dicetak pada pengganti sertifikat "
        "{number}.",
        "The approved list does not state yet what would take the place of certificate {number}.",
        "Minta pimpinan menyetujui daftarnya lagi pada tab STTP, lalu ulangi.",
        "Have the list approved again on the tab STTP, then repeat this.",
    ),
    "replacement_same": Wording(
        "Konsepnya masih sama persis dengan sertifikat {number}.",
        "The draft states exactly what certificate {number} states.",
        "Perbaiki datanya dulu di tab STTP; atau centang “terbitkan walaupun sama”.",
        "Correct the entries on the tab STTP first; or tick “issue although nothing differs”.",
    ),
}
