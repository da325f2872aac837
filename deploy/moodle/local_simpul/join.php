<?php
// This file is part of Moodle - http://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

/**
 * The way into a session: who is logged in and in the course is handed to Simpul with a signed word for it.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use local_simpul\settings;
use local_simpul\signature;

require_once(__DIR__ . '/../../config.php');

$courseid = required_param('course', PARAM_INT);
$given = required_param('session', PARAM_RAW);
$session = clean_param($given, PARAM_ALPHANUMEXT);

$PAGE->set_url(new moodle_url('/local/simpul/join.php', ['course' => $courseid, 'session' => $session]));
// First who it is, then the course: a stranger does not learn which courses there are.
require_login(null, false);
$course = get_course($courseid);
// Whoever is neither enrolled nor may see the course otherwise does not come past here.
require_login($course, false);

$fault = '';
if (isguestuser()) {
    $fault = 'joinguest';
} else if (\core\session\manager::is_loggedinas()) {
    // An administrator who looks at the site as somebody else must not be counted as present in that person's place.
    $fault = 'joinloginas';
} else if ($session === '' || $session !== $given || strlen($session) > 64 || $course->id == SITEID) {
    $fault = 'joinunknown';
} else if (!settings::ready()) {
    $fault = 'joinnotready';
}

if ($fault !== '') {
    $PAGE->set_context(context_course::instance($course->id));
    $PAGE->set_pagelayout('incourse');
    $PAGE->set_title(get_string('jointitle', 'local_simpul'));
    $PAGE->set_heading(format_string($course->fullname));
    echo $OUTPUT->header();
    echo $OUTPUT->notification(get_string($fault, 'local_simpul'), \core\output\notification::NOTIFY_INFO, false);
    echo $OUTPUT->continue_button(new moodle_url('/course/view.php', ['id' => $course->id]));
    echo $OUTPUT->footer();
    die;
}

// The word holds for five minutes, for this person and this session only. Where it leads is the administrator's setting.
$until = time() + 5 * MINSECS;
$query = http_build_query([
    'site' => settings::site(),
    'user' => $USER->id,
    'course' => $course->id,
    'session' => $session,
    'until' => $until,
    'sign' => signature::join(settings::key(), settings::site(), (int) $USER->id, (int) $course->id, $session, $until),
], '', '&', PHP_QUERY_RFC3986);
\core\session\manager::write_close();
header('Cache-Control: no-store');
header('Referrer-Policy: no-referrer');
header('Location: ' . settings::address() . '/p/course?' . $query, true, 303);
die;
