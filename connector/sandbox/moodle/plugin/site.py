"""local_simpul_get_site_facts and _send_test: the site as its administrator set it up."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.errors import invalid_parameter
from connector.sandbox.moodle.functions.site import RELEASES
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.plugin.words import CAPABILITIES, READ_SITE
from connector.sandbox.moodle.state import NEEDED_CAPABILITIES, ROLES

PLUGIN_VERSION, PLUGIN_RELEASE = 2026112110, "1.0.0"

NOT_NEEDED = frozenset(
    {"enrol/manual:unenrol", "moodle/cohort:manage", "moodle/course:overridecompletion"}
)
"""Once measured as needed, for functions that Simpul does not call."""

PREPARED = (NEEDED_CAPABILITIES | CAPABILITIES) - NOT_NEEDED
"""What the role that the plugin prepares may do."""

_ROLES = {
    "manager": "Manager",
    "coursecreator": "Course creator",
    "editingteacher": "Teacher",
    "teacher": "Non-editing teacher",
    "student": "Student",
    "guest": "Guest",
    "user": "Authenticated user",
    "frontpage": "Authenticated user on site home",
}


def get_site_facts(call: Call, _: dict[str, Any]) -> Answer:
    call.require(READ_SITE)
    site, sender = call.site, call.state.sender
    release, version = RELEASES[site.release]
    return {
        "plugin": {"version": PLUGIN_VERSION, "release": PLUGIN_RELEASE},
        "moodle": {"release": release, "version": version},
        "php": {
            "version": "8.2.29",
            "maxinputvars": site.max_input_vars,
            "postmaxsize": site.post_max_size,
            "memorylimit": -1,
        },
        "webservices": {"enabled": site.web_services_enabled, "rest": True},
        "roles": [
            {
                "id": role_id,
                "shortname": shortname,
                "name": _ROLES[shortname],
                "archetype": shortname,
                "assignable": role_id in site.assignable_roles and call.may("moodle/role:assign"),
            }
            for role_id, shortname in ROLES.items()
        ],
        "capabilities": [{"name": each, "held": call.may(each)} for each in sorted(PREPARED)],
        "auths": ["manual", "nologin", "email", "oauth2"],
        "cron": {"lastrun": call.now - 30},
        "sitepolicy": {
            "emailsunique": not site.allow_same_email,
            "extendedusernames": False,
        },
        "delivery": sender.facts(),
    }


def send_test(call: Call, parameters: dict[str, Any]) -> Answer:
    """Post at once, past the queue; status 0 is no answer."""
    call.require(READ_SITE)
    if not 1 <= len(parameters["nonce"]) <= 64:
        raise invalid_parameter("the nonce is empty or too long")
    return call.state.sender.send_test(parameters["nonce"])


FUNCTIONS = {
    "local_simpul_get_site_facts": Function(declare(""), get_site_facts),
    "local_simpul_send_test": Function(declare("nonce: alphanumext"), send_test),
}
