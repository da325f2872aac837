"""Sentences for why a certificate was not delivered; those of mail servers stand with the mail."""

from connector.messages import Catalogue, Wording

DELIVERY: Catalogue = {
    "delivery_no_address": Wording(
        "Peserta ini belum memiliki alamat e-mail; tidak ada yang dikirim.",
        "This person has no e-mail address; nothing was sent.",
        "Lengkapi data peserta lalu kirim, atau sampaikan alamat pribadinya lewat WhatsApp.",
        "Complete the roster and send, or pass the personal address on by messenger.",
    ),
    "delivery_shared_address": Wording(
        "Alamat e-mail ini dipakai bersama orang lain; tidak ada yang dikirim.",
        "This e-mail address is shared with somebody else; nothing was sent.",
        "Mintalah alamat milik sendiri, atau sampaikan alamat pribadinya lewat WhatsApp.",
        "Ask for an address of their own, or pass the personal address on by messenger.",
    ),
    "delivery_no_account": Wording(
        "Peserta ini belum memiliki akun di sistem pembelajaran; tidak ada yang dikirim.",
        "This person has no account in the learning system; nothing was sent.",
        "Terapkan rencana Moodle pelatihan ini dulu, atau pilih cara lain.",
        "Apply this training's Moodle plan first, or choose another way.",
    ),
    "delivery_withdrawn": Wording(
        "Sertifikat ini sudah dicabut atau diganti; tidak ada yang dikirim.",
        "This certificate was revoked or replaced; nothing was sent.",
        "Kirimkan penggantinya setelah ditandatangani.",
        "Send the one that takes its place once it is signed.",
    ),
    "delivery_unsigned": Wording(
        "Sertifikat ini belum ditandatangani dan diarsipkan; tidak ada yang dikirim.",
        "This certificate is not signed and archived yet; nothing was sent.",
        "Selesaikan penandatanganan dulu.",
        "Finish signing first.",
    ),
    "delivery_gave_up": Wording(
        "Sudah dicoba {attempts} kali dan tidak berhasil; tidak dicoba lagi sendiri.",
        "It was tried {attempts} times without success and is not tried again by itself.",
        "Periksa alamat dan server e-mail, lalu kirim ulang.",
        "Check the address and the mail server, then send again.",
    ),
    "delivery_interrupted": Wording(
        "Pengiriman terputus di tengah jalan: mungkin terkirim, mungkin tidak.",
        "The delivery was interrupted half-way: it may have been sent.",
        "Tidak dikirim ulang sendiri. Tanyakan penerima, atau kirim ulang dengan sadar.",
        "It is not repeated by itself. Ask the recipient, or send again knowingly.",
    ),
    "delivery_no_channel": Wording(
        "Cara pengiriman itu belum disiapkan; tidak ada yang dikirim.",
        "That way of delivery is not set up; nothing was sent.",
        "Untuk e-mail isi SIMPUL_SMTP_HOST dan SIMPUL_SMTP_FROM; untuk Moodle sambungkan Moodle.",
        "For e-mail set SIMPUL_SMTP_HOST and SIMPUL_SMTP_FROM; for Moodle connect a Moodle.",
    ),
    "delivery_pending": Wording(
        "Kiriman sebelumnya masih berjalan; tidak ada kiriman baru.",
        "The delivery before is still under way; no new one was made.",
        "Tunggu sampai selesai, lalu muat ulang halaman ini.",
        "Wait until it ends, then load this page again.",
    ),
    "siasn_unfit": Wording(
        "Isian MyASN tidak dapat disimpan; tidak ada yang diubah.",
        "The MyASN settings cannot be stored; nothing was changed.",
        "Pilih jenis diklat dari daftar, dan nama institusi paling panjang {limit} huruf.",
        "Choose a kind from the list, and at most {limit} characters for the institution.",
    ),
    "delivery_unknown_certificate": Wording(
        "Sertifikat itu tidak ada pada pelatihan ini; tidak ada yang dikirim.",
        "This training has no such certificate; nothing was sent.",
        "Muat ulang halaman ini.",
        "Load this page again.",
    ),
}
"""What happened and what to do, in both languages."""
