// The public CQL test suite, run by `vigil cql --batch`, with --overflow null and with error.
//
//     tests/conformance/run [--write] [--peer FOLDER] [--detail FILE.tsv] [FOLDER]
//
// FOLDER holds the suite's XML files (../shared/cql-tests when not named); where it is not
// there, nothing is run. Each test's expression and each expected output are evaluated, and
// the two values are compared by structure: numbers within 1e-8, intervals by their closed
// bounds, date-times as instants of one precision. A test marked invalid passes when it is
// refused: at load for `syntax` and `semantic`, anywhere for `true`.
//
// exclusions.tsv names the tests that the specification contradicts, each with the reason and
// with the reading of overflow it is about; one that passes is a failure. docs/conformance.md
// says all of it and is a failure when it says anything else; --write writes it. --peer runs
// cql-execution, installed in FOLDER (../shared/peer/README.md), and keeps its counts in peer.tsv.
//
// What ./test counts: each test once, passed when it passes or is excluded as it should, in both
// runs, so that exclusions.tsv is checked too; and the document.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { same, read } from "./literal.mjs";
import { writePage } from "./page.mjs";
import { measurePeer, readPeer } from "./peer.mjs";
import { expectedOf, readSuite } from "./suite.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const page = path.join(root, "docs/conformance.md");
const MODES = ["null", "error"];
const vigil = process.env.VIGIL ?? path.join(root, "build/test/vigil");

function readArguments(args) {
  const options = { folder: path.resolve(root, "../shared/cql-tests") };
  while (args.length > 0) {
    const arg = args.shift();
    if (arg === "--write") options.write = true;
    else if (arg === "--detail") options.detail = args.shift();
    else if (arg === "--peer") options.peer = args.shift();
    else options.folder = arg;
  }
  return options;
}

// All expressions in one run of the program.
function evaluate(expressions, overflow) {
  const input = expressions.map((expression, id) => JSON.stringify({ id, expression })).join("\n") + "\n";
  const ran = spawnSync(vigil, ["cql", "--batch", "--overflow", overflow, "--as-of", "2026-11-22T12:00:00.000Z"],
    { input, encoding: "utf8", maxBuffer: 1 << 28 });
  if (ran.error) throw ran.error;
  const lines = ran.stdout.split("\n").filter(line => line !== "");
  if (lines.length !== expressions.length) {
    process.stderr.write(ran.stderr);
    throw new Error(`${lines.length} answers to ${expressions.length} expressions; status ${ran.status}, signal ${ran.signal}`);
  }
  return lines.map(line => JSON.parse(line));
}

// Empty when the test passes, else why it does not.
function judge(test, got, want) {
  if (test.invalid !== "false") {
    if (got.error === undefined) return `accepted: gave ${got.value}`;
    const atLoad = test.invalid === "syntax" || test.invalid === "semantic";
    return atLoad && got.phase === "run" ? `refused only when run: ${got.error}` : "";
  }
  if (test.outputs.length === 0) return "";
  if (got.error !== undefined) return `${got.phase}: ${got.error}`;
  if (want.error !== undefined) {
    return got.value === expectedOf(test) ? "" : `got ${got.value}; expected output refused: ${want.error}`;
  }
  return same(read(got.value), read(want.value)) ? "" : `got ${got.value} want ${want.value}`;
}

const keyOf = test => [test.file, test.group, test.name].join("\t");

// key -> { modes, reason }: "both" and "error" are excluded with error, "both" and "null" with null.
function readExclusions() {
  const rows = new Map();
  for (const line of fs.readFileSync(path.join(here, "exclusions.tsv"), "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [file, group, name, overflow, reason] = line.split("\t");
    if (!reason) throw new Error(`exclusions.tsv: no reason: ${line}`);
    const modes = overflow === "both" ? MODES : MODES.filter(mode => mode === overflow);
    if (modes.length === 0) throw new Error(`exclusions.tsv: overflow is both, null or error: ${line}`);
    rows.set([file, group, name].join("\t"), { file, group, name, overflow, modes, reason });
  }
  return rows;
}

// The table, by file: tests, what passes in each run, what is excluded in both; and the failures.
function score(tests, excluded) {
  const table = new Map();
  const failures = new Map();
  const fail = (test, why) => failures.set(keyOf(test), [keyOf(test), test.invalid ?? "",
    (test.expression ?? "").replace(/\s+/g, " "), why.replace(/\s+/g, " ")].join("\t"));
  const expressions = tests.flatMap(test => [test.expression, test.outputs.length > 0 ? expectedOf(test) : "null"]);
  for (const mode of MODES) {
    const answers = evaluate(expressions, mode);
    tests.forEach((test, i) => {
      const row = table.get(test.file) ?? { tests: 0, null: 0, error: 0, excluded: 0 };
      table.set(test.file, row);
      const reason = judge(test, answers[2 * i], answers[2 * i + 1]);
      const exclusion = excluded.get(keyOf(test));
      const isExcluded = exclusion?.modes.includes(mode) ?? false;
      if (reason === "") row[mode]++;
      if (isExcluded && reason === "") fail(test, `--overflow ${mode}: is excluded, yet passes: take it out of exclusions.tsv`);
      if (!isExcluded && reason !== "") fail(test, `--overflow ${mode}: ${reason}`);
    });
  }
  for (const test of tests) {
    table.get(test.file).tests++;
    if (excluded.get(keyOf(test))?.overflow === "both") table.get(test.file).excluded++;
  }
  const known = new Set(tests.map(keyOf));
  for (const [key, row] of excluded) {
    if (!known.has(key)) fail(row, "is excluded, but the suite has no such test");
  }
  return { table, failures: [...failures.values()] };
}

function printTable(table) {
  const columns = ["tests", "null", "error", "excluded"];
  const line = (name, cells) => console.log(name.padEnd(34) + cells.map(cell => String(cell).padStart(9)).join(""));
  line("file", columns);
  const total = Object.fromEntries(columns.map(column => [column, 0]));
  for (const [file, row] of table) {
    line(file, columns.map(column => row[column]));
    for (const column of columns) total[column] += row[column];
  }
  line("all", columns.map(column => total[column]));
}

const options = readArguments(process.argv.slice(2));
if (!fs.existsSync(options.folder)) {
  console.log(`conformance: no test suite at ${options.folder}`);
  console.log("0 passed, 0 failed");
  process.exit(0);
}
if (options.peer) measurePeer(options.peer, options.folder);
const tests = readSuite(options.folder);
const exclusions = readExclusions();
const { table, failures } = score(tests, exclusions);
const text = writePage(table, [...exclusions.values()], readPeer());
if (options.write) fs.writeFileSync(page, text);
else if (!fs.existsSync(page) || fs.readFileSync(page, "utf8") !== text) {
  failures.push("docs/conformance.md does not say what was counted: tests/conformance/run --write");
}
if (options.detail) fs.writeFileSync(options.detail, failures.join("\n") + "\n");
else for (const line of failures) console.log(line);
printTable(table);
console.log(`${tests.length + 1 - Math.min(failures.length, tests.length + 1)} passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);
