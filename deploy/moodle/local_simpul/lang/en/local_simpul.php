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

/**
 * English words of the plugin.
 *
 * @package    local_simpul
 * @copyright  2026 The Simpul authors
 * @license    http://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['accountlastname'] = 'integration';
$string['address'] = 'Address of Simpul';
$string['address_desc'] = 'For example https://simpul.example.org. Without encryption (http) only on this very machine.';
$string['addressnothttps'] = 'The address must begin with https:// (http:// only on this very machine).';
$string['addresstoomuch'] = 'The address must hold neither a user name nor a question mark nor a number sign.';
$string['addressunreadable'] = 'This is not an address that can be called.';
$string['answerblocked'] = 'Moodle\'s HTTP security forbids this address. Nothing was sent.';
$string['answercertificate'] = 'The certificate of Simpul\'s server is not trusted. Nothing was sent.';
$string['answerconnect'] = 'Nobody answers at this address.';
$string['answername'] = 'The name of Simpul\'s server is not known on the network.';
$string['answernothing'] = 'The server hung up without an answer.';
$string['answernotready'] = 'Address or key is missing.';
$string['answerother'] = 'It could not be sent.';
$string['answerstatus'] = 'Simpul answered with status {$a}.';
$string['answertaken'] = 'Taken by Simpul.';
$string['answertimeout'] = 'Simpul did not answer in time.';
$string['answertls'] = 'No encrypted connection came about.';
$string['attempts'] = 'Attempts';
$string['badcontent'] = 'Nothing was changed. “{$a->key}”: {$a->reason}';
$string['blockednote'] = 'Moodle\'s own HTTP security forbids the address of Simpul ({$a}): Moodle refuses private networks, this machine and ports other than 80 and 443. If Simpul stands in your own network, tick "Simpul stands in our own network" in the settings of this plugin: that allows this one address to this plugin only. Taking the address off the list under Site administration > General > Security > HTTP security would allow it to everything in Moodle.';
$string['busy'] = 'Another call is changing this course. Try again in a moment.';
$string['clihelp'] = 'Prepares this site for Simpul, or mends what was prepared: web services, account, role, service, token and key.
Prints the lines that belong into the settings of Simpul. Token and key are shown only when they are made.

Options:
--address=URL    address of Simpul (https, or http on this very machine)
--site=NAME      name under which Simpul knows this site (default: default)
--own-network    Simpul stands in our own network: allow its address although HTTP security forbids it
--new-token      make a new token; the old one holds no longer
--new-key        make a new key for messages; the old one holds no longer
--json           print JSON
-h, --help       print this

Example:
$ php local/simpul/cli/prepare.php --address=https://simpul.example.org';
$string['clioldkey'] = 'The key for messages was shown when it was made, and holds on. Lost? --new-key makes another.';
$string['clioldtoken'] = 'The token was shown when it was made, and holds on. Lost? --new-token makes another.';
$string['copylines'] = 'Copy the lines';
$string['courses'] = 'Courses';
$string['courses_desc'] = 'Of which courses Simpul is told. Courses that Simpul works with have an ID number.';
$string['coursesall'] = 'Every course';
$string['coursesnumbered'] = 'Courses with an ID number';
$string['cronlate'] = 'Moodle\'s cron has not run the delivery for a while (last: {$a}). Until it does, only a part is delivered. Look under Site administration > Server > Tasks.';
$string['deliverypage'] = 'Delivery to Simpul';
$string['drop'] = 'Drop';
$string['dropall'] = 'Drop everything parked';
$string['dropped'] = 'Dropped. Simpul will find out at its next reading.';
$string['filetoobig'] = 'Nothing was changed. “{$a->key}”: the file has {$a->size} bytes, this course takes {$a->limit}.';
$string['findingaccountbad'] = 'The account for Simpul is missing or suspended.';
$string['findingaccountgood'] = 'The account for Simpul is there.';
$string['findingaddressbad'] = 'The address of Simpul is missing.';
$string['findingaddressgood'] = 'The address of Simpul is set.';
$string['findingkeybad'] = 'The key for messages is missing.';
$string['findingkeygood'] = 'The key for messages is set.';
$string['findingopenbad'] = 'Moodle\'s HTTP security forbids the address of Simpul: see "Delivery to Simpul".';
$string['findingopengood'] = 'Nothing in Moodle forbids the address of Simpul.';
$string['findingrolebad'] = 'The role "Simpul" is missing, or lacks capabilities.';
$string['findingrolegood'] = 'The role "Simpul" has every capability it needs.';
$string['findingroleheldbad'] = 'The account does not hold the role "Simpul".';
$string['findingroleheldgood'] = 'The account holds the role "Simpul" for the whole site.';
$string['findingservicebad'] = 'The web service "Simpul" is switched off or not open to the account.';
$string['findingservicegood'] = 'The web service "Simpul" is open to the account and to nobody else.';
$string['findingsitebad'] = 'Web services or the REST protocol are switched off.';
$string['findingsitegood'] = 'Web services and the REST protocol are switched on.';
$string['findingtokenbad'] = 'There is no token that holds.';
$string['findingtokengood'] = 'There is a token.';
$string['joinguest'] = 'Guests cannot join. Log in with your own account, then follow the link again.';
$string['joinloginas'] = 'You are logged in as somebody else. Only that person can join, with a login of their own.';
$string['joinnotready'] = 'The way into the session is not open yet. Please tell the organiser of your training; there is nothing you have to do.';
$string['jointitle'] = 'Join the session';
$string['joinunknown'] = 'This link leads to no session. Go back to the course and follow the link there.';
$string['keyisset'] = 'A key is set. An empty field keeps it.';
$string['keyisunset'] = 'whsec_…';
$string['keyunreadable'] = 'A key begins with whsec_ and holds 24 to 64 bytes in base64.';
$string['last'] = 'Last attempt';
$string['lastsent'] = 'Last delivered';
$string['lasttried'] = 'Last tried';
$string['linesintro'] = 'Put these lines into the settings of Simpul:';
$string['linesonce'] = 'Token and key are shown this once and never again. Copy them now; do not send them by e-mail or chat.';
$string['newkey'] = 'Make a new key for messages (the old one holds no longer)';
$string['newtoken'] = 'Make a new token (the old one, of {$a}, holds no longer)';
$string['nothingwaits'] = 'Nothing waits.';
$string['notours'] = 'Nothing was removed. Module {$a} is no link or file of Simpul in this course.';
$string['oldkey'] = 'The key for messages was shown when it was made, and holds on. Lost? Make a new one below.';
$string['oldtoken'] = 'The token was shown when it was made, and holds on. Lost? Make a new one below.';
$string['ownnetwork'] = 'Simpul stands in our own network';
$string['ownnetwork_desc'] = 'Lets this plugin call the address above although Moodle\'s HTTP security forbids it (private network, this machine, unusual port). Holds for this one address and this plugin only.';
$string['parked'] = 'Parked';
$string['paused'] = 'Wait with everything';
$string['paused_desc'] = 'Nothing is sent; what happens is kept for seven days.';
$string['pausednote'] = 'Sending was paused in the settings.';
$string['pluginname'] = 'Simpul';
$string['prepare'] = 'Prepare';
$string['prepareagain'] = 'Check and mend';
$string['prepareintro'] = 'One click makes everything that Simpul needs here: it switches web services and REST on, makes an account that nobody can log in with, a role with exactly the capabilities needed, a token, and a key for messages. Doing it again mends what was changed and shows no secret.';
$string['preparepage'] = 'Set up for Simpul';
$string['privacy:metadata:queue'] = 'What Simpul is told: kept until it is told and one day longer, for 37 days at most.';
$string['privacy:metadata:queue:actorid'] = 'Who did it.';
$string['privacy:metadata:queue:body'] = 'The message itself; it holds ids only.';
$string['privacy:metadata:queue:courseid'] = 'The course in which it happened.';
$string['privacy:metadata:queue:timecreated'] = 'When it was noted.';
$string['privacy:metadata:queue:type'] = 'What happened.';
$string['privacy:metadata:queue:userid'] = 'Whom it concerns.';
$string['privacy:metadata:simpul'] = 'Simpul, the organiser\'s own service for trainings, is told what happens in its courses and may read results.';
$string['privacy:metadata:simpul:at'] = 'When it happened.';
$string['privacy:metadata:simpul:by'] = 'The id of who did it.';
$string['privacy:metadata:simpul:course'] = 'The id of the course.';
$string['privacy:metadata:simpul:event'] = 'What happened.';
$string['privacy:metadata:simpul:join'] = 'The id of who follows a link into a session, with course and session.';
$string['privacy:metadata:simpul:module'] = 'The id of the activity.';
$string['privacy:metadata:simpul:person'] = 'The id of whom it concerns.';
$string['privacy:metadata:simpul:reports'] = 'Through its web service: names, addresses, enrolments, completion, grades and test papers of the people in its courses.';
$string['reason_content'] = 'the file is empty, or not written in base64.';
$string['reason_description'] = 'the description is too long.';
$string['reason_filename'] = 'the name of the file is empty or too long.';
$string['reason_filetype'] = 'the file is of a kind that browsers would run as a page.';
$string['reason_grade'] = 'the grade is not a number from 0 to the maximum.';
$string['reason_key'] = 'the key is not one of Simpul: it begins with simpul: and has 100 characters at most.';
$string['reason_keyheld'] = 'another kind of module in this course has this ID number.';
$string['reason_maximum'] = 'the maximum is not a number above 0.';
$string['reason_name'] = 'the name is empty.';
$string['reason_namelength'] = 'the name is too long.';
$string['reason_session'] = 'this is not the number of a session.';
$string['reason_sha256'] = 'the file did not arrive whole.';
$string['reason_twice'] = 'it was sent twice.';
$string['resend'] = 'Send again';
$string['resendall'] = 'Send everything parked again';
$string['resent'] = 'It will be sent at the next run of cron.';
$string['resume'] = 'Send again from now on';
$string['resumed'] = 'Sending goes on at the next run of cron.';
$string['roledescription'] = 'Made by the plugin Simpul for the account that Simpul calls with: exactly the capabilities it needs. Not for people.';
$string['rolename'] = 'Simpul (integration)';
$string['servicemissing'] = 'The web service of this plugin is missing. Run Moodle\'s upgrade (Site administration > Notifications).';
$string['settingslinks'] = '<a href="{$a->prepare}">Set up for Simpul</a> makes account, role, token and key with one click. <a href="{$a->delivery}">Delivery to Simpul</a> tests the way and shows what waits.';
$string['settingspage'] = 'Settings of Simpul';
$string['simpul:managecontent'] = 'Put links and files of Simpul into courses';
$string['simpul:managegrades'] = 'Write attendance grades of Simpul';
$string['simpul:readpapers'] = 'Read test papers for Simpul';
$string['simpul:readresults'] = 'Read results in bulk for Simpul';
$string['simpul:readsite'] = 'Read facts about the site for Simpul';
$string['since'] = 'Since';
$string['site'] = 'Name of this site at Simpul';
$string['site_desc'] = 'Leave "default" unless Simpul works with several Moodle sites. Letters, digits, - and _.';
$string['siteunreadable'] = 'The name may hold letters, digits, - and _ only.';
$string['stoppednote'] = 'Simpul answered that it wants no messages any more (status 410). What happens is kept for seven days.';
$string['taskdeliver'] = 'Tell Simpul what happened';
$string['test'] = 'Test the way';
$string['testresult'] = '{$a->words} ({$a->milliseconds} ms)';
$string['troublenote'] = 'The line to Simpul is in trouble: {$a} It is tried anew at each run of cron; when it works again, everything that waits is delivered.';
$string['type'] = 'Message';
$string['typeaccountchanged'] = 'Account changed';
$string['typeaccountdeleted'] = 'Account deleted';
$string['typeactivitycompleted'] = 'Activity completion changed';
$string['typecoursechanged'] = 'Course changed';
$string['typecoursecompleted'] = 'Course completed';
$string['typeenrolled'] = 'Somebody was enrolled';
$string['typeenrolmentupdated'] = 'Enrolment changed';
$string['typegroupchanged'] = 'Group changed';
$string['typequizsubmitted'] = 'Quiz submitted or graded';
$string['typerolechanged'] = 'Role changed';
$string['typeunenrolled'] = 'Somebody was unenrolled';
$string['unsetnote'] = 'Address or key is missing: nothing is noted and nothing is sent.';
$string['waiting'] = 'Waiting';
$string['webhookkey'] = 'Key for messages';
$string['webhookkey_desc'] = 'The set-up page makes it. Enter one here only to use a key that Simpul has already; it is never shown again.';
