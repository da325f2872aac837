"""Which role the plugin takes for its own, and so widens and deletes; needs PHP."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.deploy.php_text import SOURCES

PHP = shutil.which("php")

pytestmark = pytest.mark.skipif(PHP is None, reason="no PHP here: the plugin's own code cannot run")

RUN = r"""
const CONTEXT_SYSTEM = 10;
const CAP_ALLOW = 1;
class context_system {
    public $id = 1;
    public static function instance() { return new self(); }
    public function mark_dirty() {}
}
function get_config($plugin, $name) { return $GLOBALS['asked'][$name] ?? false; }
function set_config($name, $value, $plugin) { $GLOBALS['asked'][$name] = (string) $value; }
function unset_config($name, $plugin) { unset($GLOBALS['asked'][$name]); }
function get_string($name, $plugin) { return $name; }
function get_capability_info($name) { return true; }
function get_archetype_roles($archetype) { return []; }
function set_role_contextlevels($id, $levels) {}
function assign_capability($name, $permission, $id, $context, $again) {
    $GLOBALS['asked']['widened'][$id] = true;
}
function create_role($name, $shortname, $description) {
    $GLOBALS['asked']['roles'][] = ['id' => 90, 'shortname' => $shortname];
    return 90;
}
function delete_role($id) { $GLOBALS['asked']['deleted'][] = $id; }
class rows {
    public function get_field($table, $field, $wanted) {
        foreach ($GLOBALS['asked']['roles'] as $one) {
            if (!array_diff_assoc($wanted, $one)) {
                return $one[$field];
            }
        }
        return false;
    }
    public function record_exists($table, $wanted) {
        if ($table === 'role') {
            return $this->get_field($table, 'id', $wanted) !== false;
        }
        return in_array($wanted['userid'], $GLOBALS['asked']['held'][$wanted['roleid']] ?? []);
    }
    public function record_exists_select($table, $where, $values) {
        return (bool) array_diff($GLOBALS['asked']['held'][$values[0]] ?? [], [$values[1]]);
    }
    public function get_fieldset_select() { return []; }
}
require $argv[1] . '/settings.php';
require $argv[1] . '/role.php';
$asked = json_decode(stream_get_contents(STDIN), true) + ['widened' => [], 'deleted' => []];
$DB = new rows();
foreach ($asked['calls'] as $call) {
    local_simpul\role::$call();
}
echo json_encode([
    'ours' => local_simpul\role::id(),
    'names' => array_column($asked['roles'], 'shortname', 'id'),
    'widened' => array_keys($asked['widened']),
    'deleted' => $asked['deleted'],
]);
"""

SITES_OWN = {"id": 7, "shortname": "simpul"}
ACCOUNT, PERSON = 50, 60


def after(*calls: str, roles: list[dict[str, Any]], **site: Any) -> Any:
    """Return what the calls left: our role's id, all roles, which were widened and deleted."""
    assert PHP is not None
    asked = {"calls": calls, "roles": roles, "serviceuserid": str(ACCOUNT), "held": {}, **site}
    done = subprocess.run(
        [PHP, "-n", "-r", RUN, "--", str(SOURCES / "classes")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_site_without_such_a_role_gets_one_and_loses_it_with_the_plugin() -> None:
    made = after("prepare", "prepare", roles=[])
    assert (made["ours"], made["names"]) == (90, {"90": "simpul"})
    assert made["widened"] == [90]
    assert after("prepare", "remove", roles=[])["deleted"] == [90]


def test_a_role_of_the_sites_own_with_the_name_is_neither_widened_nor_deleted() -> None:
    kept = after("adopt", "prepare", "remove", roles=[SITES_OWN], held={"7": [PERSON]})
    assert kept["names"] == {"7": "simpul", "90": "simpul2"}
    assert (kept["widened"], kept["deleted"], kept["ours"]) == ([90], [90], 0)


@pytest.mark.parametrize(
    ("held", "ours"),
    [([ACCOUNT], 7), ([ACCOUNT, PERSON], 0), ([PERSON], 0), ([], 0)],
)
def test_the_role_of_an_older_version_is_known_by_the_account_that_alone_holds_it(
    held: list[int], ours: int
) -> None:
    assert after("adopt", roles=[SITES_OWN], held={"7": held})["ours"] == ours


def test_the_role_that_was_made_stays_it_under_another_name() -> None:
    renamed = [{"id": 7, "shortname": "renamed"}, {"id": 8, "shortname": "simpul"}]
    assert after("prepare", roles=renamed, roleid="7")["widened"] == [7]
