"""core_message_send_instant_messages, with its trap: a call of which one message fails answers an
error, although the others were sent."""

from __future__ import annotations

from html import escape
from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.errors import MoodleError
from connector.sandbox.moodle.parameters import declare

LONGEST = 4096
"""Bytes of one message."""


def send_instant_messages(call: Call, parameters: dict[str, Any]) -> Answer:
    """Send to those who can be written to. Who has no message says so in `errormessage`."""
    if not call.site.messaging:
        raise MoodleError("disabled", "Messaging is disabled on this site")
    told = [_send(call, message) for message in parameters["messages"]]
    sent = [row["msgid"] for row in told if row["msgid"] != -1]
    if sent and len(sent) < len(told):
        call.transaction.commit()  # and yet it answers an error
        raise MoodleError("formatnotsupported", "webservice/formatnotsupported")
    return told


def _send(call: Call, message: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"candeletemessagesforallusers": False}
    if "clientmsgid" in message:
        answer["clientmsgid"] = message["clientmsgid"]
    problem = _problem(call, message)
    if problem:
        return {**answer, "msgid": -1, "errormessage": problem}
    row = call.transaction.insert(
        "messages",
        {
            "useridfrom": call.account.user_id,
            "useridto": message["touserid"],
            "text": message["text"],
            "timecreated": call.now,
        },
    )
    return {
        **answer,
        "msgid": row["id"],
        "text": f"<p>{escape(message['text'])}</p>",
        "timecreated": call.now,
        "conversationid": row["id"],
        "useridfrom": call.account.user_id,
    }


def _problem(call: Call, message: dict[str, Any]) -> str:
    user = call.transaction.get("users", message["touserid"])
    if user is None or user["deleted"]:
        number = message["touserid"]
        return f"You cannot send a message to a user ID ({number}) that doesn't exist."
    if len(message["text"].encode()) > LONGEST:
        return "The message you are trying to send is too long"
    if not call.may("moodle/site:messageanyuser"):
        return (
            "You can't message this user due to their message preferences. "
            "Try adding them as a contact."
        )
    return ""


FUNCTIONS = {
    "core_message_send_instant_messages": Function(
        declare(
            "messages: [{touserid: int, text: raw, textformat: int='0', clientmsgid: alphanumext?}]"
        ),
        send_instant_messages,
    ),
}
