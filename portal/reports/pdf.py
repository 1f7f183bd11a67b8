"""Pages as PDF, made in processes that can be killed: the way in to WeasyPrint.

WeasyPrint lives in pdf_worker.py, which only the workers import. A worker that is too slow, too
large or dead costs one render; the next one gets a fresh worker. Workers are forked from a server
process that has WeasyPrint in memory, so a fresh one is there in a fraction of a second.
"""

import atexit
import multiprocessing
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, LifoQueue

SLOTS = 2
WALL_SECONDS = 60.0
CPU_SECONDS = 45
MEMORY = 1 << 30
"""Measured: a worker lives in 283 MB of address space, a report of six pages takes one second."""

REMEDY = (
    "PDF pages need the Pango library. On Debian or Ubuntu: apt-get install "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. On macOS: brew install pango."
)

NO_START = (
    "The process that makes PDF pages does not start ({problem}). It listens in the temporary "
    "folder: set TMPDIR to a folder with a short path that can be written, such as /tmp, and look "
    "whether the machine has memory and processes to spare."
)


class RenderFailed(Exception):
    """This page could not be made: too slow, too large, or the worker died. Holds no page text."""


class PdfUnavailable(Exception):
    """No page can be made on this machine; the message says what to install."""


def render(html: str, *, title: str, language: str, stamp: datetime, identifier: str) -> bytes:
    """The page as tagged PDF. Equal arguments give equal bytes.

    `stamp` is the aware moment printed into the file as its date, `identifier` its lasting name.
    Raises RenderFailed or PdfUnavailable.
    """
    moment = stamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _shared.render(html, title, language, moment, identifier)


def available() -> str | None:
    """None where PDF works; else why not and what to do, in a sentence for the operator."""
    return _shared.missing()


def close() -> None:
    """End the workers. They also end with this process; the next render starts new ones."""
    _shared.close()


@dataclass(frozen=True, slots=True)
class _Worker:
    """One process and our end of its pipe."""

    process: BaseProcess
    pipe: Connection

    def end(self) -> None:
        self.process.kill()
        self.process.join(5)
        self.pipe.close()


class Workers:
    """A few slots, each a warm worker or None for one still to be started. Last used, first out."""

    def __init__(
        self,
        slots: int = SLOTS,
        *,
        wall: float = WALL_SECONDS,
        cpu: int = CPU_SECONDS,
        memory: int = MEMORY,
    ) -> None:
        """`wall` seconds for one job or for a free slot, `cpu` seconds and `memory` bytes a job."""
        self._wall, self._cpu, self._memory = wall, cpu, memory
        self._idle: LifoQueue[_Worker | None] = LifoQueue()
        for _ in range(slots):
            self._idle.put(None)

    def render(self, html: str, title: str, language: str, stamp: str, identifier: str) -> bytes:
        """The PDF of one job. Raises RenderFailed or PdfUnavailable."""
        worker, is_well = self._take(), False
        try:
            worker = self._ready(worker)
            worker.pipe.send((html, title, language, stamp, identifier))
            if not worker.pipe.poll(self._wall):
                raise RenderFailed("too slow")
            is_well, answer = worker.pipe.recv()
            if not is_well:
                raise RenderFailed(answer)
            return bytes(answer)
        except (EOFError, OSError) as error:
            raise RenderFailed("the page-making process ended") from error
        finally:
            if worker is not None and not is_well:
                worker.end()
            self._idle.put(worker if is_well else None)

    def missing(self) -> str | None:
        """The reason why no worker can make pages, or None. Starts a worker if none is warm."""
        try:
            worker = self._take()
        except RenderFailed as error:
            return str(error)
        try:
            worker = self._ready(worker)
        except (PdfUnavailable, RenderFailed) as error:
            worker = None
            return str(error)
        finally:
            self._idle.put(worker)
        return None

    def close(self) -> None:
        """End the idle workers; their slots stay, and start new ones when they are needed."""
        slots = []
        with suppress(Empty):
            while True:
                slots.append(self._idle.get_nowait())
        for worker in slots:
            if worker is not None:
                worker.end()
            self._idle.put(None)

    def _take(self) -> _Worker | None:
        try:
            return self._idle.get(timeout=self._wall)
        except Empty:
            raise RenderFailed("every page maker is busy") from None

    def _ready(self, worker: _Worker | None) -> _Worker:
        if worker is not None and worker.process.is_alive():
            return worker
        if worker is not None:
            worker.end()
        return self._start()

    def _start(self) -> _Worker:
        worker = self._begun()
        try:
            if not worker.pipe.poll(self._wall):
                raise RenderFailed("the page-making process did not start")
            missing = worker.pipe.recv()
        except (EOFError, OSError, RenderFailed) as error:
            worker.end()
            raise RenderFailed("the page-making process did not start") from error
        if missing is not None:
            worker.end()
            raise PdfUnavailable(f"{REMEDY} ({missing})")
        return worker

    def _begun(self) -> _Worker:
        """A process that was asked for and has not spoken yet."""
        try:
            context = multiprocessing.get_context("forkserver")
        except ValueError as error:
            raise PdfUnavailable("PDF pages need a Unix system.") from error
        context.set_forkserver_preload(["portal.reports.pdf_worker"])
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self._cpu, self._memory), name="pages", daemon=True
        )
        try:
            process.start()
        except (EOFError, OSError) as error:  # the server of forks: its socket, or its own fork
            ours.close()
            raise RenderFailed(NO_START.format(problem=error)) from error
        finally:
            theirs.close()
        return _Worker(process, ours)


def _serve(pipe: Connection, cpu: int, memory: int) -> None:
    from portal.reports.pdf_worker import Limits, serve  # late: WeasyPrint, in the worker only

    serve(pipe, Limits(cpu, memory))


_shared = Workers()


def _after_fork() -> None:
    """A forked server process makes workers of its own: it cannot wait for its parent's."""
    global _shared
    _shared = Workers()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(close)
