"""What waits once while Simpul is away, and what does not; needs PHP."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.deploy.php_text import SOURCES

PHP = shutil.which("php")

pytestmark = pytest.mark.skipif(PHP is None, reason="no PHP here: the plugin's own code cannot run")

RUN = r"""
const MINSECS = 60;
const HOURSECS = 3600;
const DAYSECS = 86400;
class rows {
    public function get_records($table, $wanted, $order, $fields, $from, $limit) {
        $fits = function ($one) use ($wanted) { return !array_diff_assoc($wanted, $one); };
        $rows = array_filter($GLOBALS['asked']['rows'], $fits);
        return array_map(function ($one) { return (object) $one; }, $rows);
    }
    public function set_field($table, $field, $value, $wanted) {
        foreach ($GLOBALS['asked']['rows'] as $key => $one) {
            if ($one['id'] === $wanted['id']) {
                $GLOBALS['asked']['rows'][$key][$field] = $value;
            }
        }
    }
}
require $argv[1] . '/queue.php';
$asked = json_decode(stream_get_contents(STDIN), true);
foreach ($asked['rows'] as $key => $one) {
    $asked['rows'][$key]['timequeued'] = time() - $one['age'];
}
$DB = new rows();
if ($asked['begun']) {
    local_simpul\queue::begin((object) ['id' => 1], 1);
}
$told = ['course' => 4, 'person' => 5, 'module' => 6];
echo json_encode([
    'covered' => local_simpul\queue::covers('moodle.enrolled', $told),
    'age' => $asked['rows'] ? time() - $asked['rows'][0]['timequeued'] : null,
]);
"""


def told(begun: bool = False, **changed: Any) -> Any:
    """Return whether an event is covered by a message that waits, and how old that is then."""
    assert PHP is not None
    row = {"id": 1, "type": "moodle.enrolled", "courseid": 4, "userid": 5, "moduleid": 6}
    row |= {"state": 0, "timetried": 0, "age": 60} | changed
    done = subprocess.run(
        [PHP, "-n", "-r", RUN, "--", str(SOURCES / "classes")],
        input=json.dumps({"rows": [row], "begun": begun}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_message_that_waits_covers_an_event_about_the_same() -> None:
    assert told()["covered"]


@pytest.mark.parametrize(
    "changed",
    [{"type": "moodle.unenrolled"}, {"courseid": 9}, {"userid": 9}, {"moduleid": 9}, {"state": 2}],
)
def test_a_message_about_something_else_or_parked_covers_nothing(changed: dict[str, Any]) -> None:
    assert not told(**changed)["covered"]


def test_a_message_that_may_have_arrived_before_the_event_covers_nothing() -> None:
    assert not told(timetried=1)["covered"]
    assert not told(begun=True)["covered"]


def test_what_covers_a_late_event_waits_for_as_long_as_the_event_itself_would() -> None:
    assert told(age=6 * 86400)["age"] < 60
