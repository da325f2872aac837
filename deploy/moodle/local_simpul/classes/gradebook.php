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
 * The column of a course's gradebook that is ours: attendance, as Simpul reckoned it.
 *
 * It is a manual grade item, found by its ID number. What somebody locked, or graded by hand in that
 * column, is left as it is. Moodle does not mark a grade by hand in a manual column, so that one
 * which another account wrote last counts as such.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class gradebook {
    /** @var string ID number of the grade item. */
    const IDNUMBER = 'simpul:attendance';

    /** @var string What the history of grades names as the source. */
    const SOURCE = 'local/simpul';

    /** @var int Characters of the name of a grade item. */
    const NAME_LENGTH = 255;

    /** @var int Grades from which on totals are reckoned once at the end, not after each. */
    const MANY = 10;

    /** @var \stdClass The course. */
    private $course;

    /** @var \grade_item|null Our grade item. */
    private $item;

    /**
     * Look at a course's gradebook.
     *
     * @param \stdClass $course
     */
    public function __construct(\stdClass $course) {
        global $CFG;
        require_once($CFG->libdir . '/gradelib.php');
        $this->course = $course;
        $this->item = \grade_item::fetch([
            'courseid' => $course->id,
            'itemtype' => 'manual',
            'idnumber' => self::IDNUMBER,
        ]) ?: null;
    }

    /**
     * Describe our grade item.
     *
     * @return array|null null while there is none
     */
    public function item(): ?array {
        return $this->item ? [
            'id' => (int) $this->item->id,
            'name' => (string) $this->item->itemname,
            'maximum' => decimal::text($this->item->grademax),
            'locked' => (bool) $this->item->is_locked(),
        ] : null;
    }

    /**
     * List the grades in our column.
     *
     * @return array[]
     */
    public function grades(): array {
        $rows = [];
        foreach ($this->stored() as $grade) {
            $rows[] = [
                'userid' => (int) $grade->userid,
                'grade' => decimal::text($grade->finalgrade),
                'locked' => $this->locked($grade),
                'overridden' => self::by_hand($grade),
            ];
        }
        return $rows;
    }

    /**
     * Read the grades of our item.
     *
     * @return \stdClass[] by user id, in that order
     */
    private function stored(): array {
        global $DB;
        $fields = 'userid, id, finalgrade, locked, locktime, overridden, usermodified';
        return $this->item ? $DB->get_records('grade_grades', ['itemid' => $this->item->id], 'userid', $fields) : [];
    }

    /**
     * Tell whether a grade cannot be changed.
     *
     * @param \stdClass $grade
     * @return bool
     */
    private function locked(\stdClass $grade): bool {
        $later = (int) $grade->locktime;
        return !empty($grade->locked) || ($later > 0 && $later < time()) || $this->item->is_locked();
    }

    /**
     * Tell whether somebody gave a grade by hand.
     *
     * @param \stdClass $grade
     * @return bool
     */
    private static function by_hand(\stdClass $grade): bool {
        if (!empty($grade->overridden)) {
            return true;
        }
        return $grade->finalgrade !== null && $grade->usermodified && !in_array((int) $grade->usermodified, self::writers(), true);
    }

    /**
     * List the accounts that ever wrote grades through this plugin.
     *
     * @return int[]
     */
    private static function writers(): array {
        $known = array_filter(explode(',', (string) get_config('local_simpul', 'gradewriters')));
        return array_map('intval', $known);
    }

    /**
     * Remember that the caller writes grades through this plugin.
     */
    private static function remember_writer(): void {
        global $USER;
        $known = self::writers();
        if (!in_array((int) $USER->id, $known, true)) {
            set_config('gradewriters', implode(',', array_merge($known, [(int) $USER->id])), 'local_simpul');
        }
    }

    /**
     * Write grades, and name and maximum of the column.
     *
     * @param string $name cleaned
     * @param float $maximum
     * @param float[] $grades by user id, none above the maximum
     * @return array itemid, written, skipped
     */
    public function put(string $name, float $maximum, array $grades): array {
        return course_lock::hold($this->course->id, function () use ($name, $maximum, $grades): array {
            self::remember_writer();
            // Another call may have made the column while this one waited.
            $fresh = new self($this->course);
            $fresh->prepare($name, $maximum);
            [$written, $skipped] = $fresh->write($grades);
            return ['itemid' => (int) $fresh->item->id, 'written' => $written, 'skipped' => $skipped];
        });
    }

    /**
     * Make the column, or bring its name and maximum up to date unless it is locked.
     *
     * @param string $name
     * @param float $maximum
     */
    private function prepare(string $name, float $maximum): void {
        $same = $this->item
            && $this->item->itemname === $name
            && !grade_floats_different($this->item->grademax, $maximum);
        if ($same || ($this->item && $this->item->is_locked())) {
            return;
        }
        require_capability('moodle/grade:manage', \context_course::instance($this->course->id));
        if ($this->item) {
            $this->item->itemname = $name;
            $this->item->grademax = $maximum;
            $this->item->update(self::SOURCE);
            return;
        }
        $this->item = new \grade_item([
            'courseid' => $this->course->id,
            'itemtype' => 'manual',
            'idnumber' => self::IDNUMBER,
            'itemname' => $name,
            'gradetype' => GRADE_TYPE_VALUE,
            'grademin' => 0,
            'grademax' => $maximum,
        ], false);
        $this->item->insert(self::SOURCE);
        $parent = $this->item->get_parent_category();
        if ($this->item->set_aggregation_fields_for_aggregation(0, $parent->aggregation)) {
            $this->item->update(self::SOURCE);
        }
    }

    /**
     * Write the grades that differ.
     *
     * @param float[] $grades by user id
     * @return array number written, and a row for each person who was left alone
     */
    private function write(array $grades): array {
        $stored = $this->stored();
        $enrolled = $this->enrolled(array_keys($grades));
        $due = [];
        $skipped = [];
        foreach ($grades as $userid => $grade) {
            $before = $stored[$userid] ?? null;
            $reason = $this->reason($before, isset($enrolled[$userid]));
            if ($reason !== '') {
                $skipped[] = ['userid' => $userid, 'reason' => $reason];
            } else if (!$before || grade_floats_different($before->finalgrade, $grade)) {
                $due[$userid] = $grade;
            }
        }
        if (count($due) >= self::MANY) {
            $this->item->force_regrading();
        }
        foreach ($due as $userid => $grade) {
            $this->item->update_final_grade($userid, $grade, self::SOURCE);
        }
        if (grade_needs_regrade_final_grades($this->course->id)) {
            grade_regrade_final_grades($this->course->id);
        }
        return [count($due), $skipped];
    }

    /**
     * Find why a person's grade is left alone.
     *
     * @param \stdClass|null $before the grade there is
     * @param bool $enrolled
     * @return string '' when nothing speaks against it
     */
    private function reason(?\stdClass $before, bool $enrolled): string {
        if (!$enrolled) {
            return 'notenrolled';
        }
        if ($this->item->is_locked() || ($before && $this->locked($before))) {
            return 'locked';
        }
        return $before && self::by_hand($before) ? 'overridden' : '';
    }

    /**
     * Find who is enrolled in the course, active or not.
     *
     * @param int[] $userids
     * @return array ids as keys
     */
    private function enrolled(array $userids): array {
        return $userids ? array_flip((new results($this->course))->people($userids, 0, count($userids))) : [];
    }
}
