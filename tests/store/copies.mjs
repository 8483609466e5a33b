// copies: a bulk export several times over, on standard output: copy 3 of a resource has the id of the first with "-3"
// behind it, and so has every reference, so that all copies are other resources and other people.
//
//     node copies.mjs FOLDER N              as NDJSON by type, as a bulk export is
//     node copies.mjs FOLDER N --together   patient by patient
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

// The line, cut where the ending of an id belongs.
function cut(line) {
  const own = line.indexOf(`"id":"${JSON.parse(line).id}"`);
  const ends = own < 0 ? [] : [line.indexOf('"', own + 6)];
  for (const found of line.matchAll(/"reference":\s*"[A-Z][A-Za-z]*\/[^"/]+(?=")/g)) ends.push(found.index + found[0].length);
  ends.sort((a, b) => a - b);
  return [0, ...ends].map((start, i) => line.slice(start, ends[i]));
}

function write(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
}

const [folder, copies, together] = process.argv.slice(2);
let files = readdirSync(folder).filter(name => name.endsWith('.ndjson')).sort()
  .map(name => readFileSync(join(folder, name), 'utf8').split('\n').filter(line => line !== '').map(cut));
if (together === '--together') files = [files.flat()];
for (const lines of files) {
  for (let copy = 0; copy < Number(copies); copy++) {
    const ending = copy === 0 ? '' : `-${copy}`;
    write(lines.map(parts => parts.join(ending) + '\n').join(''));
  }
}
