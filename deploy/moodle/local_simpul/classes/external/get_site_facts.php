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

namespace local_simpul\external;

use core_external\external_function_parameters;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;
use local_simpul\delivery;
use local_simpul\site_facts;

/**
 * Web service function: what Simpul has to know of a site before it works with it.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_site_facts extends endpoint {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([]);
    }

    /**
     * Tell the facts. No person is among them.
     *
     * @return array
     */
    public static function execute(): array {
        self::validate_parameters(self::execute_parameters(), []);
        $system = \context_system::instance();
        self::validate_context($system);
        require_capability('local/simpul:readsite', $system);
        return site_facts::versions() + site_facts::settings() + [
            'roles' => site_facts::roles(),
            'capabilities' => site_facts::capabilities(),
            'delivery' => delivery::facts(),
        ];
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'plugin' => new external_single_structure([
                'version' => self::number('version of this plugin'),
                'release' => self::text('its release'),
            ]),
            'moodle' => new external_single_structure([
                'release' => self::text('release of Moodle'),
                'version' => self::text('its version'),
            ]),
            'php' => new external_single_structure([
                'version' => self::text('version of PHP'),
                'maxinputvars' => self::number('fields that a call may have'),
                'postmaxsize' => self::number('bytes that a call may have, -1: no limit'),
                'memorylimit' => self::number('bytes of memory, -1: no limit'),
            ]),
            'webservices' => new external_single_structure([
                'enabled' => self::truth('web services are on'),
                'rest' => self::truth('the REST protocol is on'),
            ]),
            'auths' => new external_multiple_structure(self::text('an enabled way to log in')),
            'cron' => new external_single_structure(['lastrun' => self::number('last start, 0: never')]),
            'sitepolicy' => new external_single_structure([
                'emailsunique' => self::truth('two accounts cannot have the same address'),
                'extendedusernames' => self::truth('any character may be in a username'),
            ]),
            'roles' => new external_multiple_structure(new external_single_structure([
                'id' => self::number('role id'),
                'shortname' => self::text('short name'),
                'name' => self::text('name'),
                'archetype' => self::text('kind of role; empty: none'),
                'assignable' => self::truth('the caller may give it to people in courses'),
            ])),
            'capabilities' => new external_multiple_structure(new external_single_structure([
                'name' => self::text('a capability of the prepared role'),
                'held' => self::truth('the caller holds it at system level'),
            ])),
            'delivery' => new external_single_structure([
                'address' => self::text('where messages go; empty: nowhere'),
                'ready' => self::truth('address and key are set'),
                'blocked' => self::truth('the HTTP security of this site forbids the address'),
                'waiting' => self::number('messages that wait'),
                'parked' => self::number('messages that were given up'),
                'oldest' => self::number('since when the oldest waits, 0: none does'),
                'lastsent' => self::number('last message taken, 0: none'),
                'lasttried' => self::number('last try, 0: none'),
                'laststatus' => self::number('HTTP status of the last try, 0: no answer'),
                'lasterror' => new external_value(PARAM_RAW, 'what went wrong in the last try; empty: nothing'),
            ]),
        ]);
    }
}
