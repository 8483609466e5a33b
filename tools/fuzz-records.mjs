// fuzz-records: seeds of record_library_fuzz, each a library, a line "%%", and a patient's resources.
//
//     node tools/fuzz-records.mjs LIBRARIES CLINIC FOLDER
//
// Libraries that are short, each with another patient of the clinic and as many of their resources
// as fit; and what stands for a library that is made, with each third patient.
import fs from "node:fs";
import path from "node:path";

const MAX_LIBRARY = 6000, MAX_RECORDS = 3000, NAMED = /"reference":"Patient\/([^"]+)"/;
const [libraries, clinic, folder] = process.argv.slice(2);
const linesOf = file => fs.readFileSync(file, "utf8").split("\n").filter(line => line !== "");

const patients = new Map(linesOf(path.join(clinic, "Patient.ndjson")).flatMap(line => {
  try { return [[JSON.parse(line).id, [line]]]; } catch { return []; } // some are broken on purpose
}));
for (const file of fs.readdirSync(clinic).filter(name => name.endsWith(".ndjson") && name !== "Patient.ndjson").sort()) {
  for (const line of linesOf(path.join(clinic, file))) patients.get(NAMED.exec(line)?.[1])?.push(line);
}
const records = [...patients.values()].map(([patient, ...others]) => {
  // One of each file first, so that a few bytes hold many types.
  const step = Math.max(1, Math.floor(others.length / 12));
  const some = others.filter((_, i) => i % step === 0);
  let text = patient + "\n";
  for (const line of some) if (text.length + line.length < MAX_RECORDS) text += line + "\n";
  return text;
});

let count = 0;
for (const file of fs.readdirSync(libraries).filter(name => name.endsWith(".cql")).sort()) {
  const text = fs.readFileSync(path.join(libraries, file), "utf8");
  if (text.length > MAX_LIBRARY) continue;
  fs.writeFileSync(path.join(folder, path.basename(file, ".cql")), `${text}\n%%\n${records[count % records.length]}`);
  count++;
}
for (const [i, text] of records.entries()) {
  if (i % 3 === 0) fs.writeFileSync(path.join(folder, `clinic-${i}`), `!${i}\n%%\n${text}`);
}
