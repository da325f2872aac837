"""The sample timetable: five days of an invented distance training, Monday to Friday."""

from __future__ import annotations

_RETNO = "Dr. Retno Widyastuti, S.H., M.Hum."
_HENDRA = "Drs. Hendra Gunarto, M.Si."
_TRI = "Tri Wahyuni, S.Kom., M.T."
_ASEP = "H. Asep Mulyana, S.IP., M.A.P."
_TANOTO = "Prof. Dr. Bernadette Tanoto, LL.M."
_LAODE = "La Ode Syahrul"

Slot = tuple[str, str, float | str, str]
"""Time as written, subject, JP, instructors."""

DAYS: tuple[tuple[Slot, ...], ...] = (
    (
        ("07.30 - 08.00", "Registrasi peserta", "-", "Panitia"),
        ("08.00 - 08.45", "Pembukaan dan pengarahan program", "-", "Panitia"),
        ("08.45-09.30", "Pre Test", 1, _TRI),
        ("09.30-09.45", "Istirahat", "", ""),
        ("09.45 s.d. 12.00", "Konsep Dasar Hak Asasi Manusia", 3, _TANOTO),
        ("12.00 s.d. 13.00", "ISHOMA", "", ""),
        ("13.00 s.d. 15.15", "Pelayanan Publik Berbasis HAM", 3, _RETNO),
    ),
    (
        ("08.00 – 10.15", "Kebijakan Pelayanan Publik", 3, _HENDRA),
        ("10.15 – 10.30", "Istirahat", "", ""),
        ("10.30 – 12.00", "Standar Pelayanan", 2, _HENDRA),
        ("12.00 – 13.00", "Ishoma", "", ""),
        ("13.00 – 15.15", "Pengaduan Masyarakat", 3, f"{_LAODE}\n{_ASEP}"),
    ),
    (
        ("08:00-09:30", "Etika Publik", 2, _ASEP),
        ("09:30-09:45", "Coffee break", "", ""),
        ("09:45-12:00", "Pemanfaatan E-Learning", "3 JP", _TRI),
        ("12:00-13:00", "Ishoma", "", ""),
        ("13:00-14:30", "Komunikasi Efektif", 2, _RETNO),
        ("14:30-16:00", "Komunikasi Efektif", 2, _RETNO),
    ),
    (
        ("8.00-10.15", "Kelompok Rentan dan Disabilitas", 3, f"{_TANOTO} dan {_LAODE}"),
        ("10.15-10.30", "Istirahat", "", ""),
        ("10.30-12.00", "Studi Kasus I", 2, _LAODE),
        ("12.00-13.00", "Ishoma", "", ""),
        ("13.00-14.52", "Studi Kasus II", "2,5", _HENDRA),
    ),
    (
        ("08.00-10.15", "Rencana Tindak Lanjut", 3, _ASEP),
        ("10.15-10.30", "Istirahat", "", ""),
        ("10.30-11.15", "Bimbingan Rencana Tindak Lanjut", 1, _ASEP),
        ("11.15-13.00", "Ishoma dan salat Jum'at", "", ""),
        ("13.00-13.45", "Post Test", 1, _TRI),
        ("13.45-15.15", "Seminar Rencana Tindak Lanjut", 2, f"1. {_RETNO} 2. {_ASEP}"),
        ("15.15-16.00", "Penutupan", "-", "Panitia"),
    ),
)
"""30 rows: 10 breaks, 2 tests, 3 ceremonies and 15 classes; 38.5 JP."""

ONE_DAY: tuple[Slot, ...] = (
    ("08.00-08.45", "Pre Test", 1, _TRI),
    ("08.45-11.00", "Etika Publik", 3, _ASEP),
    ("11.00-13.00", "Istirahat", "", ""),
    ("13.00-15.15", "Komunikasi Efektif", 3, _RETNO),
    ("15.15-16.00", "Post Test", 1, _TRI),
)
"""A short training of 8 JP, whose certificates the demo issues."""
