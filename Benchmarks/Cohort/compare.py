#!/usr/bin/env python3
"""Hepatica beside R survival on one file of 100 000 patients: seconds, ratio, agreement.

Needs `swift build -c release --product cohortbench`, and Rscript with survival (r-base-core, r-cran-survival); without
R it prints Hepatica's times alone.
"""
import pathlib
import shutil
import subprocess
import sys
import time

here = pathlib.Path(__file__).resolve().parent
build = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent.parent / ".build" / "release"
data = here.parent.parent / ".build" / "cohort-100000.csv"
data.parent.mkdir(exist_ok=True)
if not data.exists():
    subprocess.run([sys.executable, str(here / "cohort_data.py"), str(data)], check=True)


def run(command):
    times, values = {}, {}
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        words = line.split()
        if words[1] in ("coef", "loglik"):
            values[words[1]] = [float(w) for w in words[2:]]
        else:
            times[" ".join(words[1:-1])] = float(words[-1])
    return times, values


ours, numbers = run([str(build / "cohortbench"), str(data)])
theirs, reference = ({}, {})
if shutil.which("Rscript"):
    theirs, reference = run(["Rscript", str(here / "peer_survival.R"), str(data)])
print(f"{'100 000 patients':24}{'Hepatica/s':>12}{'R/s':>10}{'R ÷ Hepatica':>15}")
for name, seconds in ours.items():
    peer = theirs.get(name)
    tail = f"{peer:10.3f}{peer / seconds:15.1f}" if peer else f"{'–':>10}{'–':>15}"
    print(f"{name:24}{seconds:12.3f}{tail}")
if reference:
    worst = max(abs(a - b) / abs(b) for a, b in zip(numbers["coef"], reference["coef"]))
    print(f"largest relative difference of Cox coefficients {worst:.1e}")
program = build / "hepatica"
if program.exists():
    start = time.time()
    subprocess.run([str(program), "cohort", str(data), "-o", str(data.with_suffix("")), "--quiet"],
                   check=False, capture_output=True)
    print(f"hepatica cohort, file to HTML, PDF and CSV: {time.time() - start:.1f} s")
