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
 * The links and files of a course that are ours: those whose ID number begins with our mark.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class modules {
    /** @var string How the ID number of every module of ours begins. */
    const MARK = 'simpul:';

    /** @var string[] Kinds of modules that we make. */
    const KINDS = ['url', 'resource'];

    /**
     * Tell whether a text can be the ID number of a module of ours.
     *
     * @param string $key
     * @return bool
     */
    public static function is_key(string $key): bool {
        return strpos($key, self::MARK) === 0
            && $key !== self::MARK
            && trim($key) === $key
            && clean_param($key, PARAM_TEXT) === $key
            && !preg_match('/[\x00-\x1f\x7f]/', $key)
            && \core_text::strlen($key) <= wish::KEY_LENGTH;
    }

    /**
     * List our modules of a course, oldest first; none that Moodle is about to delete.
     *
     * @param int $courseid
     * @return \stdClass[] what the database knows of each, with its contents
     */
    public static function in_course(int $courseid): array {
        global $DB;
        [$in, $params] = $DB->get_in_or_equal(self::KINDS, SQL_PARAMS_NAMED);
        $like = $DB->sql_like('cm.idnumber', ':mark');
        $sql = "SELECT cm.id AS cmid, cm.idnumber, cm.instance, cm.visible, cm.visibleold, m.name AS modname,
                       s.section, s.visible AS sectionvisible
                  FROM {course_modules} cm
                  JOIN {modules} m ON m.id = cm.module
                  JOIN {course_sections} s ON s.id = cm.section
                 WHERE cm.course = :courseid AND cm.deletioninprogress = 0 AND m.name $in AND $like
              ORDER BY cm.id";
        $params += ['courseid' => $courseid, 'mark' => $DB->sql_like_escape(self::MARK) . '%'];
        $found = $DB->get_records_sql($sql, $params);
        foreach (self::KINDS as $modname) {
            self::add_contents($found, $modname);
        }
        return array_values($found);
    }

    /**
     * Read what is in modules of one kind.
     *
     * @param \stdClass[] $found
     * @param string $modname
     */
    private static function add_contents(array $found, string $modname): void {
        global $DB;
        $own = array_filter($found, function (\stdClass $one) use ($modname): bool {
            return $one->modname === $modname;
        });
        $contents = $own ? $DB->get_records_list($modname, 'id', array_column($own, 'instance')) : [];
        foreach ($own as $one) {
            $content = $contents[$one->instance];
            $one->name = $content->name;
            $one->intro = (string) $content->intro;
            $one->introformat = (int) $content->introformat;
            $one->timemodified = (int) $content->timemodified;
            $one->address = $modname === 'url' ? $content->externalurl : '';
            // In a hidden section Moodle hides everything, and remembers what each module was.
            $one->shown = (bool) ($one->sectionvisible ? $one->visible : $one->visibleold);
            [$one->filename, $one->sha256] = $modname === 'resource' ? self::file($one->cmid) : ['', ''];
        }
    }

    /**
     * Tell name and digest of the file in a module; nothing when it is not exactly one.
     *
     * @param int $cmid
     * @return string[]
     */
    private static function file(int $cmid): array {
        $context = \context_module::instance($cmid);
        $files = get_file_storage()->get_area_files($context->id, 'mod_resource', 'content', 0, 'id', false);
        if (count($files) !== 1) {
            return ['', ''];
        }
        $file = reset($files);
        $stream = $file->get_content_file_handle();
        $digest = hash_init('sha256');
        hash_update_stream($digest, $stream);
        fclose($stream);
        return [$file->get_filename(), hash_final($digest)];
    }

    /**
     * Make sure that no module of another kind bears one of these keys as its ID number.
     *
     * @param int $courseid
     * @param wish[] $wishes
     */
    public static function refuse_held_keys(int $courseid, array $wishes): void {
        global $DB;
        if (!$wishes) {
            return;
        }
        [$in, $params] = $DB->get_in_or_equal(array_column($wishes, 'key'), SQL_PARAMS_NAMED);
        $sql = "SELECT cm.id, cm.idnumber
                  FROM {course_modules} cm
                  JOIN {modules} m ON m.id = cm.module
                 WHERE cm.course = :courseid AND cm.deletioninprogress = 0 AND cm.idnumber $in AND m.name <> :modname";
        $params += ['courseid' => $courseid, 'modname' => $wishes[0]->modname];
        foreach ($DB->get_records_sql($sql, $params) as $holder) {
            throw refusal::bad_content($holder->idnumber, 'keyheld');
        }
    }

    /**
     * Take modules of ours away. All are looked at before the first one goes.
     *
     * @param int $courseid
     * @param int[] $cmids
     * @return int[][] those that were removed, and those that were not there any more
     */
    public static function remove(int $courseid, array $cmids): array {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/course/lib.php');
        $kinds = $DB->get_records_menu('modules', null, '', 'id, name');
        $there = $DB->get_records_list('course_modules', 'id', $cmids);
        $removed = [];
        $missing = [];
        foreach ($cmids as $cmid) {
            $cm = $there[$cmid] ?? null;
            if (!$cm || ($cm->deletioninprogress && $cm->course == $courseid)) {
                $missing[] = $cmid;
                continue;
            }
            $ours = $cm->course == $courseid
                && in_array($kinds[$cm->module], self::KINDS, true)
                && strpos((string) $cm->idnumber, self::MARK) === 0;
            if (!$ours) {
                throw refusal::not_ours($cmid);
            }
            require_capability('moodle/course:manageactivities', \context_module::instance($cmid));
            $removed[] = $cmid;
        }
        foreach ($removed as $cmid) {
            course_delete_module($cmid);
        }
        return [$removed, $missing];
    }
}
