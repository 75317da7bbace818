"""A process that records in a burst, to be backed up meanwhile.

    python burst.py FOLDER STOP

Takes file after file and names each in an entry, until there is something at STOP; the first
entry's digest goes to the standard output as soon as it is acknowledged.
"""

import io
import itertools
import sys
from pathlib import Path

from bozzetto.studio import Studio

stop = Path(sys.argv[2])
with Studio.open(Path(sys.argv[1])) as studio:
    work = studio.find_work("Cat")
    for number in itertools.count():
        asset = work.take(io.BytesIO(b"picture %d" % number), f"{number}.bin")
        done = work.add_material(asset, role="sketch", origin="own hand")
        if number == 0:
            sys.stdout.write(f"{done.digest}\n")
            sys.stdout.flush()
        if stop.exists():
            break
