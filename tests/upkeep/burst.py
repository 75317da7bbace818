"""A process that records in a burst, to be backed up meanwhile.

    python burst.py FOLDER COUNT

Takes COUNT files and names each in an entry; the entry's digest goes to the standard output as
soon as it is acknowledged.
"""

import io
import sys
from pathlib import Path

from bozzetto.studio import Studio

with Studio.open(Path(sys.argv[1])) as studio:
    work = studio.find_work("Cat")
    for number in range(int(sys.argv[2])):
        asset = work.take(io.BytesIO(b"picture %d" % number), f"{number}.bin")
        done = work.add_material(asset, role="sketch", origin="own hand")
        sys.stdout.write(f"{done.digest}\n")
        sys.stdout.flush()
