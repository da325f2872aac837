"""Zoom's events by name: what is read, what is knowingly ignored and why; all else is unknown.

A new event is a payload among the tests, and a row in `HANDLED` or a reason in `IGNORED`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from connector.domain.presence import HeldSighting, SightingKind
from connector.messages import Catalogue, Wording
from webhooks.readings import Reader, Reading, Unreadable, Use
from webhooks.zoom.payloads import Fields, account_of, event_of, meeting_event, participant_event

_JOIN = ("join_time", "date_time")
_LEAVE = ("leave_time", "date_time")
_MOMENT = ("date_time", "join_time")


def _participant(
    kind: SightingKind, times: tuple[str, ...] = _MOMENT
) -> Callable[[Fields], HeldSighting]:
    return partial(participant_event, kind=kind, times=times)


HANDLED: Mapping[str, Callable[[Fields], HeldSighting]] = {
    "meeting.started": partial(meeting_event, kind=SightingKind.STARTED),
    "meeting.ended": partial(meeting_event, kind=SightingKind.ENDED),
    "meeting.participant_joined": _participant(SightingKind.JOINED, _JOIN),
    "meeting.participant_left": _participant(SightingKind.LEFT, _LEAVE),
    "meeting.participant_joined_breakout_room": _participant(SightingKind.ROOM_JOINED, _JOIN),
    "meeting.participant_left_breakout_room": _participant(SightingKind.ROOM_LEFT, _LEAVE),
    "meeting.participant_joined_waiting_room": _participant(SightingKind.WAITING),
    "meeting.participant_put_in_waiting_room": _participant(SightingKind.WAITING),
    "meeting.participant_admitted": _participant(SightingKind.ADMITTED),
    "meeting.participant_bind": _participant(SightingKind.BOUND),
}
"""Event → what reads it."""

REASONS: Catalogue = {
    "payload_unreadable": Wording(
        "Isi peristiwa tidak dapat dibaca pada {field}.",
        "The event cannot be read at {field}.",
        "Laporkan kepada pengembang, lalu `simpul inbox replay` setelah diperbaiki.",
        "Report it to the developers, then `simpul inbox replay` once it is mended.",
    ),
    "other_account": Wording(
        "Peristiwa ini milik akun Zoom lain, bukan yang disambungkan.",
        "This event belongs to another Zoom account than the connected one.",
        "Periksa SIMPUL_ZOOM_ACCOUNT_ID atau langganan peristiwa di aplikasi Zoom.",
        "Check SIMPUL_ZOOM_ACCOUNT_ID, or the event subscription of the Zoom app.",
    ),
    "waiting_over": Wording(
        "Hanya menandai akhir menunggu; siapa yang masuk dikatakan oleh peristiwa lain.",
        "It only ends the waiting; who came in is told by other events.",
    ),
    "before_host": Wording(
        "Menunggu tuan rumah bukan kehadiran; yang masuk tercatat sebagai bergabung.",
        "Waiting for the host is no attendance; whoever comes in is seen joining.",
    ),
    "role": Wording(
        "Perubahan peran di dalam kelas tidak mengubah kehadiran.",
        "A change of role within the meeting does not change attendance.",
    ),
    "registration": Wording(
        "Pendaftaran dibaca langsung dari Zoom saat rencana disusun.",
        "Registrations are read from Zoom itself when a plan is made.",
    ),
    "meeting_settings": Wording(
        "Kelas Zoom dibaca langsung dari Zoom saat rencana disusun.",
        "Meetings are read from Zoom itself when a plan is made.",
    ),
    "call_out": Wording(
        "Panggilan keluar belum kehadiran; yang menjawab tercatat sebagai bergabung.",
        "A call out is no attendance yet; whoever answers is seen joining.",
    ),
    "not_attendance": Wording(
        "Tidak berkaitan dengan kehadiran.", "It has nothing to do with attendance."
    ),
    "recording": Wording("Rekaman tidak dikelola di sini.", "Recordings are not managed here."),
    "webinar": Wording(
        "Webinar tidak dipakai; kelas diadakan sebagai rapat Zoom.",
        "Webinars are not used; classes are held as Zoom meetings.",
    ),
    "account_settings": Wording(
        "Pengaturan akun Zoom tidak dikelola di sini.",
        "Zoom account settings are not managed here.",
    ),
}
"""Words for the reasons below, and for what a reader refuses."""

_IGNORED = {
    "waiting_over": "meeting.participant_left_waiting_room",
    "before_host": """
        meeting.participant_jbh_joined meeting.participant_jbh_waiting
        meeting.participant_jbh_waiting_left
    """,
    "role": "meeting.participant_role_changed",
    "registration": """
        meeting.registration_approved meeting.registration_cancelled
        meeting.registration_created meeting.registration_denied
    """,
    "meeting_settings": """
        meeting.converted_to_webinar meeting.created meeting.deleted meeting.permanently_deleted
        meeting.recovered meeting.updated
    """,
    "call_out": """
        meeting.invitation_accepted meeting.invitation_dispatched meeting.invitation_rejected
        meeting.invitation_timeout meeting.participant_phone_callout_accepted
        meeting.participant_phone_callout_missed meeting.participant_phone_callout_rejected
        meeting.participant_phone_callout_ringing
        meeting.participant_room_system_callout_accepted
        meeting.participant_room_system_callout_failed
        meeting.participant_room_system_callout_missed
        meeting.participant_room_system_callout_rejected
        meeting.participant_room_system_callout_ringing
    """,
    "not_attendance": """
        meeting.aic_transcript_completed meeting.ai_companion_assets_deleted
        meeting.ai_companion_started meeting.ai_companion_stopped meeting.alert
        meeting.breakout_room_sharing_ended meeting.breakout_room_sharing_started
        meeting.chat_message_file_downloaded meeting.chat_message_file_sent
        meeting.chat_message_sent meeting.device_tested meeting.live_streaming_started
        meeting.live_streaming_stopped meeting.participant_feedback meeting.risk_alert
        meeting.sharing_ended meeting.sharing_started meeting.summary_completed
        meeting.summary_deleted meeting.summary_recovered meeting.summary_shared
        meeting.summary_trashed meeting.summary_updated
    """,
    "recording": """
        recording.archive_files_completed recording.batch_deleted recording.batch_recovered
        recording.batch_trashed recording.cloud_storage_usage_updated recording.completed
        recording.deleted recording.paused recording.recovered recording.registration_approved
        recording.registration_created recording.registration_denied recording.renamed
        recording.resumed recording.started recording.stopped recording.transcript_completed
        recording.trashed
    """,
    "webinar": """
        webinar.alert webinar.chat_message_file_downloaded webinar.chat_message_file_sent
        webinar.chat_message_sent webinar.converted_to_meeting webinar.created webinar.deleted
        webinar.ended webinar.participant_bind webinar.participant_feedback
        webinar.participant_joined webinar.participant_left webinar.participant_role_changed
        webinar.permanently_deleted webinar.recovered webinar.registration_approved
        webinar.registration_cancelled webinar.registration_created webinar.registration_denied
        webinar.sharing_ended webinar.sharing_started webinar.started webinar.updated
    """,
    "account_settings": "user.tsp_created user.tsp_deleted user.tsp_updated",
}

IGNORED: Mapping[str, str] = {
    event: reason for reason, events in _IGNORED.items() for event in events.split()
}
"""Event → code of the reason, worded in `REASONS`."""


def reader(accounts: Mapping[str, str]) -> Reader:
    """Return what reads Zoom's events; `accounts` are the account ids known, by connection.

    An event of another account than the connection's is ignored, whatever it is about; where
    one of the two is not known there is nothing to compare.
    """

    def read(connection_id: str, document: Any) -> Reading:
        event = event_of(document)
        known, told = accounts.get(connection_id, ""), account_of(document)
        if known and told and known != told:
            return Reading(Use.IGNORED, event, "other_account")
        if (read_one := HANDLED.get(event)) is not None:
            try:
                return Reading(Use.NOTED, event, sighting=read_one(document))
            except Unreadable as error:
                raise Unreadable(error.field, event) from None
        if reason := IGNORED.get(event):
            return Reading(Use.IGNORED, event, reason)
        return Reading(Use.UNKNOWN, event)

    return read
