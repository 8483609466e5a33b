// check.mjs: is the example clinic what its generator writes, and is it dirty only where it should be?
//
//     node tools/clinic/check.mjs        prints "N passed, N failed"; exit status 1 when anything failed

import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { stalePages } from '../guidelines/readme.mjs';
import { surprises } from './expect.mjs';
import { references, writeAll } from './generate.mjs';

const EXAMPLES = join(dirname(fileURLToPath(import.meta.url)), '../../examples');
const AS_OF = '2026-11-22';
const MAX_BYTES = 2_000_000;
const MIN_PATIENTS = 30;

// What is wrong on purpose.
const TO_NOTHING = [
    'BodyStructure/never-existed',
    'Medication/lost-in-migration',
    'Observation/gone',
    'ImagingStudy/gone',
    'Patient/not-in-this-export',
];
const ABSOLUTE = ['https://fhir.hospital.example/r4/Patient/dirty-nowhere'];
const TWICE = ['Patient/dirty-twice', 'Observation/dirty-twice-symptom-1'];
const BEFORE_BIRTH = ['Observation/dirty-impossible-symptom-1'];
const AFTER_INSTANT = ['DiagnosticReport/dirty-impossible-chest-ct-2'];

let passed = 0;
let failed = 0;
function check(what, problems) {
    if (problems.length === 0) {
        passed++;
        return;
    }
    failed++;
    console.log(`FAILED ${what}`);
    for (const problem of problems.slice(0, 10)) console.log(`    ${problem}`);
    if (problems.length > 10) console.log(`    and ${problems.length - 10} more`);
}

const everyFile = (folder) =>
    readdirSync(folder)
        .flatMap((name) => {
            const path = join(folder, name);
            return statSync(path).isDirectory() ? everyFile(path) : [path];
        })
        .sort();

const subjectOf = (resource) => (resource.subject ?? resource.patient)?.reference;
const key = (resource) => `${resource.resourceType}/${resource.id}`;
const less = (all, exceptions) => all.filter((one) => !exceptions.includes(one));
// Both ways: nothing beyond the exceptions, and each exception is still there.
const exactly = (all, exceptions) => [
    ...less(all, exceptions).map((one) => `not expected: ${one}`),
    ...less(exceptions, all).map((one) => `expected, not there: ${one}`),
];

function sameBytes() {
    const folder = mkdtempSync(join(tmpdir(), 'clinic-'));
    try {
        writeAll(folder);
        const made = everyFile(folder).map((path) => path.slice(folder.length + 1));
        const kept = everyFile(EXAMPLES)
            .map((path) => path.slice(EXAMPLES.length + 1))
            .filter((name) => !name.endsWith('.md'));
        const differing = made.filter(
            (name) =>
                kept.includes(name) &&
                !readFileSync(join(folder, name)).equals(readFileSync(join(EXAMPLES, name))),
        );
        check('the generator writes the files that are there', exactly(kept, made));
        check('the generator writes the same bytes', differing);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

function readClinic() {
    const resources = [];
    const unreadable = [];
    const misplaced = [];
    const raw = [];
    let bytes = 0;
    for (const path of everyFile(join(EXAMPLES, 'clinic')).filter((name) => name.endsWith('.ndjson'))) {
        const text = readFileSync(path, 'utf8');
        const name = path.slice(EXAMPLES.length + 1);
        bytes += Buffer.byteLength(text);
        if (!text.endsWith('\n')) unreadable.push(`${name}: no line end at the end`);
        for (const [i, line] of text.trimEnd().split('\n').entries()) {
            try {
                const resource = JSON.parse(line);
                resources.push(resource);
                raw.push([resource, line]);
                if (!name.endsWith(`/${resource.resourceType}.ndjson`)) misplaced.push(`${name}:${i + 1}`);
            } catch (error) {
                unreadable.push(`${name}:${i + 1}: ${error.message}`);
            }
        }
    }
    check('every line is one resource', unreadable);
    check('every resource is in the file of its type', misplaced);
    check(`the clinic has less than ${MAX_BYTES} bytes`, bytes < MAX_BYTES ? [] : [`${bytes}`]);
    return { resources, raw };
}

function checkIds(resources) {
    const count = new Map();
    for (const resource of resources) count.set(key(resource), (count.get(key(resource)) ?? 0) + 1);
    check(
        'ids are unique but for the listed ones',
        exactly(
            [...count].filter(([, n]) => n > 1).map(([id]) => id),
            TWICE,
        ),
    );
    check(
        'ids have the form FHIR allows',
        resources.map(key).filter((id) => !/^[A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(id)),
    );
    const versions = TWICE.map((id) =>
        resources.filter((one) => key(one) === id).map((one) => one.meta.lastUpdated),
    );
    check('of two with one id, one is newer', versions.filter(([a, b]) => a === b).map(String));
    return new Set(count.keys());
}

function checkReferences(resources, ids) {
    const all = new Set();
    for (const resource of resources) {
        for (const reference of references(resource)) {
            if (reference.startsWith('#')) {
                const inside = (resource.contained ?? []).map((one) => `#${one.id}`);
                if (!inside.includes(reference)) all.add(`${key(resource)} ${reference}`);
            } else if (!ids.has(reference)) all.add(reference);
        }
    }
    check('references resolve but for the listed ones', exactly([...all], [...TO_NOTHING, ...ABSOLUTE]));
    const NO_SUBJECT = ['Patient', 'Organization', 'Practitioner', 'Medication'];
    check(
        'every record is about a patient',
        resources.filter((one) => !NO_SUBJECT.includes(one.resourceType) && !subjectOf(one)).map(key),
    );
}

const DATES = [
    'onsetDateTime',
    'recordedDate',
    'effectiveDateTime',
    'performedDateTime',
    'issued',
    'authoredOn',
    'authored',
    'started',
    'created',
];

function checkDates(resources) {
    const birth = new Map(
        resources.filter((one) => one.resourceType === 'Patient').map((one) => [key(one), one.birthDate]),
    );
    const early = [];
    const late = [];
    const malformed = [];
    for (const resource of resources) {
        for (const name of DATES.filter((name) => resource[name])) {
            const date = resource[name];
            if (!/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?)?)?$/.test(date))
                malformed.push(`${key(resource)} ${name}`);
            const born = birth.get(subjectOf(resource));
            if (born && date < born.slice(0, date.length)) early.push(key(resource));
            if (date.slice(0, 10) >= AS_OF.slice(0, date.length) && date.length >= 10)
                late.push(key(resource));
        }
    }
    check('dates have the form FHIR allows', malformed);
    check('nothing happens before birth but for the listed ones', exactly([...new Set(early)], BEFORE_BIRTH));
    check(
        `nothing happens from ${AS_OF} on but for the listed ones`,
        exactly([...new Set(late)], AFTER_INSTANT),
    );
}

function checkText(raw) {
    const foreign = raw.filter(
        ([resource, line]) =>
            resource.id !== 'hostile' &&
            subjectOf(resource) !== 'Patient/hostile' &&
            /[^\x20-\x7e]|\\u|<[a-z!/]|=cmd/i.test(line),
    );
    check(
        'only the hostile patient has anything but plain ASCII',
        foreign.map(([resource]) => key(resource)),
    );
    const lines = raw
        .filter(([resource]) => resource.id === 'hostile' || subjectOf(resource) === 'Patient/hostile')
        .map(([, line]) => line)
        .join('\n');
    const tricks = {
        script: '<script>',
        markdown: '](javascript:',
        formula: '"=',
        escape: '\\u001b',
        csi: '\\u009b',
        bidi: '\\u202e',
        nul: '\\u0000',
        isolate: '\\u2066',
        calendar: 'END:VEVENT',
        long: 'osteosarcoma'.repeat(100),
    };
    check(
        'the hostile patient tries everything',
        Object.entries(tricks)
            .filter(([, text]) => !lines.includes(text))
            .map(([name]) => name),
    );
    check(
        'no character that acts is written raw',
        /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/.test(lines) ? ['found one'] : [],
    );
}

// The guidelines' own codes must be codes that the guidelines have.
function checkOwnCodes(resources) {
    const terms = join(EXAMPLES, '../guidelines/terms');
    const systems = readdirSync(terms)
        .filter((name) => name.endsWith('.codesystem.json'))
        .map((name) => JSON.parse(readFileSync(join(terms, name), 'utf8')));
    const known = new Set(
        systems.flatMap((system) => system.concept.map((concept) => `${system.url}|${concept.code}`)),
    );
    const used = [
        ...JSON.stringify(resources).matchAll(
            /"system":"(https:\/\/vigil\.example\/[^"]+)","code":"([^"]+)"/g,
        ),
    ].map((match) => `${match[1]}|${match[2]}`);
    check('the clinic uses own codes', used.length > 0 ? [] : ['none']);
    check(
        'own codes are codes of guidelines/terms',
        [...new Set(used)].filter((code) => !known.has(code)),
    );
}

function checkReadme(resources) {
    const readme = readFileSync(join(EXAMPLES, 'clinic/README.md'), 'utf8');
    const patients = [
        ...new Set(resources.filter((one) => one.resourceType === 'Patient').map((one) => one.id)),
    ];
    const lines = [...readme.matchAll(/^\| `([a-z0-9-]+)` \| .* \| (emergency|red|amber|-) \| .* \|$/gm)];
    check(
        'README.md has one line for each patient',
        exactly(
            lines.map((match) => match[1]),
            patients,
        ),
    );
    check('Vigil says of each patient what is expected', surprises(new Map(lines.map((match) => [match[1], match[2]])), AS_OF));
    check(
        `there are at least ${MIN_PATIENTS} patients`,
        patients.length >= MIN_PATIENTS ? [] : [`${patients.length}`],
    );
    const empty = patients.filter((id) => !resources.some((one) => subjectOf(one) === `Patient/${id}`));
    check('every patient has a record', empty);
}

function checkBundles() {
    const three = readFileSync(join(EXAMPLES, 'three.ndjson'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    const one = JSON.parse(readFileSync(join(EXAMPLES, 'one-bundle.json'), 'utf8'));
    const patientsOf = (bundle) =>
        bundle.entry.filter((entry) => entry.resource.resourceType === 'Patient').length;
    check(
        'three.ndjson has three Bundles of one patient each',
        three.length === 3 && three.every((b) => b.resourceType === 'Bundle' && patientsOf(b) === 1)
            ? []
            : ['not so'],
    );
    check(
        'one-bundle.json is one Bundle of one patient',
        one.type === 'collection' && patientsOf(one) === 1 ? [] : ['not so'],
    );
    const dangling = [...three, one].flatMap((bundle) => {
        const inside = new Set(bundle.entry.map((entry) => key(entry.resource)));
        return [...references(bundle)].filter((reference) => !inside.has(reference));
    });
    check('references inside the Bundles resolve', dangling);
}

sameBytes();
const { resources, raw } = readClinic();
const ids = checkIds(resources);
checkReferences(resources, ids);
checkDates(resources);
checkText(raw);
checkOwnCodes(resources);
checkReadme(resources);
checkBundles();
check('the tables of the guidelines are current', stalePages());
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
