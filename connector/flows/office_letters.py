"""What a mail to the office says about an event, in Indonesian and English; no personal number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connector.domain.office_events import EventType
from connector.messages import Wording
from connector.store.office_events import StoredEvent

SUBJECTS: Mapping[EventType, Wording] = {
    EventType.ROSTER_CONFIRMED: Wording("Daftar peserta diambil alih", "Roster taken over"),
    EventType.SYNC_VERIFIED: Wording(
        "Pendaftaran terbukti di semua sistem", "Enrolment verified in all systems"
    ),
    EventType.SESSION_RECORDED: Wording("Kehadiran sesi tercatat", "Session recorded"),
    EventType.TRAINING_COMPLETED: Wording("Pelatihan selesai", "Training completed"),
    EventType.CERTIFICATE_ISSUED: Wording("STTP terbit", "Certificate issued"),
    EventType.CERTIFICATE_REVOKED: Wording("STTP dicabut", "Certificate revoked"),
    EventType.REPORT_DELIVERED: Wording("Laporan diserahkan", "Report delivered"),
    EventType.SHEET_READY: Wording("Data MyASN siap", "MyASN data ready"),
    EventType.TEST: Wording("Uji kirim dari Simpul", "Test message from Simpul"),
}
"""What each type is called in a subject line and on pages."""


def letter(event: StoredEvent, data: Mapping[str, Any]) -> tuple[str, str]:
    """Return subject and text, Indonesian first."""
    said = SUBJECTS[event.type]
    training = data.get("training", {})
    title = " ".join(str(training.get("title", "")).split())
    report = data.get("report")
    head = str(report["title"]) if report else said.id
    subject = f"{head}: {title}" if title else head
    return subject, f"{_indonesian(event, data)}\n-- \n{_english(event, data)}"


def _indonesian(event: StoredEvent, data: Mapping[str, Any]) -> str:
    lines = [f"{SUBJECTS[event.type].id}.", "", *_training(data, "Pelatihan", "Angkatan", "Kode")]
    lines += _facts(data, indonesian=True)
    names = [str(one["name"]) for one in data.get("files", ())]
    if names:
        lines += ["", "Terlampir: " + ", ".join(names)]
    receipt = "Mohon kirim tanda terima dengan menyebut nomor pesan di bawah ini."
    wanted = event.type is EventType.REPORT_DELIVERED
    return "\n".join(
        [*lines, "", *([receipt] if wanted else []), f"Nomor pesan: {event.message_id}", ""]
    )


def _english(event: StoredEvent, data: Mapping[str, Any]) -> str:
    lines = [f"{SUBJECTS[event.type].en}.", "", *_training(data, "Training", "Cohort", "Code")]
    lines += _facts(data, indonesian=False)
    return "\n".join([*lines, "", f"Message: {event.message_id}", ""])


def _training(data: Mapping[str, Any], *labels: str) -> list[str]:
    training = data.get("training")
    if not training:
        return []
    values = (training["title"], training["cohort"], training["code"])
    return [f"{label}: {value}" for label, value in zip(labels, values, strict=True) if value]


def _facts(data: Mapping[str, Any], *, indonesian: bool) -> list[str]:
    """The figures of the types that a mailbox may subscribe to."""
    if "roster" in data:
        people = data["people"]["participant"]
        return [f"Peserta: {people}" if indonesian else f"Participants: {people}"]
    if "systems" in data:
        return [f"{one['system']}: {one['found']}/{one['expected']}" for one in data["systems"]]
    if "last_day" in data:
        label, days = ("Tanggal", "s.d.") if indonesian else ("Days", "to")
        return [f"{label}: {data['first_day']} {days} {data['last_day']}", f"JP: {data['jp']}"]
    if "report" in data:
        report = data["report"]
        steps = ", ".join(report["steps"])
        head = "Laporan" if indonesian else "Report"
        step = "langkah" if indonesian else "steps"
        return [f"{head}: {report['title']} (SOP {report['procedure'].upper()}, {step} {steps})"]
    return []
