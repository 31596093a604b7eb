#!/usr/bin/env python3.11
"""Write the character tables of runtime/unicode (Unicode 14.0, that of python3.11's unicodedata).

usage: gen_unicode.py OUTPUT.h

Every table is either a two-stage table (index of 256-entry blocks, then the blocks) or a sorted
array for binary search. Add a table: collect its values below and call one of the two writers.
"""
import sys
import unicodedata

LIMIT = 0x110000


def write_array(out, ctype, name, values):
    out.write(f"static const {ctype} {name}[{max(1, len(values))}] = {{\n")
    for i in range(0, len(values), 16):
        out.write("    " + ", ".join(map(str, values[i:i + 16])) + ",\n")
    out.write("};\n\n")


def write_two_stage(out, name, values):
    """values: one small number for each code point."""
    blocks, index = {}, []
    for start in range(0, LIMIT, 256):
        block = tuple(values[start:start + 256])
        index.append(blocks.setdefault(block, len(blocks)))
    flat = [v for block in blocks for v in block]
    write_array(out, "uint8_t" if len(blocks) <= 256 else "uint16_t", f"{name}_index", index)
    write_array(out, "uint8_t", f"{name}_blocks", flat)


def flags():
    result = []
    for cp in range(LIMIT):
        c = chr(cp)
        start = c.isidentifier() and c != "_"
        result.append(start | (("a" + c).isidentifier() << 1) | (c.isprintable() << 2))
    return result


def decompositions():
    """Full compatibility decompositions (NFKD), without the algorithmic Hangul syllables."""
    entries, pool = [], []
    for cp in range(LIMIT):
        if 0xAC00 <= cp <= 0xD7A3 or 0xD800 <= cp <= 0xDFFF:
            continue
        c = chr(cp)
        d = unicodedata.normalize("NFKD", c)
        if d != c:
            entries.append((cp, len(pool), len(d)))
            pool.extend(map(ord, d))
    return entries, pool


def compositions():
    result = []
    for cp in range(LIMIT):
        if 0xAC00 <= cp <= 0xD7A3 or 0xD800 <= cp <= 0xDFFF:
            continue
        text = unicodedata.decomposition(chr(cp))
        if not text or text.startswith("<") or " " not in text:
            continue
        if unicodedata.normalize("NFC", chr(cp)) == chr(cp):
            first, second = (int(part, 16) for part in text.split())
            result.append((first, second, cp))
    return sorted(result)


ALGORITHMIC = ("CJK UNIFIED IDEOGRAPH-", "HANGUL SYLLABLE ")

# Formal aliases cannot be listed through unicodedata: names to try.
CONTROLS = """NULL;NUL;START OF HEADING;SOH;START OF TEXT;STX;END OF TEXT;ETX;END OF TRANSMISSION;EOT;
ENQUIRY;ENQ;ACKNOWLEDGE;ACK;ALERT;BEL;BACKSPACE;BS;CHARACTER TABULATION;HORIZONTAL TABULATION;HT;TAB;
LINE FEED;NEW LINE;END OF LINE;LF;NL;EOL;LINE TABULATION;VERTICAL TABULATION;VT;FORM FEED;FF;
CARRIAGE RETURN;CR;SHIFT OUT;LOCKING-SHIFT ONE;SO;SHIFT IN;LOCKING-SHIFT ZERO;SI;DATA LINK ESCAPE;DLE;
DEVICE CONTROL ONE;DC1;DEVICE CONTROL TWO;DC2;DEVICE CONTROL THREE;DC3;DEVICE CONTROL FOUR;DC4;
NEGATIVE ACKNOWLEDGE;NAK;SYNCHRONOUS IDLE;SYN;END OF TRANSMISSION BLOCK;ETB;CANCEL;CAN;END OF MEDIUM;
EOM;EM;SUBSTITUTE;SUB;ESCAPE;ESC;INFORMATION SEPARATOR FOUR;FILE SEPARATOR;FS;
INFORMATION SEPARATOR THREE;GROUP SEPARATOR;GS;INFORMATION SEPARATOR TWO;RECORD SEPARATOR;RS;
INFORMATION SEPARATOR ONE;UNIT SEPARATOR;US;SP;DELETE;DEL;PADDING CHARACTER;PAD;HIGH OCTET PRESET;HOP;
BREAK PERMITTED HERE;BPH;NO BREAK HERE;NBH;INDEX;IND;NEXT LINE;NEL;START OF SELECTED AREA;SSA;
END OF SELECTED AREA;ESA;CHARACTER TABULATION SET;HORIZONTAL TABULATION SET;HTS;
CHARACTER TABULATION WITH JUSTIFICATION;HORIZONTAL TABULATION WITH JUSTIFICATION;HTJ;
LINE TABULATION SET;VERTICAL TABULATION SET;VTS;PARTIAL LINE FORWARD;PARTIAL LINE DOWN;PLD;
PARTIAL LINE BACKWARD;PARTIAL LINE UP;PLU;REVERSE LINE FEED;REVERSE INDEX;RI;SINGLE SHIFT TWO;
SINGLE-SHIFT-2;SS2;SINGLE SHIFT THREE;SINGLE-SHIFT-3;SS3;DEVICE CONTROL STRING;DCS;PRIVATE USE ONE;
PRIVATE USE-1;PU1;PRIVATE USE TWO;PRIVATE USE-2;PU2;SET TRANSMIT STATE;STS;CANCEL CHARACTER;CCH;
MESSAGE WAITING;MW;START OF GUARDED AREA;START OF PROTECTED AREA;SPA;END OF GUARDED AREA;
END OF PROTECTED AREA;EPA;START OF STRING;SOS;SINGLE GRAPHIC CHARACTER INTRODUCER;SGC;
SINGLE CHARACTER INTRODUCER;SCI;CONTROL SEQUENCE INTRODUCER;CSI;STRING TERMINATOR;ST;
OPERATING SYSTEM COMMAND;OSC;PRIVACY MESSAGE;PM;APPLICATION PROGRAM COMMAND;APC;NBSP;SHY;CGJ;
ALM;SAM;FVS1;FVS2;FVS3;FVS4;MVS;ZWSP;ZWNJ;ZWJ;LRM;RLM;LRE;RLE;PDF;LRO;RLO;NNBSP;MMSP;WJ;LRI;RLI;FSI;
PDI;BYTE ORDER MARK;BOM;ZWNBSP;LATIN CAPITAL LETTER GHA;LATIN SMALL LETTER GHA;WEIERSTRASS ELLIPTIC FUNCTION;
PRESENTATION FORM FOR VERTICAL RIGHT WHITE LENTICULAR BRACKET;LATIN SMALL LETTER ET;MYANMAR LETTER NYA"""


def name_hash(name):
    """FNV-1a, 64 bits."""
    h = 0xCBF29CE484222325
    for byte in name.encode("ascii"):
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def names():
    """(hash of name, code point) for \\N{name}; the text of the names is not kept."""
    result = {}
    aliases = [a.strip() for a in CONTROLS.replace("\n", "").split(";")]
    aliases += [f"VS{i}" for i in range(1, 257)]
    named = [(unicodedata.name(chr(cp), ""), cp) for cp in range(LIMIT)]
    for alias in aliases:
        try:
            named.append((alias, ord(unicodedata.lookup(alias))))
        except KeyError:
            pass
    for name, cp in named:
        if not name or name.startswith(ALGORITHMIC):
            continue
        h = name_hash(name)
        assert result.setdefault(h, cp) == cp, "two names with one hash"
    return sorted(result.items())


def main():
    with open(sys.argv[1], "w", encoding="ascii") as out:
        out.write("/* Generated by tools/gen_unicode.py from the Unicode Character Database "
                  f"{unicodedata.unidata_version}. */\n\n")
        write_two_stage(out, "uc_flags", flags())
        write_two_stage(out, "uc_combining",
                        [unicodedata.combining(chr(cp)) for cp in range(LIMIT)])
        entries, pool = decompositions()
        write_array(out, "uint32_t", "uc_decomposed_from", [e[0] for e in entries])
        write_array(out, "uint16_t", "uc_decomposed_at", [e[1] for e in entries])
        write_array(out, "uint8_t", "uc_decomposed_len", [e[2] for e in entries])
        write_array(out, "uint32_t", "uc_decomposed_pool", pool)
        pairs = compositions()
        by_hash = names()
        write_array(out, "uint64_t", "uc_name_hash", [f"{h}u" for h, _ in by_hash])
        write_array(out, "uint32_t", "uc_name_code", [cp for _, cp in by_hash])
        for i, name in enumerate(("first", "second", "result")):
            write_array(out, "uint32_t", f"uc_compose_{name}", [p[i] for p in pairs])


main()
