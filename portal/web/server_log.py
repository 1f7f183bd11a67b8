"""Gunicorn's log without words: an error by its kind and place, a bad request without its line."""

import logging

from gunicorn.glogging import Logger

from portal.web.logs import where


class WithoutWords(logging.Filter):
    """Takes out of a record what came from a request or from an error's message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, shortened."""
        problem = record.exc_info[1] if record.exc_info else None
        if problem is not None:
            record.msg, record.args = f"{type(problem).__name__} at {where(problem)}", ()
            record.exc_info = record.exc_text = None
        elif "request" in str(record.msg).lower():
            record.msg, record.args = "A request that could not be read", ()
        return True


class ServerLog(Logger):  # type: ignore[misc] # (the library has no types)
    """Gunicorn's own log, filtered. `gunicorn.conf.py` names it."""

    def setup(self, cfg: object) -> None:
        """Begin as gunicorn does, then filter."""
        super().setup(cfg)
        self.error_log.addFilter(WithoutWords())
