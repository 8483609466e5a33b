// The same patients in every form of input.
//
//     node forms.mjs bundle FILE.ndjson        one Bundle with all patients
//     node forms.mjs resources FILE.ndjson     NDJSON of resources, those of one type together
//     node forms.mjs mixed FILE.ndjson         NDJSON of resources, patients last, types mixed
//     node forms.mjs by-type FILE.ndjson DIR   a bulk export: Patient.ndjson, Condition.ndjson, ...
//     node forms.mjs by-patient FILE.ndjson DIR  a folder of Bundles, one a patient
//     node forms.mjs singles FILE.ndjson DIR   a folder of single resources, pretty-printed
import { readFileSync, mkdirSync, writeFileSync, appendFileSync } from "node:fs";

const [form, file, folder] = process.argv.slice(2);
const bundles = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const resources = bundles.flatMap((bundle) => bundle.entry.map((entry) => entry.resource));
const types = [...new Set(resources.map((resource) => resource.resourceType))];
const ofType = (type) => resources.filter((resource) => resource.resourceType === type);
const lines = (list) => list.map((item) => JSON.stringify(item) + "\n").join("");
if (folder) mkdirSync(folder, { recursive: true });

if (form === "bundle") {
  process.stdout.write(JSON.stringify({ ...bundles[0], entry: bundles.flatMap((bundle) => bundle.entry) }, null, 2) + "\n");
} else if (form === "resources") {
  process.stdout.write(lines(types.flatMap(ofType)));
} else if (form === "mixed") {
  const others = resources.filter((resource) => resource.resourceType !== "Patient");
  process.stdout.write(lines([...others, ...ofType("Patient")]));
} else if (form === "by-type") {
  for (const type of types) writeFileSync(`${folder}/${type}.ndjson`, lines(ofType(type)));
} else if (form === "by-patient") {
  bundles.forEach((bundle, i) => writeFileSync(`${folder}/${String(i).padStart(3, "0")}.json`, JSON.stringify(bundle)));
} else if (form === "singles") {
  resources.forEach((resource, i) =>
    appendFileSync(`${folder}/${String(i).padStart(4, "0")}.json`, JSON.stringify(resource, null, 2)));
} else {
  throw new Error(`no such form: ${form}`);
}
