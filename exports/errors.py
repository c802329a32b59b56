"""What can go wrong after the first part of a file has been sent."""


class Overtaken(Exception):
    """The book was changed while a file was being sent, which is therefore broken off.

    There is no answer to give any more: the connection ends before the file does, and the
    client's own library reports that (RFC 9112, section 8).
    """
