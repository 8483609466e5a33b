// One line a resource of Bundles on standard input: type, code, thing, value or why there is none, tags.
import { readFileSync } from 'node:fs';

const value = (r) => Object.entries(r).filter(([key]) => key.startsWith('value')).map(([key, v]) =>
  `${key} ${JSON.stringify(v.coding?.[0].code ?? v)}`);
for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  for (const { resource: r } of JSON.parse(line).entry) {
    const tags = (r.meta?.tag ?? []).map((tag) => tag.code).join('+');
    const parts = [r.resourceType, (r.subject ?? r.patient).reference, r.code?.coding[0].code ?? r.status,
      (r.focus ?? r.implicated)?.[0].reference, ...value(r), r.dataAbsentReason?.coding[0].code, r.severity, tags];
    console.log(parts.filter((part) => part !== undefined && part !== '').join(' '));
  }
}
