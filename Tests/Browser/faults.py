"""The server's sentences, as patterns, out of its sources. As a program it writes them into the file of texts."""

import json
import re
from pathlib import Path

SERVER = Path(__file__).resolve().parents[2] / "Sources/Server"
TEXTS = SERVER / "Resources/texts.en.json"


def literal(source, at):
    """Pattern of the string literal whose opening quote stands at `at`, and where it ends."""
    quote = '"""' if source.startswith('"""', at) else '"'
    at, pattern, count = at + len(quote), "", 0
    while not source.startswith(quote, at):
        if source.startswith("\\(", at):
            at, pattern, count = interpolation(source, at + 2), pattern + "{%d}" % count, count + 1
        elif source[at] == "\\":
            pattern, at = pattern + source[at + 1], at + 2
        else:
            pattern, at = pattern + source[at], at + 1
    return pattern, at + len(quote)


def interpolation(source, at):
    """Where what stands between brackets ends."""
    depth = 1
    while depth:
        if source[at] == '"':
            at = literal(source, at)[1]
            continue
        depth += {"(": 1, ")": -1}.get(source[at], 0)
        at += 1
    return at


def arguments(source, at):
    """Source of each argument of a call whose opening bracket ends at `at`."""
    depth, part, parts = 0, "", []
    while True:
        letter = source[at]
        if letter == '"':
            end = literal(source, at)[1]
            part, at = part + source[at:end], end
            continue
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(letter, 0)
        if depth < 0:
            return [*parts, part.strip()]
        if letter == "," and depth == 0:
            parts, part = [*parts, part.strip()], ""
        else:
            part += letter
        at += 1


def patterns():
    found = set()
    for file in SERVER.rglob("*.swift"):
        source = file.read_text()
        for call in re.finditer(r"(?<![\w.])Refusal\(", source):
            for argument in arguments(source, call.end())[1:]:
                if not argument.startswith("at:"):
                    found |= {literal(argument, quote)[0] for quote in outer(argument)}
    return found - {""}


def outer(argument):
    """Where the literals of an argument begin."""
    at = 0
    while (at := argument.find('"', at)) >= 0:
        yield at
        at = literal(argument, at)[1]


if __name__ == "__main__":
    texts = json.loads(TEXTS.read_text())
    known = texts.get("faults", {})
    texts["faults"] = {pattern: known.get(pattern, pattern) for pattern in sorted(patterns())}
    TEXTS.write_text(json.dumps(texts, ensure_ascii=False, indent=1) + "\n")
