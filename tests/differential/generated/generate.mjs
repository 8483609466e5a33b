// usage: node generate.mjs PEER VIGIL WORK DATA CODES
//
// Generated well-typed expressions, by Vigil and by the reference translator with cql-execution. Environment:
//   SEED     the first seed (1); library N is made from SEED + N, the same everywhere and always
//   COUNT    libraries (20) of DEFINES (40) expressions each
//   AS_OF    the instant of evaluation
// A value that differs is followed down to the smallest part of the expression whose own parts agree; that part is
// made smaller still, and looked up in shapes.mjs: either the difference is the peer's known defect, counted under its
// reason, or it is printed with both values and counts as failed. Ends with "N passed, N failed".
import fs from "node:fs";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { ALL, ELEMENTS, LITERALS, OPERATORS, RECORD } from "./operators.mjs";
import { openPeer } from "./peer.mjs";
import { knownShape, sameValue } from "./shapes.mjs";

const [peerFolder, vigil, work, data, codes] = process.argv.slice(2);
const seed = Number(process.env.SEED ?? 1), count = Number(process.env.COUNT ?? 20), size = Number(process.env.DEFINES ?? 40);
const asOf = process.env.AS_OF ?? "2021-07-01T00:00:00Z";
const MAX_DEPTH = 4, MAX_ROUNDS = 8;

// ---- expressions: { type, op, text, kids, names }, names being the aliases that op binds

const byType = new Map();
for (const op of OPERATORS) byType.set(op.gives, [...(byType.get(op.gives) ?? []), op]);

/** The numbers of mulberry32: the same from the same seed. */
function randomOf(state) {
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const leaf = (type, text, uses = []) => ({ type, op: null, text, kids: [], names: [], uses });
const inner = type => /^(List|Interval)<(.*)>$/.exec(type)?.[2];
const nothing = type => leaf(type, `(null as ${type === "Duration" ? "System.Quantity" : type})`);

/** Literals and record values of a type; composed types are built of the simple ones. */
function plainLeaf(type, random) {
  if (random(12) === 0) return nothing(type);
  const stock = [...(LITERALS[type] ?? []), ...(RECORD[type] ?? []), ...(RECORD[type] ?? [])];
  if (stock.length) return leaf(type, stock[random(stock.length)]);
  if (type.startsWith("List<") && random(8) === 0) return leaf(type, `(${type} {})`);
  const text = () => plainLeaf(inner(type) ?? "Integer", random).text;
  if (type.startsWith("List<")) return leaf(type, `{ ${Array.from({ length: 1 + random(3) }, text).join(", ")} }`);
  if (type.startsWith("Interval<")) return intervalLeaf(type, random);
  return leaf(type, `Tuple { a: ${plainLeaf("Integer", random).text}, b: ${plainLeaf("String", random).text} }`);
}

/** Two ends in order; the engine does not refuse an interval that ends before it starts, Vigil does. */
const ORDERED_ENDS = {
  Integer: ["0", "1", "3", "5", "9", "42"], Decimal: ["0.0", "0.5", "1.5", "2.25", "10.0"],
  Date: ["@2000-01-01", "@2011-12-31", "@2012-02-29", "@2012-03-01", "@2020-10-31"],
  DateTime: ["@2000-01-01T00:00:00.000+00:00", "@2011-12-31T23:59:59.999+00:00", "@2012-02-29T10:20:30.400+00:00", "@2012-03-01T00:00:00.000+00:00"],
  Time: ["@T00:00:00.000", "@T10:30:00.000", "@T12:15:30.500", "@T23:59:59.999"],
  "System.Quantity": ["0.0 'mg'", "1 'mg'", "5 'mg'", "1000 'mg'"],
};
function intervalLeaf(type, random) {
  const ends = ORDERED_ENDS[inner(type)], low = random(ends.length - 1), high = low + 1 + random(ends.length - low - 1);
  const unknown = `(null as ${inner(type)})`;
  const shape = random(10);
  return leaf(type, `Interval${"[("[random(2)]}${shape === 0 ? unknown : ends[low]}, ${shape === 1 ? unknown : ends[high]}${"])"[random(2)]}`);
}

let aliases = 0;
function build(type, depth, scope, random) {
  const visible = scope.filter(s => s.type === type || ELEMENTS[s.type]?.[type]);
  if (visible.length && random(10) < (depth > 1 ? 3 : 7)) {
    const { name, type: held } = visible[random(visible.length)];
    const texts = held === type ? [name] : ELEMENTS[held][type].map(t => t.replaceAll("$", name));
    return leaf(type, `(${texts[random(texts.length)]})`, [name]);
  }
  const choices = byType.get(type);
  if (depth <= 0 || !choices || random(9) === 0) return plainLeaf(type, random);
  const op = choices[random(choices.length)], names = [];
  for (let n = 1; op.text.includes(`@${n}`); n++) names.push(`A${++aliases}`);
  const kids = op.takes.map((t, i) =>
    build(t, depth - 1, [...scope, ...(op.binds?.[i + 1] ?? []).map(([n, held]) => ({ name: names[n - 1], type: held }))], random));
  return { type, op, text: null, kids, names, uses: [] };
}

function render(node) {
  if (node.op === null) return node.text;
  return node.op.text.replace(/\$(\d)|@(\d)(?!\d)(?=[ :.)]|$)/g, (_, kid, name) => (kid ? render(node.kids[kid - 1]) : node.names[name - 1]));
}
const free = node => new Set([...node.uses, ...node.kids.flatMap(k => [...free(k)])].filter(n => !node.names.includes(n)));
const weight = node => 1 + node.kids.reduce((sum, k) => sum + weight(k), 0);
const parts = node => [node, ...node.kids.flatMap(parts)];
const swap = (node, from, to) => (node === from ? to : { ...node, kids: node.kids.map(k => swap(k, from, to)) });

// ---- running

const peer = await openPeer(peerFolder, path.dirname(new URL(import.meta.url).pathname), codes, asOf);
const patients = fs.readFileSync(data, "utf8").trim().split("\n");
fs.mkdirSync(work, { recursive: true });
fs.copyFileSync(new URL("Leaves.cql", import.meta.url), path.join(work, "Leaves.cql"));

const HEADER = `library Made version '1.0.0'
using FHIR version '4.0.1'
include FHIRHelpers version '4.0.1' called FHIRHelpers
include Leaves version '1.0.0' called Leaves
context Patient
`;
const FIRST_LINE = HEADER.split("\n").length;

/** Vigil's values of the expressions: { values: [patient][number], refused: Map(number -> message) }. */
function ours(texts, lines) {
  const file = path.join(work, "Made.cql"), input = path.join(work, "input.ndjson"), refused = new Map();
  fs.writeFileSync(input, lines.join("\n") + "\n");
  for (;;) {
    fs.writeFileSync(file, HEADER + texts.map((t, i) => `define D${i}: ${refused.has(i) ? "null" : t}\n`).join(""));
    const run = spawnSync(vigil, ["cql", "-f", file, "--data", input, "--valueset", codes, "--as-of", asOf, "--format", "ndjson"],
      { encoding: "utf8", maxBuffer: 1 << 28 });
    if (run.error) throw run.error;
    const wrong = [...run.stderr.matchAll(/Made\.cql:(\d+):\d+: (?!warning: )(.*)/g)].filter(m => m[1] >= FIRST_LINE && !refused.has(m[1] - FIRST_LINE));
    if (!wrong.length && run.stdout) {
      const lines = run.stdout.trim().split("\n").map(line => JSON.parse(line).results);
      return { values: lines.map(r => texts.map((_, i) => r[`D${i}`])), refused };
    }
    if (!wrong.length) throw new Error(`vigil: status ${run.status}: ${run.stderr.slice(0, 500)}`);
    for (const m of wrong) refused.set(m[1] - FIRST_LINE, m[2]);
  }
}

/** Both sides of some expressions, for each the values of the patients. */
async function both(nodes, lines = patients) {
  const texts = nodes.map(render);
  const mine = ours(texts, lines);
  const theirs = await peer.run(HEADER + texts.map((t, i) => `define D${i}: ${t}\n`).join(""), lines, FIRST_LINE, texts.length);
  return nodes.map((node, i) => {
    const refused = [mine.refused.get(i), theirs.refused.get(i)];
    const values = lines.map((_, p) => [refused[0] ? { refused: refused[0] } : mine.values[p][i], refused[1] ? { refused: refused[1] } : theirs.values[p][i]]);
    const at = values.findIndex(([a, b]) => !sameValue(a, b));
    return { node, values, at, differs: at >= 0 };
  });
}

// ---- from a difference to its cause

/** The smallest parts without free aliases whose own such parts agree. */
async function causes(nodes) {
  const closed = new Map();
  for (const node of nodes) for (const part of parts(node)) if (!free(part).size) closed.set(render(part), part);
  const judged = new Map((await both([...closed.values()])).map(j => [render(j.node), j]));
  const differs = part => judged.get(render(part))?.differs;
  const found = new Map();
  for (const node of nodes) {
    const lowest = parts(node).filter(p => differs(p) && !p.kids.some(k => parts(k).some(differs)));
    for (const part of lowest.length ? lowest : [node]) found.set(render(part), judged.get(render(part)));
  }
  return [...found.values()].filter(Boolean).map(judgement => ({ ...judgement, kids: judgement.node.kids.map(k => judged.get(render(k))) }));
}

/** A CQL literal of a value, or null where there is none. */
function literal(value, type) {
  if (value === null || value === undefined) return `(null as ${type})`;
  if (typeof value === "object" && ("error" in value || "refused" in value || "uncertain" in value)) return null;
  const item = inner(type);
  if (type.startsWith("List<")) {
    const items = value.map(v => literal(v, item));
    return items.includes(null) ? null : items.length ? `{ ${items.join(", ")} }` : `(${type} {})`;
  }
  if (type.startsWith("Interval<"))
    return `Interval${value.lowClosed ? "[" : "("}${literal(value.low, item)}, ${literal(value.high, item)}${value.highClosed ? "]" : ")"}`;
  switch (type) {
    case "Integer": return value < 0 ? `(${value})` : `${value}`;
    case "Decimal": { const text = /\./.test(value) ? value : `${value}.0`; return value.startsWith("-") ? `(${text})` : text; }
    case "Boolean": return `${value}`;
    case "String": return /^[\x20-\x7e]*$/.test(value) ? `'${value.replace(/['\\]/g, "\\$&")}'` : null;
    case "Date": return `@${value}`;
    case "DateTime": return value.includes("T") ? `@${value}` : `@${value}T`;
    case "Time": return `@${value}`;
    case "System.Quantity": return /^[a-z]+$/.test(value.unit) && /year|month|week|day|hour|minute|second/.test(value.unit)
      ? `${value.value} ${value.unit}` : value.value.startsWith("-") ? `(${value.value} '${value.unit}')` : `${value.value} '${value.unit}'`;
    default: return null;
  }
}

/** Smaller forms of a difference: operands as literals, parts in place of their whole, plain values in place of parts. */
function smaller(judgement) {
  const { node, at } = judgement, forms = [];
  for (const [i, kid] of (judgement.kids ?? []).entries()) {
    const text = kid?.node.op && literal(kid.values[at][0], kid.node.type);
    if (text) forms.push({ ...node, kids: node.kids.map((k, n) => (n === i ? leaf(k.type, text) : k)) });
  }
  for (const part of parts(node)) {
    if (part === node || !part.op) continue;
    for (const below of parts(part))
      if (below !== part && below.type === part.type && [...free(below)].every(n => !part.names.includes(n))) forms.push(swap(node, part, below));
    for (const text of [...(LITERALS[part.type] ?? []).slice(0, 3), nothing(part.type).text]) forms.push(swap(node, part, leaf(part.type, text)));
  }
  const seen = new Set(), size = render(node).length;
  return forms.filter(f => render(f).length < size && weight(f) <= weight(node) && !seen.has(render(f)) && seen.add(render(f)))
    .sort((a, b) => weight(a) - weight(b) || render(a).length - render(b).length).slice(0, 40);
}

async function shrink(judgement) {
  const lines = [patients[judgement.at]];
  let best = judgement;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const forms = smaller(best);
    if (!forms.length) break;
    const next = (await both(forms, lines)).find(j => j.differs && !j.values[j.at].some(v => v?.refused));
    if (!next) break;
    best = next;
  }
  if (best === judgement) return best;
  const closed = best.node.kids.filter(k => !free(k).size), judged = await both(closed, lines);
  return { ...best, kids: best.node.kids.map(k => judged[closed.indexOf(k)]) };
}

// ---- the run

const tally = { libraries: 0, expressions: 0, values: 0, refusedByBoth: 0, known: new Map(), unknown: new Map() };
const started = Date.now();
for (let n = 0; n < count; n++) {
  const random = randomOf((seed + n) * 7919);
  aliases = 0;
  const nodes = Array.from({ length: size }, () => build(ALL[random(ALL.length)], MAX_DEPTH, [], random));
  const judged = await both(nodes);
  tally.libraries++;
  tally.expressions += judged.length;
  tally.values += judged.length * patients.length;
  const wrong = judged.filter(j => j.differs).map(j => j.node);
  tally.refusedByBoth += judged.filter(j => j.values[0].every(v => v?.refused)).length;
  if (!wrong.length) continue;
  for (const cause of await causes(wrong)) {
    let reason = knownShape(cause), least = cause;
    if (!reason) reason = knownShape(least = await shrink(cause));
    const table = reason ? tally.known : tally.unknown;
    const key = reason ?? render(least.node);
    table.set(key, { times: (table.get(key)?.times ?? 0) + 1, least: table.get(key)?.least ?? least });
    if (!reason && table.get(key).times === 1) {
      const [a, b] = least.values[least.at];
      console.log(`FAILED library ${seed + n}, operator ${least.node.op?.id}\n    ${render(least.node)}\n    ours ${JSON.stringify(a)}\n    peer ${JSON.stringify(b)}`);
    }
  }
}
for (const [reason, { times, least }] of [...tally.known].sort((a, b) => b[1].times - a[1].times)) {
  console.log(`    ${times} x ${reason}`);
  if (process.env.SHOW) console.log(`        ${render(least.node)}\n        ours ${JSON.stringify(least.values[least.at][0])}, peer ${JSON.stringify(least.values[least.at][1])}`);
}
const skipped = [...tally.known.values()].reduce((sum, k) => sum + k.times, 0);
console.log(`generated: seed ${seed}, ${tally.libraries} libraries, ${tally.expressions} expressions, ${tally.values} values compared; ` +
  `${skipped} differences of ${tally.known.size} known kinds, ${tally.unknown.size} unknown, ${((Date.now() - started) / 1000).toFixed(0)} s`);
console.log(`${tally.expressions - tally.unknown.size} passed, ${tally.unknown.size} failed`);
process.exit(tally.unknown.size ? 1 : 0);
