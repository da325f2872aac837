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
use core_external\external_single_structure;
use core_external\external_value;
use local_simpul\delivery;

/**
 * Web service function: send Simpul a message at once, to prove the way there.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class send_test extends endpoint {
    /**
     * Describe the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'nonce' => new external_value(PARAM_ALPHANUMEXT, 'what Simpul will know it by, 1 to 64 characters'),
        ]);
    }

    /**
     * Send one test message past the queue; it is never sent again.
     *
     * @param string $nonce
     * @return array
     */
    public static function execute(string $nonce): array {
        $params = self::validate_parameters(self::execute_parameters(), ['nonce' => $nonce]);
        $system = \context_system::instance();
        self::validate_context($system);
        require_capability('local/simpul:readsite', $system);
        if ($params['nonce'] === '' || strlen($params['nonce']) > 64) {
            throw new \invalid_parameter_exception('The nonce has 1 to 64 characters.');
        }
        return delivery::send_test($params['nonce']);
    }

    /**
     * Describe the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns(): external_single_structure {
        return new external_single_structure([
            'status' => self::number('HTTP status of the answer, 0: none came'),
            'error' => self::text('why not; empty: nothing went wrong'),
            'milliseconds' => self::number('how long it took'),
            'bodysha256' => self::text('digest of what was sent, hexadecimal'),
        ]);
    }
}
