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
 * One try right after a page was answered, where PHP can part from the visitor first (FPM).
 *
 * The scheduled task needs none of this: it only makes seconds of the minute until cron.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class at_once {
    /** @var int Messages that are sent at most. */
    const MOST = 20;

    /** @var int Seconds after which no other message is begun. */
    const SECONDS = 5;

    /** @var int Seconds for one message. */
    const TOTAL = 4;

    /** @var bool Whether this request was asked already. */
    private static $asked = false;

    /**
     * Ask for a try at the end of this request.
     */
    public static function ask(): void {
        if (!self::$asked && self::possible()) {
            self::$asked = true;
            \core_shutdown_manager::register_function([self::class, 'try_now']);
        }
    }

    /**
     * Tell whether this request may be kept for a moment after its answer.
     *
     * Not on the command line or in cron, where nothing is answered; not for what Simpul itself does here,
     * which it knows and does by the thousand.
     *
     * @return bool
     */
    private static function possible(): bool {
        global $USER;
        return !CLI_SCRIPT
            && function_exists('fastcgi_finish_request')
            && (empty($USER->id) || (int) $USER->id !== settings::service_user());
    }

    /**
     * Part from the visitor, then send a few messages; nothing at all while the line is in trouble.
     */
    public static function try_now(): void {
        global $DB;
        if ($DB->is_transaction_started() || settings::paused() || !circuit::now()->closed()) {
            return;
        }
        \core\session\manager::write_close();
        ignore_user_abort(true);
        fastcgi_finish_request();
        delivery::run(self::MOST, self::SECONDS, new sender(self::TOTAL));
    }
}
