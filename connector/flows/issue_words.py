"""Sentences for numbers: what is wrong with a pattern or a list, why nothing was issued."""

from connector.messages import Catalogue, Wording

ISSUE: Catalogue = {
    # a pattern (connector.domain.numbering)
    "pattern_refused": Wording(
        "Pola nomor belum dapat dipakai.",
        "The pattern cannot be used.",
        "Perbaiki bagian yang disebut, lalu simpan lagi.",
        "Mend what is named, then save again.",
    ),
    "pattern_empty": Wording("Pola nomor belum diisi.", "There is no pattern."),
    "pattern_long": Wording(
        "Pola terlalu panjang: {length} karakter, paling banyak {most}.",
        "The pattern is too long: {length} characters, {most} at most.",
    ),
    "pattern_unprintable": Wording(
        "Karakter ke-{at} tidak dapat dicetak (tab, pindah baris, atau karakter tersembunyi).",
        "Character {at} cannot be printed (a tab, a line break or a hidden character).",
    ),
    "pattern_brace": Wording(
        "Kurung kurawal {brace} pada karakter ke-{at} tidak berpasangan.",
        "The brace {brace} at character {at} has no partner.",
    ),
    "pattern_token_unknown": Wording(
        "Isian {{{token}}} pada karakter ke-{at} tidak dikenal.",
        "There is no {{{token}}}, which stands at character {at}.",
    ),
    "pattern_pad_unfit": Wording(
        "Isian {{{token}}} pada karakter ke-{at} tidak dapat diberi jumlah angka; hanya {{seq}} "
        "dan {{seq_in_batch}}.",
        "{{{token}}} at character {at} takes no number of digits; {{seq}} and {{seq_in_batch}} do.",
    ),
    "pattern_pad_wide": Wording(
        "Jumlah angka pada karakter ke-{at} harus 1 sampai {most}.",
        "The number of digits at character {at} is 1 to {most}.",
    ),
    "pattern_without_seq": Wording(
        "Pola tidak memuat {{seq}}, sehingga semua nomor akan sama.",
        "The pattern has no {{seq}}: all numbers would be the same.",
    ),
    "pattern_seq_twice": Wording(
        "{{seq}} hanya boleh muncul satu kali.", "{{seq}} may stand in it once only."
    ),
    # a pasted list
    "list_refused": Wording(
        "Daftar nomor belum dapat dipakai; tidak satu pun disimpan.",
        "The list cannot be used; none of it was taken.",
        "Perbaiki baris yang disebut, lalu tempel lagi seluruhnya.",
        "Mend the lines that are named, then paste all of it again.",
    ),
    "list_empty": Wording("Daftar nomor kosong.", "The list is empty."),
    "list_long": Wording(
        "Daftar nomor terlalu panjang; paling banyak {most} nomor sekaligus.",
        "The list is too long; {most} numbers at most.",
        "Bagi menjadi beberapa daftar.",
        "Split it into several lists.",
    ),
    "list_line_empty": Wording("Baris {line} kosong.", "Line {line} is empty."),
    "list_line_long": Wording(
        "Baris {line} terlalu panjang; paling banyak {most} karakter.",
        "Line {line} is too long; {most} characters at most.",
    ),
    "list_line_unprintable": Wording(
        "Baris {line} memuat tab atau karakter tersembunyi; tempel satu kolom saja.",
        "Line {line} holds a tab or a hidden character; paste one column only.",
    ),
    "list_line_twice": Wording(
        "Baris {line}: {number} sudah ada pada baris {before}.",
        "Line {line}: {number} stands in line {before} already.",
    ),
    "list_line_taken": Wording(
        "Baris {line}: {number} sudah dipakai atau ada pada daftar lain.",
        "Line {line}: {number} is in use, or stands in another list.",
    ),
    # a series (connector.flows.open_series, connector.store.number_series)
    "series_unit_unfit": Wording(
        "Nama unit terlalu panjang (paling banyak {most} karakter) atau tidak dapat dicetak.",
        "The unit is too long ({most} characters at most) or cannot be printed.",
        "Tulis kode unit seperti pada desain sertifikat.",
        "Write it as the certificate's design does.",
    ),
    "series_year_unfit": Wording(
        "Tahun harus antara {first} dan {last}.", "The year is between {first} and {last}."
    ),
    "series_range_unfit": Wording(
        "Nomor pertama harus paling sedikit 1, dan nomor terakhir tidak boleh mendahuluinya "
        "(paling besar {most}).",
        "The first number is at least 1, and the last does not come before it ({most} at most).",
        "Perbaiki nomor pertama dan terakhir.",
        "Mend the first and the last number.",
    ),
    "series_number_unfit": Wording(
        "Nomor pertama, nomor terakhir, dan tahun harus berupa angka.",
        "First number, last number and year are whole numbers.",
        "Tulis angka saja, misalnya 137.",
        "Write digits only, for instance 137.",
    ),
    "series_overlaps": Wording(
        "Seri {series} memakai pola yang sama pada tahun itu dan memuat nomor yang sama "
        "(sejak {first}); nomor akan dipakai dua kali.",
        "Series {series} writes the same pattern in that year and shares numbers with this one "
        "(from {first}); they would be given twice.",
        "Mulai dari nomor sesudahnya, tutup seri itu, atau ubah polanya.",
        "Begin after it, close that series, or change the pattern.",
    ),
    "series_unknown": Wording(
        "Seri nomor itu tidak ada.",
        "There is no such series.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "series_closed": Wording(
        "Seri nomor itu sudah ditutup.",
        "That series was closed before.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "series_pattern_damaged": Wording(
        "Pola seri {series} yang tersimpan tidak dapat dibaca.",
        "The stored pattern of series {series} cannot be read.",
        "Tutup seri itu dan buka yang baru.",
        "Close that series and open a new one.",
    ),
    # issuing (connector.flows.issue_certificates, certificate_terms, replace_number)
    "issue_without_approval": Wording(
        "Daftar penerima {training} belum disetujui; belum ada nomor yang diberikan.",
        "The list of {training} is not approved; no number was given.",
        "Mintalah pejabat yang berwenang menyetujui daftarnya.",
        "Have somebody with that right approve it.",
    ),
    "issue_list_changed": Wording(
        "Data {training} berubah sejak daftarnya disetujui; belum ada nomor yang diberikan.",
        "{training} has changed since its list was approved; no number was given.",
        "Periksa perbedaannya pada tab STTP, lalu mintakan persetujuan lagi.",
        "Look at the differences on the tab STTP and have it approved again.",
    ),
    "issue_other_list": Wording(
        "Daftar, tanggal, atau nomor berubah sejak halaman ini dibuka; belum ada nomor yang "
        "diberikan.",
        "List, date or numbers have changed since this page was opened; no number was given.",
        "Periksa lagi halaman ini, lalu ulangi.",
        "Look at the page again, and repeat.",
    ),
    "date_unfit": Wording(
        "Tanggal itu tidak dapat dibaca.",
        "The date cannot be read.",
        "Pilih tanggal pada kalender.",
        "Choose one in the calendar.",
    ),
    "date_before_end": Wording(
        "Tanggal {date} mendahului hari terakhir pelatihan ({last}); belum ada nomor yang "
        "diberikan.",
        "{date} is before the last day of the training ({last}); no number was given.",
        "Pilih hari terakhir pelatihan atau sesudahnya.",
        "Choose the last day of the training, or a later one.",
    ),
    "date_ahead": Wording(
        "Tanggal {date} belum tiba (hari ini {today}); belum ada nomor yang diberikan.",
        "{date} is still ahead (today is {today}); no number was given.",
        "Pilih hari ini atau sebelumnya.",
        "Choose today, or an earlier day.",
    ),
    "officials_missing": Wording(
        "Desain sertifikat belum memiliki pejabat penandatangan; belum ada nomor yang diberikan.",
        "The certificate's design names no signing official; no number was given.",
        "Tambahkan pejabat pada desain sertifikat.",
        "Name one in the design.",
    ),
    "number_series_missing": Wording(
        "Belum ada seri nomor yang terbuka untuk unit “{unit}” tahun {year}.",
        "No series of numbers is open for the unit “{unit}” in {year}.",
        "Administrator membukanya pada Pengaturan, Seri nomor.",
        "An administrator opens one under Settings, Series of numbers.",
    ),
    "numbers_used_up": Wording(
        "Nomor untuk unit “{unit}” tahun {year} kurang {missing}; belum ada nomor yang diberikan.",
        "Numbers of the unit “{unit}” in {year} are too few by {missing}; none was given.",
        "Mintalah blok atau daftar nomor baru, lalu tambahkan pada Seri nomor.",
        "Ask for a new block or list, and add it to the series of numbers.",
    ),
    "number_token_missing": Wording(
        "Pola nomor meminta {{{token}}}, yang belum diisi atau tidak dapat dibaca.",
        "The pattern asks for {{{token}}}, which is missing or cannot be read.",
        "Isi pada pelatihan atau desainnya, atau tutup seri itu dan buka yang lain.",
        "Say it in the training or its design, or close that series and open another.",
    ),
    "number_taken": Wording(
        "Nomor {number} sudah dipakai pada tahun {year}; belum ada nomor yang diberikan.",
        "The number {number} is in use in {year} already; none was given.",
        "Tutup seri yang memberikannya dan buka seri yang mulai sesudahnya.",
        "Close the series that gives it, and open one that begins after it.",
    ),
    "numbers_collide": Wording(
        "Nomor yang sama baru saja diberikan oleh seri lain; di sini belum ada nomor yang "
        "diberikan.",
        "Another series has just given one of these numbers; here none was given.",
        "Ulangi; bila terulang, periksa seri nomor yang terbuka.",
        "Try again; if it happens again, look at the open series.",
    ),
    "certificate_replaced": Wording(
        "Sertifikat {number} sudah diganti.",
        "The certificate {number} was replaced before.",
        "Buka penggantinya.",
        "Open the one that took its place.",
    ),
    "kind_unknown": Wording(
        "Jenis sertifikat itu tidak ada.",
        "There is no such kind of certificate.",
        "Pilih dari daftar.",
        "Choose from the list.",
    ),
}
