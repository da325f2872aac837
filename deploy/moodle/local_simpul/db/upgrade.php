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
 * Steps from older versions of the plugin.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * Bring an older installation up to date.
 *
 * Each later version adds one block: `if ($oldversion < N) { …; upgrade_plugin_savepoint(true, N, 'local', 'simpul'); }`.
 * Capabilities that the role needs in addition are not given here (Moodle knows those of the plugin only afterwards):
 * the set-up page names what is missing and gives it on a click.
 *
 * @param int $oldversion the version that is installed
 * @return bool
 */
function xmldb_local_simpul_upgrade($oldversion) {
    global $DB;
    if ($oldversion < 2026112100) {
        // The first published version: earlier ones, from before it, lack nothing but the row of the line.
        \local_simpul\circuit::now();
        upgrade_plugin_savepoint(true, 2026112100, 'local', 'simpul');
    }
    if ($oldversion < 2026112110) {
        $manager = $DB->get_manager();
        $table = new xmldb_table('local_simpul_queue');
        $field = new xmldb_field('moduleid', XMLDB_TYPE_INTEGER, '10', null, XMLDB_NOTNULL, null, '0', 'userid');
        if (!$manager->field_exists($table, $field)) {
            $manager->add_field($table, $field);
        }
        // The module of what waits stands in its body.
        $rows = $DB->get_recordset_select('local_simpul_queue', 'state <> ?', [1], 'id', 'id, body');
        foreach ($rows as $row) {
            $module = (int) (json_decode($row->body)->data->module ?? 0);
            if ($module > 0) {
                $DB->set_field('local_simpul_queue', 'moduleid', $module, ['id' => $row->id]);
            }
        }
        $rows->close();
        // The longer index begins with the same column and serves both.
        $old = new xmldb_index('userid', XMLDB_INDEX_NOTUNIQUE, ['userid']);
        if ($manager->index_exists($table, $old)) {
            $manager->drop_index($table, $old);
        }
        $fields = ['userid', 'courseid', 'moduleid', 'state'];
        $new = new xmldb_index('userid-courseid-moduleid-state', XMLDB_INDEX_NOTUNIQUE, $fields);
        if (!$manager->index_exists($table, $new)) {
            $manager->add_index($table, $new);
        }
        // The role was known by its short name; now by its id.
        \local_simpul\role::adopt();
        upgrade_plugin_savepoint(true, 2026112110, 'local', 'simpul');
    }
    return true;
}
