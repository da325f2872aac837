"""Sentences about units, appointments, assignments and digests: what happened, and what to do."""

from connector.messages import Catalogue, Wording

_NOTHING_KEPT_ID, _NOTHING_KEPT_EN = "tidak ada yang disimpan.", "nothing was kept."

UNITS: Catalogue = {
    "unit_name": Wording(
        "Nama unit harus 3–{limit} karakter yang dapat dicetak; " + _NOTHING_KEPT_ID,
        "A unit's name has 3–{limit} printable characters; " + _NOTHING_KEPT_EN,
        "Tulis namanya seperti pada surat keputusan.",
        "Write it as the decree does.",
    ),
    "unit_short": Wording(
        "Nama pendek unit paling panjang {limit} karakter yang dapat dicetak; " + _NOTHING_KEPT_ID,
        "A unit's short name has at most {limit} printable characters; " + _NOTHING_KEPT_EN,
        "Pendekkan, atau kosongkan.",
        "Shorten it, or leave it out.",
    ),
    "unit_name_taken": Wording(
        "Unit “{name}” sudah ada; " + _NOTHING_KEPT_ID,
        "There is a unit “{name}” already; " + _NOTHING_KEPT_EN,
        "Pakai unit itu, atau beri nama lain.",
        "Use that one, or choose another name.",
    ),
    "unit_parent": Wording(
        "Unit induk tidak dapat dipakai: tidak ada, tidak aktif lagi, atau bagian dari unit ini "
        "sendiri; " + _NOTHING_KEPT_ID,
        "This parent cannot be used: it is unknown, out of use, or part of this very unit; "
        + _NOTHING_KEPT_EN,
        "Pilih induk lain, atau kosongkan.",
        "Choose another parent, or none.",
    ),
    "unit_unknown": Wording(
        "Unit ini tidak ada atau tidak aktif lagi; " + _NOTHING_KEPT_ID,
        "This unit is unknown or out of use; " + _NOTHING_KEPT_EN,
        "Muat ulang halaman, lalu pilih unit dari daftar.",
        "Reload the page and choose a unit of the list.",
    ),
    "unit_in_use": Wording(
        "Unit ini masih dipakai: ada pejabat, unit bawahan, atau prosedur yang berjalan; unit "
        "tetap aktif.",
        "This unit is in use: people are appointed, units belong to it or procedures run; it "
        "stays as it was.",
        "Akhiri penunjukan dan prosedurnya dahulu.",
        "End its appointments and procedures first.",
    ),
    "nobody_appointed": Wording(
        "Belum ada yang ditunjuk sebagai {role} di {unit}, sehingga tidak ada yang bertindak.",
        "Nobody is appointed as {role} in {unit}, so nobody can act.",
        "Administrator menunjuk seseorang di Pengaturan → Unit.",
        "An administrator appoints somebody under Settings → Units.",
    ),
}

APPOINTMENTS: Catalogue = {
    "appointment_role": Wording(
        "Peran ini tidak dapat diberikan di sebuah unit; " + _NOTHING_KEPT_ID,
        "This role is not given in a unit; " + _NOTHING_KEPT_EN,
        "Pilih peran dari daftar.",
        "Choose a role of the list.",
    ),
    "appointment_kind": Wording(
        "Jenis penunjukan ini tidak dikenal; " + _NOTHING_KEPT_ID,
        "This kind of appointment is unknown; " + _NOTHING_KEPT_EN,
        "Pilih definitif, Plt., Plh., atau pengganti.",
        "Choose definitive, Plt., Plh. or substitute.",
    ),
    "appointment_user": Wording(
        "Pengguna ini tidak ada atau tidak aktif; " + _NOTHING_KEPT_ID,
        "This user is unknown or inactive; " + _NOTHING_KEPT_EN,
        "Pilih pengguna aktif dari daftar.",
        "Choose an active user of the list.",
    ),
    "appointment_days": Wording(
        "Hari terakhir mendahului hari pertama, atau tanggalnya tidak terbaca; " + _NOTHING_KEPT_ID,
        "The last day is before the first, or a date cannot be read; " + _NOTHING_KEPT_EN,
        "Perbaiki tanggalnya. Hari terakhir masih berlaku sampai hari itu usai.",
        "Mend the dates. The last day still counts until it is over.",
    ),
    "appointment_twice": Wording(
        "{name} sudah ditunjuk untuk hal yang sama pada hari-hari itu; " + _NOTHING_KEPT_ID,
        "{name} is appointed to the same on those days already; " + _NOTHING_KEPT_EN,
        "Akhiri penunjukan yang lama dahulu, atau pilih hari lain.",
        "End the earlier appointment first, or choose other days.",
    ),
    "appointment_stands_for": Wording(
        "Plh. dan pengganti harus menyebut pejabat yang diwakili, yang pada hari pertama itu "
        "memegang peran yang sama di unit ini; " + _NOTHING_KEPT_ID,
        "Plh. and substitutes name whom they stand in for: somebody who holds this role in this "
        "unit on the first day; " + _NOTHING_KEPT_EN,
        "Pilih siapa yang diwakili. Bila jabatannya kosong, pakai Plt.",
        "Choose whom. Where the post is vacant, use Plt.",
    ),
    "appointment_stands_for_nobody": Wording(
        "Pejabat definitif dan Plt. tidak mewakili siapa pun; " + _NOTHING_KEPT_ID,
        "A definitive official or Plt. stands in for nobody; " + _NOTHING_KEPT_EN,
        "Kosongkan “mewakili”, atau pilih Plh. atau pengganti.",
        "Leave “stands in for” empty, or choose Plh. or substitute.",
    ),
    "appointment_unknown": Wording(
        "Penunjukan ini tidak ada; tidak ada yang diubah.",
        "There is no such appointment; nothing was changed.",
        "Muat ulang halaman unit.",
        "Reload the unit's page.",
    ),
    "user_unknown": Wording(
        "Pengguna {login} tidak ada; tidak ada yang diubah.",
        "There is no user {login}; nothing was changed.",
        "Periksa nama masuknya.",
        "Check the login.",
    ),
    "user_email_unfit": Wording(
        "Alamat e-mail tidak dapat dipakai; alamat yang lama tetap berlaku.",
        "The e-mail address cannot be used; the old one stands.",
        "Tulis satu alamat, misalnya nama@instansi.go.id, atau kosongkan.",
        "Write one address, such as name@office.example, or leave it out.",
    ),
}

ASSIGNMENTS: Catalogue = {
    "assign_not_yours": Wording(
        "Disposisi ini bukan untuk Anda; tidak ada yang diubah.",
        "This assignment is not yours; nothing was changed.",
        "Hanya pengirim, penerima, dan yang mewakili mereka dapat melihat dan mengubahnya.",
        "Only its sender, its holder and whoever stands in for them see and change it.",
    ),
    "assign_sender_not_yours": Wording(
        "Anda tidak memegang peran di unit mana pun, atau tidak mewakili pejabat itu, sehingga "
        "tidak dapat mengirim disposisi; tidak ada yang dikirim.",
        "You hold no role in any unit, or do not stand in for that official, so you cannot "
        "assign work; nothing was sent.",
        "Minta administrator menunjuk Anda di Pengaturan → Unit.",
        "Ask an administrator to appoint you under Settings → Units.",
    ),
    "assign_nobody": Wording(
        "Belum ada penerima; tidak ada yang dikirim.",
        "Nobody was chosen; nothing was sent.",
        "Pilih paling sedikit satu penerima, paling banyak {most}.",
        "Choose at least one person, and at most {most}.",
    ),
    "assign_recipient": Wording(
        "Penerima ini tidak aktif atau tidak lagi memegang peran di unit itu; tidak ada yang "
        "dikirim.",
        "This person is inactive or no longer holds a role in that unit; nothing was sent.",
        "Muat ulang halaman, lalu pilih penerima dari daftar.",
        "Reload the page and choose somebody of the list.",
    ),
    "assign_self": Wording(
        "Pengirim dan penerima sama; tidak ada yang dikirim.",
        "Sender and holder are the same; nothing was sent.",
        "Pilih orang lain.",
        "Choose somebody else.",
    ),
    "assign_instruction": Wording(
        "Isi disposisi harus 3–{limit} karakter; tidak ada yang dikirim.",
        "An instruction has 3–{limit} characters; nothing was sent.",
        "Tulis apa yang harus dikerjakan.",
        "Write what is to be done.",
    ),
    "assign_answer": Wording(
        "Jawaban paling panjang {limit} karakter; tidak ada yang diubah.",
        "An answer has at most {limit} characters; nothing was changed.",
        "Pendekkan, atau lampirkan berkas.",
        "Shorten it, or attach a file.",
    ),
    "assign_reason": Wording(
        "Alasan penarikan harus 3–{limit} karakter; tidak ada yang ditarik.",
        "A reason has 3–{limit} characters; nothing was withdrawn.",
        "Tulis mengapa disposisi ini ditarik.",
        "Write why this is withdrawn.",
    ),
    "assign_due_unreadable": Wording(
        "Tenggat tidak terbaca; tidak ada yang dikirim.",
        "The due date cannot be read; nothing was sent.",
        "Pilih tanggal dan jam, atau kosongkan keduanya.",
        "Choose a day and a time, or leave both out.",
    ),
    "assign_due_past": Wording(
        "Tenggat sudah lewat; tidak ada yang dikirim.",
        "The due date is over; nothing was sent.",
        "Pilih waktu yang akan datang, atau kosongkan.",
        "Choose a time to come, or none.",
    ),
    "assign_over": Wording(
        "Disposisi ini sudah selesai atau ditarik; tidak ada yang diubah.",
        "This assignment is done or withdrawn already; nothing was changed.",
        "Muat ulang halaman untuk melihat apa yang terjadi.",
        "Reload the page to see what happened.",
    ),
    "assign_handed_on": Wording(
        "Disposisi ini diteruskan dan belum selesai di bawah; tidak ada yang diubah.",
        "It was passed on and is not done further down; nothing was changed.",
        "Tunggu jawabannya, atau tarik penerusannya dahulu.",
        "Wait for the answer, or withdraw what you passed on first.",
    ),
    "assign_unknown": Wording(
        "Disposisi ini tidak ada; tidak ada yang diubah.",
        "There is no such assignment; nothing was changed.",
        "Buka kembali Tugas saya.",
        "Open My tasks again.",
    ),
    "assign_run_unknown": Wording(
        "Prosedur ini tidak ada pada pelatihan itu; tidak ada yang dikirim.",
        "There is no such procedure in that training; nothing was sent.",
        "Buka kembali tab Prosedur pelatihan itu.",
        "Open the training's Procedure tab again.",
    ),
    "assign_files": Wording(
        "Lampiran paling banyak {most} berkas; tidak ada yang dikirim.",
        "At most {most} files are attached; nothing was sent.",
        "Lampirkan lebih sedikit, atau gabungkan.",
        "Attach fewer, or join them.",
    ),
}

DIGESTS: Catalogue = {
    "digest_interrupted": Wording(
        "Pengiriman terputus sebelum server menjawab: ringkasan mungkin terkirim, mungkin tidak.",
        "Sending broke off before the server answered: the digest may have been sent.",
        "Tidak dikirim ulang. Tugasnya tetap ada di Tugas saya.",
        "It is not repeated. The tasks stand on My tasks.",
    ),
    "digest_gave_up": Wording(
        "Server e-mail tidak menerima ringkasan sampai jam kerja usai.",
        "The mail server did not take the digest until the working day was over.",
        "Periksa server e-mail di Kondisi sistem; besok dicoba lagi.",
        "Look at the mail server under System health; tomorrow brings another.",
    ),
}

TASKS: Catalogue = {**UNITS, **APPOINTMENTS, **ASSIGNMENTS, **DIGESTS}
"""What happened and what to do, in both languages."""
