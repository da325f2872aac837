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
 * Puts links and files into a course through Moodle's own functions for it, all of them or none.
 *
 * What is as it should be is not written at all: every write makes Moodle build the course page anew
 * for everybody. A place on the page that somebody chose by hand is left alone.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class module_writer {
    /** @var \stdClass The course. */
    private $course;

    /**
     * Prepare for one course.
     *
     * @param \stdClass $course
     */
    public function __construct(\stdClass $course) {
        global $CFG;
        require_once($CFG->dirroot . '/course/lib.php');
        require_once($CFG->dirroot . '/course/modlib.php');
        require_once($CFG->libdir . '/completionlib.php');
        require_once($CFG->libdir . '/resourcelib.php');
        require_once($CFG->libdir . '/filelib.php');
        require_once($CFG->libdir . '/gradelib.php');
        require_once($CFG->dirroot . '/mod/resource/locallib.php');
        $this->course = $course;
    }

    /**
     * Make the course hold what is wished for.
     *
     * @param wish[] $wishes all of one kind, checked, each key once
     * @return array[] key, course module id and outcome of each, in order
     */
    public function put(array $wishes): array {
        return course_lock::hold($this->course->id, function () use ($wishes): array {
            modules::refuse_held_keys($this->course->id, $wishes);
            return $this->all_or_none($wishes);
        });
    }

    /**
     * Write within one transaction.
     *
     * @param wish[] $wishes
     * @return array[]
     */
    private function all_or_none(array $wishes): array {
        global $DB;
        $there = [];
        foreach (modules::in_course($this->course->id) as $one) {
            $there += [$one->idnumber => $one];
        }
        $outcomes = [];
        $transaction = $DB->start_delegated_transaction();
        try {
            foreach ($wishes as $wish) {
                $outcomes[] = $this->put_one($wish, $there[$wish->key] ?? null);
            }
            $transaction->allow_commit();
        } catch (\Throwable $fault) {
            try {
                $transaction->rollback($fault instanceof \Exception ? $fault : new \Exception($fault->getMessage()));
            } finally {
                // The page may have been built while the new modules were there.
                rebuild_course_cache($this->course->id, true);
            }
        }
        return $outcomes;
    }

    /**
     * Make, change or leave one module.
     *
     * @param wish $wish
     * @param \stdClass|null $there
     * @return array
     */
    private function put_one(wish $wish, ?\stdClass $there): array {
        if (!$there) {
            return ['key' => $wish->key, 'cmid' => $this->create($wish), 'outcome' => 'created'];
        }
        $same = $there->name === $wish->name
            && $there->intro === $wish->description
            && $there->introformat == FORMAT_PLAIN
            && $there->shown === $wish->visible
            && $there->address === $wish->address
            && self::same_file($wish, $there);
        if (!$same) {
            $this->update($wish, $there);
        }
        return ['key' => $wish->key, 'cmid' => (int) $there->cmid, 'outcome' => $same ? 'unchanged' : 'updated'];
    }

    /**
     * Tell whether a module holds the file already; true for links.
     *
     * @param wish $wish
     * @param \stdClass $there
     * @return bool
     */
    private static function same_file(wish $wish, \stdClass $there): bool {
        return $there->filename === $wish->filename && $there->sha256 === $wish->sha256;
    }

    /**
     * Make a module at the end of the first section. Nobody's completion depends on it.
     *
     * @param wish $wish
     * @return int course module id
     */
    private function create(wish $wish): int {
        [$module] = can_add_moduleinfo($this->course, $wish->modname, 0);
        if (!$module->visible) {
            throw new \moodle_exception('moduledisable', 'error', '', $wish->modname);
        }
        $new = (object) [
            'modulename' => $wish->modname,
            'module' => $module->id,
            'section' => 0,
            'name' => $wish->name,
            'intro' => $wish->description,
            'introformat' => FORMAT_PLAIN,
            'showdescription' => $wish->description === '' ? 0 : 1,
            'visible' => (int) $wish->visible,
            'visibleoncoursepage' => 1,
            'cmidnumber' => $wish->key,
            'groupmode' => NOGROUPS,
            'groupingid' => 0,
            'completion' => COMPLETION_TRACKING_NONE,
            'printintro' => 1,
        ];
        if ($wish->modname === 'url') {
            $new->externalurl = $wish->address;
            $new->display = RESOURCELIB_DISPLAY_OPEN;
        } else {
            $new->display = RESOURCELIB_DISPLAY_AUTO;
            $new->revision = 1;
            $new->files = self::draft($wish);
        }
        return (int) add_moduleinfo($new, $this->course)->coursemodule;
    }

    /**
     * Change a module of ours; what the wish does not speak of stays as somebody set it.
     *
     * @param wish $wish
     * @param \stdClass $there
     */
    private function update(wish $wish, \stdClass $there): void {
        global $DB;
        $cm = get_coursemodule_from_id($wish->modname, $there->cmid, $this->course->id, false, MUST_EXIST);
        [$cm, , , $changed] = get_moduleinfo_data($cm, $this->course);
        $changed->name = $wish->name;
        $changed->introeditor['text'] = $wish->description;
        $changed->introeditor['format'] = FORMAT_PLAIN;
        foreach (unserialize_array((string) $changed->displayoptions) ?: [] as $option => $value) {
            $changed->$option = $value;
        }
        if ($wish->modname === 'url') {
            $changed->externalurl = $wish->address;
        } else {
            $changed->files = self::same_file($wish, $there) ? 0 : self::draft($wish);
        }
        if ($there->sectionvisible) {
            $changed->visible = (int) $wish->visible;
        }
        update_moduleinfo($cm, $changed, $this->course);
        if (!$there->sectionvisible) {
            $DB->set_field('course_modules', 'visibleold', (int) $wish->visible, ['id' => $there->cmid]);
        }
    }

    /**
     * Lay the file into an area of the caller's, from which the module takes it.
     *
     * @param wish $wish
     * @return int number of the area
     */
    private static function draft(wish $wish): int {
        global $USER;
        $area = file_get_unused_draft_itemid();
        get_file_storage()->create_file_from_string([
            'contextid' => \context_user::instance($USER->id)->id,
            'component' => 'user',
            'filearea' => 'draft',
            'itemid' => $area,
            'filepath' => '/',
            'filename' => $wish->filename,
        ], $wish->content);
        return $area;
    }
}
