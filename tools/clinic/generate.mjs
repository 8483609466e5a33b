// generate.mjs: writes examples/ from the people in people/. The same bytes each run.
//
//     node tools/clinic/generate.mjs [FOLDER]        FOLDER defaults to examples/ of this repository

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { to } from './chart.mjs';
import * as bone from './people/bone.mjs';
import * as dirty from './people/dirty.mjs';
import * as hostile from './people/hostile.mjs';
import * as metastasis from './people/metastasis.mjs';
import * as more from './people/more.mjs';
import * as osteosarcoma from './people/osteosarcoma.mjs';
import * as others from './people/others.mjs';
import * as relapse from './people/relapse.mjs';
import { shared } from './shared.mjs';
import { siteMaps } from './site.mjs';

const BASE = 'https://fhir.hospital.example/r4/';
const THREE = ['os-night-pain', 'os-follow-up-well', 'os-silent'];
const ONE = 'os-night-pain';

export function makeClinic() {
    return [osteosarcoma, relapse, others, metastasis, bone, more, dirty, hostile]
        .flatMap((file) => file.people)
        .map((make) => make());
}

// JSON, on one line unless `indent` says otherwise. Digits of exact decimals stay as written; characters that a terminal or an editor
// acts on, or does not show, are escaped, so that the files can be looked at.
export function json(value, indent) {
    const invisible =
        /[\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff\ufff0-\uffff]/g;
    return JSON.stringify(value, null, indent)
        .replace(/"\\u0001(-?[0-9.]+)\\u0001"/g, '$1')
        .replace(invisible, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// Everything a resource points at by "Type/id".
export function references(value, found = new Set()) {
    if (Array.isArray(value)) value.forEach((item) => references(item, found));
    else if (value && typeof value === 'object') {
        if (typeof value.reference === 'string') found.add(value.reference);
        Object.values(value).forEach((item) => references(item, found));
    }
    return found;
}

function bundle(chart) {
    const wanted = references(chart.resources);
    const around = shared.filter((resource) => wanted.has(to(resource.resourceType, resource.id)));
    return {
        resourceType: 'Bundle',
        id: `record-of-${chart.id}`,
        type: 'collection',
        timestamp: '2026-11-22T00:00:00Z',
        entry: [...chart.resources, ...around].map((resource) => ({
            fullUrl: BASE + to(resource.resourceType, resource.id),
            resource,
        })),
    };
}

function manifest(types) {
    return {
        transactionTime: '2026-11-22T00:00:00Z',
        request: `${BASE}Group/sarcoma-follow-up/$export`,
        requiresAccessToken: true,
        output: types.map(([type, lines]) => ({
            type,
            url: `https://bulk.hospital.example/20261122/${type}.ndjson`,
            count: lines.length,
        })),
        deleted: [],
        error: [],
    };
}

export function files() {
    const clinic = makeClinic();
    const byType = new Map();
    for (const resource of [...shared, ...clinic.flatMap((chart) => chart.resources), ...dirty.orphans]) {
        if (!byType.has(resource.resourceType)) byType.set(resource.resourceType, []);
        byType.get(resource.resourceType).push(json(resource));
    }
    const types = [...byType].sort(([a], [b]) => (a < b ? -1 : 1));
    const out = new Map(types.map(([type, lines]) => [`clinic/${type}.ndjson`, lines.join('\n') + '\n']));
    const chart = (id) => clinic.find((one) => one.id === id);
    out.set('clinic-manifest.json', json(manifest(types), 2) + '\n');
    out.set('three.ndjson', THREE.map((id) => json(bundle(chart(id))) + '\n').join(''));
    out.set('one-bundle.json', json(bundle(chart(ONE)), 1) + '\n');
    for (const [name, map] of siteMaps()) out.set(`site/${name}`, json(map, 2) + '\n');
    return out;
}

export function writeAll(folder) {
    const kept = files();
    for (const [name, text] of kept) {
        const path = join(folder, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
    }
    // A type nobody writes any more must not stay behind.
    for (const name of readdirSync(join(folder, 'clinic'))) {
        if (name.endsWith('.ndjson') && !kept.has(`clinic/${name}`)) rmSync(join(folder, 'clinic', name));
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const folder = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../../examples');
    writeAll(folder);
}
