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
 * What is taken away with the plugin.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * Take the role away, and close the account; Moodle itself removes service, tokens, tables and settings.
 *
 * The account is suspended, not deleted: it stands as the author in the logs and in what was made.
 *
 * @return bool
 */
function xmldb_local_simpul_uninstall() {
    \local_simpul\role::remove();
    \local_simpul\account::close();
    \local_simpul\service::close();
    return true;
}
