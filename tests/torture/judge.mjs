// usage: node judge.mjs STATUS INPUT STDOUT STDERR
//
// Is what Vigil said about a mutated input (mutate.mjs) right in form? Exit status 0 and no word,
// or 1 and what is wrong: the exit status goes with the summary; every line of results is JSON
// and has its own patient; every whole patient is there; every trouble has its place.
import fs from "node:fs";

const [status, input, output, errors] = process.argv.slice(2);
const wrong = text => { console.log(text); process.exitCode = 1; };
const linesOf = file => fs.readFileSync(file, "utf8").split("\n").filter(line => line !== "");

const seen = new Map();
for (const line of linesOf(output)) {
  let result;
  try { result = JSON.parse(line); } catch { wrong(`not JSON: ${line.slice(0, 200)}`); continue; }
  if (seen.has(result.patient)) wrong(`twice: ${result.patient}`);
  seen.set(result.patient, result.results);
}
const named = new Set(fs.readFileSync(input, "latin1").split("\n")
  .filter(line => line.startsWith('{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"good-') ||
                  /^\{"resourceType":"Patient","id":"loose-\d+","birthDate":"2000-01-01"\}$/.test(line))
  .map(line => "Patient/" + /"id":"((good|loose)-\d+)"/.exec(line)[1]));
for (const patient of named) if (!seen.has(patient)) wrong(`lost: ${patient}`);

const said = linesOf(errors);
const summary = said.pop() ?? "";
let counts = {};
try { counts = JSON.parse(summary); } catch { wrong(`no summary: ${summary.slice(0, 200)}`); }
if (counts.patients !== seen.size) wrong(`${counts.patients} patients counted, ${seen.size} printed`);
if ((Number(status) === 65) !== (counts.skipped > 0) || ![0, 65].includes(Number(status))) {
  wrong(`status ${status} with ${counts.skipped} skipped`);
}
for (const line of said) {
  const placed = line.startsWith(`${input}:`) && /^[^:]+:\d+: (byte \d+: )?./.test(line);
  if (!placed && !/^\.\.\. and |more /.test(line)) wrong(`no place: ${line.slice(0, 200)}`);
}
