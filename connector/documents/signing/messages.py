"""Sentences for everything that signing, verifying and bringing back can say, in both languages.

Codes of a signer are `<its name>_<code>`: what a RemoteError says of itself, and what `ready`
answers behind the name of the signer.
"""

from connector.messages import Catalogue, Wording

_KEYS: Catalogue = {
    "local_passphrase_wrong": Wording(
        "Frasa sandi salah; tidak ada yang ditandatangani.",
        "The passphrase is wrong; nothing was signed.",
        "Ketik lagi. Perhatikan huruf besar dan kecil.",
        "Type it again. Mind capital letters.",
    ),
    "local_passphrase_missing": Wording(
        "Frasa sandi belum diketik; tidak ada yang ditandatangani.",
        "No passphrase was typed; nothing was signed.",
        "Ketik frasa sandi kunci pejabat, lalu ulangi.",
        "Type the passphrase of the official's key, then try again.",
    ),
    "local_key_absent": Wording(
        "Berkas kunci pejabat ini tidak ada di folder kunci.",
        "The key file of this official is not in the folder of keys.",
        "Simpan berkas .p12 di folder SIMPUL_SIGN_KEYS dengan nama akun pejabat.",
        "Put the .p12 file into the folder SIMPUL_SIGN_KEYS under the official's account name.",
    ),
    "local_key_open_to_others": Wording(
        "Berkas kunci dapat dibuka pengguna lain di komputer ini; tidak dipakai.",
        "Other users of this machine can open the key file; it was not used.",
        "Jalankan `chmod 600` pada berkas itu, dan gantilah kuncinya bila mungkin sudah disalin.",
        "Run `chmod 600` on the file, and replace the key if somebody may have copied it.",
    ),
    "local_key_unreadable": Wording(
        "Berkas kunci tidak dapat dibaca sebagai PKCS#12 (.p12).",
        "The key file cannot be read as PKCS#12 (.p12).",
        "Ekspor ulang kunci beserta sertifikatnya sebagai .p12 dengan enkripsi AES-256.",
        "Export key and certificate again as .p12, encrypted with AES-256.",
    ),
    "local_key_without_certificate": Wording(
        "Berkas kunci tidak memuat kunci beserta sertifikat elektronik pasangannya.",
        "The key file does not hold a key together with its own certificate.",
        "Ekspor ulang keduanya dalam satu berkas .p12.",
        "Export both again into one .p12 file.",
    ),
    "local_key_kind_unsupported": Wording(
        "Jenis kunci ini tidak dipakai untuk tanda tangan: perlu RSA 2048 bit ke atas, atau kurva "
        "P-256, P-384, P-521.",
        "Keys of this kind do not sign: RSA of 2048 bits or more, or a curve P-256, P-384 or P-521 "
        "is needed.",
        "Mintalah sertifikat elektronik baru dengan kunci yang didukung.",
        "Ask for a new certificate with a key that is supported.",
    ),
    "local_certificate_expired": Wording(
        "Masa berlaku sertifikat elektronik pejabat sudah habis; tidak ada yang ditandatangani.",
        "The official's certificate has expired; nothing was signed.",
        "Perbarui sertifikat elektronik, lalu simpan berkas .p12 yang baru.",
        "Renew the certificate, then store the new .p12 file.",
    ),
    "local_certificate_early": Wording(
        "Sertifikat elektronik pejabat belum berlaku; tidak ada yang ditandatangani.",
        "The official's certificate is not valid yet; nothing was signed.",
        "Periksa jam server ini, atau tunggu sampai sertifikat berlaku.",
        "Check the clock of this server, or wait until the certificate is valid.",
    ),
    "local_certificate_not_for_signing": Wording(
        "Sertifikat elektronik ini tidak diterbitkan untuk menandatangani dokumen.",
        "This certificate was not issued for signing documents.",
        "Pakai sertifikat dengan kegunaan tanda tangan digital atau nirsangkal.",
        "Use one whose key usage is digital signature or non-repudiation.",
    ),
    "local_document_unreadable": Wording(
        "Dokumen ini bukan PDF yang dapat ditandatangani; tidak ada yang ditandatangani.",
        "This document is no PDF that can be signed; nothing was signed.",
        "Siapkan ulang dokumennya, lalu ulangi.",
        "Prepare the document again, then try again.",
    ),
    "local_keys_fit": Wording(
        "{count} berkas kunci pejabat di folder kunci, tertutup bagi pengguna lain.",
        "{count} key files of officials in the folder of keys, closed to others.",
    ),
    "local_keys_unfit": Wording(
        "{unfit} dari {count} berkas kunci tidak dapat dipakai: terbuka bagi pengguna lain, atau "
        "tidak terbaca.",
        "{unfit} of {count} key files cannot be used: open to others, or unreadable.",
        "Jalankan `chmod 600` pada berkas .p12 di SIMPUL_SIGN_KEYS; pemiliknya pengguna layanan.",
        "Run `chmod 600` on the .p12 files in SIMPUL_SIGN_KEYS; the service's user owns them.",
    ),
    "local_keys_none": Wording(
        "Folder kunci belum memuat berkas .p12.",
        "The folder of keys holds no .p12 file yet.",
        "Simpan berkas kunci pejabat di SIMPUL_SIGN_KEYS, atau kosongkan pengaturan itu.",
        "Put the officials' key files into SIMPUL_SIGN_KEYS, or clear that setting.",
    ),
    "local_tsa_unreachable": Wording(
        "Penyedia stempel waktu tidak menjawab; tidak ada yang ditandatangani.",
        "The timestamp authority does not answer; nothing was signed.",
        "Coba lagi nanti. Tanpa stempel waktu: kosongkan SIMPUL_SIGN_TSA_URL.",
        "Try again later. To sign without a timestamp, clear SIMPUL_SIGN_TSA_URL.",
    ),
    "local_tsa_refused": Wording(
        "Penyedia stempel waktu menolak permintaan; tidak ada yang ditandatangani.",
        "The timestamp authority refused the request; nothing was signed.",
        "Periksa SIMPUL_SIGN_TSA_URL dan izin kantor Anda pada penyedia itu.",
        "Check SIMPUL_SIGN_TSA_URL and whether your office may use that authority.",
    ),
    "local_tsa_answer_wrong": Wording(
        "Jawaban penyedia stempel waktu tidak cocok dengan permintaan; tidak ada yang "
        "ditandatangani.",
        "The answer of the timestamp authority does not fit the request; nothing was signed.",
        "Periksa SIMPUL_SIGN_TSA_URL; alamat itu mungkin bukan penyedia stempel waktu RFC 3161.",
        "Check SIMPUL_SIGN_TSA_URL; the address may not be an RFC 3161 authority.",
    ),
}

_VERIFYING: Catalogue = {
    "pdf_unsigned": Wording(
        "PDF ini tidak memuat tanda tangan elektronik.",
        "This PDF bears no electronic signature.",
        "Pastikan yang diperiksa adalah berkas asli, bukan hasil cetak atau pindai.",
        "Make sure it is the original file, not a print or a scan.",
    ),
    "pdf_unreadable": Wording(
        "Berkas ini tidak dapat dibaca sebagai PDF, atau rusak.",
        "This file cannot be read as a PDF, or it is damaged.",
        "Unduh lagi berkas aslinya, lalu periksa kembali.",
        "Download the original again, then check once more.",
    ),
    "pdf_encrypted": Wording(
        "PDF ini terkunci dengan sandi; tanda tangannya tidak dapat diperiksa.",
        "This PDF is locked with a password; its signatures cannot be checked.",
        "Pakai berkas asli yang tidak dikunci.",
        "Use the original, which is not locked.",
    ),
    "pdf_ambiguous": Wording(
        "PDF ini dapat dibaca dengan dua cara; tanda tangannya tidak dinilai.",
        "This PDF can be read in two ways; its signatures are not judged.",
        "Mintalah berkas aslinya kepada penerbit.",
        "Ask the issuer for the original.",
    ),
    "pdf_too_large": Wording(
        "Berkas ini terlalu besar untuk diperiksa.",
        "This file is too large to be checked.",
        "Periksa berkas aslinya; sebuah sertifikat jauh lebih kecil.",
        "Check the original; a certificate is far smaller.",
    ),
    "pdf_revisions_too_many": Wording(
        "PDF ini terlalu sering diubah untuk diperiksa.",
        "This PDF was changed too often to be checked.",
        "Mintalah berkas aslinya kepada penerbit.",
        "Ask the issuer for the original.",
    ),
    "signatures_too_many": Wording(
        "PDF ini memuat terlalu banyak tanda tangan untuk diperiksa.",
        "This PDF bears too many signatures to be checked.",
        "Mintalah berkas aslinya kepada penerbit.",
        "Ask the issuer for the original.",
    ),
    "signature_broken": Wording(
        "Isi yang ditandatangani sudah berubah: tanda tangan tidak cocok.",
        "What was signed has been changed: the signature does not fit.",
        "Jangan dipakai; unduh berkas aslinya.",
        "Do not use it; download the original.",
    ),
    "signature_changed_after": Wording(
        "Sesudah ditandatangani ada yang ditambahkan selain tanda tangan.",
        "After the signature something was added that is not a signature.",
        "Jangan dipakai; unduh berkas aslinya.",
        "Do not use it; download the original.",
    ),
    "signature_untrusted": Wording(
        "Penerbit sertifikat elektroniknya tidak termasuk yang dipercaya kantor ini.",
        "The issuer of its certificate is not among those this office trusts.",
        "Tambahkan sertifikat induk penerbit yang sah ke SIMPUL_SIGN_TRUST.",
        "If the issuer is genuine, add its root certificate to SIMPUL_SIGN_TRUST.",
    ),
    "signature_certificate_expired": Wording(
        "Sertifikat elektronik penanda tangan sudah habis masa berlakunya, dan tidak ada stempel "
        "waktu tepercaya yang menyatakan tanda tangan dibuat sebelumnya.",
        "The signer's certificate has expired, and no trusted timestamp says that the signature "
        "is older.",
        "Cocokkan berkas ini dengan arsip: sha256-nya tetap membuktikan isinya.",
        "Compare the file with the archive: its sha256 still proves what it says.",
    ),
    "signature_certificate_early": Wording(
        "Sertifikat elektronik penanda tangan belum berlaku.",
        "The signer's certificate is not valid yet.",
        "Periksa jam komputer ini.",
        "Check the clock of this machine.",
    ),
    "signature_certificate_misused": Wording(
        "Sertifikat elektronik itu tidak diterbitkan untuk menandatangani dokumen.",
        "That certificate was not issued for signing documents.",
        "Tanyakan kepada penanda tangan.",
        "Ask the signer.",
    ),
    "signature_weak": Wording(
        "Tanda tangan memakai cara yang tidak lagi dianggap aman.",
        "The signature uses a method that is no longer held to be safe.",
        "Mintalah ditandatangani ulang.",
        "Have it signed again.",
    ),
    "signature_kind_unsupported": Wording(
        "Tanda tangan ini berjenis lama yang tidak dinilai di sini.",
        "This signature is of an old kind that is not judged here.",
        "Periksa pada laman pemeriksaan resmi.",
        "Use the official check.",
    ),
    "signature_range_odd": Wording(
        "Tanda tangan ini tidak mencakup berkas sebagaimana mestinya.",
        "This signature does not cover the file as it must.",
        "Jangan dipakai; unduh berkas aslinya.",
        "Do not use it; download the original.",
    ),
    "signature_unreadable": Wording(
        "Isi tanda tangan ini tidak dapat dibaca.",
        "This signature cannot be read.",
        "Unduh berkas aslinya, atau periksa pada laman pemeriksaan resmi.",
        "Download the original, or use the official check.",
    ),
    "timestamp_broken": Wording(
        "Stempel waktunya tidak cocok; waktu penandatanganan tidak terbukti.",
        "Its timestamp does not fit; the time of signing is not proved.",
        "Unduh berkas aslinya, lalu periksa kembali.",
        "Download the original, then check once more.",
    ),
    "timestamp_untrusted": Wording(
        "Penyedia stempel waktunya tidak termasuk yang dipercaya kantor ini.",
        "Its timestamp authority is not among those this office trusts.",
        "Tambahkan sertifikat induk penyedia itu ke SIMPUL_SIGN_TRUST.",
        "If it is genuine, add the root certificate of that authority to SIMPUL_SIGN_TRUST.",
    ),
    "revocation_not_checked": Wording(
        "Pencabutan sertifikat elektronik tidak diperiksa di sini.",
        "Whether a certificate was revoked is not checked here.",
        "Untuk itu pakai laman pemeriksaan resmi.",
        "For that use the official check.",
    ),
}

_RETURNED: Catalogue = {
    "returned_empty": Wording(
        "Tidak ada PDF dalam berkas yang dikembalikan; tidak ada yang disimpan.",
        "There is no PDF in what came back; nothing was stored.",
        "Unggah ZIP berisi PDF yang sudah ditandatangani, atau satu PDF.",
        "Upload a ZIP with the signed PDFs, or a single PDF.",
    ),
    "returned_kind_unknown": Wording(
        "Berkas yang dikembalikan bukan ZIP dan bukan PDF; tidak ada yang disimpan.",
        "What came back is neither a ZIP nor a PDF; nothing was stored.",
        "Unggah ZIP berisi PDF yang sudah ditandatangani, atau satu PDF.",
        "Upload a ZIP with the signed PDFs, or a single PDF.",
    ),
    "returned_damaged": Wording(
        "ZIP yang dikembalikan rusak atau terkunci dengan sandi; tidak ada yang disimpan.",
        "The ZIP that came back is damaged or locked with a password; nothing was stored.",
        "Buat ulang ZIP tanpa sandi, lalu unggah kembali.",
        "Make the ZIP again without a password, then upload it.",
    ),
    "returned_too_large": Wording(
        "ZIP yang dikembalikan terlalu besar setelah dibuka (lebih dari {megabytes} MB); tidak ada "
        "yang disimpan.",
        "What came back is too large when unpacked (more than {megabytes} MB); nothing was stored.",
        "Kembalikan dalam beberapa bagian.",
        "Bring it back in several parts.",
    ),
    "returned_too_many": Wording(
        "ZIP yang dikembalikan memuat lebih dari {most} berkas; tidak ada yang disimpan.",
        "What came back holds more than {most} files; nothing was stored.",
        "Kembalikan dalam beberapa bagian, tanpa berkas lain.",
        "Bring it back in several parts, without other files.",
    ),
}

SIGNING: Catalogue = {**_KEYS, **_VERIFYING, **_RETURNED}
