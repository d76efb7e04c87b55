"""One JSON object a line on standard output, as log collectors like it."""

import datetime as dt
import json
import logging


class JsonLine(logging.Formatter):
    """Writes time (UTC), level, logger, message and, if there is one, the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
