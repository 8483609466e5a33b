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
        self.tables, self.failed, self.goals = [], [], []
        self.start = self.each = None  # seconds; what a patient of the sample is
        self.bars = []  # name and patients/s, for the plot
        self.peer_executes = None  # patients/s of the peer on RecurPeer, without reading

    def goal(self, what, wanted, got, met):
        self.goals.append((what, wanted, got, 'yes' if met else '**no**'))

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
        said = json.loads(run.said.splitlines()[-1])
        run.patients, self.peer_executes = said['patients'], said['exec_patients_per_s']
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
        resources = [line.count(b'"resource":') for line in open(self.sample, 'rb')]
        patients = len(resources)
        self.each = f'{sum(resources) / patients:.0f} resources, {megabytes / patients * 1e3:.0f} KB on average'
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
        if peer:
            self.goal('RecurPeer over sample_178, end to end, times cql-execution', 'at least 1,000', ratio(rate),
                      rate >= 1000 * peer_rate)
        self.bars += [('cql-execution --all', peer_rate)] * bool(peer) + [('vigil cql, NDJSON to answers', rate)]
        reads = [('vigil, projected read alone', projected)] + [('simdjson DOM alone', dom)] * has_simdjson
        for name, values in reads:
            speed = statistics.median(values)
            self.bars.append((name, speed * patients / megabytes))
            table.row(name, f'{speed * patients / megabytes:,.0f}', f'{speed:,.0f}', f'{megabytes / speed:.3f}', '-',
                      ratio(speed * patients / megabytes))
        table.note(f'Medians of {self.options.runs} alternating runs; one run of the peer.')
        if has_simdjson:
            relation = statistics.median(projected) / statistics.median(dom)
            self.goal('RecurPeer end to end, of simdjson reading alone', 'aim: 1', f'{megabytes / vigil.cpu / statistics.median(dom):.2f}',
                      megabytes / vigil.cpu >= statistics.median(dom))
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
        self.start = start
        self.goal('slope of log time over log resources a patient, 100 to 3,400', 'at most 1.1', f'{log_slope(points):.2f}',
                  log_slope(points) <= 1.1)
        self.goal('loading RecurPeer with FHIRHelpers and value sets', 'under 20 ms', f'{start * 1e3:.1f} ms', start < 0.020)
        table.note(f'Slope of log time over log resources: {log_slope(points):.2f}. Starting and '
                   f'loading RecurPeer.cql with FHIRHelpers and value sets: {start * 1e3:.1f} ms, not counted in the '
                   'rows.')
        self.done(table)

    def again(self):
        """Records in memory, evaluated again: no reading, no writing."""
        table = self.table('Records in memory, evaluated again', 'library, records', 'threads', 'patients/s',
                           'times cql-execution')
        small = self.work / 'small.ndjson'
        with open(small, 'wb') as output:
            subprocess.run(['node', self.peer / 'gen.mjs', '1000'], stdout=output, check=True)
        example = self.peer / 'examples'
        peer = self.peer_small(example, small)
        words = [example / 'RecurrenceExample.cql', example / 'recurrence-codes.json', small, '2024-06-01T00:00:00Z']
        for threads in (1, 2):
            rate = self.evaluated_again(words, threads)
            table.row('RecurrenceExample, gen.mjs 1000: 69 resources, 7 defines', threads, f'{rate:,.0f}', f'{rate / peer:,.0f}')
        self.goal('the same small records again, two cores', 'at least 100,000 patients/s', f'{rate:,.0f}', rate >= 1e5)
        words = [self.peer / 'RecurPeer.cql', self.peer / 'codes.json', self.sample, AS_OF]
        for threads in (1, 2):
            rate = self.evaluated_again(words, threads)
            times = rate / self.peer_executes if self.peer_executes else None
            if threads == 1:
                self.bars.append(('vigil, records in memory', rate))
            if threads == 1 and times:
                self.goal('RecurPeer again, one core, times the execute-only rate of cql-execution', 'at least 1,000',
                          f'{times:,.0f}', times >= 1000)
            table.row('RecurPeer, sample_178: 47 defines', threads, f'{rate:,.0f}', f'{times:,.0f}' if times else '-')
        table.note(f'Medians of {self.options.runs} runs of a second; of the peer one run, its execute-only rate. On one thread '
                   'processor time counts, on two the clock. The answers are those of `vigil cql`.')
        self.done(table)

    def peer_small(self, example, records):
        run = Run(['node', self.peer / 'run.mjs', self.peer / 'small', 'RecurrenceExample', '--ndjson', records, '--vs',
                   example / 'recurrence-codes.json', '--as-of', '2024-06-01T00:00:00Z', '--all', '--time', '--max', '300'],
                  self.options.core)
        return json.loads(run.said.splitlines()[-1])['exec_patients_per_s']

    def evaluated_again(self, words, threads, runs=None):
        rates, answers = [], self.work / 'again.ndjson'
        pinned = ['taskset', '-c', str(self.options.core)] if threads == 1 else []
        for _ in range(runs or self.options.runs):
            said = subprocess.run([*pinned, self.work / 'again', *words, '1', str(threads), answers], check=True,
                                  capture_output=True, text=True).stdout
            took = json.loads(said)
            rates.append(took['evaluated'] / took['cpu' if threads == 1 else 'wall'])
        library, sets, records, instant = words
        once = subprocess.run([self.options.vigil, 'cql', '-f', library, '--valueset', sets, '--format', 'ndjson', '--as-of',
                               instant, '--data', records], capture_output=True).stdout.splitlines()
        again = answers.read_bytes().splitlines()
        if len(again) + took['left_out'] != len(once) or not set(again) <= set(once):
            self.failed.append(f'{library.name}: evaluated again it gives other answers')
        return statistics.median(rates)

    def value_sets(self):
        table = self.table('Value sets by size: RecurrenceExample, 1,000 patients in memory', 'codes', 'patients/s')
        example, sizes = self.peer / 'examples', (10, 100_000)
        for size in sizes:
            (self.work / f'codes-{size}.json').write_bytes(
                subprocess.run(['python3', HERE / 'inputs.py', 'codes', example / 'recurrence-codes.json', str(size)], check=True,
                               capture_output=True).stdout)
        runs = [[self.evaluated_again([example / 'RecurrenceExample.cql', self.work / f'codes-{size}.json',
                                       self.work / 'small.ndjson', '2024-06-01T00:00:00Z'], 1, 1) for size in sizes]
                for _ in range(self.options.runs)]
        rates = [statistics.median(column) for column in zip(*runs)]
        for size, rate in zip(sizes, rates):
            table.row(f'{size:,}', f'{rate:,.0f}')
        self.goal('value set of 100,000 codes against 10, time', 'the same (within a tenth)', f'{rates[0] / rates[1]:.2f} times',
                  rates[0] / rates[1] <= 1.1)
        self.done(table)

    def streamed(self):
        table = self.table('Memory: made-up patients from a pipe', 'form', 'patients', 'MB of input', 'peak memory MB')
        example, pipe, peaks = self.peer / 'examples', self.work / 'made.pipe', []
        for patients in (100, 1000, 10_000, 100_000):
            run, size = self.from_pipe(pipe, ['node', str(self.peer / 'gen.mjs'), str(patients)], example)
            peaks.append(run.memory)
            table.row('a Bundle a line', f'{patients:,}', f'{size / 1e6:,.0f}', f'{run.memory:.1f}')
        self.goal('peak memory, a Bundle a line, 100,000 patients', 'at most 50 MB', f'{max(peaks):.0f} MB', max(peaks) <= 50)
        self.goal('the same for 100 and for 100,000 patients', 'within 2 MB', f'{min(peaks):.0f} and {max(peaks):.0f} MB',
                  max(peaks) - min(peaks) <= 2)
        with open(self.work / 'many.ndjson', 'wb') as output:
            subprocess.run(['node', self.peer / 'gen.mjs', '20000'], stdout=output, check=True)
        command = ['python3', str(HERE / 'inputs.py'), 'loose', str(self.work / 'many.ndjson'), '20000']
        run, size = self.from_pipe(pipe, command, example)
        table.row('a resource a line, all patients in turn', '20,000', f'{size / 1e6:,.0f}', f'{run.memory:.1f}')
        self.goal('peak memory, loose resources', 'at most 306 MB', f'{run.memory:.0f} MB', run.memory <= 306)
        (self.work / 'many.ndjson').unlink()
        table.note('The largest patient has 22 KB. What grows with patients is who has come: two with one id are found. Loose resources wait on disk, in partitions, until the input has ended.')
        self.done(table)

    def from_pipe(self, pipe, command, example):
        """vigil reading what a command writes; with the bytes that went through."""
        pipe.unlink(missing_ok=True)
        os.mkfifo(pipe)
        counted = self.work / 'bytes'
        words = ' '.join(command)
        writer = subprocess.Popen(f'{words} 2>/dev/null | tee >(wc -c >{counted}) >{pipe}', shell=True, executable='/bin/bash')
        run = Run([self.options.vigil, 'cql', '-f', example / 'RecurrenceExample.cql', '--valueset',
                   example / 'recurrence-codes.json', '--format', 'ndjson', '--as-of', '2024-06-01T00:00:00Z', '--data', pipe,
                   '--jobs', '1'])
        writer.wait()
        pipe.unlink()
        for _ in range(100):  # wc ends after the pipe does
            if counted.stat().st_size:
                break
            time.sleep(0.01)
        return run, int(counted.read_text())

    def guidelines(self):
        """Each guideline alone, and all together."""
        table = self.table('Guidelines alone and together: vigil review --detail data, the example clinic four times', 'guidelines',
                           'CPU s', 'times the longest alone')
        file, _ = self.made('clinic', 'examples/clinic', 4)
        names = sorted(p.parent.name for p in pathlib.Path('guidelines').glob('*/cases') if p.parent.name != 'lib')
        alone = {name: self.review_of(file, f'guidelines/{name}') for name in names}
        together = self.review_of(file, 'guidelines')
        longest = max(alone, key=alone.get)
        table.row(f'{longest}, the longest alone', f'{alone[longest]:.2f}', 1)
        table.row(f'the sum of {len(names)}, each alone', f'{sum(alone.values()):.2f}', f'{sum(alone.values()) / alone[longest]:.1f}')
        table.row(f'all {len(names)} together', f'{together:.2f}', f'{together / alone[longest]:.1f}')
        self.goal(f'all {len(names)} guidelines, times the longest alone', 'ten at most 2', f'{together / alone[longest]:.1f}',
                  together <= 2 * alone[longest])
        self.done(table)

    def review_of(self, file, folder):
        command = [self.options.vigil, 'review', '--guidelines', folder, '--as-of', '2026-11-22', '--format', 'ndjson', '--jobs', '1',
                   '--detail', 'data', file]
        return statistics.median(Run(command, self.options.core, allowed=(0, 65)).cpu for _ in range(3))

    def goal_table(self):
        table = Table('Goals', 'what', 'goal', 'now', 'met')
        for goal in self.goals:
            table.row(*goal)
        self.done(table)
        self.tables.insert(0, table)

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
        table = self.table('Two processors against one (wall time, not pinned)', 'records', 'jobs', 'seconds', 'CPU s', 'speed-up',
                           'memory MB')
        copies, _ = self.made('copies', self.sample, 4)
        gains = [self.two_against_one(table, name, file)
                 for name, file in (('sample_178', self.sample), ('the same, 4 times', copies))]
        copies.unlink()
        self.goal('two cores against one, RecurPeer end to end', 'reported', f'{gains[0]:.2f} times, {gains[1]:.2f} four times', True)
        table.note('"Two programs at once" is what two processors give at best, now: 2.00 when nobody else uses them. '
                   f'Best of {self.options.runs}. Starting is done by one alone.')
        self.done(table)

    def two_against_one(self, table, name, file):
        """What two jobs gain over one."""
        runs, together = {1: [], 2: []}, []
        for _ in range(self.options.runs):
            for jobs in runs:
                with open(self.work / f'jobs{jobs}.ndjson', 'wb') as output:
                    runs[jobs].append(self.vigil(file, output, core=False, jobs=jobs))
            start = time.monotonic()
            pair = [subprocess.Popen(self.command(file), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    for _ in range(2)]
            for process in pair:
                process.wait()
            together.append(time.monotonic() - start)
        walls = {jobs: min(run.wall for run in list_) for jobs, list_ in runs.items()}
        for jobs, list_ in runs.items():
            run = median_run(list_)
            table.row(name, jobs, f'{walls[jobs]:.3f}', f'{run.cpu:.3f}', f'{walls[1] / walls[jobs]:.2f}', f'{run.memory:.0f}')
        table.row(name, 'two programs at once', f'{min(together):.3f}', '-', f'{2 * walls[1] / min(together):.2f}', '-')
        if (self.work / 'jobs1.ndjson').read_bytes() != (self.work / 'jobs2.ndjson').read_bytes():
            self.failed.append(f'{name}: two threads give other bytes than one')
        return walls[1] / walls[2]


def log_slope(points):
    from math import log
    xs, ys = [log(x) for x, _ in points], [log(y) for _, y in points]
    mx, my = statistics.mean(xs), statistics.mean(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)


def plot(bars):
    """Patients/s as bars on a logarithmic scale, as SVG."""
    from math import log10
    low, high = 0, log10(max(rate for _, rate in bars)) * 1.05
    left, width, step = 220, 400, 34
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{step * len(bars) + 56}" font-family="sans-serif" '
             'font-size="13"><title>RecurPeer over sample_178, one core: patients a second</title>'
             '<rect width="100%" height="100%" fill="#fff"/>']
    for power in range(int(high) + 1):
        x = left + width * (power - low) / (high - low)
        parts.append(f'<path d="M{x:.1f} 12V{step * len(bars) + 18}" stroke="#d5d9de"/>'
                     f'<text x="{x:.1f}" y="{step * len(bars) + 36}" text-anchor="middle" fill="#4a5560">{10 ** power:,}</text>')
    for row, (name, rate) in enumerate(bars):
        y, length = 16 + step * row, max(2, width * (log10(rate) - low) / (high - low))
        colour = '#1f6f8b' if name.startswith('vigil') else '#9aa5b1'
        parts.append(f'<text x="{left - 10}" y="{y + 16}" text-anchor="end" fill="#1d242b">{name}</text>'
                     f'<rect x="{left}" y="{y}" width="{length:.1f}" height="22" rx="3" fill="{colour}"/>'
                     f'<text x="{left + length + 8:.1f}" y="{y + 16}" fill="#1d242b">{rate:,.{0 if rate >= 10 else 1}f}</text>')
    return ''.join(parts) + f'<text x="{left}" y="{step * len(bars) + 52}" fill="#4a5560">patients a second, one core</text></svg>\n'


def machine():
    model = next((line.split(':', 1)[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), '?')
    load = os.getloadavg()[0]
    return (f'{datetime.date.today().isoformat()}, {model}, {os.cpu_count()} processors, '
            f'load {load:.1f} at the end')


def budget(bars, start, each):
    """Microseconds of one patient of RecurPeer, as a table; `each` says what such a patient is."""
    rate = dict(bars)
    whole = 1e6 / rate['vigil cql, NDJSON to answers']
    read, again = (1e6 / rate[name] for name in ('vigil, projected read alone', 'vigil, records in memory'))
    rows = [('JSON, only what is looked at, to values', read), ('47 defines, evaluated', again),
            ('the rest: the file, the shape of what was read, the index of the record, writing the answers, starting',
             whole - read - again), ('**all**', whole)]
    table = ['| step | us | share |', '| --- | ---: | ---: |',
             *(f'| {name} | {us:,.0f} | {us / whole * 100:.0f} % |' for name, us in rows)]
    return (f'One patient of `sample_178` ({each}), `RecurPeer.cql`, one core; the program is started once, which takes '
            f'{start * 1e3:.0f} ms. Written by `bench/run --write`, {machine()}. What one patient of `vigil review` takes, by phase, is the '
            'last table of [performance.md](performance.md); `vigil review --stats` says it of any input.\n\n' + '\n'.join(table))


def write_budget(text, path):
    before, rest = path.read_text().split('<!-- budget, by bench/run --write -->\n')
    after = rest.split('<!-- end of the budget -->')[1]
    path.write_text(f'{before}<!-- budget, by bench/run --write -->\n{text}\n<!-- end of the budget -->{after}')


def write(tables, bars, path):
    head = ('# Speed and memory\n\nWritten by `bench/run --write`, which says how it measures; never by hand. '
            f'Measured on: {machine()}.\nOnly one other CQL engine was measured.\n\n')
    if bars:
        pathlib.Path('docs/images/performance.svg').write_text(plot(bars))
        head += '![RecurPeer over sample_178, one core: patients a second](images/performance.svg)\n\n'
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
        bench.again()
        bench.value_sets()
        bench.streamed()
        bench.processors()
    bench.guidelines()
    bench.review()
    bench.phases()
    bench.goal_table()
    print(machine())
    if bench.options.write:
        if bench.start:
            write_budget(budget(bench.bars, bench.start, bench.each), pathlib.Path('docs/developer.md'))
        write(bench.tables, bench.bars, pathlib.Path('docs/performance.md'))
    for text in bench.failed:
        print(f'bench: {text}', file=sys.stderr)
    sys.exit(1 if bench.failed else 0)


main()
