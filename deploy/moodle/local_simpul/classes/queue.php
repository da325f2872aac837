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
 * The table of what Simpul was, is or could not be told.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class queue {
    /** @var string Name of the table. */
    const TABLE = 'local_simpul_queue';

    /** @var int Still to be told. */
    const WAITING = 0;

    /** @var int Taken by Simpul. */
    const SENT = 1;

    /** @var int Given up until a person says otherwise. */
    const PARKED = 2;

    /** @var int[] Seconds until the next attempt for a message that was refused itself. */
    const WAITS = [10, 30, 2 * MINSECS, 10 * MINSECS, HOURSECS];

    /** @var int Seconds after which a message that waits is parked. */
    const PATIENCE = 7 * DAYSECS;

    /** @var int Seconds for which a message that was taken is kept. */
    const KEEP_SENT = DAYSECS;

    /** @var int Seconds for which a parked message is kept. */
    const KEEP_PARKED = 30 * DAYSECS;

    /**
     * Put a message at the end of the queue: one insert, nothing else.
     *
     * @param string $type
     * @param int $at when it happened
     * @param array $told event, course, person, module, object, by, at
     */
    public static function add(string $type, int $at, array $told): void {
        global $DB;
        $id = message::new_id();
        $now = time();
        $DB->insert_record(self::TABLE, (object) [
            'messageid' => $id,
            'type' => $type,
            'body' => message::body($id, $type, $at, $told),
            'courseid' => $told['course'],
            'userid' => $told['person'],
            'moduleid' => $told['module'],
            'actorid' => $told['by'],
            'state' => self::WAITING,
            'attempts' => 0,
            'timecreated' => $now,
            'timequeued' => $now,
            'timedue' => 0,
            'timetried' => 0,
            'timedone' => 0,
            'laststatus' => 0,
            'lasterror' => '',
        ], false);
    }

    /**
     * Tell whether a message that waits will make Simpul read again all that an event is about.
     *
     * Only one that no attempt was begun for: what is on its way, or was and may have arrived, can make Simpul read
     * before the event happened. Its patience begins anew, as that of a message of the event's own would.
     *
     * @param string $type
     * @param array $told course, person, module
     * @return bool
     */
    public static function covers(string $type, array $told): bool {
        global $DB;
        $same = ['userid' => $told['person'], 'courseid' => $told['course'], 'moduleid' => $told['module'],
            'state' => self::WAITING, 'type' => $type, 'timetried' => 0];
        $rows = $DB->get_records(self::TABLE, $same, 'id DESC', 'id, timequeued', 0, 1);
        if (!$rows) {
            return false;
        }
        $row = reset($rows);
        if ($row->timequeued < time() - HOURSECS) {
            $DB->set_field(self::TABLE, 'timequeued', time(), ['id' => $row->id]);
        }
        return true;
    }

    /**
     * Note that an attempt begins: from now on the message covers nothing that happens.
     *
     * @param \stdClass $row
     * @param int $now
     */
    public static function begin(\stdClass $row, int $now): void {
        global $DB;
        $DB->set_field(self::TABLE, 'timetried', $now, ['id' => $row->id]);
    }

    /**
     * List what may be sent now, in the order it happened.
     *
     * @param int $now
     * @param int $limit
     * @return \stdClass[]
     */
    public static function due(int $now, int $limit): array {
        global $DB;
        return $DB->get_records_select(
            self::TABLE,
            'state = ? AND timedue <= ?',
            [self::WAITING, $now],
            'id',
            '*',
            0,
            $limit
        );
    }

    /**
     * Choose the message that shall find out whether the line works again.
     *
     * @return \stdClass|null the oldest that was never refused itself, else the one that is due first
     */
    public static function probe(): ?\stdClass {
        global $DB;
        $rows = $DB->get_records(self::TABLE, ['state' => self::WAITING], 'timedue, id', '*', 0, 1);
        return $rows ? reset($rows) : null;
    }

    /**
     * Note that Simpul took a message.
     *
     * @param \stdClass $row
     * @param answer $answer
     * @param int $now
     */
    public static function sent(\stdClass $row, answer $answer, int $now): void {
        self::note($row, $answer, $now, self::SENT, 0);
    }

    /**
     * Note that an attempt failed; park the message when it has waited for long.
     *
     * @param \stdClass $row
     * @param answer $answer
     * @param int $now
     * @param bool $itsown whether the message itself was refused, so that it waits longer each time
     */
    public static function failed(\stdClass $row, answer $answer, int $now, bool $itsown): void {
        $old = $row->timequeued <= $now - self::PATIENCE;
        $wait = self::WAITS[min((int) $row->attempts, count(self::WAITS) - 1)];
        self::note($row, $answer, $now, $old ? self::PARKED : self::WAITING, $itsown ? $now + $wait : 0);
    }

    /**
     * Give a message up until a person says otherwise.
     *
     * @param \stdClass $row
     * @param answer $answer
     * @param int $now
     */
    public static function park(\stdClass $row, answer $answer, int $now): void {
        self::note($row, $answer, $now, self::PARKED, 0);
    }

    /**
     * Write what an attempt brought.
     *
     * @param \stdClass $row
     * @param answer $answer
     * @param int $now
     * @param int $state
     * @param int $due
     */
    private static function note(\stdClass $row, answer $answer, int $now, int $state, int $due): void {
        global $DB;
        $DB->update_record(self::TABLE, (object) [
            'id' => $row->id,
            'state' => $state,
            'attempts' => $row->attempts + 1,
            'timedue' => $due,
            'timetried' => $now,
            'timedone' => $state === self::WAITING ? 0 : $now,
            'laststatus' => $answer->status,
            'lasterror' => $answer->error,
        ]);
    }

    /**
     * Park what has waited for too long, tried or not.
     *
     * @param int $now
     */
    public static function park_old(int $now): void {
        global $DB;
        $old = [self::WAITING, $now - self::PATIENCE];
        $DB->set_field_select(self::TABLE, 'timedone', $now, 'state = ? AND timequeued <= ?', $old);
        $DB->set_field_select(self::TABLE, 'state', self::PARKED, 'state = ? AND timequeued <= ?', $old);
    }

    /**
     * Delete what was kept for long enough.
     *
     * @param int $now
     */
    public static function purge(int $now): void {
        global $DB;
        foreach ([self::SENT => self::KEEP_SENT, self::PARKED => self::KEEP_PARKED] as $state => $kept) {
            $DB->delete_records_select(self::TABLE, 'state = ? AND timedone <= ?', [$state, $now - $kept]);
        }
    }

    /**
     * Count what is in a state.
     *
     * @param int $state
     * @return int
     */
    public static function count(int $state): int {
        global $DB;
        return $DB->count_records(self::TABLE, ['state' => $state]);
    }

    /**
     * Tell since when the oldest message waits.
     *
     * @return int epoch seconds, 0 when none waits
     */
    public static function oldest(): int {
        global $DB;
        return (int) $DB->get_field(self::TABLE, 'MIN(timecreated)', ['state' => self::WAITING]);
    }

    /**
     * List what waits or was parked, the oldest first.
     *
     * @param int $from
     * @param int $limit
     * @return \stdClass[]
     */
    public static function unsent(int $from, int $limit): array {
        global $DB;
        return $DB->get_records_select(self::TABLE, 'state <> ?', [self::SENT], 'id', '*', $from, $limit);
    }

    /**
     * Let messages be sent again at the next occasion.
     *
     * @param int $id of one message, 0 for every parked one
     */
    public static function resend(int $id): void {
        global $DB;
        [$where, $values] = self::chosen($id);
        foreach (['timequeued' => time(), 'timedue' => 0, 'timedone' => 0, 'state' => self::WAITING] as $field => $value) {
            $DB->set_field_select(self::TABLE, $field, $value, $where, $values);
        }
    }

    /**
     * Throw messages away.
     *
     * @param int $id of one message, 0 for every parked one
     */
    public static function drop(int $id): void {
        global $DB;
        [$where, $values] = self::chosen($id);
        $DB->delete_records_select(self::TABLE, $where, $values);
    }

    /**
     * Choose one message that was not taken yet, or every parked one.
     *
     * @param int $id
     * @return array condition and values
     */
    private static function chosen(int $id): array {
        return $id ? ['id = ? AND state <> ' . self::SENT, [$id]] : ['state = ' . self::PARKED . ' AND id > ?', [0]];
    }
}
