// chart.mjs: one person's record, written the way a ward would say it, kept as FHIR R4 resources.
//
// A Chart holds one Patient and everything about it. Each method adds one resource (or one course of
// treatment) and gives back its reference, so that later entries can point at it. Ids are the
// patient's id, what it is, and a running number: `os-cough-nodules-chest-ct-2`.
//
// Dates are strings as FHIR has them; nothing here reads a clock, so the same people give the same
// bytes. Where the time something became known differs from when it happened, `known` says so.

import { CODES, SYSTEM, coding, concept } from './codes.mjs';

const MCODE = 'http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-';
const RELATED = 'http://hl7.org/fhir/StructureDefinition/condition-related';
const ajcc = (code) => ({ valueCodeableConcept: { coding: [{ system: 'http://cancerstaging.org', code }] } });

// A decimal whose digits are kept as written: 2.50 stays 2.50.
export class Exact {
    constructor(digits) {
        this.digits = digits;
    }
    toJSON() {
        return `\u0001${this.digits}\u0001`;
    }
}

// The day that lies `months` and `days` after a full date.
export function later(date, months, days = 0) {
    const [year, month, day] = date.split('-').map(Number);
    const first = new Date(Date.UTC(year, month - 1 + months, 1));
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    const moved = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(day, last) + days));
    return moved.toISOString().slice(0, 10);
}

export const ref = (reference) => ({ reference });
export const to = (type, id) => `${type}/${id}`;

// A word becomes part of an id: "chest x-ray" -> "chest-x-ray".
const slug = (text) =>
    text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '');
const KIND_OF = (name) =>
    name.startsWith('chest')
        ? undefined
        : name.endsWith(' mri')
          ? 'mri'
          : name.endsWith(' x-ray')
            ? 'radiography'
            : undefined;
// The day of a full date or time. A year or a month has none: then the caller says when it became known.
function fullDay(date) {
    if (date.length < 10) throw new Error(`"${date}" has no day: say \`known\``);
    return date.slice(0, 10);
}

export class Chart {
    constructor(id, person) {
        this.id = id;
        this.self = to('Patient', id);
        this.counts = new Map();
        this.resources = [];
        this.doctor = person.doctor ?? 'dr-lindqvist';
        const patient = {
            resourceType: 'Patient',
            id,
            meta: { lastUpdated: '2026-11-21T22:00:00Z', profile: [`${MCODE}cancer-patient`] },
            identifier: [
                {
                    type: concept('medical record number'),
                    system: 'https://hospital.example/mrn',
                    value: person.mrn,
                },
            ],
            active: true,
            name: [{ use: 'official', family: person.family, given: [person.given] }],
            gender: person.gender,
            ...(person.born && { birthDate: person.born }),
            managingOrganization: ref('Organization/sarcoma-centre'),
        };
        if (person.died) patient.deceasedDateTime = person.died;
        this.patient = patient;
        this.resources.push(patient);
    }

    // Adds a resource about this patient. `known` is the day the hospital's system had it.
    add(type, kind, body, known, profile) {
        const part = slug(kind);
        const number = (this.counts.get(part) ?? 0) + 1;
        this.counts.set(part, number);
        const id = body.id ?? `${this.id}-${part}-${number}`;
        const meta = { lastUpdated: `${fullDay(known)}T20:00:00Z` };
        if (profile) meta.profile = [profile.startsWith('http') ? profile : MCODE + profile];
        this.resources.push({ resourceType: type, id, meta, ...body });
        return to(type, id);
    }

    // ---- what the person has ----

    condition(names, date, more = {}) {
        const list = Array.isArray(names) ? names : [names];
        const body = {
            clinicalStatus: concept(more.status ?? 'active'),
            verificationStatus: concept(more.verification ?? 'confirmed'),
            category: [concept('problem-list-item')],
            code: more.code ?? concept(list, more.text),
        };
        if (more.verification === 'entered-in-error') delete body.clinicalStatus;
        if (more.extension) body.extension = more.extension;
        if (more.site) body.bodySite = [this.site(more.site, more.side)];
        body.subject = ref(this.self);
        body.onsetDateTime = date;
        if (more.abated) body.abatementDateTime = more.abated;
        body.recordedDate = more.known ?? fullDay(date);
        body.asserter = ref(more.asserter ?? `Practitioner/${this.doctor}`);
        if (more.stage) body.stage = [{ summary: { text: more.stage }, assessment: [ref(more.stageFrom)] }];
        if (more.note) body.note = [{ text: more.note }];
        return this.add('Condition', more.kind ?? 'problem', body, body.recordedDate, more.profile);
    }

    // The first tumour: code, histology (ICD-O-3), site and side in mCODE's shape.
    primary(names, histology, site, side, date, more = {}) {
        const extension = histology && [
            { url: `${MCODE}histology-morphology-behavior`, valueCodeableConcept: concept(histology) },
        ];
        this.tumour = this.condition(names, date, {
            kind: 'primary',
            profile: `primary-cancer-condition`,
            extension,
            site,
            side,
            ...more,
        });
        this.site0 = site;
        this.side0 = side;
        return this.tumour;
    }

    secondary(names, date, more = {}) {
        const extension = this.tumour && [{ url: RELATED, valueReference: ref(this.tumour) }];
        return this.condition(names, date, {
            kind: 'metastasis',
            profile: 'secondary-cancer-condition',
            extension,
            ...more,
        });
    }

    site(name, side) {
        const where = concept(name);
        if (!side) return where;
        where.text = `${side} ${name}`;
        where.extension = [{ url: `${MCODE}laterality-qualifier`, valueCodeableConcept: concept(side) }];
        return where;
    }

    // One lesion as a thing of its own, so that several observations can be about it.
    lesion(name, site, side, condition, date) {
        return this.add(
            'BodyStructure',
            name,
            {
                id: `${this.id}-${slug(name)}`,
                ...(condition && {
                    extension: [{ url: `${MCODE}related-condition`, valueReference: ref(condition) }],
                }),
                identifier: [{ system: 'https://hospital.example/lesions', value: `${this.id} ${name}` }],
                location: concept(site, side ? `${side} ${site}` : undefined),
                ...(side && { locationQualifier: [concept(side)] }),
                patient: ref(this.self),
            },
            date,
            'tumor',
        );
    }

    // ---- what was observed ----

    observe(name, date, value, more = {}) {
        const body = {
            status: more.state ?? 'final',
            category: [concept(more.category ?? 'exam')],
            code: more.code ?? concept(name),
            subject: ref(this.self),
        };
        if (more.focus) body.focus = [ref(more.focus)];
        if (date) body.effectiveDateTime = date;
        const known = more.known ?? fullDay(date);
        body.issued = `${known}T16:00:00Z`;
        body.performer = [ref(more.by ?? `Practitioner/${this.doctor}`)];
        Object.assign(body, value);
        if (more.site) body.bodySite = this.site(more.site, more.side);
        if (more.range) body.referenceRange = [more.range];
        if (more.flag) body.interpretation = [concept(more.flag)];
        if (more.method) body.method = concept(more.method);
        if (more.component) body.component = more.component;
        if (more.note) body.note = [{ text: more.note }];
        return this.add('Observation', more.kind ?? name, body, known, more.profile);
    }

    // A symptom as the HL7 symptoms guide records it: LOINC "Symptom", the finding as its value.
    symptom(name, date, more = {}) {
        const component = ['severity', 'trend', 'quality']
            .filter((part) => more[part])
            .map((part) => ({
                code: concept(part),
                valueCodeableConcept: CODES[more[part]] ? concept(more[part]) : { text: more[part] },
            }));
        return this.observe(
            'symptom',
            date,
            { valueCodeableConcept: concept(name, more.text) },
            {
                category: 'symptom category',
                by: this.self,
                ...more,
                component: component.length ? component : undefined,
            },
        );
    }

    // Symptoms that were asked for and denied, one Observation each.
    denies(date, names, more = {}) {
        for (const name of names) {
            this.observe(
                'symptom absent',
                date,
                { valueCodeableConcept: concept(name) },
                { category: 'symptom category', by: this.self, ...more },
            );
        }
    }

    // The finding itself as the code, with yes or no: Boolean, or the coded answers of a form.
    finding(name, date, holds, more = {}) {
        const value = more.coded
            ? { valueCodeableConcept: concept(holds ? 'yes' : 'no') }
            : { valueBoolean: holds };
        return this.observe(name, date, value, { category: 'survey', ...more });
    }

    // Answers to a guideline's own questions, stored as it asks for them: {'symptom/night-pain': true, ...}.
    answers(date, given, more = {}) {
        for (const [name, value] of Object.entries(given)) {
            const stored =
                typeof value === 'boolean'
                    ? { valueBoolean: value }
                    : Number.isInteger(value)
                      ? { valueInteger: value }
                      : typeof value === 'object'
                        ? value
                        : { valueCodeableConcept: concept(value) };
            this.observe(name, date, stored, {
                category: 'survey',
                kind: `answer ${name.split('/')[1]}`,
                ...more,
            });
        }
    }

    quantity(name, date, value, unit, more = {}) {
        const valueQuantity = { value: typeof value === 'string' ? new Exact(value) : value };
        if (unit) Object.assign(valueQuantity, { unit, system: SYSTEM.ucum, code: unit });
        return this.observe(name, date, { valueQuantity }, more);
    }

    lab(name, date, value, unit, low, high) {
        const number = Number(value);
        const bound = (limit) => ({ value: limit, unit, system: SYSTEM.ucum, code: unit });
        const flag =
            high !== undefined && number > high
                ? 'high'
                : low !== undefined && number < low
                  ? 'low'
                  : undefined;
        const range = {
            ...(low !== undefined && { low: bound(low) }),
            ...(high !== undefined && { high: bound(high) }),
        };
        return this.quantity(name, `${date}T08:30:00+01:00`, value, unit, {
            category: 'laboratory',
            by: 'Organization/laboratory',
            flag,
            range: Object.keys(range).length ? range : undefined,
        });
    }

    weight(date, kg) {
        return this.quantity('weight', date, kg, 'kg', { category: 'vital-signs' });
    }

    height(date, cm) {
        return this.quantity('height', date, cm, 'cm', { category: 'vital-signs' });
    }

    pain(date, score, more = {}) {
        return this.observe(
            'pain score',
            date,
            { valueInteger: score },
            { category: 'survey', by: this.self, ...more },
        );
    }

    ecog(date, grade) {
        return this.observe(
            'ecog',
            date,
            { valueInteger: grade },
            { category: 'survey', profile: 'ecog-performance-status' },
        );
    }

    status(date, name, more = {}) {
        return this.observe(
            'disease status',
            date,
            { valueCodeableConcept: concept(name) },
            { profile: 'cancer-disease-status', focus: this.tumour, ...more },
        );
    }

    tumourSize(date, mm, more = {}) {
        return this.observe(
            'tumour size',
            date,
            {},
            {
                category: 'imaging',
                method: 'mri',
                profile: 'tumor-size',
                focus: this.tumour,
                ...more,
                component: [
                    {
                        code: concept('longest dimension'),
                        valueQuantity: { value: mm, unit: 'mm', system: SYSTEM.ucum, code: 'mm' },
                    },
                ],
            },
        );
    }

    // Clinical TNM, one Observation a category and one for the group.
    tnm(date, t, n, m, group) {
        const more = { category: 'imaging', method: 'AJCC 8', focus: this.tumour };
        return this.stageGroup(date, group, [
            this.observe('cT', date, ajcc(t), { ...more, profile: 'tnm-primary-tumor-category' }),
            this.observe('cN', date, ajcc(n), { ...more, profile: 'tnm-regional-nodes-category' }),
            this.observe('cM', date, ajcc(m), { ...more, profile: 'tnm-distant-metastases-category' }),
        ]);
    }

    stageGroup(date, group, members) {
        return this.observe(
            'stage group',
            date,
            { ...ajcc(group), ...(members && { hasMember: members.map(ref) }) },
            { category: 'imaging', method: 'AJCC 8', focus: this.tumour, profile: 'tnm-stage-group' },
        );
    }

    // ---- what was looked at ----

    // An examination and its report. Local imaging carries two codes, as hospitals send them: the exact
    // examination in LOINC and its kind in SNOMED CT. `result` is one of our conclusion codes, or none when nobody coded it.
    report(name, date, result, text, more = {}) {
        const known = more.known ?? later(date, 0, 1);
        const body = {
            status: more.state ?? 'final',
            category: [concept(more.category ?? 'RAD')],
            code: more.code ?? concept(KIND_OF(name) ? [name, KIND_OF(name)] : name),
            subject: ref(this.self),
            effectiveDateTime: date,
            issued: `${known}T11:00:00Z`,
            performer: [ref(more.by ?? 'Practitioner/dr-brandt')],
        };
        if (more.results) body.result = more.results.map(ref);
        if (more.study) body.imagingStudy = [ref(more.study)];
        if (text) body.conclusion = text;
        if (result) body.conclusionCode = [].concat(result).map((code) => concept(code));
        return this.add('DiagnosticReport', more.kind ?? name, body, known, more.profile);
    }

    // The images themselves, as the picture archive lists them.
    study(name, date, modality, site) {
        const dicom = 'http://dicom.nema.org/resources/ontology/DCM';
        const dotted = [...`${this.id}${name}${date}`]
            .map((c) => c.charCodeAt(0) % 10)
            .join('')
            .slice(0, 30);
        return this.add(
            'ImagingStudy',
            `${name} study`,
            {
                identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:1.2.840.99999.1${dotted}` }],
                status: 'available',
                modality: [{ system: dicom, code: modality }],
                subject: ref(this.self),
                started: `${date}T10:15:00Z`,
                numberOfSeries: 1,
                numberOfInstances: 1,
                procedureCode: [concept(name)],
                series: [
                    {
                        uid: `1.2.840.99999.2${dotted}`,
                        number: 1,
                        modality: { system: dicom, code: modality },
                        bodySite: coding(site),
                        numberOfInstances: 1,
                    },
                ],
            },
            date,
        );
    }

    biopsy(date, histology, text, more = {}) {
        const procedure = this.procedure('biopsy', date, { text: 'Image-guided core biopsy', ...more });
        const report = this.report('histology report', later(date, 0, 4), undefined, text, {
            category: 'SP',
            known: later(date, 0, 5),
            by: 'Practitioner/dr-adeyemi',
        });
        if (histology)
            this.resources.at(-1).conclusionCode = [].concat(histology).map((code) => concept(code));
        this.resources.find((r) => to(r.resourceType, r.id) === procedure).report = [ref(report)];
        return procedure;
    }

    // ---- what was done ----

    procedure(names, date, more = {}) {
        const list = Array.isArray(names) ? names : [names];
        const body = {};
        if (more.intent) {
            body.extension = [
                { url: `${MCODE}procedure-intent`, valueCodeableConcept: concept(more.intent) },
            ];
        }
        body.status = more.state ?? 'completed';
        body.code = more.code ?? concept(list, more.text);
        body.subject = ref(this.self);
        if (more.end) body.performedPeriod = { start: date, end: more.end };
        else if (date) body.performedDateTime = date;
        body.performer = [{ actor: ref(`Practitioner/${more.by ?? 'dr-osei'}`) }];
        if (this.tumour) body.reasonReference = [ref(more.reason ?? this.tumour)];
        if (more.site !== false && (more.site ?? this.site0)) {
            body.bodySite = [this.site(more.site ?? this.site0, more.site ? more.side : this.side0)];
        }
        if (more.outcome) body.outcome = { text: more.outcome };
        if (more.note) body.note = [{ text: more.note }];
        return this.add(
            'Procedure',
            more.kind ?? list[0],
            body,
            more.known ?? more.end ?? date,
            more.profile,
        );
    }

    // Resection with its margin, which histology reports a few days later.
    resection(date, margin, text, more = {}) {
        const usual = `excision ${this.site0}`;
        const operation = this.procedure(
            more.code ?? (CODES[usual] && more.site !== false ? usual : 'surgery'),
            date,
            {
                kind: 'resection',
                intent: 'curative',
                profile: 'cancer-related-surgical-procedure',
                text,
                ...more,
                code: undefined,
            },
        );
        if (margin) {
            this.observe(
                'margin',
                later(date, 0, 7),
                { valueCodeableConcept: concept(margin), partOf: [ref(operation)] },
                { category: 'laboratory', by: 'Practitioner/dr-adeyemi', focus: this.tumour },
            );
        }
        return operation;
    }

    radiotherapy(start, end, cGy, fractions, site, side, intent = 'curative') {
        const volume = this.lesion(`rt volume ${site}`, site, side, this.tumour, start);
        this.resources.at(-1).meta.profile = [`${MCODE}radiotherapy-volume`];
        const course = this.procedure('radiotherapy', start, {
            end,
            intent,
            site,
            side,
            profile: 'radiotherapy-course-summary',
            by: 'dr-brandt',
        });
        this.resources.at(-1).extension.push(
            { url: `${MCODE}radiotherapy-sessions`, valueUnsignedInt: fractions },
            {
                url: `${MCODE}radiotherapy-dose-delivered-to-volume`,
                extension: [
                    { url: 'volume', valueReference: ref(volume) },
                    {
                        url: 'totalDoseDelivered',
                        valueQuantity: { value: cGy, unit: 'cGy', system: SYSTEM.ucum, code: 'cGy' },
                    },
                    { url: 'fractionsDelivered', valueUnsignedInt: fractions },
                ],
            },
        );
        return course;
    }

    // One dose given. A unit of mg/m2 is written as the ward writes it, without the square sign.
    dose(drug, date, amount, unit = 'mg/m2', more = {}) {
        return this.add(
            'MedicationAdministration',
            drug,
            {
                status: more.state ?? 'completed',
                ...(more.reference
                    ? { medicationReference: ref(more.reference) }
                    : { medicationCodeableConcept: concept(drug) }),
                subject: ref(this.self),
                ...(more.end
                    ? { effectivePeriod: { start: date, end: more.end } }
                    : { effectiveDateTime: date }),
                ...(this.tumour && { reasonReference: [ref(this.tumour)] }),
                dosage: { dose: { value: amount, unit, system: SYSTEM.ucum, code: unit } },
            },
            more.known ?? more.end ?? date,
            'cancer-related-medication-administration',
        );
    }

    // Doses of one drug at a steady interval in days.
    doses(drug, first, count, everyDays, amount, unit) {
        for (let i = 0; i < count; i++) this.dose(drug, later(first, 0, i * everyDays), amount, unit);
    }

    order(drug, date, state = 'active', text = '') {
        return this.add(
            'MedicationRequest',
            `${drug} order`,
            {
                status: state,
                intent: 'order',
                medicationCodeableConcept: concept(drug),
                subject: ref(this.self),
                authoredOn: date,
                requester: ref(`Practitioner/${this.doctor}`),
                ...(this.tumour && { reasonReference: [ref(this.tumour)] }),
                ...(text && { dosageInstruction: [{ text }] }),
            },
            date,
            'cancer-related-medication-request',
        );
    }

    // Methotrexate, doxorubicin, cisplatin: two blocks before the operation and four after it, every
    // infusion written down. Gives the last day.
    map(start, blocks = 6) {
        for (let block = 0; block < blocks; block++) {
            const day = later(start, 0, block * 35);
            this.dose('doxorubicin', day, 75, 'mg/m2', { end: later(day, 0, 1) });
            if (block < 4) this.dose('cisplatin', day, 120, 'mg/m2', { end: later(day, 0, 1) });
            this.dose('methotrexate', later(day, 0, 21), 12000);
            this.dose('methotrexate', later(day, 0, 28), 12000);
        }
        return later(start, 0, (blocks - 1) * 35 + 28);
    }

    // The same as older records have it: one entry a drug, from the first to the last day, with the sum.
    mapInSum(start, blocks = 6) {
        const end = later(start, 0, (blocks - 1) * 35 + 28);
        this.dose('doxorubicin', start, blocks * 75, 'mg/m2', { end: later(end, 0, -27) });
        this.dose('cisplatin', start, Math.min(blocks, 4) * 120, 'mg/m2', { end: later(start, 0, 106) });
        this.dose('methotrexate', later(start, 0, 21), blocks * 24000, 'mg/m2', { end });
        return end;
    }

    // ---- visits, plans, paper ----

    visit(date, kind = 'follow-up visit', more = {}) {
        return this.add(
            'Encounter',
            'visit',
            {
                status: more.state ?? 'finished',
                class: {
                    system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
                    code: more.class ?? 'AMB',
                },
                type: [concept(kind)],
                subject: ref(this.self),
                participant: [{ individual: ref(`Practitioner/${this.doctor}`) }],
                period: { start: `${date}T09:00:00Z`, end: `${date}T09:40:00Z` },
            },
            date,
        );
    }

    // A follow-up visit: the site examined, and what else was looked at that day, all clear. 'alp' is a
    // blood test, 'full remission' the word of the doctor.
    checked(date, names) {
        this.visit(date);
        this.add(
            'Procedure',
            'site examination',
            {
                status: 'completed',
                code: concept('osteosarcoma-course/site-examination', 'Site of the tumour examined'),
                subject: ref(this.self),
                performedDateTime: date,
            },
            date,
        );
        for (const name of names) {
            if (name === 'alp') this.lab('alp', date, 78, 'U/L', 40, this.alpHigh ?? 130);
            else if (name === 'full remission') this.status(date, name);
            else this.report(name, date, 'normal', 'No sign of recurrence.');
        }
    }

    request(name, date, more = {}) {
        return this.add(
            'ServiceRequest',
            `${name} request`,
            {
                status: more.state ?? 'active',
                intent: more.intent ?? 'order',
                priority: more.priority ?? 'routine',
                code: more.code ?? concept(name, more.text),
                subject: ref(this.self),
                ...(more.on && { occurrenceDateTime: more.on }),
                authoredOn: date,
                requester: ref(`Practitioner/${this.doctor}`),
                ...(this.tumour && { reasonReference: [ref(this.tumour)] }),
            },
            date,
        );
    }

    plan(date, title, activities, more = {}) {
        return this.add(
            'CarePlan',
            'plan',
            {
                status: more.state ?? 'active',
                intent: 'plan',
                title,
                ...(more.category && { category: [concept(more.category)] }),
                subject: ref(this.self),
                period: { start: date, ...(more.end && { end: more.end }) },
                created: date,
                author: ref(`Practitioner/${this.doctor}`),
                ...(this.tumour && { addresses: [ref(this.tumour)] }),
                activity: activities.map((text) => ({
                    detail: {
                        status: more.progress ?? 'in-progress',
                        ...(CODES[text] ? { code: concept(text) } : { code: { text } }),
                    },
                })),
            },
            date,
        );
    }

    relative(relation, names, age, date, more = {}) {
        return this.add(
            'FamilyMemberHistory',
            'family',
            {
                status: 'completed',
                patient: ref(this.self),
                date,
                relationship: concept(relation),
                condition: [
                    {
                        code: concept(names),
                        onsetAge: { value: age, unit: 'a', system: SYSTEM.ucum, code: 'a' },
                    },
                ],
                ...more,
            },
            date,
        );
    }

    questionnaire(date, answers, more = {}) {
        return this.add(
            'QuestionnaireResponse',
            'questionnaire',
            {
                questionnaire: 'https://hospital.example/Questionnaire/sarcoma-follow-up',
                status: 'completed',
                subject: ref(this.self),
                authored: `${date}T18:20:00Z`,
                author: ref(more.author ?? this.self),
                source: ref(more.source ?? more.author ?? this.self),
                item: Object.entries(answers).map(([text, value], i) => ({
                    linkId: slug(text) || `question-${i + 1}`,
                    text,
                    answer: [
                        typeof value === 'boolean'
                            ? { valueBoolean: value }
                            : typeof value === 'number'
                              ? { valueInteger: value }
                              : { valueString: value },
                    ],
                })),
            },
            date,
        );
    }
}
