"""tool_mobile_call_external_functions: several functions in one call, until the first error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.errors import MoodleError
from connector.sandbox.moodle.parameters import declare, validate

_PARAMETERS = declare(
    "requests: [{function: alphanumext, arguments: raw='{}', settingraw: bool=0, "
    "settingfilter: bool=0, settingfileurl: bool=1, settinglang: lang=''}]"
)


def over(table: Mapping[str, Function]) -> dict[str, Function]:
    """Return the function that calls those of `table`."""

    def call_external_functions(call: Call, parameters: dict[str, Any]) -> Answer:
        responses = []
        for request in parameters["requests"]:
            responses.append(_response(table, call, request))
            if responses[-1]["error"]:
                break
        return {"responses": responses}

    return {"tool_mobile_call_external_functions": Function(_PARAMETERS, call_external_functions)}


def _response(table: Mapping[str, Function], call: Call, request: dict[str, Any]) -> dict[str, Any]:
    """A function that the token's service lacks is an error inside the answer."""
    function = table.get(request["function"])
    if function is None or request["function"] not in call.function_names:
        refused = {"errorcode": "accessexception", "module": "webservice"}
        return {"error": True, "exception": json.dumps(refused)}
    inner = Call(call.state, call.account, call.url, call.function_names)
    try:
        given = validate(
            function.parameters, _as_sent(_read(request["arguments"])), call.site.languages
        )
        answer = function.execute(inner, given)
        inner.transaction.commit()
    except MoodleError as raised:
        error = call.told(raised)
        shown = {"message": error.message, "errorcode": error.code, "link": f"{call.url}/"}
        return {"error": True, "exception": json.dumps(shown)}
    return {"error": False, "data": json.dumps(answer)}


def _read(arguments: str) -> Any:
    """What is no JSON object counts as no arguments."""
    try:
        found = json.loads(arguments)
    except ValueError:
        return {}
    return found if isinstance(found, dict | list) else {}


def _as_sent(value: Any) -> Any:
    """Nested values as a form would have brought them."""
    if isinstance(value, dict):
        return {name: _as_sent(each) for name, each in value.items()}
    if isinstance(value, list):
        return {number: _as_sent(each) for number, each in enumerate(value)}
    if isinstance(value, bool):
        return str(int(value))
    return str(value)
