"""The words of what banks write: what stays of a payee and of a text once the noise is gone.

Banks put numbers of stores, cards and references, dates and the way of payment around the name
of whom the money went to. What is left here tells one payee from another, and no more.
"""

import re
import unicodedata
from functools import lru_cache

from common.text import fold

NAME_WORDS_MAX = 5
"""How many words of a payee tell it from others; what comes after is places and slogans."""
WORDS_MAX = 24
"""How many words of a text count."""
TEXT_LENGTH_MAX = 500
"""How much of a text is looked at, in characters."""
NAMES_KEPT_MAX = 4_096
"""Of how many payees the key is kept in memory, about 1 MB: as many as some books have."""

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc`\u00b4")

_PAYING = """
    pos visa mastercard maestro girocard vpay ec debit credit card contactless purchase payment
    paid to from at apple google pay sq tst pp pypl paypal sumup zettle izettle klarna stripe
    kartenzahlung lastschrift basislastschrift folgelastschrift ueberweisung dauerauftrag
    gutschrift einkauf bei an von zahlung carte cb paiement achat prelevement virement vir de
    prlv pago compra tarjeta recibo transferencia con en betaling pinbetaling betaalautomaat
    incasso bea pagamento acquisto carta presso addebito kort kortkop koeb kjop direct dd
    standing order sepa ref recurring checkcard online web psc facture retrait dab inst prelevt
    tarj sdd bonifico ideal gea eftpos deb vis cpm ddr fpo fpi bgc tfr ach withdrawal kaufumsatz
    umsatz elv nr
"""
"""The ways of payment and the payment services that stand before the name, as banks write them."""
_FORMS = """
    gmbh ag kg ohg mbh ug ltd limited plc inc llc corp sarl sas sasu bv nv srl spa sl oy ab aps
    www http https com net org
"""
"""Forms of companies and parts of addresses on the web: they say nothing of who it is."""
_BEFORE_A_NAME = frozenset(_PAYING.split())
_AROUND_A_NAME = frozenset(_FORMS.split())


def words_in(text: str) -> list[str]:
    """Return the words of `text` as they compare: folded, without accents, numbers included."""
    folded = fold(text[:TEXT_LENGTH_MAX])
    if not folded.isascii():
        parts = unicodedata.normalize("NFD", folded)
        folded = "".join(part for part in parts if not unicodedata.combining(part))
    return _WORD.findall(folded.translate(_APOSTROPHES))


def is_number(word: str) -> bool:
    """Whether a word is a number, a date or a code: "0342", "12kg", "x9k2", but not "o2"."""
    if word.isalpha():
        return False
    # Up to three characters that begin with a letter may be a name; codes are longer.
    return len(word) > 3 or word[0].isdigit()


def names_nobody(word: str) -> bool:
    """Whether a word says how something was paid, or what form a company has."""
    return word in _BEFORE_A_NAME or word in _AROUND_A_NAME


def name_in(words: list[str]) -> tuple[str, ...]:
    """Return the words that name the payee among `words`: up to the first number after them.

    What follows the number of a store is where it stands: "REWE 0342 BERLIN" and "Rewe 1107"
    name the same.
    """
    name: list[str] = []
    for word in words:
        if is_number(word):
            if name:
                break
        elif (name or word not in _BEFORE_A_NAME) and word not in _AROUND_A_NAME:
            name.append(word)
            if len(name) == NAME_WORDS_MAX:
                break
    if not name:
        return tuple(word for word in words if not is_number(word))[:NAME_WORDS_MAX]
    return tuple(name)


@lru_cache(maxsize=NAMES_KEPT_MAX)
def payee_key(name: str) -> tuple[str, ...]:
    """Return the words that the payee called `name` has in common with other spellings of it.

    Empty where nothing but numbers and ways of payment is in it: then others are not the same.
    """
    words = name_in(words_in(name))
    return () if all(names_nobody(word) for word in words) else words


def distinctive(words: list[str]) -> list[str]:
    """Return those of `words` that may say what a payment was for, each once, in their order."""
    found = [word for word in dict.fromkeys(words) if len(word) > 1 or not word.isascii()]
    return [word for word in found if not is_number(word)][:WORDS_MAX]
