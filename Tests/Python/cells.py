"""Runs the code cells of a notebook in order, in one name space, and stops at the first that fails."""
import json
import sys

notebook = json.load(open(sys.argv[1], encoding="utf-8"))
cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
space = {"__name__": "notebook"}
for number, cell in enumerate(cells, 1):
    try:
        exec(compile(cell, f"cell {number}", "exec"), space)
    except BaseException as problem:
        sys.exit(f"Notebook: cell {number} failed: {problem!r}\n{cell}")
print(f"Notebook: {len(cells)} cells ran")
