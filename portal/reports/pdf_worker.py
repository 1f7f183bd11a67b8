"""Inside the page-making process: HTML in, PDF out, with nothing fetched and limits on everything.

The one module that imports WeasyPrint. Only the worker processes import it (see pdf.py), so a web
process never pays for it, and a missing Pango is a sentence instead of a crash.
"""

import gc
import logging
import os
import resource
import signal
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import Connection

try:
    from weasyprint import HTML, URLFetcher
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError
except (ImportError, OSError) as error:  # OSError: the wheel is here, Pango is not
    MISSING: str | None = str(error).splitlines()[0]
else:
    MISSING = None

    class OnlyOurDrawings(URLFetcher):  # type: ignore[misc] # (the library has no types)
        """Fetches the images a page carries inside itself; any other address ends the render.

        `refused` is kept because the drawing of an SVG swallows even fatal errors.
        """

        refused = False

        def fetch(self, url, headers=None):  # type: ignore[no-untyped-def]
            if not url.startswith(("data:image/svg+xml", "data:image/png;base64,")):
                self.refused = True
                raise FatalURLFetchingError("an address outside the page")
            return super().fetch(url, headers)


@dataclass(frozen=True, slots=True)
class Job:
    """A page to make. `stamp` is ISO 8601 in UTC; `identifier` names the document for good."""

    html: str
    title: str
    language: str
    stamp: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one worker: seconds of processor time for one job, bytes of address space."""

    cpu_seconds: int
    memory: int


def serve(pipe: Connection, limits: Limits) -> None:
    """Say what is missing (or None), then answer jobs until the other end goes away.

    An answer is (True, pdf) or (False, name of the error): never a message, which may hold text.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold clients' words
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # else fontTools writes the time into subset fonts
    _silence()
    pipe.send(MISSING)
    if MISSING is not None:
        return
    fonts = FontConfiguration()
    gc.freeze()
    while True:
        try:
            job = Job(*pipe.recv())
        except EOFError:
            return
        _allow_cpu(limits.cpu_seconds)
        try:
            pipe.send((True, make_pdf(job, fonts)))
        except (Exception, FatalURLFetchingError) as error:  # the latter is no Exception
            pipe.send((False, type(error).__name__))
        gc.collect()  # once the pages are on their way


def make_pdf(job: Job, fonts: object = None) -> bytes:
    """The tagged pages (PDF/UA-1). The same job gives the same bytes on the same fonts."""
    gc.disable()  # a render makes little garbage and many objects: 13 % less time
    try:
        fetcher = OnlyOurDrawings()
        page = HTML(string=job.html, url_fetcher=fetcher, base_url="about:blank")
        document = page.render(font_config=fonts, pdf_variant="pdf/ua-1")
        document.metadata.title = job.title
        document.metadata.lang = job.language
        document.metadata.created = document.metadata.modified = job.stamp
        pdf: bytes = document.write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_identifier=sha256(job.identifier.encode()).hexdigest()[:32].encode(),
        )
        if fetcher.refused:
            raise FatalURLFetchingError("an address outside the page")
        return pdf
    finally:
        gc.enable()


def _allow_cpu(seconds: int) -> None:
    """The soft limit only: a lowered hard limit could not be raised for the next job."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _silence() -> None:
    """These libraries log what they read, and what they read is a client's."""
    for name in ("weasyprint", "weasyprint.progress", "fontTools"):
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
