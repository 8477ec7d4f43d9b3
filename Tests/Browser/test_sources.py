"""What can be seen without a browser: every text has a key, nothing is built from markup, nothing comes from elsewhere."""

import json
import re
import unittest
from pathlib import Path

import faults

PAGES = Path(__file__).resolve().parents[2] / "Sources/Server/Resources"
SCRIPTS = [file for file in sorted(PAGES.rglob("*.js")) if "vendor" not in file.parts]


class Sources(unittest.TestCase):
    def test_every_key_has_a_text(self):
        texts = json.loads((PAGES / "texts.en.json").read_text())
        used = {key for file in SCRIPTS for key in re.findall(r"(?<![\w.])t\('([\w.-]+)'", file.read_text())}
        self.assertGreater(len(used), 300)
        self.assertEqual(sorted(used - texts.keys()), [])

    def test_every_sentence_of_the_server_has_a_text(self):
        """`python3 Tests/Browser/faults.py` writes new ones."""
        known, said = json.loads((PAGES / "texts.en.json").read_text())["faults"], faults.patterns()
        self.assertGreater(len(said), 100)
        self.assertEqual((sorted(said - known.keys()), sorted(known.keys() - said)), ([], []), "missing, and said no more")
        numbers = lambda text: sorted(re.findall(r"\{\d+\}", text))
        self.assertEqual([one for one, text in known.items() if numbers(one) != numbers(text)], [], "values that are lost")

    def test_every_action_of_a_key_has_a_text(self):
        texts = json.loads((PAGES / "texts.en.json").read_text())
        source = (PAGES / "lib/keys.js").read_text()
        actions = re.search(r"export const defaults = \{(.*?)\};", source, re.S).group(1)
        names = {a or b for a, b in re.findall(r"(?:'([\w.]+)'|(?<![\w'.])(\w+)): '", actions)}
        self.assertGreater(len(names), 30)
        self.assertEqual(sorted(name for name in names if f"key.{name}" not in texts), [])

    def test_nothing_is_made_of_markup(self):
        for file in SCRIPTS:
            for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
                self.assertNotIn(word, file.read_text(), file.name)

    def test_nothing_comes_from_elsewhere(self):
        for file in [*SCRIPTS, *PAGES.rglob("*.css"), PAGES / "index.html"]:
            addresses = set(re.findall(r"https?://[^\s'\"`)]+", file.read_text())) - {"http://www.w3.org/2000/svg"}
            self.assertEqual(addresses, set(), file.name)

    def test_every_import_is_there(self):
        for file in SCRIPTS:
            for name in re.findall(r"(?:from|import\()\s*'(\.[^']+)'", file.read_text()):
                self.assertTrue((file.parent / name).exists(), f"{file.name}: {name}")

    def test_every_name_imported_is_exported(self):
        for file in SCRIPTS:
            for names, source in re.findall(r"import \{([^}]+)\} from '(\.[^']+)'", file.read_text()):
                text = (file.parent / source).read_text()
                for name in (part.split(" as ")[0].strip() for part in names.split(",")):
                    self.assertRegex(text, rf"export (async )?(function|const|class|let) {name}\b", f"{file.name} from {source}")


if __name__ == "__main__":
    unittest.main()
