// usage: node translate.mjs PEER OUT LIB.cql...
//
// Translates libraries with the reference translator that lies in PEER (a copy of
// ../shared/peer), all in one run, since its start costs seconds. OUT/NAME/ gets what
// PEER/run.mjs needs for each: the library and all libraries that it includes, by text.
// Libraries whose text and includes are those of the last run are not translated again.
// Messages go to standard error as FILE:LINE:COLUMN: TEXT; exit status 1 if there was an error.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [peer, out, ...files] = process.argv.slice(2);
const module = name => import(pathToFileURL(path.resolve(peer, name)).href);
const { fhirHelpers } = await module("make_fhirhelpers.mjs");

// name -> { file, text, includes }
const libraries = new Map();
const add = (name, file, text) => libraries.set(name, {
  file, text, includes: [...text.matchAll(/^include (\w+)/gm)].map(m => m[1]) });
add("FHIRHelpers", "FHIRHelpers.cql", fhirHelpers());
for (const file of files) add(path.basename(file, ".cql"), file, fs.readFileSync(file, "utf8"));

/** The names of a library and of all that it includes, at any depth, those included first. */
function needed(name, found = []) {
  for (const include of libraries.get(name).includes) if (!found.includes(include)) needed(include, found);
  if (!found.includes(name)) found.push(name);
  return found;
}

const tools = ["package-lock.json", "translate.mjs"].map(f => fs.readFileSync(path.join(peer, f), "utf8"));
function key(name) {
  const hash = crypto.createHash("sha256");
  for (const text of [...tools, ...needed(name).map(n => libraries.get(n).text)]) hash.update(text).update("\0");
  return hash.digest("hex");
}

const stale = [...libraries.keys()].filter(name => {
  const mark = path.join(out, name, "key");
  return !fs.existsSync(mark) || fs.readFileSync(mark, "utf8") !== key(name);
});
if (!stale.length) process.exit(0);

const { makeTranslator } = await module("translate.mjs");
const translate = makeTranslator([...new Set(files.map(file => path.dirname(file)))]);
const made = new Map();
let failed = false;
for (const name of new Set(stale.flatMap(n => needed(n)))) {
  const { file, text } = libraries.get(name);
  const { elm, messages } = translate(text);
  for (const m of messages.filter(m => m.severity.toLowerCase() === "error")) {
    console.error(`${file}:${m.line ?? "?"}:${m.column ?? "?"}: ${m.text}`);
    failed = true;
    libraries.get(name).wrong = true;
  }
  made.set(name, JSON.stringify(elm) + "\n");
}
for (const name of stale) {
  const folder = path.join(out, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  // A library of another folder would ask the engine for its value sets, so only what is needed.
  for (const part of needed(name)) fs.writeFileSync(path.join(folder, `${part}.json`), made.get(part));
  if (!needed(name).some(n => libraries.get(n).wrong)) fs.writeFileSync(path.join(folder, "key"), key(name));
}
process.exit(failed ? 1 : 0);
