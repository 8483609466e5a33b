// check.mjs: every leaflet for patients can be read at 12 to 14 years, says what it must and promises nothing.
//
//     node tests/leaflets/check.mjs            all leaflets of guidelines/
//     node tests/leaflets/check.mjs FILE...    these
//     node tests/leaflets/check.mjs --words    the syllables and the formula, against a list counted by hand
//
// Two grades, for no formula sees everything: Flesch-Kincaid and SMOG. The age at which a text is read is the grade and five (Flesch-Kincaid
// 6 is 11 to 12 years, 9.8 is 14 to 15: bad-readability-2021, where SMOG is 2.3 grades stricter on the same leaflets). Leaflets are for
// readers of 12 to 14 years: the hardest by Flesch-Kincaid is 7, which is 12, and by the stricter SMOG 9, which is 14. One for children
// may have 5 and 7. What is easier is no fault, but below 1 something is wrong with the measuring. Ends with "N passed, N failed".

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { grade, sentences, smog, syllables } from './readability.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const GUIDELINES = join(HERE, '../../guidelines');
const HARDEST = { grade: 7, smog: 9 };
const HARDEST_FOR_CHILDREN = { grade: 5, smog: 7 };
const EASIEST = 1;
const LONGEST = 35; // words in a sentence

const HEADINGS = [
    'Call now, day or night',
    'Call within a day or two',
    'What examinations are',
    'What treatment may mean, and what helps',
];

// What no leaflet says, and why.
const FORBIDDEN = [
    [/%|\bper ?cent\b|\bpercentage/i, 'a percentage'],
    [/\b\d+ (in|of|out of) (every )?\d+ (people|patients|children|women|men)\b/i, 'a share of people'],
    [/\b(one|two|three|half|most|few) (in|of|out of) (every )?(two|three|four|five|ten|hundred)\b/i, 'a share of people'],
    [/(surviv|alive|die[sd]?\b|death|live for)[^.\n]*\d|\d[^.\n]*(surviv|alive|\bdie[sd]?\b|death)/i, 'a number of survival'],
    [/life expectancy|survival rate|prognosis|how long you (have|will live)/i, 'a forecast'],
    [/(early|in time|soon enough)[^.\n]*(saves?|cure[sd]?|better chance|improves)|caught early|early detection/i, 'a promise that finding it early saves'],
    [/positive (attitude|thinking)|think positive|fight(ing)? spirit/i, 'a claim about attitude'],
    [/\b(prevents?|stops?|keeps?) (the )?(cancer|tumour|it) (from coming|away)/i, 'a promise against recurrence', /nobody can promise|cannot promise/i],
    [/you (probably |most likely )?have (a recurrence|cancer again|relapsed)|your cancer (is|has come) back/i, 'a conclusion about the reader'],
];

const SOURCES = new Set(JSON.parse(readFileSync(join(GUIDELINES, 'sources.json'), 'utf8')).map((source) => source.id));

// What is wrong with one leaflet: check -> complaint or ''.
function judged(path) {
    const text = readFileSync(path, 'utf8');
    const [body, foot] = text.split('\n---\n');
    const headings = [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1].trim());
    const level = grade(text);
    const hardest = /children/.test(path) ? HARDEST_FOR_CHILDREN : HARDEST;
    const long = sentences(text).find((words) => words.length > LONGEST);
    const missing = HEADINGS.filter((heading) => !headings.includes(heading));
    const places = HEADINGS.map((heading) => headings.indexOf(heading)).filter((at) => at >= 0);
    const inOrder = places.every((at, i) => i === 0 || at > places[i - 1]) && headings.indexOf(HEADINGS[0]) <= 0;
    const said = FORBIDDEN.filter(([pattern, , unless]) =>
        body.split(/(?<=[.!?])\s+/).some((sentence) => pattern.test(sentence) && !(unless && unless.test(sentence))),
    ).map(([, what]) => what);
    const ids = (foot?.match(/Sources: ([^*]*)\./)?.[1] ?? '').split(/,\s*/).map((id) => id.trim()).filter(Boolean);
    return new Map([
        ['can be read', level > hardest.grade ? `grade ${level.toFixed(1)} (age ${(level + 5).toFixed(0)}), at most ${hardest.grade}` : ''],
        ['has few long words', smog(text) > hardest.smog ? `SMOG ${smog(text).toFixed(1)}, at most ${hardest.smog}` : ''],
        ['was measured', level < EASIEST ? `grade ${level.toFixed(1)}: hardly a text` : ''],
        ['has short sentences', long ? `${long.length} words: ${long.slice(0, 8).join(' ')} ...` : ''],
        ['has the four headings', missing.length ? `lacks ${missing.join('; ')}` : ''],
        ['begins with what cannot wait', inOrder ? '' : `the headings are ${headings.join('; ')}`],
        ['says whom to call', /My team: _{4}/.test(body) && /Out of hours: _{4}/.test(body) && /emergency number/.test(body) ? '' : 'no line for the numbers, or no emergency number'],
        ['says that it is general', /This leaflet is general/.test(body) ? '' : 'not said'],
        ['promises nothing', said.join('; ')],
        ['names its sources', ids.length === 0 ? 'no line "Sources: ID, ID."' : ids.filter((id) => !SOURCES.has(id)).map((id) => `${id} is not in sources.json`).join('; ')],
    ]);
}

function leaflets() {
    return readdirSync(GUIDELINES)
        .map((name) => join(GUIDELINES, name))
        .filter((path) => statSync(path).isDirectory())
        .flatMap((folder) => readdirSync(folder).filter((name) => /^leaflet.*\.md$/.test(name)).map((name) => join(folder, name)))
        .sort();
}

// The syllables of each word of the list, and the grade of texts worked by hand.
function words() {
    const rows = readFileSync(join(HERE, 'words.tsv'), 'utf8').trimEnd().split('\n').map((line) => line.split('\t'));
    const wrong = rows.filter(([word, count]) => syllables(word) !== Number(count));
    for (const [word, count] of wrong) console.log(`FAILED ${word} has ${count} syllables, not ${syllables(word)}`);
    const worked = [
        ['The cat sat on the mat.', 0.39 * 6 + 11.8 - 15.59],
        ['- A new lump\n- Bone pain at night', 0.39 * 3.5 + 11.8 - 15.59],
        ['# Head\n\nThe doctor examines you. Then you go home.\n\n---\nfoot', 0.39 * 4 + (11.8 * 11) / 8 - 15.59],
    ];
    const off = worked.filter(([text, want]) => Math.abs(grade(text) - want) > 0.001);
    for (const [text, want] of off) console.log(`FAILED grade of "${text}" is ${grade(text)}, not ${want}`);
    return [rows.length + worked.length - wrong.length - off.length, wrong.length + off.length];
}

const args = process.argv.slice(2);
let passed = 0;
let failed = 0;
if (args[0] === '--words') [passed, failed] = words();
else {
    for (const path of args.length ? args : leaflets()) {
        for (const [check, complaint] of judged(path)) {
            if (complaint) {
                failed += 1;
                console.log(`FAILED ${path.replace(`${GUIDELINES}/`, '')}: ${check}: ${complaint}`);
            } else passed += 1;
        }
    }
    if (process.env.GRADES) for (const path of args.length ? args : leaflets()) console.log(path.replace(`${GUIDELINES}/`, ''), grade(readFileSync(path, 'utf8')).toFixed(1), smog(readFileSync(path, 'utf8')).toFixed(1));
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
