"""Names of people: degrees apart from the name, a form for comparing, two halves for an account.

Comparing only suggests: two people may share a name, so no rule here decides who somebody is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

NO_FAMILY_NAME = "-"
"""Stands for the last name of a person with one name: account systems refuse an empty one, and
repeating the name would print it twice on every list."""

_PREFIX_WORDS = "prof dr drg drh drs dra ir h hj kh kph ust ustadz dipl apt ns rev pdt"
_PREFIXES = frozenset(_PREFIX_WORDS.split())
"""Titles before a name, dots and case aside. `H.` and `Hj.` take no comma."""

_SERVICE_WORDS = """
jenderal letjen mayjen brigjen kolonel letkol mayor kapten lettu letda peltu pelda serma serka
sertu serda kopka koptu kopda praka pratu prada laksamana laksda laksma marsekal marsda marsma
komjen irjen kombes akbp kompol akp iptu ipda aiptu aipda bripka brigadir brigpol briptu bripda
bharada
"""
_SERVICE_RANKS = frozenset(_SERVICE_WORDS.split())
"""Ranks of TNI and Polri that rosters write in front of a name."""
_CORPS = frozenset({"inf", "kav", "arm", "czi", "cba", "chb", "cpm", "cku", "caj", "ckm", "pol"})
"""Corps and service after such a rank: `Kapten Inf`, `Kombes Pol`."""

_SUFFIX_WORDS = """
sh mh se mm st mt ss msi spd mpd skom mkom sap map sip mip ssos skm mkes spsi mpsi psikolog
amd ama amk amkl amdip amdkep amdkom amdak amdkeb sst sstp strip strpas str sag mag ssi spt shi
mhi mhum llm llb phd msc mba meng beng bsc ba ma mp mph mti mts mos skep ns apt ak ca cpa cfra
sp spi stp shum sikom mikom sab mab mak sak sei mei msm msak mmsi stmt shmh sksi ssn msn
sthi mth sth sfarm mfarm skh sked mked sikm sin stat sstat cnnlp cht cptnd bkp cla cil cpm cme
cmed qia crmp grcp ceh pmp dea dess dipling mpa mpp mpm mfin mcom mtrip mtrap strakun strsos
"""
_SUFFIXES = frozenset(_SUFFIX_WORDS.split())
"""Degrees and professional titles after a name, dots and case aside."""

_PLAIN_WORDS = "sh mh se mm st mt skm phd msi mkn spd skom sst ssos"
_ALWAYS_DEGREES = frozenset(_PLAIN_WORDS.split())
"""Believed even without a dot or comma in front: nobody is named so."""

_DOTTED_DEGREE = re.compile(r"(?:[SMABD]\.)(?:[A-Za-z]{1,6}\.?){1,4}|Ph\.?D\.?|A\.?Md\.?.*|Sp\..+")
_GLUED_DEGREES = re.compile(r"(?<=\.)(?=[SM]\.)")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})

_SPELLINGS = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("y", "i"))
"""Old spelling to new; y and i are one letter when comparing."""

_MUHAMMAD_FORMS = """
muhammad mohammad muhamad mohamad mohammed muhammed mochammad mochamad moch moh muh mohd muhd m
"""
_MUHAMMAD = frozenset(_MUHAMMAD_FORMS.split())


@dataclass(frozen=True)
class PersonName:
    """`printed` as the roster has it, tidied; `bare` without degrees and titles."""

    printed: str
    bare: str
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()


def read_name(text: str) -> PersonName:
    """Split degrees from a name as rosters write them, commas and dots missing included.

    What is not plainly a degree stays in the name: a lost family name is worse than a kept title.
    """
    printed = " ".join(text.translate(_APOSTROPHES).replace("\u00a0", " ").split()).strip(" ,;")
    head, _, tail = printed.partition(",")
    words = head.split()
    prefixes: list[str] = []
    while len(words) > 1 and _bare_word(words[0]) in _PREFIXES and _is_title(words[0]):
        prefixes.append(words.pop(0))
    if len(words) > 1 and _bare_word(words[0]) in _SERVICE_RANKS:
        prefixes.append(words.pop(0))
        if len(words) > 1 and _bare_word(words[0]) in _CORPS:
            prefixes.append(words.pop(0))
    suffixes: list[str] = []
    while len(words) > 1 and _is_degree(words[-1], after_comma=False):
        suffixes.insert(0, words.pop())
    for word in tail.replace(",", " ").split():
        if suffixes or _is_degree(word, after_comma=True):
            suffixes.append(word)
        else:
            words.append(word)
    return PersonName(printed, " ".join(words), tuple(prefixes), tuple(suffixes))


def _bare_word(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.lower())


def _is_title(word: str) -> bool:
    """A dot or a capital-and-small form marks a title; a lone letter needs its dot."""
    return word.endswith(".") or (len(word) > 1 and _bare_word(word) not in ("dipl", "ns", "apt"))


def _is_degree(word: str, *, after_comma: bool) -> bool:
    if _is_single_degree(word, after_comma=after_comma):
        return True
    pieces = [piece for piece in _GLUED_DEGREES.split(word) if piece]
    return len(pieces) > 1 and all(
        _is_single_degree(piece, after_comma=after_comma) for piece in pieces
    )


def _is_single_degree(word: str, *, after_comma: bool) -> bool:
    letters = _bare_word(word)
    if _DOTTED_DEGREE.fullmatch(word):
        return True
    if after_comma or "." in word:
        return letters in _SUFFIXES or letters in _ALWAYS_DEGREES or letters in ("h", "hj")
    return letters in _ALWAYS_DEGREES and word[:1].isupper()


def comparable(text: str) -> str:
    """A form in which spelling, degrees, punctuation and case no longer matter.

    Old and new spelling meet (`Soekarno`, `Sukarno`), as do the ways to shorten Muhammad.
    """
    bare = read_name(text).bare
    plain = unicodedata.normalize("NFKD", bare).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    letters = letters.replace("'", "")
    words = re.sub(r"[^\w]+|_", " ", letters).split()
    return " ".join(_unified(word) for word in words)


def _unified(word: str) -> str:
    if word in _MUHAMMAD:
        return "muhammad"
    if word.startswith("abdoel"):
        word = "abdul" + word[6:]
    for old, new in _SPELLINGS:
        word = word.replace(old, new)
    return word


def given_and_family(bare_name: str) -> tuple[str, str]:
    """First and last name for a system that demands both.

    The last word is the last name. A single name, common in Indonesia, gets `-` as its last name.
    """
    words = bare_name.split()
    if not words:
        return NO_FAMILY_NAME, NO_FAMILY_NAME
    if len(words) == 1:
        return words[0], NO_FAMILY_NAME
    return " ".join(words[:-1]), words[-1]
