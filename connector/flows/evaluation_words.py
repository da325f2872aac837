"""Sentences for what evaluations refuse: in a file, in the form, and to whom."""

from connector.messages import Catalogue, Wording

EVALUATIONS: Catalogue = {
    "evaluation_headings_unknown": Wording(
        "Ini bukan daftar hasil evaluasi: tidak ada kolom Aspek, Responden, dan Nilai.",
        "This is no list of evaluation results: it lacks the columns Aspek, Responden and Nilai.",
        "Beri judul kolom Tentang, Nama, Aspek, Responden, Nilai, Maksimal, lalu unggah kembali.",
        "Head the columns Tentang, Nama, Aspek, Responden, Nilai, Maksimal and upload it again.",
    ),
    "evaluation_many_sheets": Wording(
        "Lebih dari satu lembar memuat hasil evaluasi, di antaranya {sheet}.",
        "More than one sheet holds evaluation results, {sheet} among them.",
        "Unggah setiap lembar sebagai berkas tersendiri.",
        "Upload each sheet as a file of its own.",
    ),
    "evaluation_about_unknown": Wording(
        "{masked} bukan penyelenggaraan, pengajar, atau mata pelatihan.",
        "{masked} is neither the organisation, an instructor, nor a subject.",
        "Tulis Penyelenggaraan, Pengajar, atau Mata pelatihan.",
        "Write Penyelenggaraan, Pengajar or Mata pelatihan.",
    ),
    "evaluation_about_missing": Wording(
        "Tidak disebut apakah {masked} pengajar atau mata pelatihan.",
        "It is not said whether {masked} is an instructor or a subject.",
        "Isi kolom Tentang.",
        "Fill in the column Tentang.",
    ),
    "evaluation_subject_missing": Wording(
        "Nama pengajar atau mata pelatihannya kosong.",
        "The name of the instructor or subject is empty.",
        "Isi kolom Nama.",
        "Fill in the column Nama.",
    ),
    "evaluation_respondents_unreadable": Wording(
        "Jumlah responden {masked} bukan bilangan bulat lebih dari 0.",
        "The number of respondents {masked} is no whole number above 0.",
        "Tulis berapa orang yang menjawab.",
        "Write how many people answered.",
    ),
    "evaluation_respondents_too_many": Wording(
        "Responden lebih banyak daripada peserta ({people}).",
        "There are more respondents than participants ({people}).",
        "Periksa jumlahnya, atau daftar pesertanya.",
        "Check the number, or the list of participants.",
    ),
    "evaluation_score_missing": Wording(
        "Nilainya kosong.", "The score is empty.", "Isi nilai rata-ratanya.", "Fill in the mean."
    ),
    "evaluation_repeated": Wording(
        "Aspek yang sama tertulis lebih dari sekali (baris {rows}).",
        "The same aspect is written more than once (rows {rows}).",
        "Sisakan satu baris untuk setiap aspek.",
        "Leave one row for each aspect.",
    ),
    "evaluation_none": Wording(
        "Tidak ada hasil evaluasi yang dapat disimpan.",
        "There is no result that could be stored.",
        "Perbaiki baris yang ditolak.",
        "Mend the rows that were refused.",
    ),
    "evaluation_unfit": Wording(
        "Aspek, responden, atau nilainya belum benar.",
        "Aspect, respondents or score are not right.",
        "Aspek diisi; responden bilangan bulat dari 1 sampai jumlah peserta ({people}); nilai "
        "antara 0 dan nilai maksimal.",
        "An aspect; whole respondents from 1 to the number of participants ({people}); a score "
        "between 0 and the maximum.",
    ),
    "evaluation_unknown": Wording(
        "Hasil evaluasi ini tidak ada lagi.",
        "This result is there no more.",
        "Muat ulang halamannya.",
        "Load the page again.",
    ),
    "evaluation_not_yours": Wording(
        "Hasil evaluasi dicatat oleh pejabat atau staf yang ditunjuk pada suatu unit, atau "
        "administrator.",
        "Results are kept by people appointed in a unit, or by an administrator.",
        "Minta administrator mencatat penunjukan Anda.",
        "Ask an administrator to enter your appointment.",
    ),
}
"""What happened and what to do, by code."""
