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
 * How delivery to Simpul is: what waits, what was parked, a test, and what can be done about it.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use local_simpul\answer;
use local_simpul\circuit;
use local_simpul\delivery;
use local_simpul\queue;
use local_simpul\settings;

require_once(__DIR__ . '/../../config.php');
require_once($CFG->libdir . '/adminlib.php');

$number = optional_param('page', 0, PARAM_INT);
admin_externalpage_setup('local_simpul_delivery');
require_capability('moodle/site:config', context_system::instance());
$perpage = 50;

$deed = data_submitted() ? optional_param('deed', '', PARAM_ALPHA) : '';
if ($deed !== '') {
    require_sesskey();
    $row = optional_param('row', 0, PARAM_INT);
    $how = \core\output\notification::NOTIFY_SUCCESS;
    if ($deed === 'test') {
        $result = delivery::send_test(bin2hex(random_bytes(8)));
        $said = get_string('testresult', 'local_simpul', [
            'words' => answer::in_words($result['status'], $result['error']),
            'milliseconds' => $result['milliseconds'],
        ]);
        $how = $result['error'] === '' ? $how : \core\output\notification::NOTIFY_ERROR;
    } else if ($deed === 'resend' || $deed === 'resendall') {
        queue::resend($deed === 'resend' ? $row : 0);
        $said = get_string('resent', 'local_simpul');
    } else if ($deed === 'drop' || $deed === 'dropall') {
        queue::drop($deed === 'drop' ? $row : 0);
        $said = get_string('dropped', 'local_simpul');
    } else if ($deed === 'resume') {
        circuit::reset();
        $said = get_string('resumed', 'local_simpul');
    } else {
        throw new moodle_exception('invalidaction');
    }
    redirect(new moodle_url($PAGE->url, ['page' => $number]), $said, null, $how);
}

$circuit = circuit::now();
$facts = delivery::facts();
$total = $facts['waiting'] + $facts['parked'];
$never = get_string('never');
$rows = [];
foreach (queue::unsent($number * $perpage, $perpage) as $row) {
    $rows[] = [
        'id' => $row->id,
        'type' => get_string('type' . str_replace('_', '', substr($row->type, strlen('moodle.'))), 'local_simpul'),
        'course' => $row->courseid ?: '',
        'person' => $row->userid ?: '',
        'since' => userdate($row->timecreated, get_string('strftimedatetimeshort', 'langconfig')),
        'attempts' => $row->attempts,
        'last' => $row->timetried ? answer::in_words((int) $row->laststatus, (string) $row->lasterror) : '',
        'parked' => (int) $row->state === queue::PARKED,
        'held' => (int) $row->state === queue::PARKED || $row->timedue > time(),
    ];
}
$error = $circuit->error();
$tokens = [
    'action' => (new moodle_url($PAGE->url, ['page' => $number]))->out(false),
    'sesskey' => sesskey(),
    'address' => $facts['address'],
    'settings' => (new moodle_url('/admin/settings.php', ['section' => 'local_simpul_settings']))->out(false),
    'security' => (new moodle_url('/admin/settings.php', ['section' => 'httpsecurity']))->out(false),
    'unset' => !settings::ready(),
    'paused' => settings::paused(),
    'stopped' => $circuit->stopped(),
    'blocked' => $facts['blocked'],
    'host' => (string) parse_url(settings::address(), PHP_URL_HOST),
    'trouble' => $circuit->figure('failures') > 0 ? answer::in_words($circuit->figure('laststatus'), $error) : '',
    'waiting' => $facts['waiting'],
    'parked' => $facts['parked'],
    'lastsent' => $facts['lastsent'] ? userdate($facts['lastsent']) : $never,
    'lasttried' => $facts['lasttried'] ? userdate($facts['lasttried']) : $never,
    'cron' => local_simpul_cron_words(),
    'rows' => $rows,
    'any' => (bool) $rows,
];

echo $OUTPUT->header();
echo $OUTPUT->heading(get_string('deliverypage', 'local_simpul'));
echo $OUTPUT->render_from_template('local_simpul/delivery', $tokens);
echo $OUTPUT->paging_bar($total, $number, $perpage, $PAGE->url);
echo $OUTPUT->footer();

/**
 * Say when the scheduled task ran last, if that is long ago.
 *
 * @return string '' while it runs as it should
 */
function local_simpul_cron_words(): string {
    $task = \core\task\manager::get_scheduled_task('local_simpul\task\deliver');
    if (!$task) {
        return '';
    }
    $last = (int) $task->get_last_run_time();
    if ($last > time() - 10 * MINSECS) {
        return '';
    }
    return get_string('cronlate', 'local_simpul', $last ? userdate($last) : get_string('never'));
}
