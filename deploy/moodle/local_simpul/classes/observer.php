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

namespace local_simpul;

/**
 * Hears of events and puts one row into the queue for each that Simpul wants to hear of.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class observer {
    /**
     * Hear of an event. Whatever goes wrong here is not the page's trouble.
     *
     * @param \core\event\base $event
     */
    public static function caught(\core\event\base $event): void {
        try {
            $type = news::type($event);
            if ($type === '' || !settings::ready() || !news::wanted($event)) {
                return;
            }
            $told = news::told($event);
            // While Simpul is away each thing waits once, however often it changes: Simpul reads it again then.
            if ((settings::paused() || !circuit::now()->closed()) && queue::covers($type, $told)) {
                return;
            }
            queue::add($type, (int) $event->timecreated, $told);
            at_once::ask();
        } catch (\Throwable $exception) {
            debugging('local_simpul: ' . get_class($exception) . ' at ' . $event->eventname, DEBUG_DEVELOPER);
        }
    }
}
