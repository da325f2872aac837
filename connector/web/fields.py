"""Words for the fields that a column of a list may hold."""

from connector.web.translation import _


def field_word(name: str) -> str:
    """What an administrator calls a field."""
    return {
        "number": _("number in the list"),
        "full_name": _("name"),
        "bare_name": _("name without degrees"),
        "title_before": _("degree before the name"),
        "title_after": _("degree after the name"),
        "nip": _("NIP / NI PPPK"),
        "nrp": _("NRP"),
        "nik": _("NIK"),
        "identity": _("personal number of any kind"),
        "identities": _("personal numbers"),
        "email": _("e-mail"),
        "phone": _("phone"),
        "birthplace": _("birthplace"),
        "birth_date": _("birth date"),
        "birth": _("birthplace and date"),
        "rank": _("rank"),
        "grade": _("grade"),
        "rank_grade": _("rank and grade"),
        "position": _("position"),
        "unit": _("unit"),
        "agency": _("agency"),
        "employment": _("kind of service"),
        "willingness": _("willing to attend"),
        "external": _("from outside"),
        "origin": _("internal or external"),
        "role": _("role"),
        "date": _("date"),
        "weekday": _("weekday"),
        "time": _("time from–to"),
        "start": _("start"),
        "end": _("end"),
        "subject": _("subject"),
        "jp": _("lesson hours (JP)"),
        "instructor": _("instructor"),
        "instructor_names": _("instructors"),
        "room": _("room"),
        "kind": _("kind of session"),
        "zone": _("time zone"),
    }.get(name, name)
