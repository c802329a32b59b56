"""Whether a text that is in no Unicode encoding is in windows-1252, the one of most old files.

Statistics of letters need more text than the few accents of a short statement, so that it can look
Arabic to them. In languages of the West accents stand alone among plain letters; the words of
other scripts are whole runs of bytes that are no ASCII.
"""

import codecs
import re

from imports.source import Source

WESTERN = "cp1252"
_SAMPLE_BYTES = 4 * 1024 * 1024
_RUN = re.compile(rb"[\x80-\xff]+")


def looks_western(source: Source, *, in_letters: bool) -> bool:
    """Whether all of a file fits windows-1252, with its accents alone among plain letters.

    With `in_letters`, only where most of what is not ASCII are letters then.
    """
    alone = together = letters = others = read = 0
    for part in source.chunks():
        for run in _RUN.findall(part):
            if len(run) <= 2:
                alone += 1
            else:
                together += 1
            text = run.decode(WESTERN, "replace")
            count = sum(character.isalpha() for character in text)
            letters += count
            others += len(text) - count
        read += len(part)
        if read > _SAMPLE_BYTES:
            break
    return alone >= together and (letters >= others or not in_letters) and fits(source, WESTERN)


def fits(source: Source, encoding: str) -> bool:
    """Whether all bytes of a file are text in `encoding`."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for part in source.chunks():
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True
