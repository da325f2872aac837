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
 * What became of one attempt to tell Simpul something.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class answer {
    /** @var int HTTP status, 0 where nobody answered. */
    public $status;

    /**
     * @var string Why it failed, as a code: notready, blocked, name, connect, timeout, tls, certificate, nothing, other
     *      or status (see the status); '' when it was taken.
     */
    public $error;

    /** @var int Seconds that Simpul asked us to wait, 0 where it did not. */
    public $retryafter;

    /** @var int Milliseconds it took. */
    public $milliseconds;

    /**
     * Keep what became of it.
     *
     * @param int $status
     * @param string $error
     * @param int $retryafter
     * @param int $milliseconds
     */
    public function __construct(int $status, string $error, int $retryafter = 0, int $milliseconds = 0) {
        $this->status = $status;
        $this->error = $error;
        $this->retryafter = $retryafter;
        $this->milliseconds = $milliseconds;
    }

    /**
     * Tell whether Simpul took it.
     *
     * @return bool
     */
    public function taken(): bool {
        return $this->status >= 200 && $this->status < 300;
    }

    /**
     * Say in the reader's language what became of it.
     *
     * @param int $status
     * @param string $error
     * @return string
     */
    public static function in_words(int $status, string $error): string {
        return $error === '' ? get_string('answertaken', 'local_simpul')
            : get_string('answer' . $error, 'local_simpul', $status);
    }

    /**
     * Tell whether only this message was refused, so that the next may still be taken.
     *
     * @return bool
     */
    public function of_the_message(): bool {
        return in_array($this->status, [400, 409, 411, 413, 415, 422], true);
    }

    /**
     * Tell whether Simpul broke down over it: perhaps over this message, perhaps over each.
     *
     * @return bool
     */
    public function unclear(): bool {
        return $this->status >= 500 && !in_array($this->status, [502, 503, 504], true);
    }
}
