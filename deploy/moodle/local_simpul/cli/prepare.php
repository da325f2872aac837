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
 * Set-up on the command line: what the set-up page does with its button.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('CLI_SCRIPT', true);

require(__DIR__ . '/../../../config.php');
require_once($CFG->libdir . '/clilib.php');

use local_simpul\circuit;
use local_simpul\preparation;
use local_simpul\settings;

[$options, $unknown] = cli_get_params(
    ['help' => false, 'address' => '', 'site' => '', 'own-network' => false, 'new-token' => false, 'new-key' => false,
        'json' => false],
    ['h' => 'help']
);
if ($unknown) {
    cli_error(get_string('cliunknownoption', 'admin', implode(' ', $unknown)));
}
if ($options['help']) {
    cli_writeln(get_string('clihelp', 'local_simpul'));
    exit(0);
}

$address = rtrim(trim((string) $options['address']), '/');
if ($address !== '') {
    $fault = settings::fault_of_address($address);
    if ($fault !== '') {
        cli_error(get_string($fault, 'local_simpul'));
    }
    set_config('address', $address, 'local_simpul');
}
$site = trim((string) $options['site']);
if ($site !== '') {
    if (!preg_match('/^[A-Za-z0-9_-]{1,64}$/', $site)) {
        cli_error(get_string('siteunreadable', 'local_simpul'));
    }
    set_config('site', $site, 'local_simpul');
}
if ($options['own-network']) {
    set_config('ownnetwork', 1, 'local_simpul');
}
\core\session\manager::set_user(get_admin());
circuit::reset();
$made = preparation::run((bool) $options['new-token'], (bool) $options['new-key']);
$findings = preparation::findings();

if ($options['json']) {
    cli_writeln(json_encode([
        'lines' => $made->lines(),
        'newtoken' => $made->token !== '',
        'newkey' => $made->key !== '',
        'findings' => $findings,
    ], JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES));
    exit(0);
}
foreach ($findings as $name => $good) {
    cli_writeln('# ' . get_string('finding' . $name . ($good ? 'good' : 'bad'), 'local_simpul'));
}
if ($made->token === '') {
    cli_writeln('# ' . get_string('clioldtoken', 'local_simpul'));
}
if ($made->key === '') {
    cli_writeln('# ' . get_string('clioldkey', 'local_simpul'));
}
foreach ($made->lines() as $line) {
    cli_writeln($line);
}
