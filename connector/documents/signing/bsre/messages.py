"""Sentences for what BSrE says, or does not say; keys are `bsre_` and the code."""

from connector.messages import Catalogue, Wording

_NOTHING = "tidak ada yang ditandatangani"
_NOTHING_EN = "nothing was signed"

_DOUBT = (
    "Jangan menandatangani ulang dahulu: periksa di BSrE atau dengan penandatangan apakah dokumen "
    "ini sudah ditandatangani, lalu putuskan pada halaman penandatanganan."
)
_DOUBT_EN = (
    "Do not sign again yet: find out at BSrE or from the signer whether this document was signed, "
    "then decide on the signing page."
)

_ADMINISTRATOR = "Hubungi verifikator BSrE instansi, lalu coba lagi."
_ADMINISTRATOR_EN = "Ask your agency's BSrE verifier, then try again."


def _status(what_id: str, what_en: str, todo_id: str = "", todo_en: str = "") -> Wording:
    """A certificate that may not sign: the same way out for most."""
    return Wording(
        f"{what_id}; {_NOTHING}.",
        f"{what_en}; {_NOTHING_EN}.",
        todo_id or _ADMINISTRATOR,
        todo_en or _ADMINISTRATOR_EN,
    )


def _doubtful(what_id: str, what_en: str) -> Wording:
    return Wording(what_id, what_en, _DOUBT, _DOUBT_EN)


STATUSES: Catalogue = {
    "bsre_status_expired": _status(
        "Masa berlaku sertifikat elektronik penandatangan habis",
        "The signer's certificate has expired",
        "Ajukan sertifikat baru kepada verifikator BSrE instansi.",
        "Apply to your agency's BSrE verifier for a new certificate.",
    ),
    "bsre_status_renew": _status(
        "Sertifikat elektronik penandatangan sedang diperbarui",
        "The signer's certificate is being renewed",
        "Selesaikan pembaruan melalui tautan dari BSrE, lalu coba lagi.",
        "Finish the renewal by the link BSrE sent, then try again.",
    ),
    "bsre_status_waiting_for_verification": _status(
        "Pendaftaran penandatangan masih menunggu verifikasi BSrE",
        "The signer's registration still waits for BSrE's verification",
    ),
    "bsre_status_new": _status(
        "Akun penandatangan baru dan belum diaktifkan",
        "The signer's account is new and not activated",
        "Penandatangan mengaktifkan akun melalui e-mail dari BSrE.",
        "The signer activates the account by BSrE's e-mail.",
    ),
    "bsre_status_no_certificate": _status(
        "Penandatangan belum memiliki sertifikat elektronik BSrE",
        "The signer has no BSrE certificate",
    ),
    "bsre_status_not_registered": _status(
        "Penandatangan tidak terdaftar di BSrE",
        "The signer is not registered at BSrE",
        "Periksa NIK atau e-mail akun pada data pejabat; bila benar, daftarkan di BSrE.",
        "Check the account's NIK or e-mail in the official's record; if right, register at BSrE.",
    ),
    "bsre_status_suspend": _status(
        "Sertifikat elektronik penandatangan sedang ditangguhkan",
        "The signer's certificate is suspended",
    ),
    "bsre_status_revoke": _status(
        "Sertifikat elektronik penandatangan sudah dicabut",
        "The signer's certificate was revoked",
    ),
    "bsre_status_unknown": _status(
        "BSrE menyebut status sertifikat yang tidak kami kenal",
        "BSrE names a certificate status that we do not know",
        "Periksa status penandatangan di portal BSrE; laporkan kepada pengelola sistem.",
        "Look up the signer's status in BSrE's portal; tell whoever runs this system.",
    ),
}

REFUSALS: Catalogue = {
    "bsre_2031": Wording(
        f"BSrE: passphrase salah; {_NOTHING}.",
        f"BSrE: the passphrase is wrong; {_NOTHING_EN}.",
        "Ketik lagi dengan teliti. Terlalu sering salah dapat mengunci akun.",
        "Type it again with care. Too many wrong ones may lock the account.",
    ),
    "bsre_2011": STATUSES["bsre_status_not_registered"],
    "bsre_1110": STATUSES["bsre_status_not_registered"],
    "bsre_2021": _status(
        "Penandatangan tidak memiliki sertifikat elektronik yang aktif",
        "The signer has no active certificate",
    ),
    "bsre_1111": _status(
        "Sertifikat penandatangan aktif, tetapi BSrE tetap menolak",
        "The signer's certificate is active, but BSrE refuses all the same",
    ),
    "bsre_refused_unlisted": Wording(
        f"BSrE menolak {{call}} dengan kode {{remote_code}} yang belum dikenal; {_NOTHING}.",
        f"BSrE refuses {{call}} with code {{remote_code}}, which we do not know; {_NOTHING_EN}.",
        "Periksa passphrase atau TOTP; tanyakan arti kode itu kepada BSrE.",
        "Check passphrase or TOTP; ask BSrE what the code means.",
    ),
    "bsre_login_refused": Wording(
        f"BSrE menolak nama pengguna atau kata sandi aplikasi; {_NOTHING}.",
        f"BSrE refuses the application's user name or password; {_NOTHING_EN}.",
        "Periksa SIMPUL_BSRE_USERNAME dan SIMPUL_BSRE_PASSWORD.",
        "Check SIMPUL_BSRE_USERNAME and SIMPUL_BSRE_PASSWORD.",
    ),
    "bsre_caller_refused": Wording(
        f"BSrE tidak menerima panggilan dari alamat IP server ini; {_NOTHING}.",
        f"BSrE accepts no call from this server's IP address; {_NOTHING_EN}.",
        "Mintalah pengelola Esign Client mendaftarkan alamat IP server ini.",
        "Ask whoever runs the Esign Client to register this server's IP address.",
    ),
    "bsre_wrong_address": Wording(
        f"Alamat BSrE mengalihkan ke alamat lain; passphrase tidak dikirim ke sana; {_NOTHING}.",
        f"The BSrE address redirects; the passphrase was not sent there; {_NOTHING_EN}.",
        "Isi SIMPUL_BSRE_URL dengan alamat Esign Client yang sebenarnya (http atau https).",
        "Set SIMPUL_BSRE_URL to the Esign Client's own address (http or https).",
    ),
    "bsre_http_404": Wording(
        f"Di alamat ini tidak ada Esign Client Service v2; {_NOTHING}.",
        f"There is no Esign Client Service v2 at this address; {_NOTHING_EN}.",
        "Periksa SIMPUL_BSRE_URL.",
        "Check SIMPUL_BSRE_URL.",
    ),
    "bsre_http_429": Wording(
        f"BSrE meminta agar tidak terlalu sering dipanggil; {_NOTHING}.",
        f"BSrE asks for fewer calls; {_NOTHING_EN}.",
        "Tunggu sebentar, lalu lanjutkan.",
        "Wait a little, then go on.",
    ),
    "bsre_account_unfit": Wording(
        f"Akun BSrE pejabat bukan NIK 16 angka dan bukan alamat e-mail; {_NOTHING}.",
        "The official's BSrE account is neither a NIK of 16 digits nor an e-mail address; "
        f"{_NOTHING_EN}.",
        "Perbaiki akun pada data pejabat.",
        "Mend the account in the official's record.",
    ),
    "bsre_secret_missing": Wording(
        f"Passphrase atau TOTP belum diketik; {_NOTHING}.",
        f"Neither passphrase nor TOTP was typed; {_NOTHING_EN}.",
        "Ketik salah satunya, lalu ulangi.",
        "Type one of them, then try again.",
    ),
    "bsre_totp_refused": Wording(
        f"BSrE tidak mengirim TOTP; {_NOTHING}.",
        f"BSrE sent no TOTP; {_NOTHING_EN}.",
        "Pastikan penandatangan memakai BeSign Mobile, atau pakai passphrase.",
        "Make sure that the signer uses BeSign Mobile, or use the passphrase.",
    ),
    "bsre_unexpected_answer": Wording(
        "Jawaban BSrE atas {call} berbentuk lain dari yang dikenal.",
        "BSrE's answer to {call} has a shape we do not know.",
        "Periksa versi Esign Client; laporkan dengan nama panggilannya.",
        "Check the Esign Client's version; report it with the name of the call.",
    ),
    "bsre_unanswered": Wording(
        f"BSrE tidak menjawab {{call}} ({{remote_code}}); {_NOTHING}.",
        f"BSrE did not answer {{call}} ({{remote_code}}); {_NOTHING_EN}.",
        "Coba lagi beberapa menit lagi.",
        "Try again in a few minutes.",
    ),
    "bsre_no_connection": Wording(
        f"BSrE tidak dapat dihubungi; {_NOTHING}.",
        f"BSrE cannot be reached; {_NOTHING_EN}.",
        "Periksa SIMPUL_BSRE_URL dan jaringan ke Esign Client, lalu lanjutkan.",
        "Check SIMPUL_BSRE_URL and the network to the Esign Client, then go on.",
    ),
}

DOUBTS: Catalogue = {
    "bsre_timeout": _doubtful(
        "BSrE tidak menjawab {call} tepat waktu.", "BSrE did not answer {call} in time."
    ),
    "bsre_connection_cut": _doubtful(
        "Sambungan ke BSrE terputus setelah {call} dikirim.",
        "The connection to BSrE was cut after {call} was sent.",
    ),
    "bsre_http_408": _doubtful(
        "BSrE berhenti menunggu {call} (408).", "BSrE stopped waiting for {call} (408)."
    ),
    "bsre_http_500": _doubtful(
        "Server BSrE gagal pada {call} (500): gangguan, atau dokumen yang tidak dapat dibacanya.",
        "The BSrE server failed at {call} (500): a fault, or a document it cannot read.",
    ),
    "bsre_http_502": _doubtful(
        "BSrE tidak terjangkau dari gerbangnya (502).", "BSrE is out of its gateway's reach (502)."
    ),
    "bsre_http_503": _doubtful("BSrE sedang tidak melayani (503).", "BSrE is not serving (503)."),
    "bsre_http_504": _doubtful(
        "Gerbang BSrE berhenti menunggu (504).", "BSrE's gateway stopped waiting (504)."
    ),
    "bsre_http_5xx": _doubtful(
        "Server BSrE gagal pada {call}.", "The BSrE server failed at {call}."
    ),
    "bsre_not_json": _doubtful(
        "Jawaban atas {call} bukan dari Esign Client.",
        "The answer to {call} is not the Esign Client's.",
    ),
    "bsre_file_count": _doubtful(
        "BSrE tidak mengembalikan tepat satu dokumen.", "BSrE did not return exactly one document."
    ),
    "bsre_file_unreadable": _doubtful(
        "Dokumen yang dikembalikan BSrE tidak terbaca.",
        "The document that BSrE returned is unreadable.",
    ),
    "bsre_file_not_signed": _doubtful(
        "Dokumen yang dikembalikan BSrE tidak memuat tepat satu tanda tangan baru yang utuh.",
        "The document that BSrE returned does not hold exactly one new, whole signature.",
    ),
}

JUDGEMENTS: Catalogue = {
    "bsre_count_differs": Wording(
        "BSrE menyebut jumlah tanda tangan yang berbeda dari rinciannya.",
        "BSrE names another number of signatures than it lists.",
    ),
    "bsre_not_valid": Wording(
        "BSrE tidak menyimpulkan dokumen ini VALID.", "BSrE does not conclude that this is VALID."
    ),
    "bsre_answers": Wording(
        "Esign Client BSrE menjawab dan menerima aplikasi ini.",
        "BSrE's Esign Client answers and accepts this application.",
    ),
    "bsre_plain_http": Wording(
        "Esign Client BSrE dipanggil tanpa TLS (http): passphrase melewati jaringan tanpa sandi.",
        "BSrE's Esign Client is called without TLS (http): passphrases cross the network in clear.",
        "Pakai https bila Esign Client menyediakannya; jika tidak, pastikan jaringannya tertutup.",
        "Use https where the Esign Client offers it; if not, make sure that the network is closed.",
    ),
}

BSRE: Catalogue = {**STATUSES, **REFUSALS, **DOUBTS, **JUDGEMENTS}
