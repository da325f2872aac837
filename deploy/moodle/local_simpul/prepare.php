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
 * Set-up page: one button makes everything that Simpul needs, and shows once what Simpul must be told.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

use local_simpul\account;
use local_simpul\preparation;
use local_simpul\service;
use local_simpul\settings;

require_once(__DIR__ . '/../../config.php');
require_once($CFG->libdir . '/adminlib.php');

admin_externalpage_setup('local_simpul_prepare');
require_capability('moodle/site:config', context_system::instance());
$PAGE->set_cacheable(false);

$fault = '';
$given = settings::address();
$made = null;
if (data_submitted()) {
    require_sesskey();
    $given = rtrim(trim(required_param('address', PARAM_RAW)), '/');
    $fault = $given === '' ? '' : settings::fault_of_address($given);
    if ($fault === '') {
        if ($given !== settings::address()) {
            set_config('address', $given, 'local_simpul');
            \local_simpul\circuit::reset();
        }
        $made = preparation::run(
            optional_param('newtoken', false, PARAM_BOOL),
            optional_param('newkey', false, PARAM_BOOL)
        );
    }
}

$findings = [];
foreach (preparation::findings() as $name => $good) {
    $findings[] = ['text' => get_string('finding' . $name . ($good ? 'good' : 'bad'), 'local_simpul'), 'good' => $good];
}
$account = account::find();
$tokenmade = $account ? service::token_made((int) $account->id) : 0;
$tokens = [
    'action' => $PAGE->url->out(false),
    'sesskey' => sesskey(),
    'address' => $given,
    'fault' => $fault === '' ? '' : get_string($fault, 'local_simpul'),
    'done' => $made !== null,
    'lines' => $made === null ? '' : implode("\n", $made->lines()),
    'linecount' => $made === null ? 0 : count($made->lines()) + 1,
    'secrets' => $made !== null && ($made->token !== '' || $made->key !== ''),
    'oldtoken' => $made !== null && $made->token === '',
    'oldkey' => $made !== null && $made->key === '',
    'tokenmade' => $tokenmade ? userdate($tokenmade) : '',
    'haskey' => settings::key() !== '',
    'findings' => $findings,
    'allgood' => !in_array(false, preparation::findings(), true),
    'delivery' => (new moodle_url('/local/simpul/delivery.php'))->out(false),
    'settings' => (new moodle_url('/admin/settings.php', ['section' => 'local_simpul_settings']))->out(false),
];

// Secrets are on this page once: no store may keep it, and no address tells of it.
@header('Referrer-Policy: no-referrer');
echo $OUTPUT->header();
@header('Cache-Control: no-store');
echo $OUTPUT->heading(get_string('preparepage', 'local_simpul'));
echo $OUTPUT->render_from_template('local_simpul/prepare', $tokens);
echo $OUTPUT->footer();
