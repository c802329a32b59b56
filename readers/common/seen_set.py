"""What comes again among millions of texts, in little memory whatever their number."""

from hashlib import blake2b

_FILTER_BITS = 25
"""4 MiB for each of the two arrays. Among a million texts 3 % fall on the place of another one by
chance: 30,000, which is less than FIRSTS_MAX of readers.ofx."""


class SeenOnce:
    """Which of many texts have been seen, in 16 MiB.

    It takes a new text for a seen one once in a million at a million of them, and never a seen one
    for a new one: a Bloom filter of four hashes.
    """

    _BITS = 2**27

    def __init__(self) -> None:
        self._seen = bytearray(self._BITS // 8)

    def is_new(self, text: str) -> bool:
        """Whether `text` has not been asked for before."""
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        hashes = int.from_bytes(digest)
        seen, is_new = self._seen, False
        for shift in (0, 32, 64, 96):
            place = hashes >> shift & (self._BITS - 1)
            byte, bit = place >> 3, 1 << (place & 7)
            if not seen[byte] & bit:
                seen[byte] |= bit
                is_new = True
        return is_new


class Repeats:
    """Tells what came once only from what may have come again, in 8 MiB."""

    def __init__(self) -> None:
        self._once = bytearray(1 << (_FILTER_BITS - 3))
        self._again = bytearray(1 << (_FILTER_BITS - 3))

    def add(self, number: int) -> None:
        """Note that `number`, which is a hash, came."""
        place = number & ((1 << _FILTER_BITS) - 1)
        byte, bit = place >> 3, 1 << (place & 7)
        if self._once[byte] & bit:
            self._again[byte] |= bit
        self._once[byte] |= bit

    def may_have(self, number: int) -> bool:
        """Whether `number` may have come more than once; it did not where this is false."""
        place = number & ((1 << _FILTER_BITS) - 1)
        return bool(self._again[place >> 3] & 1 << (place & 7))
