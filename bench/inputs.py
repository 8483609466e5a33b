"""inputs: longer and larger inputs made of the ones that are there, on standard output.

    inputs.py copies FILE.ndjson N         all Bundles, N times
    inputs.py sized FILE.ndjson SIZE       copies of the three patients nearest to SIZE resources, 60,000 in all
    inputs.py clinic FOLDER N              a bulk export as a Bundle a patient, N times
    inputs.py loose FILE.ndjson N          the resources of the Bundles, a line each, of N patients in turn at a time
    inputs.py codes FILE.json N            value sets, each filled up to N codes with some that no record has

Copies of a patient are other patients: in copy 3, the patient's id ends with "-3" wherever it stands.
The last line of standard error is JSON: {"patients":..,"resources":..,"bytes":..}. A program of its own,
so that its memory is not counted as that of a program it starts.
"""
import json
import pathlib
import re
import sys


def patient_id(line):
    """The id of the Patient in a Bundle."""
    for entry in json.loads(line)['entry']:
        if entry['resource']['resourceType'] == 'Patient':
            return entry['resource']['id']
    raise ValueError('a Bundle without a Patient')


def numbered(line, identity, copy):
    """A copy of a Bundle: `"7"`, `Patient/7"` and `urn:uuid:7"` get a suffix."""
    if copy == 0:
        return line
    old = identity.encode()
    new = old + b'-%d' % copy
    return re.sub(rb'(["/:])' + re.escape(old) + rb'"', lambda m: m.group(1) + new + b'"', line)


def copies_of(lines, copies):
    known = [(line, patient_id(line)) for line in lines]
    for copy in range(copies):
        for line, identity in known:
            yield numbered(line, identity, copy)


def resources_of(line):
    return line.count(b'"resource":')


def like_sized(lines, size, total=60_000):
    nearest = sorted(lines, key=lambda line: abs(resources_of(line) - size))[:3]
    each = sum(map(resources_of, nearest))
    return copies_of(nearest, -(-total // each))


def is_about(resource):
    """The id of the patient a resource of the clinic is about, or None."""
    for member in ('subject', 'patient', 'beneficiary', 'individual'):
        reference = resource.get(member, {}).get('reference', '')
        if reference.startswith('Patient/'):
            return reference[len('Patient/'):]
    return None


def clinic_bundles(folder):
    resources = [json.loads(line) for file in sorted(pathlib.Path(folder).glob('*.ndjson'))
                 for line in file.read_text().splitlines()]
    records = {r['id']: [r] for r in resources if r['resourceType'] == 'Patient'}
    shared = []
    for resource in resources:
        if resource['resourceType'] != 'Patient':
            records.get(is_about(resource), shared).append(resource)
    for record in records.values():
        entries = [{'fullUrl': f"{r['resourceType']}/{r.get('id', n)}", 'resource': r}
                   for n, r in enumerate(record + shared)]
        bundle = {'resourceType': 'Bundle', 'type': 'collection', 'entry': entries}
        yield json.dumps(bundle, separators=(',', ':')).encode() + b'\n'


def loose(lines, together):
    """Patients first; then a resource of one, a resource of the next: nobody is complete before the end."""
    for start in range(0, len(lines), together):
        records = [[e['resource'] for e in json.loads(line)['entry']] for line in lines[start:start + together]]
        for turn in range(max(map(len, records))):
            for record in records:
                if turn < len(record):
                    yield json.dumps(record[turn], separators=(',', ':')).encode() + b'\n'


def filled(sets, size):
    for versions in sets.values():
        for codes in versions.values():
            codes += [{'code': f'none-{n}', 'system': 'http://example.org/none'} for n in range(size - len(codes))]
    return sets


def main():
    what, source, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if what == 'codes':
        print(json.dumps(filled(json.loads(pathlib.Path(source).read_text()), number)))
        return
    if what == 'clinic':
        made = copies_of(clinic_bundles(source), number)
    else:
        with open(source, 'rb') as file:
            lines = file.readlines()
        made = {'copies': copies_of, 'sized': like_sized, 'loose': loose}[what](lines, number)
    sums = {'patients': 0, 'resources': 0, 'bytes': 0}
    for line in made:
        sys.stdout.buffer.write(line)
        sums['patients'] += 1
        sums['resources'] += resources_of(line)
        sums['bytes'] += len(line)
    print(json.dumps(sums), file=sys.stderr)


main()
