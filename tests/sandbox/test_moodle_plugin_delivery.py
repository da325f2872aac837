"""Messages of the sandbox's plugin on their way: signed, again until taken, gently in trouble."""

from __future__ import annotations

import requests

from connector.domain.standard_webhooks import fault
from connector.sandbox.moodle import learning
from connector.sandbox.moodle.plugin.line import WAITS as LINE_WAITS
from connector.sandbox.moodle.plugin.queue import PATIENCE, WAITS
from tests.sandbox.moodle_calls import TIMEOUT
from tests.sandbox.plugin_place import SECRET, PluginPlace


def happen(place: PluginPlace, times: int = 1) -> None:
    """Make messages of one type: a person's account is changed."""
    for turn in range(times):
        changed = {"id": place.person, "city": f"Kota {turn} {place.now}"}
        place.call("core_user_update_users", users=[changed])


def waiting(place: PluginPlace) -> int:
    return len(place.moodle.plugin.queue.rows("waiting"))


def parked(place: PluginPlace) -> int:
    return len(place.moodle.plugin.queue.rows("parked"))


def test_a_message_is_signed_and_our_own_verifier_believes_it(plugged: PluginPlace) -> None:
    plugged.listen()
    happen(plugged)
    assert plugged.moodle.plugin.deliver() == 1
    [one] = plugged.ear.heard
    assert one.path == "/webhooks/moodle"
    assert one.headers["content-type"] == "application/json"
    assert one.signed_with(SECRET)
    stamp, signature = one.headers["webhook-timestamp"], one.headers["webhook-signature"]
    now = plugged.now.timestamp()
    assert fault(one.id, stamp, signature, one.body, [SECRET], now) == ""
    assert fault(one.id, stamp, signature, one.body + b" ", [SECRET], now) == "signature_differs"


def test_a_site_with_a_name_has_a_door_of_its_own(plugged: PluginPlace) -> None:
    plugged.listen("diklat-2")
    happen(plugged)
    plugged.hear()
    assert plugged.ear.heard[0].path == "/webhooks/moodle/diklat-2"


def test_without_an_address_nothing_is_kept(plugged: PluginPlace) -> None:
    happen(plugged)
    plugged.listen()
    assert plugged.hear() == []


def test_a_retry_has_the_same_id_and_bytes_and_a_new_time(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.statuses = [503]
    happen(plugged)
    assert plugged.moodle.plugin.deliver() == 0
    plugged.pass_time(LINE_WAITS[0])
    assert plugged.moodle.plugin.deliver() == 1
    first, second = plugged.ear.heard
    assert (first.id, first.body) == (second.id, second.body)
    stamps = [int(each.headers["webhook-timestamp"]) for each in (first, second)]
    assert stamps[1] - stamps[0] == LINE_WAITS[0]
    assert second.signed_with(SECRET)


def test_while_the_line_is_in_trouble_one_message_goes_alone(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.statuses = [502, 502]
    happen(plugged, 5)
    assert plugged.moodle.plugin.deliver() == 0
    assert len(plugged.ear.heard) == 1
    assert plugged.moodle.plugin.deliver() == 0  # not yet time
    plugged.pass_time(LINE_WAITS[0])
    assert plugged.moodle.plugin.deliver() == 0
    assert len(plugged.ear.heard) == 2
    plugged.pass_time(LINE_WAITS[1])
    assert plugged.moodle.plugin.deliver() == 5
    assert waiting(plugged) == 0


def test_nobody_there_is_trouble_of_the_line(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.stop()
    happen(plugged, 2)
    assert plugged.moodle.plugin.deliver() == 0
    assert [each.status for each in plugged.moodle.plugin.attempts] == [0]
    facts = plugged.moodle.plugin.facts()
    assert (facts["waiting"], facts["laststatus"], facts["lasterror"]) == (2, 0, "connect")
    plugged.ear.start()
    plugged.pass_time(LINE_WAITS[0])
    assert plugged.moodle.plugin.deliver() == 2


def test_a_message_that_is_refused_itself_waits_and_lets_others_pass(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.statuses = [400]
    happen(plugged, 2)
    assert plugged.moodle.plugin.deliver() == 1
    assert waiting(plugged) == 1
    plugged.pass_time(WAITS[0] - 1)
    assert plugged.moodle.plugin.deliver() == 0
    plugged.pass_time(1)
    assert plugged.moodle.plugin.deliver() == 1
    assert plugged.ear.heard[0].id == plugged.ear.heard[2].id


def test_three_breakdowns_in_a_row_are_trouble_of_the_line(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.statuses = [500] * 3
    happen(plugged, 6)
    assert plugged.moodle.plugin.deliver() == 0
    assert len(plugged.ear.heard) == 3
    assert plugged.moodle.plugin.line.failures == 1


def test_retry_after_is_heeded_up_to_an_hour(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.statuses, plugged.ear.retry_after = [429, 503], "900"
    happen(plugged)
    plugged.hear()
    plugged.pass_time(899)
    assert plugged.moodle.plugin.deliver() == 0
    plugged.ear.retry_after = "90000"
    plugged.pass_time(1)
    assert plugged.moodle.plugin.deliver() == 0
    assert len(plugged.ear.heard) == 2
    plugged.pass_time(3600)
    assert plugged.moodle.plugin.deliver() == 1


def test_410_stops_everything_until_a_person_sends_it_again(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.statuses = [410]
    happen(plugged, 2)
    plugged.hear()
    assert (waiting(plugged), parked(plugged)) == (1, 1)
    plugged.pass_time(86400)
    assert plugged.moodle.plugin.deliver() == 0
    plugged.moodle.plugin.resend()
    assert plugged.moodle.plugin.deliver() == 2
    assert parked(plugged) == 0


def test_what_nobody_took_for_seven_days_is_parked(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.statuses = [503] * 3
    happen(plugged)
    plugged.hear()
    plugged.pass_time(PATIENCE)
    plugged.moodle.plugin.tidy()
    assert (waiting(plugged), parked(plugged)) == (0, 1)


def test_a_redirect_is_not_followed(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.statuses = [302]
    happen(plugged)
    plugged.hear()
    assert [each.path for each in plugged.ear.heard] == ["/webhooks/moodle"]
    assert waiting(plugged) == 1


def test_paused_and_blocked_send_nothing(plugged: PluginPlace) -> None:
    plugged.listen()
    happen(plugged)
    plugged.moodle.plugin.paused = True
    assert plugged.hear() == []
    plugged.moodle.plugin.paused, plugged.moodle.plugin.blocked = False, True
    assert plugged.hear() == []
    assert plugged.moodle.plugin.facts()["lasterror"] == "blocked"


def test_the_site_says_when_it_is_not_ready(plugged: PluginPlace) -> None:
    def ready() -> bool:
        return bool(plugged.call("local_simpul_get_site_facts")["delivery"]["ready"])

    assert not ready()
    plugged.listen()
    assert ready()
    plugged.moodle.plugin.paused = True
    assert not ready()
    plugged.moodle.plugin.paused = False
    plugged.ear.statuses = [410]
    happen(plugged)
    plugged.hear()
    assert not ready()


def test_a_test_that_is_taken_opens_the_line_again(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.statuses = [410]
    happen(plugged, 2)
    plugged.hear()
    plugged.call("local_simpul_send_test", nonce="n")
    assert plugged.moodle.plugin.deliver() == 1


def test_a_thread_delivers_at_once(plugged: PluginPlace) -> None:
    plugged.moodle.plugin.deliver_to(plugged.ear.url, SECRET, at_once=True)
    happen(plugged)
    assert plugged.ear.arrived.wait(10)
    assert plugged.ear.heard[0].signed_with(SECRET)


def test_the_test_button_posts_past_the_queue(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.ear.statuses = [503]
    happen(plugged)
    plugged.hear()
    told = plugged.call("local_simpul_send_test", nonce="abc-123")
    assert (told["status"], told["error"]) == (200, "")
    last = plugged.ear.heard[-1]
    assert (last.type, last.told["nonce"]) == ("moodle.test", "abc-123")
    assert last.signed_with(SECRET)
    assert waiting(plugged) == 1


def test_a_test_that_nobody_takes_says_why(plugged: PluginPlace) -> None:
    assert plugged.call("local_simpul_send_test", nonce="n")["error"] == "notready"
    plugged.listen()
    plugged.ear.statuses = [401]
    assert plugged.call("local_simpul_send_test", nonce="n")["status"] == 401
    assert plugged.moodle.plugin.queue.rows() == []
    plugged.ear.stop()
    told = plugged.call("local_simpul_send_test", nonce="n")
    assert (told["status"], told["error"]) == (0, "connect")


def test_armed_faults_strike_single_messages(plugged: PluginPlace) -> None:
    plugged.listen()
    faults = plugged.moodle.plugin.faults
    faults.arm("lost", match="account")
    happen(plugged)
    assert plugged.hear() == []
    faults.arm("double", match="account")
    happen(plugged)
    plugged.hear()
    first, second = plugged.ear.heard
    assert (first.id, first.body) == (second.id, second.body)
    faults.arm("late", match="account", seconds=75)
    happen(plugged)
    assert len(plugged.hear()) == 2
    plugged.pass_time(75)
    assert len(plugged.hear()) == 3
    faults.arm("bad_signature", match="account")
    happen(plugged)
    plugged.hear()
    assert not plugged.ear.heard[-1].signed_with(SECRET)


def test_disorder_sends_a_message_after_those_that_came_later(plugged: PluginPlace) -> None:
    plugged.listen()
    plugged.moodle.plugin.faults.arm("disorder", match="account")
    happen(plugged)
    learning.complete(
        plugged.moodle.state,
        learning.add_activity(plugged.moodle.state, plugged.course, "Halaman"),
        plugged.person,
    )
    assert plugged.hear() == ["activity_completed", "account_changed"]


def test_the_queue_outlives_the_process(plugged: PluginPlace) -> None:
    plugged.listen()
    happen(plugged)
    kept = plugged.moodle.state.as_json()["tables"]["simpul_queue"]
    assert [row["type"] for row in kept] == ["moodle.account_changed"]


def test_reset_forgets_whom_to_tell(plugged: PluginPlace) -> None:
    plugged.listen()
    requests.post(f"{plugged.moodle.url}/sandbox/reset", timeout=TIMEOUT)
    assert plugged.moodle.plugin.receiver is None
    assert plugged.call("local_simpul_get_site_facts")["delivery"]["ready"] is False
