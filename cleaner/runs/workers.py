"""Let several processes work on the pieces of a run; what they make comes back in the order of the pieces."""

from __future__ import annotations

import multiprocessing
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from cleaner.clean import Cleaner
from cleaner.errors import CleanerError
from cleaner.runs.garbage import look_less_often

Piece = TypeVar("Piece")
Result = TypeVar("Result")
# Results that wait for an earlier one, for each worker.
AHEAD = 3


class WorkerError(CleanerError):
    """A worker that ended before its work was done."""


class Workers(Generic[Piece, Result]):
    """Processes that each have their own cleaner, made by `make`, and do `work` with it.

    Where processes can be forked they share what `make` would make. A piece is a value that can be pickled, and
    so is its result.
    """

    def __init__(
        self, count: int, make: Callable[[], Cleaner], work: Callable[[Cleaner, Piece], Result], made: Cleaner
    ) -> None:
        forked = "fork" in multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("fork" if forked else "spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(count):
            ours, theirs = context.Pipe()
            # A forked process has our ends of the pipes, too; it must not keep them open.
            inherited = (*self._pipes, ours) if forked else ()
            task = (theirs, made if forked else make, work, inherited)
            process = context.Process(target=_serve, args=task, daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def run(self, pieces: Iterable[Piece]) -> Iterator[Result]:
        """The results of all pieces, in order. Only a few pieces and results are in memory at a time."""
        numbered = enumerate(pieces)
        idle = deque(self._pipes)
        busy: dict[Connection, int] = {}
        done: dict[int, Result] = {}
        turn = 0
        ended = False
        while True:
            while idle and not ended and len(busy) + len(done) < AHEAD * len(self._pipes):
                entry = next(numbered, None)
                if entry is None:
                    ended = True
                    break
                number, piece = entry
                pipe = idle.popleft()
                _send(pipe, piece)
                busy[pipe] = number
            while turn in done:
                yield done.pop(turn)
                turn += 1
            if not busy:
                if ended:
                    return
                continue
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)
                done[busy.pop(ready)] = _received(ready)
                idle.append(ready)

    def close(self) -> None:
        """End the processes."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(1)
            if process.is_alive():
                process.terminate()
                process.join()


def _send(pipe: Connection, piece: object) -> None:
    try:
        pipe.send(piece)
    except OSError as error:
        raise WorkerError("a worker process has ended", hint="try again with -j 1") from error


def _received(pipe: Connection) -> Any:
    try:
        fine, result = pipe.recv()
    except (EOFError, OSError) as error:
        raise WorkerError("a worker process has ended", hint="try again with -j 1") from error
    if not fine:
        raise RuntimeError(f"in a worker process:\n{result}")
    return result


def _serve(
    pipe: Connection,
    cleaner: Cleaner | Callable[[], Cleaner],
    work: Callable[[Cleaner, Any], Any],
    inherited: Iterable[Connection],
) -> None:
    for other in inherited:
        other.close()
    look_less_often()
    try:
        own = cleaner if isinstance(cleaner, Cleaner) else cleaner()
        while True:
            piece = pipe.recv()
            try:
                answer = True, work(own, piece)
            except Exception:
                answer = False, traceback.format_exc()
            pipe.send(answer)
    except (EOFError, OSError, KeyboardInterrupt):
        # The run is over, or was broken off.
        return
