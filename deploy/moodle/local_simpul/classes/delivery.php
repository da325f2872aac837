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
 * Brings what waits to Simpul: one sender at a time, in order, and gently while the line is in trouble.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class delivery {
    /** @var int Messages that one look into the queue takes. */
    const BATCH = 200;

    /** @var int Messages that one run of the scheduled task takes at most. */
    const MOST = 5000;

    /** @var int Messages broken down over in a row after which the line is held to be in trouble. */
    const BREAKDOWNS = 3;

    /** @var int Seconds that one run of the scheduled task takes at most. */
    const RUN = 240;

    /**
     * Send what waits, unless another process is at it.
     *
     * @param int $most messages
     * @param int $seconds after which no other message is begun
     * @param sender $sender
     * @return int|null messages taken; null when another process is at it
     */
    public static function run(int $most, int $seconds, sender $sender): ?int {
        $lock = \core\lock\lock_config::get_lock_factory('local_simpul')->get_lock('delivery', 0);
        if (!$lock) {
            return null;
        }
        try {
            return self::send($most, time() + $seconds, $sender);
        } finally {
            $lock->release();
        }
    }

    /**
     * Send what waits: after trouble one message alone first, then all that are due, in the order of their events.
     *
     * @param int $most messages
     * @param int $until epoch seconds
     * @param sender $sender
     * @return int messages taken
     */
    private static function send(int $most, int $until, sender $sender): int {
        $circuit = circuit::now();
        if (!settings::ready() || settings::paused() || !$circuit->may_try(time())) {
            return 0;
        }
        $taken = 0;
        if ($circuit->figure('failures')) {
            $row = queue::probe();
            if (!$row || !self::attempt($circuit, $row, $sender)->taken()) {
                return 0;
            }
            $taken++;
        }
        $most -= $taken;
        $broken = 0;
        // Looked into again until it is empty: what others add meanwhile they leave to us.
        while ($most > 0 && $circuit->may_try(time()) && $rows = queue::due(time(), min($most, self::BATCH))) {
            foreach ($rows as $row) {
                if (time() >= $until) {
                    return $taken;
                }
                $answer = self::attempt($circuit, $row, $sender, $broken + 1 < self::BREAKDOWNS);
                if (!$circuit->may_try(time())) {
                    return $taken;
                }
                $broken = $answer->unclear() ? $broken + 1 : 0;
                $taken += $answer->taken() ? 1 : 0;
                $most--;
            }
        }
        return $taken;
    }

    /**
     * Send one message and note what became of it, of the message and of the line.
     *
     * @param circuit $circuit
     * @param \stdClass $row of the queue
     * @param sender $sender
     * @param bool $lenient whether a break-down may still be this message's own fault
     * @return answer
     */
    private static function attempt(circuit $circuit, \stdClass $row, sender $sender, bool $lenient = false): answer {
        queue::begin($row, time());
        $answer = $sender->send($row->messageid, $row->body);
        $now = time();
        if ($answer->taken()) {
            queue::sent($row, $answer, $now);
            $circuit->worked($answer, $now);
        } else if ($answer->of_the_message() || ($answer->unclear() && $lenient)) {
            queue::failed($row, $answer, $now, true);
            $circuit->tried($answer, $now);
        } else if ($answer->status === 410) {
            queue::park($row, $answer, $now);
            $circuit->failed($answer, $now);
        } else {
            queue::failed($row, $answer, $now, false);
            $circuit->failed($answer, $now);
        }
        return $answer;
    }

    /**
     * Park what has waited for too long, and delete what was kept for long enough.
     */
    public static function tidy(): void {
        $now = time();
        if (settings::paused() || !settings::ready() || !circuit::now()->closed()) {
            queue::park_old($now);
        }
        queue::purge($now);
    }

    /**
     * Send a message that only proves the way: at once, past the queue, never again.
     *
     * @param string $nonce what Simpul shall recognise it by
     * @return array status, error (code of an answer), milliseconds, bodysha256
     */
    public static function send_test(string $nonce): array {
        $id = message::new_id();
        $now = time();
        $body = message::test_body($id, $nonce, $now);
        $answer = (new sender())->send($id, $body);
        if ($answer->taken()) {
            circuit::now()->worked($answer, $now);
        } else {
            circuit::now()->tried($answer, $now);
        }
        return [
            'status' => $answer->status,
            'error' => $answer->error,
            'milliseconds' => $answer->milliseconds,
            'bodysha256' => hash('sha256', $body),
        ];
    }

    /**
     * Tell how delivery is, as site facts have it.
     *
     * @return array address, ready, blocked, waiting, parked, oldest, lastsent, lasttried, laststatus, lasterror
     */
    public static function facts(): array {
        $circuit = circuit::now();
        return [
            'address' => settings::address(),
            'ready' => settings::ready() && !settings::paused() && !$circuit->stopped(),
            'blocked' => settings::blocked(),
            'waiting' => queue::count(queue::WAITING),
            'parked' => queue::count(queue::PARKED),
            'oldest' => queue::oldest(),
            'lastsent' => $circuit->figure('lastsent'),
            'lasttried' => $circuit->figure('lasttried'),
            'laststatus' => $circuit->figure('laststatus'),
            'lasterror' => settings::paused() ? 'paused' : $circuit->error(),
        ];
    }
}
