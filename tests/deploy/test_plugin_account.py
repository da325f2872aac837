"""Whose account the plugin prepares: whoever it finds is given its role and a token; needs PHP."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.deploy.php_text import SOURCES

PHP = shutil.which("php")

pytestmark = pytest.mark.skipif(PHP is None, reason="no PHP here: the plugin's own code cannot run")

RUN = r"""
function get_config($plugin, $name) {
    return $name === 'serviceuserid' ? $GLOBALS['asked']['prepared'] : false;
}
class users {
    public function get_records($table, $wanted) {
        $fits = function ($one) use ($wanted) { return !array_diff_assoc($wanted, $one); };
        $rows = array_filter($GLOBALS['asked']['users'], $fits);
        return array_map(function ($one) { return (object) $one; }, $rows);
    }
    public function get_record($table, $wanted) {
        $found = $this->get_records($table, $wanted);
        return $found ? reset($found) : false;
    }
}
require $argv[1] . '/settings.php';
require $argv[1] . '/account.php';
$asked = json_decode(stream_get_contents(STDIN), true);
$DB = new users();
$found = local_simpul\account::find();
echo json_encode($found ? $found->id : null);
"""


def user(number: int, auth: str = "manual", mark: bool = False, deleted: int = 0) -> dict[str, Any]:
    idnumber = "local_simpul:service" if mark else ""
    return {"id": number, "auth": auth, "idnumber": idnumber, "deleted": deleted}


def found(*users: dict[str, Any], prepared: int = 0) -> Any:
    """Return the id of the account that is taken for the plugin's own; None for none."""
    assert PHP is not None
    done = subprocess.run(
        [PHP, "-n", "-r", RUN, "--", str(SOURCES / "classes")],
        input=json.dumps({"users": users, "prepared": str(prepared) if prepared else False}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_person_who_types_the_accounts_id_number_into_their_profile_is_not_it() -> None:
    student, service = user(5, mark=True), user(9, "webservice", mark=True)

    assert found(student) is None
    assert found(student, service) == 9
    assert found(student, service, prepared=9) == 9


def test_the_prepared_account_stays_it_whatever_was_changed_in_its_profile() -> None:
    assert found(user(9, "manual"), prepared=9) == 9


def test_after_a_new_installation_the_account_from_before_is_found() -> None:
    assert found(user(9, "webservice", mark=True)) == 9


def test_a_deleted_account_is_none() -> None:
    assert found(user(9, "webservice", mark=True, deleted=1), prepared=9) is None
