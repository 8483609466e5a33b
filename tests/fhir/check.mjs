// check: is what Vigil writes as FHIR what FHIR R4 says, and does it say what Vigil says elsewhere?
//
//     node tests/fhir/check.mjs TOOLS VIGIL WORK      TOOLS: where npm installed; WORK: an empty folder
//
// Prints what is wrong and ends with "N passed, N failed".
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readDefinitions } from './definitions.mjs';

const [tools, vigil, work] = process.argv.slice(2);
const fhir = readDefinitions(tools);
let passed = 0;
let failed = 0;

// One check; `wrong` is a list of what is wrong.
function check(name, wrong) {
  if (wrong.length === 0) {
    passed++;
    return;
  }
  failed++;
  console.log(`FAILED ${name}: ${wrong.length} of them`);
  for (const line of wrong.slice(0, 8)) console.log(`    ${String(line).slice(0, 300)}`);
}

// The clinic has parts that are left out: status 65.
function run(args, statuses = [0, 65]) {
  const done = spawnSync(vigil, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  check(`vigil ${args.join(' ')}`, statuses.includes(done.status) ? [] : [`status ${done.status}`, done.stderr]);
  return done;
}

const lines = (text) => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
const RULED = 12; // Bundles of a set whose constraints are tried, which takes its time
const AS_OF = ['--as-of', '2026-11-22'];

// Two sets: what we ship, and the small invented one that has an item of each kind.
const sets = [
  { name: 'shipped', guidelines: 'guidelines', input: 'examples/clinic', base: 'https://vigil.example', own: [] },
  { name: 'small', guidelines: 'tests/e2e/guidelines', input: join(work, 'three.ndjson'),
    base: 'https://other.example/fhir', own: ['--canonical', 'https://other.example/fhir'] },
  { name: 'lesion', guidelines: 'tests/finding/data', input: join(work, 'lesion.ndjson'),
    base: 'https://other.example/fhir', own: ['--canonical', 'https://other.example/fhir'] },
];

// The resources of Bundles, one a line: only beside such the Bundles that we write can be read.
function writeLoose(from, to) {
  const resources = lines(readFileSync(from, 'utf8')).flatMap((bundle) => bundle.entry.map((entry) => entry.resource));
  writeFileSync(to, resources.map((resource) => JSON.stringify(resource)).join('\n') + '\n');
}

// A patient with two lesions, one of them known well enough for a score of one number.
function writeLesions(path) {
  const subject = { reference: 'Patient/p' };
  const system = 'https://vigil.example/CodeSystem/bone-lesion';
  const part = (id, lesion, code, answer) => ({ resourceType: 'Observation', id, status: 'final', subject,
    focus: [{ reference: `BodyStructure/${lesion}` }], code: { coding: [{ system, code }] },
    effectiveDateTime: '2026-05-02', valueCodeableConcept: { coding: [{ system, code: answer, display: answer }] } });
  const resources = [
    { resourceType: 'Patient', id: 'p', birthDate: '1990' },
    { resourceType: 'BodyStructure', id: 'femur-1', patient: subject },
    { resourceType: 'BodyStructure', id: 'femur-2', patient: subject },
    part('1', 'femur-1', 'mirels-site', 'lower-limb'), part('2', 'femur-1', 'mirels-pain', 'moderate'),
    part('3', 'femur-1', 'mirels-nature', 'lytic'), part('4', 'femur-1', 'mirels-size', 'over-2-3'),
    part('5', 'femur-2', 'mirels-site', 'lower-limb')];
  writeFileSync(path, resources.map((resource) => JSON.stringify(resource)).join('\n') + '\n');
}

// ---- what is in the input

// "Type/id" of every resource of the input, those in Bundles too.
function inputReferences(input) {
  const files = input.endsWith('.ndjson') ? [input]
    : readdirSync(input).filter((name) => name.endsWith('.ndjson')).map((name) => join(input, name));
  const found = new Set();
  const add = (resource) => {
    found.add(`${resource.resourceType}/${resource.id}`);
    for (const entry of resource.entry ?? []) add(entry.resource);
  };
  for (const file of files) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      try {
        add(JSON.parse(line));
      } catch {
        // a line that is broken on purpose
      }
    }
  }
  return found;
}

// ---- what is published

function publish(set) {
  const folder = join(work, `published-${set.name}`);
  run(['publish', '--guidelines', set.guidelines, ...set.own, folder], [0]);
  const files = readdirSync(folder).sort();
  const resources = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
  check(`${set.name}: files are named for what is in them`, files.filter((file, i) =>
    file !== `${resources[i].resourceType}-${resources[i].id}.json`));
  run(['publish', '--guidelines', set.guidelines, ...set.own, `${folder}-again`], [0]);
  check(`${set.name}: published twice, the same bytes`, files.filter((file) =>
    readFileSync(join(folder, file), 'utf8') !== readFileSync(join(`${folder}-again`, file), 'utf8')));
  return { folder, resources };
}

// SDC and the CQL guide define these; FHIR's own package does not have them.
const FOREIGN = new Set([
  'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-launchContext',
  'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-observationExtract',
  'http://hl7.org/fhir/StructureDefinition/cqf-cqlType']);

// Every string of a resource, with the name of its member.
function* strings(value, name = '') {
  if (typeof value === 'string') yield [name, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) yield* strings(member, Array.isArray(value) ? name : key);
}

function* codings(value) {
  if (typeof value !== 'object' || value === null) return;
  if (typeof value.system === 'string' && typeof value.code === 'string') yield value;
  for (const member of Object.values(value)) yield* codings(member);
}

// A canonical URL of ours that is not published; a code of a published system that it does not have.
function lost(resource, published, base) {
  const wrong = [];
  for (const [name, text] of strings(resource)) {
    const canonical = /[Cc]anonical|^(resource|valueSet|library|reference|url|system)$/.test(name);
    if (!canonical || !text.startsWith(`${base}/`)) continue;
    const [url, version] = text.split('|');
    const found = published.get(url);
    if (found === undefined || (version !== undefined && found.version !== version)) wrong.push(`${name} ${text} is not published`);
  }
  for (const coding of codings(resource)) {
    const system = published.get(coding.system);
    if (system?.concept !== undefined && !system.concept.some((concept) => concept.code === coding.code))
      wrong.push(`${coding.system} has no code ${coding.code}`);
  }
  return wrong;
}

function checkPublished(set) {
  const urls = set.published.resources.map((resource) => resource.url);
  check(`${set.name}: one resource a URL`, urls.filter((url, i) => urls.indexOf(url) !== i));
  for (const resource of set.published.resources) {
    const wrong = [...fhir.faults(resource, set.context), ...fhir.broken(resource)];
    check(`${set.name}: ${resource.resourceType}/${resource.id} is FHIR R4`, wrong);
    check(`${set.name}: ${resource.resourceType}/${resource.id} names nothing that is not there`, lost(resource, set.byUrl, set.base));
  }
  for (const library of set.published.resources.filter((resource) => resource.resourceType === 'Library')) {
    const text = Buffer.from(library.content[0].data, 'base64').toString('utf8');
    const source = execFileSync('find', [set.guidelines, '-name', `${library.id}.cql`], { encoding: 'utf8' }).trim();
    check(`${set.name}: Library ${library.id} holds its text`, text === readFileSync(source, 'utf8') ? [] : [source]);
  }
  for (const type of ['Library', 'PlanDefinition', 'Questionnaire', 'CodeSystem', 'StructureDefinition'])
    check(`${set.name}: a ${type} is published`, set.published.resources.some((r) => r.resourceType === type) ? [] : [type]);
}

// ---- the conclusions

const NOT_READ = 'not-read-in-full';

// The Observation that a line of NDJSON stands for, among those of its code and thing.
function stateFaults(line, resources) {
  const code = `${line.kind}.${line.finding}`;
  const ofRule = (r) => r.code.coding[0].code === code && r.code.coding[0].system.endsWith(`/CodeSystem/${line.guideline}-items`);
  const same = (r) => ofRule(r) && (line.about === undefined || r.focus?.[0].reference === line.about);
  const observations = resources.filter((r) => r.resourceType === 'Observation' && same(r));
  const issues = resources.filter((r) => r.resourceType === 'DetectedIssue' && ofRule(r) &&
    (line.about === undefined || r.implicated?.[0].reference === line.about));
  const wrong = [];
  const expect = (what, holds) => holds || wrong.push(`${line.patient} ${code} ${line.about ?? ''}: ${what}`);
  const absent = observations[0]?.dataAbsentReason?.coding[0].code;
  if (line.kind === 'event') {
    const events = line.events ?? [];
    expect('an Observation for each event', observations.length === events.length || absent === 'not-applicable');
    // FHIR's strings hold no control characters.
    const plain = (text) => text?.replace(/[\u0000-\u001f\u007f-\u009f\s\ufffd]+/g, '');
    expect('what happened', events.every((event) => observations.some((o) => plain(o.valueString) === plain(event.what))));
    return wrong;
  }
  const windows = line.kind === 'due' && (line.holds === 'yes' || line.holds === 'no') ? (line.due ?? []) : [];
  expect('Observations', observations.length === Math.max(windows.length, 1));
  if (line.kind === 'score') {
    expect('a score', line.score === undefined ? absent !== undefined
      : line.score.low === line.score.high ? observations[0].valueInteger === line.score.low
        : observations[0].valueRange?.low.value === line.score.low && observations[0].valueRange.high.value === line.score.high);
  } else if (line.holds === 'unknown') {
    expect('unknown is no value', absent === (line.error === undefined ? 'unknown' : 'error'));
    expect('unknown is no value', observations.every((o) => Object.keys(o).every((key) => !key.startsWith('value'))));
  } else if (line.holds === 'n/a') {
    expect('does not apply', absent === 'not-applicable');
  } else if (windows.length === 0) {
    expect(`value ${line.holds}`, observations[0].valueBoolean === (line.holds === 'yes'));
  } else {
    const overdue = windows.filter((w) => w.overdueDays > 0).length;
    expect('windows that are overdue', observations.filter((o) => o.valueCodeableConcept.coding[0].code === 'overdue').length === overdue);
  }
  const late = windows.some((w) => w.overdueDays > 0);
  const issue = (line.kind === 'finding' && line.holds === 'yes' && line.tier !== 'green') || (line.kind === 'due' && late);
  expect(`DetectedIssue ${issue}`, issues.length === (issue ? 1 : 0));
  const tags = (observations[0]?.meta?.tag ?? []).map((tag) => tag.code);
  expect('tier', line.tier === undefined || tags.includes(line.tier));
  expect('draft', line.status !== 'draft' || tags.includes('draft'));
  expect('what was read', (line.sources ?? []).some((s) => s.read === 'full') || (line.sources ?? []).length === 0 || tags.includes(NOT_READ));
  return wrong;
}

function checkBundles(set, options = []) {
  const args = [...AS_OF, '--guidelines', set.guidelines, ...options];
  const ndjson = run(['review', ...args, '--format', 'ndjson', '--detail', 'data', set.input]).stdout;
  const text = run(['review', ...args, ...set.own, '--format', 'fhir', '--jobs', '1', set.input]).stdout;
  const again = run(['review', ...args, ...set.own, '--format', 'fhir', '--jobs', '2', set.input]).stdout;
  check(`${set.name}: the same bytes, whatever --jobs is`, text === again ? [] : ['they differ']);
  const bundles = lines(text);
  const ids = new Map();
  const wrong = { schema: [], lost: [], ids: [], state: [] };
  const byPatient = new Map();
  for (const bundle of bundles) {
    const inside = new Map(bundle.entry.map((entry) => [entry.fullUrl, entry.resource.resourceType]));
    const typeOf = (reference) => inside.get(reference) ?? (reference.startsWith('#') ? 'OperationOutcome'
      : set.references.has(reference) ? reference.split('/')[0] : undefined);
    wrong.schema.push(...fhir.faults(bundle, { ...set.context, typeOf }));
    wrong.lost.push(...lost(bundle, set.byUrl, set.base));
    for (const { fullUrl, resource } of bundle.entry) {
      if (fullUrl !== `urn:uuid:${resource.id}`) wrong.ids.push(fullUrl);
      if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(resource.id)) wrong.ids.push(resource.id);
    }
    for (const id of [bundle.id, ...bundle.entry.map((entry) => entry.resource.id)]) {
      if (ids.has(id)) wrong.ids.push(`${id} twice`);
      ids.set(id, true);
    }
    byPatient.set(bundle.entry[0].resource.subject.reference, bundle.entry.map((entry) => entry.resource));
  }
  for (const line of lines(ndjson)) wrong.state.push(...stateFaults(line, byPatient.get(line.patient) ?? []));
  check(`${set.name}: every Bundle is FHIR R4`, wrong.schema);
  check(`${set.name}: constraints hold`, bundles.slice(0, RULED).flatMap((bundle) =>
    [bundle, ...bundle.entry.map((entry) => entry.resource)].flatMap((resource) => fhir.broken(resource))));
  check(`${set.name}: Bundles name nothing that is not there`, wrong.lost);
  check(`${set.name}: ids`, wrong.ids);
  check(`${set.name}: Bundles say what the findings say`, wrong.state);
  return { text, bundles, findings: lines(ndjson) };
}

// GuidanceResponse: each patient has one a guideline, and it asks for what is missing.
function checkGuidance(set, { bundles, findings }) {
  const wrong = [];
  for (const bundle of bundles) {
    const answers = bundle.entry.map((e) => e.resource).filter((r) => r.resourceType === 'GuidanceResponse');
    for (const answer of answers) {
      const guideline = answer.moduleCanonical.split('|')[0].split('/').at(-1);
      const mine = findings.filter((line) => line.patient === answer.subject.reference && line.guideline === guideline);
      const missing = new Set(mine.flatMap((line) => line.missing ?? []).map((m) => `${m.input} ${m.ask ?? ''} ${m.about ?? ''}`));
      const open = mine.some((line) => line.holds === 'unknown');
      const status = open ? 'data-required' : missing.size > 0 ? 'data-requested' : 'success';
      if (answer.status !== status) wrong.push(`${answer.subject.reference}: ${answer.status}, not ${status}`);
      if ((answer.dataRequirement ?? []).length !== missing.size) wrong.push(`${answer.subject.reference}: data requirements`);
    }
    const plans = set.published.resources.filter((r) => r.resourceType === 'PlanDefinition').length;
    if (answers.length !== plans) wrong.push(`${answers.length} GuidanceResponses of ${plans} guidelines`);
  }
  check(`${set.name}: GuidanceResponses ask for what is missing`, wrong);
}

// ---- read back

// Our Bundles beside the record change no conclusion, and nothing in them is left out.
function checkReadBack(set, { text, findings }) {
  const file = join(work, `bundles-${set.name}.ndjson`);
  writeFileSync(file, text);
  const before = run(['review', ...AS_OF, '--guidelines', set.guidelines, '--format', 'ndjson', '--detail', 'none', set.input]);
  const after = run(['review', ...AS_OF, '--guidelines', set.guidelines, '--format', 'ndjson', '--detail', 'none', set.input, file]);
  check(`${set.name}: read back, no conclusion changes`, before.stdout === after.stdout ? [] : ['conclusions differ']);
  const errors = (done) => done.stderr.split('\n').filter((line) => line.includes(file));
  check(`${set.name}: read back, nothing of it is left out`, errors(after));
  const inputs = run(['inputs', ...AS_OF, '--guidelines', set.guidelines, '--format', 'ndjson', set.input, file]);
  check(`${set.name}: inputs reads it`, errors(inputs));
  return findings;
}

// ---- the conditions of the PlanDefinition, run as CQL over the published libraries

function conditionFaults(set, findings) {
  return set.published.resources.filter((r) => r.resourceType === 'PlanDefinition').flatMap((plan) =>
    planFaults(set, plan, findings.filter((line) => line.guideline === plan.id)));
}

function planFaults(set, plan, findings) {
  const folder = join(work, `cql-${set.name}-${plan.id}`);
  mkdirSync(folder);
  const libraries = set.published.resources.filter((r) => r.resourceType === 'Library');
  const names = new Map(); // library url -> [{ define, action, at }]
  for (const action of plan.action) {
    action.condition.forEach((condition, at) => {
      const url = condition.expression.reference.split('|')[0];
      if (!names.has(url)) names.set(url, []);
      names.get(url).push({ define: `Condition ${action.id} ${at}`, cql: condition.expression.expression, action, at });
    });
  }
  for (const library of libraries) {
    const added = (names.get(library.url) ?? []).map((row) => `define "${row.define}":\n  ${row.cql}\n`).join('');
    writeFileSync(join(folder, `${library.id}.cql`), `${Buffer.from(library.content[0].data, 'base64').toString('utf8')}\n${added}`);
  }
  const results = new Map(); // patient -> define -> value
  for (const library of libraries.filter((one) => names.has(one.url))) {
    const args = ['cql', '-f', join(folder, `${library.id}.cql`), '--libdir', folder, '--data', set.input, ...AS_OF, '--format', 'ndjson'];
    for (const row of set.published.resources.filter((r) => r.resourceType === 'ValueSet'))
      args.push('--valueset', join(set.published.folder, `ValueSet-${row.id}.json`));
    for (const line of lines(run(args).stdout)) {
      const key = line.patient.startsWith('Patient/') ? line.patient : `Patient/${line.patient}`;
      results.set(key, Object.assign(results.get(key) ?? {}, line.results));
    }
  }
  const wrong = [];
  let compared = 0;
  for (const action of plan.action.filter((one) => !one.id.startsWith('gate.'))) {
    const defines = action.condition.map((_, at) => `Condition ${action.id} ${at}`);
    for (const [patient, values] of results) {
      const all = defines.map((define) => values[define]);
      const and = all.includes(false) ? false : all.some((value) => value !== true) ? null : true;
      const mine = findings.filter((line) => line.patient === patient && `${line.kind}.${line.finding}` === action.id);
      const states = mine.map((line) => line.holds);
      const said = states.includes('yes') ? true : states.includes('unknown') ? null : false;
      compared++;
      // "Does not apply" is not known of CQL's null, and false of a condition that says false first.
      const hidden = all[0] === null || all.length === 1; // of each thing both parts are one condition
      if (and !== said && !(said === null && and === false && hidden))
        wrong.push(`${patient} ${plan.id} ${action.id}: the condition is ${and}, the finding ${states}`);
    }
  }
  if (compared === 0) wrong.push(`${plan.id}: nothing was compared`);
  return wrong;
}

// ---- the Questionnaire answers back

// Numbers have scales of their own, and what is off its scale is not heard: some are tried.
const DECIMALS = [21.5, 60, 4, 1.2];
const INTEGERS = [1, 50];
const valuesOf = (turn) => ({ boolean: { valueBoolean: true }, integer: { valueInteger: INTEGERS[turn % INTEGERS.length] },
  decimal: { valueQuantity: { value: DECIMALS[turn % DECIMALS.length] } }, date: { valueDateTime: '2026-11-20' },
  dateTime: { valueDateTime: '2026-11-20' }, string: { valueString: 'words' } });

// An interval is a group of two.
function spanOf(item) {
  const dated = item.item[0].type.startsWith('date');
  return dated ? { valuePeriod: { start: '2026-11-20', end: '2026-11-20' } } : { valueRange: { low: { value: 1 }, high: { value: 1 } } };
}

function valueOf(item, turn) {
  if (item.type === 'group') return spanOf(item);
  const option = item.answerOption?.[0];
  const unit = item.extension?.find((e) => e.url.endsWith('questionnaire-unitOption'))?.valueCoding;
  if (option?.valueCoding !== undefined) return { valueCodeableConcept: { coding: [option.valueCoding] } };
  if (option !== undefined) return { valueString: option.valueString };
  if (item.type === 'quantity')
    return { valueQuantity: { value: 60, unit: unit.display, system: unit.system, code: unit.code } };
  return valuesOf(turn)[item.type];
}

// As the SDC extraction makes it of an answer.
function observationOf(item, id, subject, about, turn = 0) {
  return { resourceType: 'Observation', id, status: 'final', code: { coding: item.code }, subject: { reference: subject },
    effectiveDateTime: '2026-11-21', ...(about === undefined ? {} : { focus: [{ reference: about }] }), ...valueOf(item, turn) };
}

function writeLines(name, resources) {
  const file = join(work, name);
  writeFileSync(file, resources.map((resource) => JSON.stringify(resource)).join('\n') + '\n');
  return file;
}

// Every item with a code, answered about a patient of whom nothing else is known, is an input that speaks.
const questionnairesOf = (set) => set.published.resources.filter((r) => r.resourceType === 'Questionnaire' && r.item !== undefined);

function answerFaults(set) {
  return questionnairesOf(set).flatMap((questionnaire) => formFaults(set, questionnaire));
}

function formFaults(set, questionnaire) {
  let silent = questionnaire.item.filter((item) => item.code !== undefined);
  for (let turn = 0; silent.length > 0 && turn < DECIMALS.length; turn++) silent = notHeard(set, questionnaire, silent, turn);
  return silent.map((item) => `${questionnaire.id}: ${item.linkId} was answered and is not heard`);
}

function notHeard(set, questionnaire, items, turn) {
  const file = writeLines(`answers-${set.name}-${questionnaire.id}-${turn}.ndjson`, [{ resourceType: 'Patient', id: 'p', birthDate: '2000-01-01' },
    ...items.map((item, i) => observationOf(item, `a${i}`, 'Patient/p', undefined, turn))]);
  const done = run(['inputs', ...AS_OF, '--guidelines', set.guidelines, '--format', 'ndjson', file], [0]);
  const speaks = new Map(lines(done.stdout).filter((line) => line.kind === 'input' && line.guideline === questionnaire.id).map((line) => [line.input, line.patients]));
  return items.filter((item) => speaks.get(item.linkId) !== 1);
}

// What is asked about each thing, answered about a thing of which it is missing, is missing no more.
function eachAnswerFaults(set, { findings }) {
  const items = questionnairesOf(set).flatMap((one) => one.item).filter((item) => item.repeats).flatMap((group) => group.item).filter((item) => item.code !== undefined);
  const asked = [];
  for (const item of items) {
    for (const line of findings) {
      const missing = (line.missing ?? []).find((one) => one.input === item.linkId && one.ask === item.text && one.about !== undefined);
      if (missing === undefined || asked.some((row) => row.item === item)) continue;
      asked.push({ item, patient: line.patient, about: missing.about });
    }
  }
  const file = writeLines(`each-${set.name}.ndjson`, asked.map((row, i) => observationOf(row.item, `each-${i}`, row.patient, row.about)));
  const after = [...new Set(asked.map((row) => row.patient))].flatMap((patient) => lines(run(['review', ...AS_OF,
    '--guidelines', set.guidelines, '--format', 'ndjson', '--detail', 'data', '--patient', patient, set.input, file]).stdout));
  const wrong = asked.filter((row) => after.some((line) => line.patient === row.patient &&
    (line.missing ?? []).some((one) => one.input === row.item.linkId && one.ask === row.item.text && one.about === row.about)));
  if (items.length > 0 && asked.length === 0) return ['nothing was asked'];
  return wrong.map((row) => `${row.item.linkId} was answered about ${row.about} and is still missing`);
}

// ---- what is broken has to be found

function breakFaults(set, { bundles }) {
  const typeOf = (reference) => (reference.startsWith('urn:') ? 'Observation' : reference.split('/')[0]);
  const context = { ...set.context, typeOf };
  const all = [...set.published.resources, ...bundles.flatMap((bundle) => bundle.entry.map((entry) => entry.resource))];
  const one = (type, test = () => true) => structuredClone(all.find((r) => r.resourceType === type && test(r)));
  const ways = [
    ['a status that is none', one('Observation'), (r) => { r.status = 'maybe'; }],
    ['an element that is none', one('Observation'), (r) => { r.mood = 'good'; }],
    ['no code', one('Observation'), (r) => { delete r.code; }],
    ['no status', one('GuidanceResponse'), (r) => { delete r.status; }],
    ['two values for one', one('Observation'), (r) => { r.subject = [r.subject]; }],
    ['evidence of the wrong type', one('Observation'), (r) => { r.derivedFrom = [{ reference: 'Condition/c' }]; }],
    ['a date that is none', one('DetectedIssue'), (r) => { r.identifiedDateTime = 'soon'; }],
    ['a severity that is none', one('DetectedIssue'), (r) => { r.severity = 'red'; }],
    ['an empty text', one('DetectedIssue'), (r) => { r.detail = ''; }],
    ['an extension in the wrong place', one('DetectedIssue'), (r) => {
      r.extension = [{ url: 'http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo', valueReference: { reference: 'Patient/p' } }]; }],
    ['an extension that nobody defines', one('Library'), (r) => { r.extension = [{ url: `${set.base}/StructureDefinition/no`, valueString: 'x' }]; }],
    ['a library without a type', one('Library'), (r) => { delete r.type; }],
    ['a parameter of no type', one('Library', (r) => r.parameter !== undefined), (r) => { r.parameter[0].type = 'Boolean'; }],
    ['an action id with a slash', one('PlanDefinition'), (r) => { r.action[0].relatedAction = [{ actionId: 'a/b', relationship: 'after' }]; }],
    ['an item type that is none', one('Questionnaire', (r) => r.item !== undefined), (r) => { r.item[0].type = 'yes-no'; }],
    ['an item without a link', one('Questionnaire', (r) => r.item !== undefined), (r) => { delete r.item[0].linkId; }],
  ];
  const rules = [
    ['a value and why there is none', one('Observation', (r) => r.valueBoolean !== undefined), (r) => {
      r.dataAbsentReason = { text: 'x' }; }],
    ['a period that ends before it starts', one('Observation', (r) => r.effectivePeriod !== undefined), (r) => {
      r.effectivePeriod = { start: '2026-02-01', end: '2026-01-01' }; }],
    ['two items of one link', one('Questionnaire', (r) => r.item?.length > 1), (r) => { r.item[1].linkId = r.item[0].linkId; }],
    ['a contained resource that nobody names', one('GuidanceResponse'), (r) => {
      r.contained = [{ resourceType: 'OperationOutcome', id: 'x', issue: [{ severity: 'error', code: 'processing' }] }]; }],
  ];
  const wrong = [];
  const broken = [...ways.map((way) => [...way, (r) => fhir.faults(r, context)]), ...rules.map((way) => [...way, fhir.broken])];
  for (const [name, resource, breaks, faultsOf] of broken) {
    if (faultsOf(resource).length > 0) wrong.push(`${name}: it was wrong before`);
    breaks(resource);
    if (faultsOf(resource).length === 0) wrong.push(`${name} was not found`);
  }
  const plan = one('PlanDefinition');
  plan.library[0] = `${set.base}/Library/Gone|1.0.0`;
  if (lost(plan, set.byUrl, set.base).length !== 1) wrong.push('a library that is not there was not found');
  return wrong;
}

// What the hostile patient wrote is there, as text.
function hostileFaults({ text }) {
  const line = text.split('\n').find((one) => one.includes('"Patient/hostile"')) ?? '';
  const wrong = [];
  if (line === '') wrong.push('the hostile patient has no Bundle');
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\u2028\u2029\ufeff]/.test(line)) wrong.push('a control character or a separator of lines');
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(JSON.parse(line || '{}'))), JSON.parse(line || '{}'))) wrong.push('it does not read back');
  return wrong;
}

writeLoose('tests/e2e/data/three.ndjson', sets[1].input);
writeLesions(sets[2].input);
for (const set of sets) {
  set.published = publish(set);
  set.byUrl = new Map(set.published.resources.map((resource) => [resource.url, resource]));
  const own = set.published.resources.filter((resource) => resource.resourceType === 'StructureDefinition');
  set.context = { foreign: FOREIGN, extensions: new Map(own.map((r) => [r.url, r.context.map((c) => c.expression)])) };
  set.references = inputReferences(set.input);
  checkPublished(set);
  const written = checkBundles(set);
  checkGuidance(set, written);
  checkReadBack(set, written);
  check(`${set.name}: conditions give what the findings say`, conditionFaults(set, written.findings));
  check(`${set.name}: the Questionnaire answers back`, answerFaults(set));
  check(`${set.name}: and about each thing`, eachAnswerFaults(set, written));
  if (set.name === 'shipped') {
    check('hostile text stays text', hostileFaults(written));
    check('what is broken is found', breakFaults(set, written));
    const few = { ...set, name: 'shipped, all and local', input: 'examples/three.ndjson' };
    few.references = inputReferences(few.input);
    checkBundles(few, ['--all', '--site', 'examples/site']);
  }
}

// What we ship, under the URLs of somebody else: only value sets and code systems keep their own.
const moved = { name: 'moved', guidelines: 'guidelines', base: 'https://hospital.example/r4', own: ['--canonical', 'https://hospital.example/r4'] };
moved.published = publish(moved);
moved.byUrl = new Map(moved.published.resources.map((resource) => [resource.url, resource]));
moved.context = { ...sets[0].context, extensions: new Map(moved.published.resources
  .filter((r) => r.resourceType === 'StructureDefinition').map((r) => [r.url, r.context.map((c) => c.expression)])) };
checkPublished(moved);
check('moved: every URL is under the base', moved.published.resources.filter((r) =>
  !/^(ValueSet|CodeSystem)$/.test(r.resourceType) && r.id !== 'code-origin' && !r.url.startsWith(`${moved.base}/`)).map((r) => r.url));

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
