"""core_webservice_get_site_info."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.parameters import declare

RELEASE = "5.1+ (Build: 20251017)"

VERSION = "2025100600.02"


def get_site_info(call: Call, _: dict[str, Any]) -> Answer:
    user = call.transaction.must_get("users", call.account.user_id)
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
        "functions": [{"name": name, "version": VERSION} for name in call.function_names],
        "downloadfiles": 0,
        "uploadfiles": 0,
        "release": RELEASE,
        "version": VERSION,
        "mobilecssurl": "",
        "advancedfeatures": [{"name": "enablecompletion", "value": 1}],
        "usercanmanageownfiles": True,
        "userquota": 104857600,
        "usermaxuploadfilesize": 104857600,
        "userhomepage": 1,
        "siteid": 1,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": False,
        "theme": "boost",
        "limitconcurrentlogins": 0,
    }


FUNCTIONS = {
    "core_webservice_get_site_info": Function(
        declare("serviceshortnames: [alphanumext]=[]"), get_site_info
    ),
}
