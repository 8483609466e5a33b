// server: a server of one's own for a test: a store, its process, requests as bytes or as objects.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const program = resolve(process.env.VIGIL ?? `${process.env.BUILD ?? 'build'}/vigil`);
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const vigil = (...words) => execFileSync(program, words, { encoding: 'utf8' });

// The exit status, and what was said on standard error.
export function vigilStatus(...words) {
  try { return { status: 0, out: execFileSync(program, words, { encoding: 'utf8', stdio: 'pipe' }), err: '' }; } catch (error) {
    return { status: error.status, out: String(error.stdout), err: String(error.stderr) };
  }
}

export async function until(what, ms, test) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) {
    const got = await test();
    if (got) return got;
  }
  throw new Error(`waited ${ms} ms for ${what}`);
}

export function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-serve-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const children = new Set();
process.on('exit', () => { for (const child of children) child.kill('SIGKILL'); });

export class Server {
  constructor(db, options = []) { this.db = db; this.options = options; this.log = ''; this.out = ''; }

  async start() {
    this.process = spawn(program, ['serve', '--listen', '127.0.0.1:0', ...this.options, this.db], { stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(this.process);
    this.process.stdout.on('data', (text) => { this.out += text; });
    this.process.stderr.on('data', (text) => { this.log += text; });
    this.ended = new Promise((done) => { this.process.on('exit', (code, signal) => { children.delete(this.process); this.code = code ?? signal; done(this.code); }); });
    await until('an address', 60000, () => this.out.includes('\n') || this.code !== undefined);
    if (this.code !== undefined) throw new Error(`the server ended with ${this.code}: ${this.log}`);
    this.address = new URL(this.out.trim());
    this.port = Number(this.address.port);
    this.agent = new (this.address.protocol === 'https:' ? https : http).Agent({ keepAlive: true });
    await until('a worker', 10000, () => this.worker());
    return this;
  }

  // Process ids of the workers that were started, the last one last.
  workers() { return [...this.log.matchAll(/ start pid=(\d+)/g)].map((m) => Number(m[1])); }
  worker() { return this.workers().at(-1); }

  async stop(signal = 'SIGTERM') {
    this.agent.destroy();
    this.process.kill(signal);
    return this.ended;
  }

  // {status, headers, body}; `more` may give headers, body, ca, agent.
  ask(method, path, more = {}) {
    return new Promise((done, fail) => {
      const library = this.address.protocol === 'https:' ? https : http;
      const request = library.request({ host: '127.0.0.1', port: this.port, method, path, agent: this.agent, headers: {}, rejectUnauthorized: false, ...more }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(parts), body: Buffer.concat(parts).toString() }));
        answer.on('error', fail);
      });
      request.on('error', fail);
      request.end(more.body);
    });
  }

  // Bytes as they are; what comes back until the server closes, or for `ms`.
  raw(text, ms = 2000) {
    return new Promise((done) => {
      let got = '';
      const socket = net.connect(this.port, '127.0.0.1', () => socket.write(text));
      const end = () => { socket.destroy(); done(got); };
      const timer = setTimeout(end, ms);
      socket.on('data', (part) => { got += part; });
      socket.on('close', () => { clearTimeout(timer); done(got); });
      socket.on('error', () => {});
    });
  }

  // Somebody signed in: asks with cookie and token.
  async signIn(address = this.address) {
    const answer = await this.ask('POST', address.pathname);
    if (answer.status !== 303) throw new Error(`sign-in: ${answer.status} ${answer.body}`);
    const person = { server: this, cookie: answer.headers['set-cookie'][0].split(';')[0], setCookie: answer.headers['set-cookie'][0] };
    person.get = (path, headers = {}) => this.ask('GET', path, { headers: { Cookie: person.cookie, ...headers } });
    person.post = (path, body, headers = {}) => this.ask('POST', path, {
      headers: { Cookie: person.cookie, 'X-Vigil-Csrf': person.csrf, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    person.csrf = JSON.parse((await person.get('/api/me')).body).csrf;
    return person;
  }

  link(name) { return new URL(vigil('person', this.db, 'link', name, '--address', this.address.origin).trim()); }
}

// Checks that count and go on.
export class Checks {
  constructor() { this.passed = 0; this.failed = 0; }

  is(what, got, wanted = true) {
    const ok = wanted instanceof RegExp ? wanted.test(got) : JSON.stringify(got) === JSON.stringify(wanted);
    if (ok) this.passed += 1; else {
      this.failed += 1;
      console.log(`FAILED ${what}: ${String(JSON.stringify(got)).slice(0, 300)}, wanted ${wanted instanceof RegExp ? wanted : JSON.stringify(wanted)}`);
    }
    return ok;
  }

  async group(name, run) {
    if (this.only && !name.includes(this.only)) return;
    try { await run(); } catch (error) { this.failed += 1; console.log(`FAILED ${name}: ${error.stack ?? error}`); }
  }

  end() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exit(this.failed === 0 && this.passed > 0 ? 0 : 1);
  }
}
