// clinic: the example clinic, loaded and served; browsers that are signed in to it; what they complain about.
import { execFileSync, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { assert, until } from './harness.mjs';

const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const asOf = '2026-11-22';
const people = ['Dr M. Osei', 'Dr A. Lindqvist'];
const leftOut = 65;

// The name, number and id of each patient, as the hospital exported them.
export function exported() {
  const lines = fs.readFileSync('examples/clinic/Patient.ndjson', 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  return lines.map(({ id, name, identifier }) => ({ id, family: name?.[0]?.family ?? '', mrn: identifier?.[0]?.value }));
}

// One more patient, for the bar: a long name that runs from right to left, and turns the words after it if it is not held.
const longName = { resourceType: 'Patient', id: 'long-right-to-left', gender: 'male', birthDate: '1980-05-06', identifier: [{ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] }, value: 'VC-9001' }],
  name: [{ use: 'official', family: '\u202eعبد الرحمن بن عبد العزيز الطويل الاسم', given: ['محمد صلاح الدين', 'שלמה'] }] };

function load(vigil, store, work) {
  const more = path.join(work, 'more.ndjson');
  fs.writeFileSync(more, `${JSON.stringify(longName)}\n`);
  try {
    execFileSync(vigil, ['load', store, more], { stdio: 'pipe' });
    execFileSync(vigil, ['load', store, 'examples/clinic'], { stdio: 'pipe' });
  } catch (error) {
    assert.equal(error.status, leftOut, `vigil load ended with ${error.status}: ${error.stderr}`);
  }
}

async function serve(vigil, store, work) {
  const log = path.join(work, 'serve.log');
  const assets = process.env.ASSETS ? ['--assets', process.env.ASSETS] : [];
  const child = spawn(vigil, ['serve', store, '--listen', '127.0.0.1:0', '--as-of', asOf, '--fictitious', '--name', people[0], ...assets],
    { stdio: ['ignore', 'pipe', fs.openSync(log, 'w')] });
  let said = '';
  child.stdout.on('data', (data) => { said += data; });
  const link = await until(() => said.match(/http:\/\/\S+\/sign-in\/\S+/)?.[0], 'the address to sign in with', 30000);
  return { child, link, log, base: new URL(link).origin };
}

// What a page complains about: errors on the console (breaches of the content policy are among them), exceptions, dialogs.
function watch(context, faults) {
  context.on('console', (message) => { if (message.type() === 'error') faults.push(`console: ${message.text()} ${message.location().url.replace(/^\w+:\/\/[^/]+/, '')}`); });
  context.on('weberror', (error) => faults.push(`exception: ${error.error().message}`));
  context.on('dialog', (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
}

export class Clinic {
  static async open(tools, vigil, work) {
    const clinic = new Clinic();
    const require = createRequire(path.join(tools, 'x.js'));
    clinic.tools = tools;
    clinic.work = work;
    clinic.vigil = vigil;
    clinic.store = path.join(work, 'clinic.db');
    clinic.axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    clinic.validator = require('html-validate');
    load(vigil, clinic.store, work);
    const started = require('playwright-core').chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    clinic.server = await serve(vigil, clinic.store, work);
    clinic.base = clinic.server.base;
    clinic.browser = await started;
    clinic.cookies = {};
    return clinic;
  }

  async close() {
    await this.browser?.close();
    this.server?.child.kill('SIGTERM');
    await until(() => this.server.child.exitCode !== null || this.server.child.signalCode !== null, 'the server stops when it is told to', 20000);
    return this.server.child.exitCode;
  }

  logged() {
    return fs.readFileSync(this.server.log, 'utf8');
  }

  // A one-time address for one of the people, as the administrator makes it.
  linkFor(name) {
    return execFileSync(this.vigil, ['person', this.store, 'link', name, '--address', this.base], { encoding: 'utf8' }).match(/http:\S+/)[0];
  }

  addPerson(name, role) {
    execFileSync(this.vigil, ['person', this.store, 'add', name, '--role', role]);
  }

  // A browser window of its own, with nobody signed in.
  async visitor(options = {}) {
    const context = await this.browser.newContext({ baseURL: this.base, viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(30000);
    const faults = [];
    watch(context, faults);
    const page = await context.newPage();
    return Object.assign(page, { faults, shut: () => context.close() });
  }

  // A browser window of somebody who signed in before.
  async person(who = 0, options = {}) {
    const page = await this.visitor(options);
    await page.context().addCookies(this.cookies[who]);
    return page;
  }

  // The session is kept, so that other windows of this person need no new address.
  async keepSession(who, page) {
    this.cookies[who] = await page.context().cookies();
  }

  async api(method, address, body, who = 0) {
    this.tokens ??= {};
    const headers = { cookie: this.cookies[who].map(({ name, value }) => `${name}=${value}`).join('; '), origin: this.base };
    if (method !== 'GET') {
      this.tokens[who] ??= (await this.api('GET', '/api/me', undefined, who)).value.csrf;
      Object.assign(headers, { 'x-vigil-csrf': this.tokens[who], 'content-type': 'application/json' });
    }
    const response = await fetch(this.base + address, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, text, value: /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined };
  }

  // Keys are random words of the store: they are found by the number the hospital gave.
  async findKeys() {
    const list = await until(async () => {
      const { value } = await this.api('POST', '/api/worklist', { filter: 'all', text: '', from: 0, count: 200 });
      return value.counts.waiting === 0 && value;
    }, 'all patients are evaluated', 40000);
    const ids = new Map([...exported().map(({ id, mrn }) => [mrn, id]), ['VC-9001', longName.id]]);
    this.patients = list.rows.map((row) => ({ key: row.key, name: row.name, mrn: row.mrn, id: ids.get(row.mrn) }));
  }

  patient(id) {
    const found = this.patients.find((one) => one.id === id);
    assert.ok(found, `the clinic has no ${id}`);
    return found;
  }

  // All patients; a quick run looks at every fourth.
  looked() {
    return this.quick ? this.patients.filter((one, i) => i % 4 === 1) : this.patients;
  }

  // The page of a patient, whole: its last section stands.
  async openPatient(page, id) {
    await page.goto(`/patient/${this.patient(id).key}`);
    await page.getByRole('heading', { level: 2, name: 'Everything Vigil said' }).waitFor();
    return page;
  }

  async view(id) {
    return (await this.api('GET', `/api/patient/${this.patient(id).key}`)).value;
  }
}

export { people };
