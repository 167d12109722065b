"""Where the cleaned input goes: a stream, a file that appears complete or not at all, or nowhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from cleaner.formats.compression import compressed, split_suffix
from cleaner.runs.files import STDIN, AtomicFile, open_input

Target = Literal["stream", "file", "in place", "nowhere"]


@dataclass(slots=True)
class Output:
    """A sink in the making; who writes into it says whether that differs from the input."""

    sink: BinaryIO | None = None
    changed: bool = False


@contextlib.contextmanager
def written(path: str, kind: str, target: Target, output: str = "", stream: BinaryIO | None = None) -> Iterator[Output]:
    """The output of an input of compression `kind`. A stream and the input itself keep it, `output` names its own.

    After an exception no file is changed, and a compressed stream stays without its end.
    """
    out = Output()
    if target == "stream" and stream:
        with compressed(stream, kind) as out.sink:
            yield out
        return
    if target not in ("file", "in place"):
        yield out
        return
    file = AtomicFile(output if target == "file" else path)
    wanted = split_suffix(output)[1] if target == "file" else kind
    try:
        with compressed(file.file, wanted) as out.sink:
            yield out
        if target == "file" and kind == wanted and not out.changed and path != STDIN:
            # Not even compressed or laid out anew. Imported late: a filter copies no files.
            import shutil

            file.restart()
            with open_input(path) as source:
                shutil.copyfileobj(source, file.file)
    except BaseException:
        file.discard()
        raise
    if out.changed or target == "file":
        file.commit()
    else:
        file.discard()
