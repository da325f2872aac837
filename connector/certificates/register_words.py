"""Words of the register: its columns, kinds and states, in both languages."""

from collections.abc import Mapping

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.revocations import Revocation
from connector.messages import Wording

WORDS: Mapping[str, Wording] = {
    "title": Wording("REGISTER SERTIFIKAT", "REGISTER OF CERTIFICATES"),
    "made": Wording("Dibuat {moment} {zone}", "Made {moment} {zone}"),
    "all": Wording("Semua unit, semua tahun", "All units, all years"),
}

COLUMNS: tuple[tuple[str, int, Wording], ...] = (
    ("place", 6, Wording("No.", "No.")),
    ("number", 32, Wording("Nomor sertifikat", "Certificate number")),
    ("dated", 12, Wording("Tanggal", "Date")),
    ("year", 8, Wording("Tahun", "Year")),
    ("unit", 16, Wording("Unit", "Unit")),
    ("name", 34, Wording("Nama", "Name")),
    ("identity", 22, Wording("NIP/NRP", "NIP/NRP")),
    ("training", 44, Wording("Pelatihan", "Training")),
    ("cohort", 12, Wording("Angkatan", "Angkatan")),
    ("code", 20, Wording("Kode pelatihan", "Code of the training")),
    ("kind", 26, Wording("Jenis", "Kind")),
    ("state", 24, Wording("Status", "State")),
    ("ended", 14, Wording("Dicabut/diganti", "Revoked/replaced")),
    ("reason", 36, Wording("Alasan", "Reason")),
    ("replaces", 32, Wording("Menggantikan nomor", "Replaces number")),
    ("replaced_by", 32, Wording("Diganti dengan nomor", "Replaced by number")),
    ("signers", 40, Wording("Penandatangan", "Signed by")),
    ("signed", 14, Wording("Ditandatangani", "Signed on")),
    ("sha256", 66, Wording("SHA-256", "SHA-256")),
)
"""Name, width in characters, heading."""

KINDS: Mapping[CertificateKind, Wording] = {
    CertificateKind.STTP: Wording("STTP", "STTP"),
    CertificateKind.PARTICIPATION: Wording(
        "Sertifikat keikutsertaan", "Certificate of participation"
    ),
    CertificateKind.TEACHING: Wording("Surat keterangan mengajar", "Letter of teaching"),
}

STATES: Mapping[CertificateState, Wording] = {
    CertificateState.NUMBERED: Wording("Bernomor", "Numbered"),
    CertificateState.AWAITING: Wording("Menunggu tanda tangan", "Awaiting signature"),
    CertificateState.SIGNED: Wording("Ditandatangani", "Signed"),
    CertificateState.ARCHIVED: Wording("Berlaku (diarsipkan)", "Valid (archived)"),
    CertificateState.REVOKED: Wording("Dicabut", "Revoked"),
    CertificateState.REPLACED: Wording("Diganti", "Replaced"),
}

REASONS: Mapping[Revocation, Wording] = {
    Revocation.WRONG_DATA: Wording("Data salah", "Wrong data"),
    Revocation.NOT_EARNED: Wording("Syarat tidak terpenuhi", "Requirements not met"),
    Revocation.MISUSED: Wording("Disalahgunakan", "Misused"),
    Revocation.LOST_KEY: Wording("Kunci tanda tangan tidak aman", "Key no longer safe"),
    Revocation.OTHER: Wording("Lainnya", "Other"),
}
