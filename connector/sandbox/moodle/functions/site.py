"""core_webservice_get_site_info."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.parameters import declare

RELEASES = {
    "5.1": ("5.1+ (Build: 20251017)", "2025100600.02"),
    "4.5": ("4.5.6 (Build: 20250811)", "2024100706"),
}
"""Release and version as these sites tell them."""


def get_site_info(call: Call, _: dict[str, Any]) -> Answer:
    user = call.transaction.must_get("users", call.account.user_id)
    release, version = RELEASES[call.site.release]
    return {
        "sitename": "Moodle tiruan",
        "username": user["username"],
        "firstname": user["firstname"],
        "lastname": user["lastname"],
        "fullname": f"{user['firstname']} {user['lastname']}",
        "lang": user["lang"],
        "userid": user["id"],
        "siteurl": call.url,
        "userpictureurl": f"{call.url}/theme/image.php/boost/core/1/u/f1",
        "functions": [{"name": name, "version": version} for name in call.function_names],
        "downloadfiles": 0,
        "uploadfiles": 0,
        "release": release,
        "version": version,
        "mobilecssurl": "",
        "advancedfeatures": [{"name": "enablecompletion", "value": 1}],
        "usercanmanageownfiles": True,
        "userquota": 104857600,
        "usermaxuploadfilesize": 104857600,
        "userhomepage": 1,
        "userprivateaccesskey": "sandbox",
        "siteid": 1,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": False,
        "theme": "boost",
        "limitconcurrentlogins": 0,
        "policyagreed": 0,
    }


FUNCTIONS = {
    "core_webservice_get_site_info": Function(
        declare("serviceshortnames: [alphanumext]=[]"), get_site_info
    ),
}
