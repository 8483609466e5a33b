"""copies: a bulk export several times over, on standard output: copy 3 of a resource has the id of the
first with "-3" behind it, and so has every reference, so that all copies are other resources and people.

    copies.py FOLDER N              as NDJSON by type, as a bulk export is
    copies.py FOLDER N --together   patient by patient
"""
import json
import pathlib
import re
import sys

REFERENCE = re.compile(rb'"reference":\s*"[A-Z][A-Za-z]*/[^"/]+(?=")')


def cut(line):
    """The line, cut where the ending of an id belongs."""
    identity = json.loads(line)['id'].encode()
    own = re.search(rb'"id":\s*"' + re.escape(identity) + rb'(?=")', line)
    ends = sorted({own.end()} | {found.end() for found in REFERENCE.finditer(line)})
    return [line[a:b] for a, b in zip([0] + ends, ends + [len(line)])]


def main():
    folder, copies = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    files = [[cut(line) for line in file.read_bytes().splitlines(keepends=True)]
             for file in sorted(folder.glob('*.ndjson'))]
    if '--together' in sys.argv:
        files = [[line for lines in files for line in lines]]
    write = sys.stdout.buffer.write
    for lines in files:
        for copy in range(copies):
            ending = b'' if copy == 0 else b'-%d' % copy
            write(b''.join(ending.join(parts) for parts in lines))


main()
