// usage: node mutate.mjs COUNT SEED FILE.ndjson... > OUT
//
// COUNT lines, each a line of the files with one to four mutations: bytes lost, doubled, changed or
// cut off, a value replaced by one of another type or size, nesting, text that is no UTF-8. After
// every 40 of them stands a patient that is whole, "good-1", "good-2", ... in a Bundle, and after
// that one in loose resources, "loose-1", ... The same seed gives the same bytes.
import fs from "node:fs";

const [count, seed, ...files] = process.argv.slice(2);
const lines = files.flatMap(file => fs.readFileSync(file).toString("latin1").split("\n"))
  .filter(line => line.length > 0);
let state = Number(seed) >>> 0 || 1;

/** A whole number below `limit` (xorshift). */
function below(limit) {
  state ^= state << 13; state >>>= 0;
  state ^= state >>> 17;
  state ^= state << 5; state >>>= 0;
  return state % limit;
}
const pick = list => list[below(list.length)];
const values = ["null", "true", "-1", "1e400", "0.0000000000000000000000000001", '""', '"x"', "[]", "{}",
  "[[]]", '"2020-02-30"', '"9999-12-31T24:00:00Z"', '"Patient/"', '"#"', "99999999999999999999999999",
  '"\\ud800"', "\u0001", '"\xff\xfe"', '"' + "a".repeat(3000) + '"', "[".repeat(300) + "]".repeat(300)];
const tokens = ["{", "}", "[", "]", ",", ":", '"', "\\", "\n", "\0", "\xc0\x80", "null", '"resourceType":"Bundle",',
  '"subject":{"reference":"Patient/p"},', '"id":"good-1",', '"contained":[{"resourceType":"Patient"}],'];

const mutations = [
  line => { const at = below(line.length); return line.slice(0, at) + line.slice(at + 1 + below(20)); },
  line => { const at = below(line.length); return line.slice(0, at) + pick(tokens) + line.slice(at); },
  line => line.slice(0, below(line.length)),
  line => {
    const at = below(line.length);
    return line.slice(0, at) + String.fromCharCode(below(256)) + line.slice(at + 1);
  },
  line => {
    const at = below(line.length), part = line.slice(at, at + below(200));
    return line.slice(0, at) + part + part + line.slice(at);
  },
  // A value after some colon.
  line => {
    const colons = [...line.matchAll(/":("(?:[^"\\]|\\.)*"|[-0-9.eE]+|true|false)/g)];
    if (colons.length === 0) return line;
    const hit = pick(colons), at = hit.index + 2;
    return line.slice(0, at) + pick(values) + line.slice(at + hit[1].length);
  },
  // A name.
  line => {
    const names = [...line.matchAll(/"([A-Za-z]+)":/g)];
    if (names.length === 0) return line;
    const hit = pick(names);
    return line.slice(0, hit.index + 1) + pick(names)[1] + line.slice(hit.index + 1 + hit[1].length);
  },
];

const parts = [];
for (let i = 1; i <= Number(count); i++) {
  let line = pick(lines);
  for (let times = 1 + below(4); times > 0 && line.length > 0; times--) line = pick(mutations)(line);
  parts.push(line);
  if (i % 40 !== 0) continue;
  const n = i / 40;
  parts.push(JSON.stringify({ resourceType: "Bundle", type: "collection", entry: [
    { resource: { resourceType: "Patient", id: `good-${n}`, birthDate: "2000-01-01" } }] }));
  parts.push(JSON.stringify({ resourceType: "Patient", id: `loose-${n}`, birthDate: "2000-01-01" }));
}
process.stdout.write(Buffer.from(parts.join("\n") + "\n", "latin1"));
