// usage: node translate.mjs PEER OUT LIB.cql...
//
// Translates libraries with the reference translator that lies in PEER (a copy of
// ../shared/peer), all in one run, since its start costs seconds. OUT/NAME/ gets what
// PEER/run.mjs needs for each: the library and all libraries of OUT that it may include.
// Messages go to standard error as FILE:LINE:COLUMN: TEXT; exit status 1 if there was an error.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [peer, out, ...files] = process.argv.slice(2);
const module = name => import(pathToFileURL(path.resolve(peer, name)).href);
const { makeTranslator } = await module("translate.mjs");
const { fhirHelpers } = await module("make_fhirhelpers.mjs");

const translate = makeTranslator([...new Set(files.map(file => path.dirname(file)))]);
const made = new Map();
let failed = false;
function add(name, file, text) {
  const { elm, messages } = translate(text);
  for (const m of messages.filter(m => m.severity.toLowerCase() === "error")) {
    console.error(`${file}:${m.line ?? "?"}:${m.column ?? "?"}: ${m.text}`);
    failed = true;
  }
  made.set(name, elm);
}
add("FHIRHelpers", "FHIRHelpers.cql", fhirHelpers());
for (const file of files) add(path.basename(file, ".cql"), file, fs.readFileSync(file, "utf8"));

// A library of another folder would ask the engine for its value sets.
function needed(name, found = new Set([name])) {
  for (const include of made.get(name).library.includes?.def ?? []) {
    if (found.has(include.path)) continue;
    found.add(include.path);
    needed(include.path, found);
  }
  return found;
}
for (const name of made.keys()) {
  const folder = path.join(out, name);
  fs.mkdirSync(folder, { recursive: true });
  for (const part of needed(name)) {
    // One that is the same keeps its time, by which tests/differential/run sees what to ask again.
    const target = path.join(folder, `${part}.json`);
    const text = JSON.stringify(made.get(part)) + "\n";
    if (!fs.existsSync(target) || fs.readFileSync(target, "utf8") !== text) fs.writeFileSync(target, text);
  }
}
process.exit(failed ? 1 : 0);
