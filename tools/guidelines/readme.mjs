// readme.mjs: the tables of guidelines/README.md and of each guideline's README, from the guidelines themselves.
//
//     node tools/guidelines/readme.mjs           writes them between their marks
//     node tools/guidelines/readme.mjs --check   says which are not current; ends with "N passed, N failed"
//
// A table stands between <!-- NAME --> and <!-- /NAME -->. All other text of a README is written by hand.

import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const GUIDELINES = join(dirname(fileURLToPath(import.meta.url)), '../../guidelines');
const TAG = /^@([a-z][a-z0-9_]*):\s*/m;
const KINDS = ['finding', 'due', 'option', 'score', 'gate', 'input', 'event'];

// The tags of one block comment: name -> values, line ends as one blank.
function tagsOf(comment) {
    const parts = comment.split(TAG);
    const tags = {};
    for (let i = 1; i + 1 < parts.length; i += 2) {
        (tags[parts[i]] ??= []).push(parts[i + 1].replace(/\s+/g, ' ').trim());
    }
    return tags;
}

// Every tagged declaration of a folder, in the order of files and lines; and the tags of its guideline.
function guidelineOf(folder) {
    const path = join(GUIDELINES, folder);
    const blocks = readdirSync(path)
        .filter((name) => name.endsWith('.cql'))
        .sort()
        .flatMap((name) => {
            const text = readFileSync(join(path, name), 'utf8');
            return [...text.matchAll(/\/\*([\s\S]*?)\*\/\s*(library\s+\S+\s+version\s+'([^']+)')?/g)].map((match) => ({
                ...tagsOf(match[1]),
                version: match[3],
            }));
        });
    const head = blocks.find((block) => block.guideline);
    return head && { folder, head, items: blocks.filter((block) => KINDS.some((kind) => block[kind])) };
}

const sources = JSON.parse(readFileSync(join(GUIDELINES, 'sources.json'), 'utf8'));
const cell = (text) => text.replaceAll('|', '\\|');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;
// Empty when there are no rows: a page need not have a place for it.
const table = (head, rows) => (rows.length ? [row(...head), row(...head.map(() => '---')), ...rows].join('\n') : '');
const placesOf = (item) => (item.source ?? []).map((source) => source.replace(', ', ': ')).join('; ');
const of = (guideline, kind) => guideline.items.filter((item) => item[kind]);

// "{site}" in a text is filled from the record.
const plain = (text) => text.replace(/\{([A-Za-z0-9-]+)\}/g, '[$1]');

function reference(source) {
    const people = (source.author ?? []).map((one) => one.literal ?? one.family).join(', ');
    const year = source.issued?.['date-parts'][0][0];
    const where = source.DOI
        ? `doi:${source.DOI}`
        : source.PMID
          ? `PMID ${source.PMID}`
          : source.PMCID ?? (source.URL ? `<${source.URL}>` : '');
    const text = [people && `${people}:`, `${source.title}.`, source['container-title'], year, where].filter(Boolean);
    return [text.join(' '), source.note && `*${source.note}*`].filter(Boolean).join(' ');
}

// Cases by what they expect: how often a finding is yes, no, unknown.
function casesOf(folder) {
    const path = join(GUIDELINES, folder, 'cases');
    if (!existsSync(path)) return '0';
    const cases = readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')));
    const expected = cases.flatMap((one) => one.expect).filter((one) => (one.kind ?? 'finding') === 'finding');
    const count = (holds) => expected.filter((one) => one.holds === holds).length;
    return `${cases.length} (${count('yes')} / ${count('no')} / ${count('unknown')})`;
}

function usedSources(guideline) {
    const named = guideline.items.flatMap((item) => item.source ?? []).map((source) => source.split(',')[0]);
    const text = readFileSync(join(GUIDELINES, guideline.folder, 'README.md'), 'utf8');
    const leaflet = readdirSync(join(GUIDELINES, guideline.folder))
        .filter((name) => /^leaflet.*\.md$/.test(name))
        .map((name) => readFileSync(join(GUIDELINES, guideline.folder, name), 'utf8'))
        .join('\n');
    const hand = (text.replace(/<!-- (\w+) -->[\s\S]*?<!-- \/\1 -->/g, '') + leaflet).match(/[a-z0-9-]+/g) ?? [];
    return sources.filter((source) => named.includes(source.id) || hand.includes(source.id));
}

function tablesOf(guideline) {
    return {
        findings: table(
            ['finding', 'what it says when yes', 'when no', 'source, place'],
            of(guideline, 'finding').map((item) =>
                row(`\`${item.finding}\` ${item.title}`, plain(`${item.yes}`), plain(`${item.no}`), placesOf(item)),
            ),
        ),
        due: table(
            ['due', 'what', 'source, place'],
            of(guideline, 'due').map((item) => row(`\`${item.due}\``, `${item.title}`, placesOf(item))),
        ),
        options: table(
            ['option', 'for', 'against', 'needs', 'source, place'],
            of(guideline, 'option').map((item) =>
                row(
                    `${item.title}`,
                    `${item.for}`,
                    `${item.against}`,
                    (item.gates ?? ['nothing']).join(', '),
                    placesOf(item),
                ),
            ),
        ),
        sources: table(
            ['id', 'source', 'read'],
            usedSources(guideline).map((source) => row(source.id, reference(source), source.read)),
        ),
    };
}

const READINGS = ['full', 'abstract', 'secondary', 'recalled'];

// A list of our own decisions is cited like a source, and is none.
const isOwn = (source) => source.read === 'own';

// How many of a guideline's sources were read how far: "2 full, 11 abstract".
function readingsOf(guideline) {
    const used = usedSources(guideline).filter((source) => !isOwn(source));
    return READINGS.map((read) => [used.filter((source) => source.read === read).length, read])
        .filter(([count]) => count > 0)
        .map(([count, read]) => `${count} ${read}`)
        .join(', ');
}

// Every source with how far it was read and who rests on it.
function bibliography(guidelines) {
    const used = new Map(guidelines.map((one) => [one.folder, usedSources(one)]));
    return table(
        ['source', 'read', 'guidelines'],
        sources.map((source) =>
            row(
                source.id,
                source.read,
                [...used].filter(([, list]) => list.includes(source)).map(([folder]) => folder).join(', ') || 'lib',
            ),
        ),
    );
}

function index(guidelines) {
    return table(
        ['guideline', 'question', 'status', 'version', 'sources', 'cases (yes / no / unknown)', 'expires'],
        guidelines.map((one) =>
            row(
                `[${one.folder}](${one.folder}/README.md)`,
                `${one.head.title}`,
                `${one.head.status}`,
                one.head.version,
                readingsOf(one),
                casesOf(one.folder),
                `${one.head.expires ?? ''}`,
            ),
        ),
    );
}

// Each library of lib/ with the first paragraph of its first comment.
function libraries() {
    const folder = join(GUIDELINES, 'lib');
    return table(
        ['library', 'what'],
        readdirSync(folder)
            .filter((name) => name.endsWith('.cql'))
            .sort()
            .map((name) => {
                const comment = readFileSync(join(folder, name), 'utf8').match(/\/\*([\s\S]*?)\*\//);
                if (!comment) throw new Error(`lib/${name}: no comment says what it is`);
                return row(`\`lib/${name}\``, comment[1].trim().split(/\n\s*\n/)[0].replace(/\s+/g, ' '));
            }),
    );
}

// The text with its tables replaced; a mark that is missing is named.
function filled(path, tables) {
    let text = readFileSync(path, 'utf8');
    for (const [name, content] of Object.entries(tables)) {
        if (content === '' && !text.includes(`<!-- ${name} -->`)) continue;
        const marks = new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- /${name} -->`);
        if (!marks.test(text)) throw new Error(`${path}: no <!-- ${name} --> ... <!-- /${name} -->`);
        text = text.replace(marks, () => `<!-- ${name} -->\n${content}\n<!-- /${name} -->`);
    }
    return text;
}

// path -> what should stand there
function pages() {
    const guidelines = readdirSync(GUIDELINES)
        .filter((name) => statSync(join(GUIDELINES, name)).isDirectory())
        .sort()
        .map(guidelineOf)
        .filter(Boolean);
    return new Map([
        [
            join(GUIDELINES, 'README.md'),
            { index: index(guidelines), libraries: libraries(), bibliography: bibliography(guidelines) },
        ],
        ...guidelines.map((one) => [join(GUIDELINES, one.folder, 'README.md'), tablesOf(one)]),
    ]);
}

// The pages whose tables are not what the guidelines say.
export function stalePages() {
    return [...pages()]
        .filter(([path, tables]) => filled(path, tables) !== readFileSync(path, 'utf8'))
        .map(([path]) => `${path.slice(GUIDELINES.length + 1)}: run node tools/guidelines/readme.mjs`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
    if (process.argv[2] === '--check') {
        const stale = stalePages();
        for (const page of stale) console.log(`FAILED ${page}`);
        console.log(`${pages().size - stale.length} passed, ${stale.length} failed`);
        process.exit(stale.length === 0 ? 0 : 1);
    }
    for (const [path, tables] of pages()) writeFileSync(path, filled(path, tables));
}
