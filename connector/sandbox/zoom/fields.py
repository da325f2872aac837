"""The fields of a meeting's body: what is refused, what is silently bent, what is dropped."""

from collections.abc import Mapping
from typing import Any

from connector.sandbox.zoom.refusals import bad_request, invalid
from connector.sandbox.zoom.state import SandboxUser
from connector.sandbox.zoom.world import World

MEETING_TYPES = (1, 2, 3, 8, 10)

TEXT_LIMITS = {"topic": 200, "agenda": 2_000, "password": 10}
"""Characters; a longer text is refused with code 300."""

SWITCHES: dict[str, bool | None] = {
    "host_video": False,
    "participant_video": False,
    "cn_meeting": False,
    "in_meeting": False,
    "join_before_host": False,
    "mute_upon_entry": False,
    "watermark": False,
    "use_pmi": False,
    "waiting_room": False,
    "close_registration": False,
    "enforce_login": False,
    "meeting_authentication": False,
    "registrants_confirmation_email": True,
    "registrants_email_notification": True,
    "alternative_hosts_email_notification": True,
    "show_share_button": False,
    "show_join_info": False,
    "allow_multiple_devices": False,
    "email_notification": True,
    "private_meeting": False,
    "focus_mode": False,
    "host_save_video_order": True,
    "internal_meeting": False,
    "device_testing": False,
    "email_in_attendee_report": False,
    "alternative_host_update_polls": None,
    "alternative_host_manage_meeting_summary": None,
    "alternative_host_manage_cloud_recording": None,
    "host_pause_stop_recording": None,
    "participant_focused_meeting": False,
    "push_change_to_calendar": False,
    "auto_start_meeting_summary": False,
    "auto_start_ai_companion_questions": False,
    "request_permission_to_unmute_participants": False,
    "allow_host_control_participant_mute_state": None,
    "disable_participant_video": False,
    "auto_start_deepfake_detection": None,
}
"""Yes/no settings and their defaults; None: answered only when it was set."""

CHOICES: dict[str, tuple[tuple[int | str, ...], int | str | None]] = {
    "approval_type": ((0, 1, 2), 2),
    "registration_type": ((1, 2, 3), 1),
    "jbh_time": ((0, 5, 10, 15), 0),
    "calendar_type": ((1, 2), None),
    "who_will_receive_summary": ((1, 2, 3, 4), None),
    "who_can_ask_questions": ((1, 2, 3, 4, 5), None),
    "audio": (("both", "telephony", "voip", "thirdParty"), "both"),
    "auto_recording": (("local", "cloud", "none"), "none"),
    "encryption_type": (("enhanced_encryption", "e2ee"), "enhanced_encryption"),
}
"""Settings with listed values and their defaults; any other value is ignored without a word."""

TEXTS: dict[str, str | None] = {
    "alternative_hosts": "",
    "audio_conference_info": None,
    "authentication_domains": None,
    "authentication_option": None,
    "contact_email": None,
    "contact_name": None,
    "enforce_login_domains": None,
    "summary_template_id": None,
}

SHAPED: dict[str, type] = {
    "additional_data_center_regions": list,
    "approved_or_denied_countries_or_regions": dict,
    "authentication_exception": list,
    "auto_add_recording_to_video_management": dict,
    "breakout_room": dict,
    "continuous_meeting_chat": dict,
    "custom_keys": list,
    "global_dial_in_countries": list,
    "language_interpretation": dict,
    "meeting_invitees": list,
    "question_and_answer": dict,
    "resources": list,
    "sign_language_interpretation": dict,
    "waiting_room_options": dict,
}

SETTINGS = frozenset([*SWITCHES, *CHOICES, *TEXTS, *SHAPED])
"""Every setting the sandbox knows; others are ignored, as Zoom does."""

OCCURRENCE_SETTINGS = frozenset(
    [
        "host_video",
        "participant_video",
        "join_before_host",
        "mute_upon_entry",
        "waiting_room",
        "watermark",
        "auto_recording",
    ]
)
"""The only settings a PATCH of one occurrence may change."""

BODY = frozenset(
    [
        "agenda",
        "default_password",
        "duration",
        "password",
        "pre_schedule",
        "recurrence",
        "schedule_for",
        "settings",
        "start_time",
        "template_id",
        "timezone",
        "topic",
        "tracking_fields",
        "type",
    ]
)
"""Body fields of create and update; others are ignored and noted in `server.calls`."""


def default_settings() -> dict[str, Any]:
    every: dict[str, Any] = {**SWITCHES, **TEXTS}
    every.update({name: default for name, (_, default) in CHOICES.items()})
    return {name: value for name, value in every.items() if value is not None}


def sound_settings(sent: object) -> dict[str, Any]:
    """Keep the settings Zoom would take over; wrong types and values vanish silently."""
    if not isinstance(sent, Mapping):
        return {}
    return {name: value for name, value in sent.items() if _is_sound(str(name), value)}


def _is_sound(name: str, value: object) -> bool:
    if name in SWITCHES:
        return isinstance(value, bool)
    if name in CHOICES:
        return not isinstance(value, bool) and value in CHOICES[name][0]
    if name in TEXTS:
        return isinstance(value, str)
    return name in SHAPED and isinstance(value, SHAPED[name])


def check_texts(body: Mapping[str, Any]) -> None:
    """Refuse texts that are too long or no texts (code 300)."""
    for name, limit in TEXT_LIMITS.items():
        value = body.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or len(value) > limit:
            raise invalid(**{name: f"{name} must be text of at most {limit} characters."})


def check_alternative_hosts(world: World, settings: Mapping[str, Any], host: SandboxUser) -> None:
    """Refuse the whole request when one entry of the `;`-separated list is unusable.

    Each must be another licensed user of this account. The code Zoom uses is unsettled
    (moodle-mod_zoom #302 only shows that everything fails); here it is 300.
    """
    for entry in alternative_hosts(settings):
        user = world.licensed(entry)
        if user is None or user.id == host.id:
            raise bad_request(300, f"You cannot select {entry} as an alternative host.")


def alternative_hosts(settings: Mapping[str, Any]) -> list[str]:
    """Split the list; a comma does not separate."""
    parts = str(settings.get("alternative_hosts", "")).split(";")
    return [part.strip() for part in parts if part.strip()]


def whole_number(value: object) -> int | None:
    """Return a whole number, None for anything else (`True` included)."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def tracking_fields(world: World, sent: object) -> list[dict[str, Any]]:
    """Echo the fields the account defines; the rest vanishes."""
    if not isinstance(sent, list):
        return []
    defined = world.rules.tracking_fields
    return [
        {"field": each["field"], "value": str(each.get("value", "")), "visible": True}
        for each in sent
        if isinstance(each, Mapping)
        and isinstance(each.get("field"), str)
        and (defined is None or each["field"] in defined)
    ]
