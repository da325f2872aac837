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

namespace local_simpul\admin;

use local_simpul\settings;

/**
 * The setting for Simpul's address: https, or http on this very machine.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class address_setting extends \admin_setting_configtext {
    /**
     * Tell what is wrong with an address; none at all is allowed.
     *
     * @param string $data
     * @return bool|string true, or what is wrong
     */
    public function validate($data) {
        $fault = trim($data) === '' ? '' : settings::fault_of_address(rtrim(trim($data), '/'));
        return $fault === '' ? true : get_string($fault, 'local_simpul');
    }
}
