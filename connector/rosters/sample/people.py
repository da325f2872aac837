"""The invented people of the sample: names and offices as a real roster would write them.

Nobody here exists. Numbers satisfy the grammar only; NIK use a district code that is not given
out, addresses the reserved domain `contoh.example`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from connector.domain.indonesian import MONTHS

DOMAIN = "contoh.example"
AGENCY = "Kementerian Hukum dan HAM (contoh)"


@dataclass(frozen=True)
class SamplePerson:
    """A row as it will be written; `number` is text unless the row is meant to be wrong."""

    name: str
    number: str | int
    birth: str
    rank: str
    position: str
    unit: str
    agency: str
    email: str
    phone: str | int
    willingness: str


_PNS = """
Dr. Ahmad Fauzan Contoh, S.H., M.H.|M
Siti Nur'aini, S.Sos., M.Si.|F
Bambang Wiratmoko ST.MT.|M
Dewi Anggraeni Prameswari, S.Psi, M.Psi., Psikolog|F
H. Muhammad Ma'ruf Syafi’i, S.Ag., M.Pd.I|M
Suparman|M
Ni Luh Ketut Sukerti, A.Md.IP., S.H.|F
I Gede Arya Mahendra, S.Tr.Pas.|M
Drs. Hasan Basri Lubis|M
RATNA KUSUMAWARDHANI, SE, MM|F
Yohanes Paulus Tamba, S.Kom., M.Kom.|M
Hj. Fatimah Azzahra, S.E., M.Ak.|F
Agus Setiawan, A.Md.|M
Muhammad Rizki Pratama, S.H.|M
M. Rizky Pratama, S.Sos.|M
dr. Maria Goreti Lestari|F
Sutrisno|M
Endang Sri Wahyuningsih, S.Pd., M.Pd.|F
Joko Purnomo, S.H., M.Kn.|M
Rini Astuti Handayani, S.IP|F
Taufik Hidayatullah, S.STP., M.A.P.|M
Kartika Putri Maharani, S.Stat.|F
Ferdinand Simanungkalit, S.T.|M
Wahyu Nugroho Adi Saputra, S.I.Kom.|M
Lilis Suryani, S.K.M., M.Kes.|F
Abdul Ghofur, S.H.I.|M
Theresia Wulandari, S.S., M.Hum.|F
Dedi Kurniawan, A.Md.Kep.|M
Anak Agung Istri Candrawati, S.E.|F
Robertus Heru Prasetyo, S.Si, M.Kom.|M
Nurul Hikmah, S.Ag.|F
Eko Budi Santosa, S.H., M.M.|M
Yuliana Rambu Padang, S.Pd.|F
Soekarno Djojohadi, S.Sos|M
Indah Permatasari, S.Farm., Apt.|F
Ir. Gunawan Wibisono|M
Mega Silvia Tampubolon, S.H.|F
Zainal Arifin, S.E., Ak., CA|M
"""

_PPPK = """
Rahmat Hidayat, S.Kom.|M
Putri Ayu Ningtyas, S.Pd.|F
Andi Baso Mappanyukki, S.T.|M
Desi Ratnasari Dewi, A.Md.Keb.|F
Fajar Kurnia Illahi, S.H.|M
Winda Oktaviani, S.Psi.|F
Bayu Segara Putra, S.I.P.|M
Yayuk Sri Rahayu, S.KM|F
Hendrik Pattiasina, S.Kom|M
Laila Nur Fitria, S.Gz.|F
"""

_FORCES = """
Kapten Inf Surya Dharma, S.I.P.|11990045670876|Kapten Inf|M
Iptu Dian Puspitasari, S.H., M.H.|88071234|Iptu|F
AKP Rudi Hartanto, S.I.K.|84051122|AKP|M
Serka Wayan Sudiarta|21980123450679|Serka|M
Bripka Novi Andriani, S.H.|90110987|Bripka|F
"""

_CIVILIAN = """
Teguh Prakoso|M
Sri Mulyaningsih, S.E.|F
Arif Rahman Hakim, S.Kom.|M
Meilani Kusuma|F
Dimas Aditya Nugraha, A.Md.Kom|M
Rosalina Beatrix Wenda|F
Slamet Riyadi|M
"""

_UNITS = (
    "Lapas Kelas IIA Contohkota",
    "Rutan Kelas IIB Contohrejo",
    "Kanwil Provinsi Contoh Tengah",
    "Bapas Kelas I Contohkota",
    "Kantor Imigrasi Kelas I Contohsari",
    "Balai Harta Peninggalan Contohkota",
)
_TOWNS = ("Semarang", "Klaten", "Banyumas", "Pontianak", "Kupang", "Jayapura", "Padang Sidempuan")
_RANKS = (
    ("III/b", "Penata Muda Tk. I / III-b"),
    ("III/c", "Penata (III/c)"),
    ("III/a", "III a"),
    ("IV/a", "Pembina, IV/a"),
    ("II/d", "2d"),
    ("III/d", "Penata Tingkat I / III.d"),
)
_POSITIONS = (
    "Analis Hukum Ahli Pertama",
    "Penyuluh Hukum Ahli Muda",
    "Kepala Subseksi Registrasi",
    "Pengelola Data dan Informasi",
    "Pembimbing Kemasyarakatan",
)
_PPPK_GRADES = ("IX", "Golongan VII", "V", "-")


def _lines(block: str) -> list[list[str]]:
    return [line.split("|") for line in block.strip().splitlines()]


def participants() -> list[SamplePerson]:
    """62 rows: 60 to be accepted, and two wrong ones.

    38 PNS, 10 PPPK, 5 of TNI and Polri, 7 without service number. Of the 60, two have no e-mail
    and two share one. Wrong are a NIP that became a number (No. 24) and one whose birth date has
    a month 13 (No. 49).
    """
    rows = [_civil_servant(index, *line) for index, line in enumerate(_lines(_PNS))]
    rows += [_contract(index, *line) for index, line in enumerate(_lines(_PPPK))]
    rows += [_officer(index, *line) for index, line in enumerate(_lines(_FORCES))]
    rows += [_civilian(index, *line) for index, line in enumerate(_lines(_CIVILIAN))]
    rows.insert(23, _mangled())
    rows.insert(48, _misspelt())
    return rows


def _row(
    index: int, name: str, number: str | int, born: date, rank: str, position: str, agency: str
) -> SamplePerson:
    town = _TOWNS[index % len(_TOWNS)]
    return SamplePerson(
        name=name,
        number=number,
        birth=_birth(index, town, born),
        rank=rank,
        position=position,
        unit=_UNITS[index % len(_UNITS)],
        agency=agency,
        email=_email(name),
        phone=_phone(index),
        willingness="" if index % 19 == 7 else "Bersedia",
    )


def _birth(index: int, town: str, born: date) -> str:
    month = MONTHS[born.month - 1]
    return (
        f"{town}, {born.day} {month} {born.year}",
        f"{town}, {born:%d-%m-%Y}",
        f"{town} / {born.day} {month[:3]} {born.year}",
        f"{town}, {born:%d/%m/%Y}",
    )[index % 4]


def _phone(index: int) -> str | int:
    """Texts of several habits, and now and then a number whose zero the spreadsheet dropped."""
    last = f"{1000 + index * 37:04}"
    return (
        f"0812-0000-{last}",
        f"+62 813 0000 {last}",
        int(f"8210000{last}"),
        f"08560000{last}",
    )[index % 4]


_NO_EMAIL = ("Suparman", "Slamet Riyadi")
_SHARED_EMAIL = ("Agus Setiawan, A.Md.", "Dedi Kurniawan, A.Md.Kep.")


def _email(name: str) -> str:
    if name in _NO_EMAIL:
        return "-" if name == "Suparman" else ""
    if name in _SHARED_EMAIL:
        return f"lapas.contohkota@{DOMAIN}"
    words = name.partition(",")[0].replace("'", "").replace("’", "").lower().split()
    plain = [word for word in words if "." not in word and word not in ("inf", "iptu", "akp")]
    address = f"{'.'.join(plain[:3])}@{DOMAIN}"
    return address.title() if name.isupper() else address


def _civil_servant(index: int, name: str, sex: str) -> SamplePerson:
    born = date(1970 + index * 5 % 27, 1 + index * 7 % 12, 1 + index * 11 % 28)
    appointed = f"{born.year + 23 + index % 4}{1 + index * 5 % 12:02}"
    tail = (f"{born:%Y%m%d}", appointed, "1" if sex == "M" else "2", f"{1 + index % 9:03}")
    number = (
        "".join(tail),
        " ".join(tail),
        ".".join(tail),
        "'" + "".join(tail),
        "NIP. " + " ".join(tail),
    )[index % 5]
    rank = _RANKS[index % len(_RANKS)][1]
    return _row(index, name, number, born, rank, _POSITIONS[index % len(_POSITIONS)], AGENCY)


def _contract(index: int, name: str, sex: str) -> SamplePerson:
    born = date(1985 + index, 1 + index * 5 % 12, 3 + index * 2)
    code = "1" if sex == "M" else "2"
    number = f"{born:%Y%m%d}{2022 + index % 4}2{1 + index % 2}{code}{index + 1:03}"
    rank = _PPPK_GRADES[index % len(_PPPK_GRADES)]
    return _row(index + 40, name, number, born, rank, "Pranata Komputer Terampil", AGENCY)


def _officer(index: int, name: str, number: str, rank: str, sex: str) -> SamplePerson:
    born = date(1980 + index * 2, 5 + index, 10 + index)
    agency = "Polri (contoh)" if len(number) == 8 else "TNI (contoh)"
    shown = f"NRP {number}" if index % 2 else number
    return _row(index + 51, name, shown, born, rank, "Perwira Penghubung", agency)


def _civilian(index: int, name: str, sex: str) -> SamplePerson:
    born = date(1988 + index, 2 + index, 5 + index * 3)
    day = born.day + (40 if sex == "F" else 0)
    number = f"339901{day:02}{born:%m%y}{9001 + index}"
    return _row(
        index + 56, name, number, born, "-", "Tenaga Pendukung", "Yayasan Bantuan Hukum Contoh"
    )


def _mangled() -> SamplePerson:
    """Somebody let the spreadsheet make a number of the NIP: it ends in zeros now."""
    born = date(1991, 4, 17)
    number = 199104172015031000
    return _row(60, "Guntur Cahyono, S.H.", number, born, "III/b", _POSITIONS[0], AGENCY)


def _misspelt() -> SamplePerson:
    """Month 13 in the birth date of a NIP: a slip of the hand."""
    born = date(1988, 12, 31)
    number = "19881331 201212 2 004"
    return _row(61, "Ike Nurjanah, S.Sos.", number, born, "III/c", _POSITIONS[1], AGENCY)


INSTRUCTORS = (
    (
        "Dr. Retno Widyastuti, S.H., M.Hum.",
        "19740312 199903 2 001",
        "Widyaiswara Ahli Madya",
        AGENCY,
        f"retno.widyastuti@{DOMAIN}",
        "0811-0000-2001",
        "Internal",
    ),
    (
        "Drs. Hendra Gunarto, M.Si.",
        "19690825.199403.1.002",
        "Widyaiswara Ahli Utama",
        AGENCY,
        f"hendra.gunarto@{DOMAIN}",
        "0811-0000-2002",
        "Internal",
    ),
    (
        "Tri Wahyuni, S.Kom., M.T.",
        "198506172010122003",
        "Widyaiswara Ahli Muda",
        AGENCY,
        f"tri.wahyuni@{DOMAIN}",
        "0811-0000-2003",
        "Internal",
    ),
    (
        "H. Asep Mulyana, S.IP., M.A.P.",
        "19790101 200501 1 004",
        "Kepala Bidang Pelatihan Teknis",
        AGENCY,
        f"asep.mulyana@{DOMAIN}",
        "0811-0000-2004",
        "Internal",
    ),
    (
        "Prof. Dr. Bernadette Tanoto, LL.M.",
        "-",
        "Guru Besar Hukum Tata Negara",
        "Universitas Contoh Nusantara",
        f"b.tanoto@kampus.{DOMAIN}",
        "+62 815 0000 3001",
        "Eksternal",
    ),
    (
        "La Ode Syahrul",
        "",
        "Pegiat Hak Asasi Manusia",
        "Lembaga Advokasi Contoh",
        f"laode.syahrul@{DOMAIN}",
        "0815 0000 3002",
        "Eksternal",
    ),
)
"""Name, NIP, position, agency, e-mail, phone, origin; two are external and have no NIP."""
