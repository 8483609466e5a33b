// seeds.mjs: docs/seeds.md says of every sentence of the five texts what carries it, and what it names exists.
//
//     node tests/docs/seeds.mjs
//
// A sentence is a row "| number | sentence | carried by | how, or why not |". What carries it: links to the README of a guideline, each
// followed by identifiers of that guideline, and links to leaflets. A row without carrier gives a reason in bold. Ends with
// "N passed, N failed".

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const DOCS = join(ROOT, 'docs');
const TEXTS = 5;
const MOST_WORDS = 10; // more would be the sentence itself
const REASON = /\*\*(Contested|Not repeated|Not computable|Later)\*\*/;
const TAGGED = /^@(?:finding|due|option|gate|score|input): *(\S+)$/gm;

// Every identifier of a guideline's folder; null when there is no such guideline.
const known = new Map();
function identifiersOf(folder) {
    if (!known.has(folder)) {
        const path = join(ROOT, 'guidelines', folder);
        const files = existsSync(join(path, 'README.md')) ? readdirSync(path).filter((name) => name.endsWith('.cql')) : [];
        const names = files.flatMap((name) => [...readFileSync(join(path, name), 'utf8').matchAll(TAGGED)].map((match) => match[1]));
        known.set(folder, files.length ? new Set(names) : null);
    }
    return known.get(folder);
}

const everywhere = () => readdirSync(join(ROOT, 'guidelines'), { withFileTypes: true }).filter((one) => one.isDirectory()).map((one) => one.name);
const quoted = (text) => [...text.matchAll(/`([a-z0-9-]+)`/g)].map((match) => match[1]);

// What is wrong with the cell that says what carries a sentence.
function faultsOfCarriers(cell, targets) {
    const faults = [];
    let folder = null;
    for (const [, label, id] of cell.matchAll(/\[([^\]]+)\]|`([^`]+)`/g)) {
        if (label) {
            const target = targets.get(label);
            if (!target) faults.push(`[${label}] leads nowhere`);
            else if (!existsSync(join(DOCS, target))) faults.push(`${target} does not exist`);
            folder = target && basename(target) === 'README.md' ? basename(dirname(target)) : null;
        } else if (!folder) faults.push(`\`${id}\` follows no guideline`);
        else if (!identifiersOf(folder)?.has(id)) faults.push(`${folder} has no \`${id}\``);
    }
    return faults;
}

function faultsOfRow(number, expected, [sentence, carriers, how], targets) {
    const faults = faultsOfCarriers(carriers, targets);
    if (number !== expected) faults.push(`number ${number} stands where ${expected} should`);
    if (!sentence) faults.push('no sentence');
    if (sentence.split(/\s+/).length > MOST_WORDS) faults.push(`more than ${MOST_WORDS} words`);
    if (!carriers && !REASON.test(how)) faults.push('neither carrier nor reason');
    for (const id of quoted(how)) {
        if (!everywhere().some((folder) => identifiersOf(folder)?.has(id))) faults.push(`no guideline has \`${id}\``);
    }
    return faults;
}

// Every row of a document with its faults, and those of the whole.
function judged(text) {
    const targets = new Map([...text.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map((match) => [match[1], match[2]]));
    const sections = text.split(/^## /m).slice(1);
    const rows = sections.flatMap((section) => {
        const title = section.slice(0, section.indexOf('\n'));
        const cells = section.split('\n').filter((line) => /^\| *\d+ *\|/.test(line));
        return cells.map((line, index) => {
            const [number, ...rest] = line.replace(/^\||\|$/g, '').split('|').map((one) => one.trim());
            const faults = rest.length === 3 ? faultsOfRow(Number(number), index + 1, rest, targets) : ['not four cells'];
            return { name: `${title}, ${number}`, faults };
        });
    });
    const empty = sections.filter((section) => !/^\| *1 *\|/m.test(section)).map((section) => `no sentence: ${section.split('\n')[0]}`);
    const whole = sections.length === TEXTS ? empty : [`${sections.length} texts, not ${TEXTS}`];
    return [...rows, { name: 'the document', faults: whole }];
}

const faultless = (text) => judged(text).every((row) => !row.faults.length);

// The right document with one thing wrong: it has to be seen.
function blind(text) {
    const spoilt = {
        'an identifier that does not exist': text.replace('`pain`', '`pain-no-more`'),
        'an identifier of another guideline': text.replace('`pain`', '`cea`'),
        'an identifier that does not exist, in the last column': text.replace('(`followed`)', '(`followed-never`)'),
        'a guideline that does not exist': text.replace('/osteosarcoma-relapse/README.md', '/osteosarcoma-gone/README.md'),
        'a leaflet that does not exist': text.replace('leaflet-breast.en.md', 'leaflet-skin.en.md'),
        'a link without a target': text.replace(/^\[support\]: .*$/m, ''),
        'a gap': text.replace(/^\| 5 \|.*\n/m, ''),
        'neither carrier nor reason': text.replace(/^\| 5 \|.*$/m, '| 5 | nothing | | |'),
        'a sentence that is copied': text.replace(/^\| 1 \| /m, '| 1 | one two three four five six seven eight nine ten '),
        'a text that is missing': text.replace(/\n## Relapse\/refractory[\s\S]*?(?=\n\n\[)/, ''),
    };
    const cases = Object.entries(spoilt);
    return [cases.length, cases.filter(([, changed]) => changed === text || faultless(changed)).map(([what]) => what)];
}

const text = readFileSync(join(DOCS, 'seeds.md'), 'utf8');
const rows = judged(text);
const wrong = rows.filter((row) => row.faults.length);
for (const row of wrong) console.log(`FAILED docs/seeds.md: ${row.name}: ${row.faults.join('; ')}`);
const [tried, unseen] = wrong.length ? [0, []] : blind(text);
for (const what of unseen) console.log(`FAILED seeds.mjs does not see ${what}`);
const failed = wrong.length + unseen.length;
console.log(`${rows.length + tried - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
