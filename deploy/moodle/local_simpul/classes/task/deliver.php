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

namespace local_simpul\task;

use local_simpul\delivery;
use local_simpul\queue;
use local_simpul\sender;

/**
 * Each minute: brings what waits to Simpul, parks what waited for too long, forgets what is done.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class deliver extends \core\task\scheduled_task {
    /**
     * Tell the task's name.
     *
     * @return string
     */
    public function get_name() {
        return get_string('taskdeliver', 'local_simpul');
    }

    /**
     * Do it.
     */
    public function execute() {
        $taken = delivery::run(delivery::MOST, delivery::RUN, new sender());
        if ($taken === null) {
            mtrace('Another process is delivering.');
            return;
        }
        delivery::tidy();
        mtrace($taken . ' taken, ' . queue::count(queue::WAITING) . ' waiting, ' . queue::count(queue::PARKED) . ' parked.');
    }
}
