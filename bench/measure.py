"""measure: runs the programs, compares answers, prints the tables. See bench/run.

CPU seconds (user and system) and peak memory of each program come from the kernel (measured.c), so a
busy machine disturbs them little; what is measured on two processors is wall time and says so.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

TOLERANCE = '1e-7'
AS_OF = '2021-07-01T00:00:00Z'
HERE = pathlib.Path(__file__).parent


class Run:
    """One finished program: cpu and wall in seconds, memory in MB, what it said."""

    work = None

    def __init__(self, command, core=None, output=subprocess.DEVNULL, allowed=(0,)):
        pinned = ['taskset', '-c', str(core)] if core is not None else []
        report = Run.work / 'report.json'
        done = subprocess.run(pinned + [Run.work / 'measured', report] + command, stdout=output,
                              stderr=subprocess.PIPE, check=True)
        took = json.loads(report.read_text())
        self.cpu, self.wall, self.memory = took['cpu'], took['wall'], took['kilobytes'] / 1024
        self.said = done.stderr.decode(errors='replace')
        if took['status'] not in allowed:
            sys.exit(f'bench: {" ".join(map(str, command))}\n{self.said}exit status {took["status"]}')


def median_run(runs):
    return sorted(runs, key=lambda run: run.cpu)[len(runs) // 2]


class Table:
    """Rows of text: printed in columns, written as Markdown."""

    def __init__(self, title, *columns):
        self.title, self.columns, self.rows, self.notes = title, columns, [], []

    def row(self, *cells):
        self.rows.append([str(c) for c in cells])

    def note(self, text):
        self.notes.append(text)

    def text(self):
        widths = [max(len(r[i]) for r in [self.columns, *self.rows]) for i in range(len(self.columns))]
        lines = ['  '.join(c.ljust(w) if i == 0 or len(c) > 20 else c.rjust(min(w, 20)) for i, (c, w) in enumerate(zip(r, widths)))
                 for r in [self.columns, *self.rows]]
        return '\n'.join([self.title, *lines, *self.notes, ''])

    def markdown(self):
        head = ['| ' + ' | '.join(self.columns) + ' |', '|' + ' --- |' + ' ---: |' * (len(self.columns) - 1)]
        body = ['| ' + ' | '.join(r) + ' |' for r in self.rows]
        return '\n'.join([f'### {self.title}', '', *head, *body, '', *self.notes, '']).rstrip() + '\n'


class Bench:
    def __init__(self, options):
        self.options = options
        self.work = Run.work = pathlib.Path(options.work)
        self.sample = self.work / 'sample.ndjson'
        self.peer = self.work / 'peer'
        self.tables, self.failed = [], []

    def command(self, data, jobs=1):
        return [self.options.vigil, 'cql', '-f', self.peer / 'RecurPeer.cql', '--valueset', self.peer / 'codes.json',
                '--format', 'ndjson', '--as-of', AS_OF, '--data', data, '--jobs', str(jobs)]

    def vigil(self, data, output=subprocess.DEVNULL, core=True, jobs=1):
        return Run(self.command(data, jobs), self.options.core if core else None, output, allowed=(0, 65))

    def table(self, title, *columns):
        self.tables.append(Table(title, *columns))
        return self.tables[-1]

    def done(self, table):
        print(table.text(), flush=True)

    # ---- against the others

    def run_peer(self):
        """Answers in peer.ndjson, and the figures that run.mjs prints; None without a run."""
        if self.options.peer_results:
            return None
        limit = ['--max', str(self.options.max)] if self.options.max else []
        command = ['node', self.peer / 'run.mjs', self.peer / 'out', 'RecurPeer', '--ndjson', self.sample, '--vs',
                   self.peer / 'codes.json', '--as-of', AS_OF, '--all', '--time', '--out',
                   self.work / 'peer.ndjson', *limit]
        run = Run(command, self.options.core)
        run.patients = json.loads(run.said.splitlines()[-1])['patients']
        return run

    def read_alone(self, program, *arguments):
        """MB/s by row of a program of bench/json/."""
        output = subprocess.run(['taskset', '-c', str(self.options.core), self.work / program, self.sample, '3',
                                 *arguments], check=True, capture_output=True, text=True).stdout
        return {' '.join(m[1].split()): float(m[2]) for m in re.finditer(r'^(\S.*?)\s+(\d+) MB/s', output, re.M)}

    def against_others(self):
        table = self.table('RecurPeer over sample_178, one core', 'what', 'patients/s', 'MB/s', 'CPU s', 'memory MB',
                           'times the peer')
        megabytes = self.sample.stat().st_size / 1e6
        patients = sum(1 for _ in open(self.sample, 'rb'))
        peer = self.run_peer()
        has_simdjson = (self.work / 'simdjson_bench').exists()
        runs, projected, dom = [], [], []
        for _ in range(self.options.runs):
            with open(self.work / 'vigil.ndjson', 'wb') as output:
                runs.append(self.vigil(self.sample, output))
            best = self.read_alone('json_bench', 'avx2') or self.read_alone('json_bench', 'scalar')
            projected.append(max(best.values()))
            if has_simdjson:
                dom.append(max(self.read_alone('simdjson_bench').values()))
        vigil = median_run(runs)
        rate = patients / vigil.cpu
        peer_rate = peer.patients / peer.cpu if peer else None

        def ratio(value):
            return f'{value / peer_rate:,.0f}' if peer else '-'
        if peer:
            share = f' ({peer.patients} patients only)' if self.options.max else ''
            table.row(f'cql-execution --all{share}', f'{peer_rate:.2f}', f'{peer_rate * megabytes / patients:.2f}',
                      f'{peer.cpu:.1f}', f'{peer.memory:.0f}', 1)
        table.row('vigil cql, NDJSON to answers', f'{rate:,.0f}', f'{megabytes / vigil.cpu:,.0f}',
                  f'{vigil.cpu:.3f}', f'{vigil.memory:.0f}', ratio(rate))
        reads = [('vigil, projected read alone', projected)] + [('simdjson DOM alone', dom)] * has_simdjson
        for name, values in reads:
            speed = statistics.median(values)
            table.row(name, f'{speed * patients / megabytes:,.0f}', f'{speed:,.0f}', f'{megabytes / speed:.3f}', '-',
                      ratio(speed * patients / megabytes))
        table.note(f'Medians of {self.options.runs} alternating runs; one run of the peer.')
        if has_simdjson:
            relation = statistics.median(projected) / statistics.median(dom)
            table.note(f'Projected read : simdjson DOM (its fastest code on this machine) = {relation:.2f}; '
                       f'end to end : simdjson DOM = {megabytes / vigil.cpu / statistics.median(dom):.2f}.')
        self.done(table)

    def compare(self):
        results = self.options.peer_results or self.work / 'peer.ndjson'
        said = subprocess.run(['node', self.peer / 'diff.mjs', results, self.work / 'vigil.ndjson', '--tolerance',
                               TOLERANCE, '--show', '1000000'], capture_output=True, text=True).stdout.splitlines()
        if not said:
            sys.exit('bench: diff.mjs could not compare the answers')
        reasons = [line.split('\t') for line in (HERE / 'differences.tsv').read_text().splitlines()
                   if not line.startswith('#')]
        table = self.table('Answers that are not the peer\'s, and why', 'define', 'patients', 'reason')
        counts, define = {}, None
        for line in said[:-1]:
            if line.startswith('  Patient/'):
                patient = line.strip()[8:]
                reason = next((r[2] for r in reasons if r[0] == define and
                               (r[1] == '*' or patient[:8] in r[1].split())), None)
                if reason is None:
                    self.failed.append(f'{define}, {patient}: differs from the peer, and differences.tsv has no reason')
                counts[define, reason] = counts.get((define, reason), 0) + 1
            elif not line.startswith(' '):
                define = line.rsplit(':', 1)[0]
        for (define, reason), count in counts.items():
            table.row(define, count, reason or 'UNEXPLAINED')
        table.note(said[-1] + '. Decimals count as equal up to '
                   f'{TOLERANCE}: the peer computes with doubles.')
        oracle = subprocess.run(['python3', self.peer / 'check.py', self.sample, self.work / 'vigil.ndjson'],
                                capture_output=True, text=True).stdout.splitlines()
        differing = ', '.join(line.split(':')[0] for line in oracle[:-1] if not line.startswith(' '))
        table.note(f'Against plain Python (check.py): {oracle[-1]}' + (f', in {differing}: rows above.' if differing
                                                                       else '.'))
        self.done(table)

    # ---- against itself

    def made(self, what, source, number):
        """A file of bench/inputs.py, and its sums."""
        file = self.work / f'{what}.ndjson'
        with open(file, 'wb') as output:
            run = Run(['python3', HERE / 'inputs.py', what, source, str(number)], output=output)
        return file, json.loads(run.said.splitlines()[-1])

    def memory(self):
        table = self.table('Longer input, a Bundle a line', 'records', 'patients', 'MB', 'CPU s', 'memory MB')
        pipe = self.work / 'copies.pipe'
        for copies in (1, 4, 16):
            pipe.unlink(missing_ok=True)
            os.mkfifo(pipe)
            writer = subprocess.Popen(f'exec python3 {HERE}/inputs.py copies {self.sample} {copies} >{pipe}',
                                      shell=True, stderr=subprocess.PIPE)
            run = self.vigil(pipe)
            sums = json.loads(writer.communicate()[1].decode().splitlines()[-1])
            table.row(f'sample_178, {copies} times', f'{sums["patients"]:,}', f'{sums["bytes"] / 1e6:,.0f}',
                      f'{run.cpu:.2f}', f'{run.memory:.1f}')
        pipe.unlink()
        table.note('Copies are other patients. They come through a pipe from a generator.')
        self.done(table)

    def growth(self):
        table = self.table('Patients of the sample by size', 'resources a patient', 'patients/s', 'resources/s',
                           'us a resource')
        start = statistics.median(self.vigil(os.devnull).cpu for _ in range(self.options.runs))
        points = []
        for size in (100, 300, 1000, 3400):
            file, sums = self.made('sized', self.sample, size)
            cpu = statistics.median(self.vigil(file).cpu for _ in range(3)) - start
            each = sums['resources'] / sums['patients']
            points.append((each, cpu / sums['patients']))
            table.row(f'{each:.0f}', f'{sums["patients"] / cpu:,.0f}', f'{sums["resources"] / cpu:,.0f}',
                      f'{cpu / sums["resources"] * 1e6:.2f}')
        table.note(f'Slope of log time over log resources: {log_slope(points):.2f} (goal: at most 1.1). Starting and '
                   f'loading RecurPeer.cql with FHIRHelpers and value sets: {start * 1e3:.1f} ms, not counted in the '
                   'rows.')
        self.done(table)

    def review(self):
        table = self.table('vigil review, all guidelines, the example clinic repeated', 'copies', 'patients',
                           'patients/s', 'MB/s', 'CPU s', 'memory MB')
        for copies in (1, 4, 16):
            file, sums = self.made('clinic', 'examples/clinic', copies)
            run = median_run([self.review_once(file) for _ in range(3)])
            table.row(copies, f'{sums["patients"]:,}', f'{sums["patients"] / run.cpu:,.0f}',
                      f'{sums["bytes"] / 1e6 / run.cpu:.1f}', f'{run.cpu:.2f}', f'{run.memory:.1f}')
        self.done(table)

    def phases(self):
        """Processor time a patient, as the program itself says (--stats): medians of runs."""
        table = self.table('vigil review --detail full, the example clinic: processor time a patient', 'phase',
                           'median ms', 'p99 ms', 'longest ms', 'share')
        file, _ = self.made('clinic', 'examples/clinic', 1)
        runs = [self.stats_of('full', file) for _ in range(self.options.runs)]
        data = [self.stats_of('data', file) for _ in range(self.options.runs)]
        total = statistics.median(run['all'][3] for run in runs)
        for phase in runs[0]:
            times = [statistics.median(run[phase][i] for run in runs) for i in range(4)]
            table.row(phase, *(f'{time:.2f}' for time in times[:3]), f'{times[3] / total * 100:.0f} %')
        times = [statistics.median(run['all'][i] for run in data) for i in range(4)]
        table.row('all, with --detail data', *(f'{time:.2f}' for time in times[:3]), f'{times[3] / total * 100:.0f} %')
        table.note(f'Medians of {self.options.runs} runs. One patient explained in full, all findings: the row "all" '
                   '(goal: 5 ms); missing data ranked: the row "missing" (goal: median 5 ms, p99 50 ms).')
        self.done(table)

    def stats_of(self, detail, file):
        run = Run([self.options.vigil, 'review', '--as-of', '2026-11-22', '--format', 'ndjson', '--jobs', '1', '--stats',
                   '--detail', detail, file], self.options.core, allowed=(0, 65))
        lines = run.said.splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith('phase'))
        return {words[0]: [float(word) for word in words[1:5]]
                for words in (line.split() for line in lines[start + 1:]) if len(words) == 5}

    def review_once(self, file):
        return Run([self.options.vigil, 'review', '--as-of', '2026-11-22', '--format', 'ndjson', '--jobs', '1', file],
                   self.options.core, allowed=(0, 65))

    def processors(self):
        if (os.cpu_count() or 1) < 2:
            return
        table = self.table('Two processors against one (wall time, not pinned)', 'jobs', 'seconds', 'CPU s', 'speed-up',
                           'memory MB')
        runs, together = {1: [], 2: []}, []
        for _ in range(self.options.runs):
            for jobs in runs:
                with open(self.work / f'jobs{jobs}.ndjson', 'wb') as output:
                    runs[jobs].append(self.vigil(self.sample, output, core=False, jobs=jobs))
            start = time.monotonic()
            pair = [subprocess.Popen(self.command(self.sample), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    for _ in range(2)]
            for process in pair:
                process.wait()
            together.append(time.monotonic() - start)
        walls = {jobs: min(run.wall for run in list_) for jobs, list_ in runs.items()}
        for jobs, list_ in runs.items():
            run = median_run(list_)
            table.row(jobs, f'{walls[jobs]:.3f}', f'{run.cpu:.3f}', f'{walls[1] / walls[jobs]:.2f}', f'{run.memory:.0f}')
        table.row('two programs at once', f'{min(together):.3f}', '-', f'{2 * walls[1] / min(together):.2f}', '-')
        same = (self.work / 'jobs1.ndjson').read_bytes() == (self.work / 'jobs2.ndjson').read_bytes()
        if not same:
            self.failed.append('two threads give other bytes than one')
        table.note('The last row is what two processors give at best, now: 2.00 when nobody else uses them. '
                   f'Best of {self.options.runs}. {"The same bytes." if same else "OTHER BYTES."}')
        self.done(table)


def log_slope(points):
    from math import log
    xs, ys = [log(x) for x, _ in points], [log(y) for _, y in points]
    mx, my = statistics.mean(xs), statistics.mean(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)


def machine():
    model = next((line.split(':', 1)[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), '?')
    load = os.getloadavg()[0]
    return (f'{datetime.date.today().isoformat()}, {model}, {os.cpu_count()} processors, '
            f'load {load:.1f} at the end')


def write(tables, path):
    head = ('# Speed and memory\n\nWritten by `bench/run --write`, which says how it measures; never by hand. '
            f'Measured on: {machine()}.\nOnly one other CQL engine was measured.\n\n')
    path.write_text(head + '\n'.join(table.markdown() for table in tables))


def main():
    parser = argparse.ArgumentParser(prog='bench/run')
    parser.add_argument('--vigil', required=True)
    parser.add_argument('--work', required=True)
    parser.add_argument('--write', action='store_true')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--max', type=int)
    parser.add_argument('--peer-results')
    parser.add_argument('--core', type=int, default=0)
    bench = Bench(parser.parse_args())
    has_sample, has_peer = bench.sample.exists(), (bench.peer / 'out').exists()
    if has_sample and has_peer:
        bench.against_others()
        bench.compare()
        bench.memory()
        bench.growth()
        bench.processors()
    bench.review()
    bench.phases()
    print(machine())
    if bench.options.write:
        write(bench.tables, pathlib.Path('docs/performance.md'))
    for text in bench.failed:
        print(f'bench: {text}', file=sys.stderr)
    sys.exit(1 if bench.failed else 0)


main()
