// Three invented patients, a Bundle a line: anna (pain, a large lump), bert (denied, a small lump), cleo (silence).
// node tests/e2e/data/three.mjs > tests/e2e/data/three.ndjson
const coded = (code, display) => ({ coding: [{ system: "https://vigil.example/CodeSystem/test", code, display }] });
const about = (id) => ({ subject: { reference: `Patient/${id}` } });
const observation = (patient, id, code, day, rest) =>
  ({ resourceType: "Observation", id: `${patient}-${id}`, status: "final", code: coded(code), ...about(patient), effectiveDateTime: day, ...rest });
const tumour = (patient, system, code) =>
  ({ resourceType: "Condition", id: `${patient}-tumour`, code: { coding: [{ system, code }] }, ...about(patient), recordedDate: "2025-01-10" });
const lump = (patient) => ({ resourceType: "BodyStructure", id: `${patient}-lump`, patient: { reference: `Patient/${patient}` } });
const size = (patient, value, unit) =>
  observation(patient, "size", "lump-size", "2026-10-20", {
    focus: [{ reference: `BodyStructure/${patient}-lump` }],
    valueQuantity: { value, unit, system: "http://unitsofmeasure.org", code: unit },
  });
const person = (id, birthDate, gender) => ({ resourceType: "Patient", id, name: [{ family: "Invented", given: [id] }], gender, birthDate });

const patients = [
  [person("anna", "1990-05-01", "female"), tumour("anna", "http://hl7.org/fhir/sid/icd-10", "C40.2"), lump("anna"),
    observation("anna", "pain", "night-pain", "2026-10-20", { valueBoolean: true, issued: "2026-10-21T09:00:00Z" }),
    observation("anna", "level", "pain-level", "2026-10-20", { valueInteger: 3 }), size("anna", 62, "mm")],
  [person("bert", "1985-12", "male"), tumour("bert", "http://snomed.info/sct", "21708004"), lump("bert"),
    observation("bert", "pain", "night-pain", "2026-11-02", { valueBoolean: false }), size("bert", 2.2, "cm"),
    observation("bert", "image", "lump-image", "2026-11-10", {})],
  [person("cleo", "2001", "female"), tumour("cleo", "http://snomed.info/sct", "21708004"), lump("cleo")],
];
for (const resources of patients) {
  console.log(JSON.stringify({ resourceType: "Bundle", type: "collection", entry: resources.map((resource) => ({ resource })) }));
}
