"""Comments and string literals of Swift source, with their lines; shared by the checks of words and documentation."""
from typing import NamedTuple


class Text(NamedTuple):
    line: int
    kind: str  # "string", "doc" or "comment"
    text: str


def texts(source):
    """Every literal and comment in order. An interpolation reads as “…”; literals inside one come on their own."""
    found, _ = _code(source, 0, 1, None)
    return found


def _code(source, at, line, closing):
    """Scans code from `at` to the parenthesis that closes an interpolation, or to the end of the file."""
    found, depth = [], 0
    while at < len(source):
        here = source[at]
        if here == "\n":
            line += 1
        elif source.startswith("//", at):
            end = source.find("\n", at)
            end = len(source) if end < 0 else end
            mark = 3 if source.startswith("///", at) else 2
            found.append(Text(line, "doc" if mark == 3 else "comment", source[at + mark:end].strip()))
            at = end
            continue
        elif source.startswith("/*", at):
            end = source.find("*/", at)
            line += source.count("\n", at, end)
            at = end + 2
            continue
        elif here == '"' or (here == "#" and source[at:].lstrip("#").startswith('"')):
            inner, at, line = _string(source, at, line)
            found += inner
            continue
        elif closing and here in "()":
            depth += 1 if here == "(" else -1
            if depth < 0:
                return found, (at + 1, line)
        at += 1
    return found, (at, line)


def _string(source, at, line):
    hashes = len(source) - at - len(source[at:].lstrip("#"))
    at += hashes
    quote = '"""' if source.startswith('"""', at) else '"'
    escape, end = "\\" + "#" * hashes, quote + "#" * hashes
    at += len(quote)
    began, words, inner = line, [], []
    while not source.startswith(end, at):
        if source.startswith(escape + "(", at):
            more, (at, line) = _code(source, at + len(escape) + 1, line, ")")
            inner += more
            words.append("…")
        elif source.startswith(escape, at):
            words.append(" ")
            line += source[at + len(escape)] == "\n"
            at += len(escape) + 1
        else:
            line += source[at] == "\n"
            words.append(source[at])
            at += 1
    return [Text(began, "string", "".join(words))] + inner, at + len(end), line
