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
 * How the line to Simpul is: what was tried last, and when to try again while it is in trouble.
 *
 * One row of its own table; read fresh each time, because several processes share it.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class circuit {
    /** @var string Table of the one row. */
    const TABLE = 'local_simpul_circuit';

    /** @var int[] Seconds to wait after the first, the second and every further failure. */
    const WAITS = [10, 30, 50];

    /** @var int Most seconds that Simpul may ask us to wait. */
    const LONGEST_WAIT = HOURSECS;

    /** @var \stdClass The row. */
    private $row;

    /**
     * Take over a row.
     *
     * @param \stdClass $row
     */
    private function __construct(\stdClass $row) {
        $this->row = $row;
    }

    /**
     * Read how the line is now.
     *
     * @return circuit
     */
    public static function now(): circuit {
        global $DB;
        $rows = $DB->get_records(self::TABLE, null, 'id', '*', 0, 1);
        if ($rows) {
            return new self(reset($rows));
        }
        $row = (object) ['failures' => 0, 'nexttry' => 0, 'stopped' => 0, 'lastsent' => 0, 'lasttried' => 0,
            'laststatus' => 0, 'lasterror' => ''];
        $row->id = $DB->insert_record(self::TABLE, $row);
        return new self($row);
    }

    /**
     * Tell whether the last attempt went well, or none was made.
     *
     * @return bool
     */
    public function closed(): bool {
        return !$this->row->failures && !$this->row->stopped && $this->row->nexttry <= time();
    }

    /**
     * Tell whether it is time for another attempt.
     *
     * @param int $now
     * @return bool
     */
    public function may_try(int $now): bool {
        return !$this->row->stopped && $this->row->nexttry <= $now;
    }

    /**
     * Tell whether Simpul asked us to send nothing any more.
     *
     * @return bool
     */
    public function stopped(): bool {
        return (bool) $this->row->stopped;
    }

    /**
     * Tell one of the figures of the last attempts.
     *
     * @param string $name lastsent, lasttried, laststatus, failures or nexttry
     * @return int
     */
    public function figure(string $name): int {
        return (int) $this->row->$name;
    }

    /**
     * Tell what went wrong last.
     *
     * @return string
     */
    public function error(): string {
        return (string) $this->row->lasterror;
    }

    /**
     * Note that a message was taken: everything that waits may go.
     *
     * @param answer $answer
     * @param int $now
     */
    public function worked(answer $answer, int $now): void {
        $this->write($answer, $now, ['failures' => 0, 'nexttry' => 0, 'stopped' => 0, 'lastsent' => $now]);
    }

    /**
     * Note that the line itself is in trouble, not one message.
     *
     * @param answer $answer
     * @param int $now
     */
    public function failed(answer $answer, int $now): void {
        $wait = self::WAITS[min((int) $this->row->failures, count(self::WAITS) - 1)];
        $changed = [
            'failures' => $this->row->failures + 1,
            'nexttry' => $now + max($wait, min($answer->retryafter, self::LONGEST_WAIT)),
        ];
        if ($answer->status === 410) {
            $changed['stopped'] = 1;
        }
        $this->write($answer, $now, $changed);
    }

    /**
     * Note an attempt that tells nothing of the line: the message was refused, or was a test.
     *
     * @param answer $answer
     * @param int $now
     */
    public function tried(answer $answer, int $now): void {
        $this->write($answer, $now, []);
    }

    /**
     * Write an attempt, and what it changes; fields that it does not change may be changed by others meanwhile.
     *
     * @param answer $answer
     * @param int $now
     * @param array $changed
     */
    private function write(answer $answer, int $now, array $changed): void {
        global $DB;
        $changed += ['lasttried' => $now, 'laststatus' => $answer->status, 'lasterror' => $answer->error];
        foreach ($changed as $name => $value) {
            $this->row->$name = $value;
        }
        $DB->update_record(self::TABLE, (object) (['id' => $this->row->id] + $changed));
    }

    /**
     * Begin anew: after a person said so, or the address or the key changed.
     */
    public static function reset(): void {
        global $DB;
        $DB->set_field(self::TABLE, 'failures', 0);
        $DB->set_field(self::TABLE, 'nexttry', 0);
        $DB->set_field(self::TABLE, 'stopped', 0);
    }
}
