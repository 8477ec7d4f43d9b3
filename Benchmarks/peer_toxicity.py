#!/usr/bin/env python3
"""Grades a laboratory table by CTCAE v5.0 with a data-frame library, for comparison with `hepatica toxicity`.

    python3 Benchmarks/peer_toxicity.py make FOLDER [PATIENTS]     writes labs.csv and patients.csv
    python3 Benchmarks/peer_toxicity.py pandas|polars FOLDER       prints seconds, memory and worst grades

Both read the same file, join the days of treatment, take the last value of the month before as baseline, grade
every value of the window in binary floating point, and count patients by worst grade.
"""
import datetime
import random
import resource
import sys
import time

TESTS = [("ALT", "U/L", "", "55", 28, 0.4), ("AST", "U/L", "", "48", 27, 0.4), ("TBIL", "mg/dL", "", "1.2", 0.6, 0.5),
         ("ALP", "U/L", "", "129", 110, 0.4), ("PLT", "10^9/L", "150", "", 220, 0.35), ("ALB", "g/dL", "3.5", "", 4.1, 0.1),
         ("CREA", "mg/dL", "", "1.3", 0.9, 0.3), ("HGB", "g/dL", "12", "", 13, 0.12)]
# Multiples of ULN or baseline for grades 1-4; the lowest of an abnormal baseline is its own.
HIGH = {"ALT": (1, 3, 5, 20, 1.5), "AST": (1, 3, 5, 20, 1.5), "ALP": (1, 2.5, 5, 20, 2.0), "TBIL": (1, 1.5, 3, 10, 1.0)}
LOW = {"PLT": (75, 50, 25), "ALB": (3, 2, None), "HGB": (10, 8, None)}


def make(folder, patients):
    random.seed(7)
    base = datetime.date(2024, 1, 1)
    with open(f"{folder}/labs.csv", "w") as labs, open(f"{folder}/patients.csv", "w") as table:
        labs.write("patient,date,test,value,unit,LLN,ULN\n")
        table.write("patient,sex,birth,arm,cycles\n")
        for n in range(patients):
            name = f"P{n:06d}"
            start = base + datetime.timedelta(days=random.randrange(300))
            cycles = " ".join(str(start + datetime.timedelta(days=d)) for d in (0, 56, 112))
            table.write(f"{name},{'F' if n % 3 else 'M'},1960-05-17,{'IA' if n % 2 else 'IV'},{cycles}\n")
            for d in (-10, 14, 42, 70, 150):
                day = start + datetime.timedelta(days=d)
                for code, unit, low, high, middle, spread in TESTS:
                    value = middle * random.lognormvariate(0, spread)
                    labs.write(f"{name},{day},{code},{value:.{2 if middle < 20 else 0}f},{unit},{low},{high}\n")


def with_pandas(folder):
    import numpy as np
    import pandas as pd
    labs = pd.read_csv(f"{folder}/labs.csv", parse_dates=["date"], dtype={"test": "category", "patient": "category"})
    table = pd.read_csv(f"{folder}/patients.csv")
    cycles = table["cycles"].str.split(" ")
    table["first"], table["last"] = pd.to_datetime(cycles.str[0]), pd.to_datetime(cycles.str[-1])
    table["end"] = table["last"] + pd.DateOffset(months=3)
    labs = labs.merge(table[["patient", "first", "end"]], on="patient")
    before = labs[(labs["date"] <= labs["first"]) & (labs["date"] >= labs["first"] - pd.DateOffset(months=1))]
    baseline = before.sort_values("date").groupby(["patient", "test"], observed=True)["value"].last().rename("baseline")
    window = labs[(labs["date"] > labs["first"]) & (labs["date"] <= labs["end"])].join(baseline, on=["patient", "test"])
    grade = np.zeros(len(window), int)
    value, test = window["value"].to_numpy(), window["test"].to_numpy()
    for code, (one, two, three, four, least) in HIGH.items():
        at = test == code
        abnormal = (window["baseline"] > window["ULN"]).to_numpy() & at
        reference = np.where(abnormal, window["baseline"], window["ULN"])
        for g, factor in ((2, two), (3, three), (4, four)):
            grade[at & (value > factor * reference)] = g
        mild = np.where(abnormal, (value > reference) if least == 1.0 else (value >= least * reference), value > reference)
        grade[at & (grade == 0) & mild] = 1
    crea = test == "CREA"
    upper, own = window["ULN"].to_numpy(), window["baseline"].to_numpy()
    grade[crea & (value > upper)] = 1
    grade[crea & ((value > 1.5 * upper) | (value > 1.5 * own))] = 2
    grade[crea & ((value > 3 * upper) | (value > 3 * own))] = 3
    grade[crea & (value > 6 * upper)] = 4
    for code, cuts in LOW.items():
        at = test == code
        grade[at & (value < window["LLN"].to_numpy())] = 1
        for g, cut in enumerate(cuts, 2):
            if cut is not None:
                grade[at & (value < cut)] = g
    window = window.assign(grade=grade)
    worst = window.groupby(["patient", "test"], observed=True)["grade"].max()
    return worst.groupby(level="test", observed=True).value_counts().unstack(fill_value=0).sort_index()


def with_polars(folder):
    import polars as pl
    labs = pl.scan_csv(f"{folder}/labs.csv", try_parse_dates=True, schema_overrides={"LLN": pl.Float64, "ULN": pl.Float64})
    table = pl.scan_csv(f"{folder}/patients.csv").with_columns(
        pl.col("cycles").str.split(" ").list.first().str.to_date().alias("first"),
        pl.col("cycles").str.split(" ").list.last().str.to_date().dt.offset_by("3mo").alias("end"))
    labs = labs.join(table.select("patient", "first", "end"), on="patient")
    before = labs.filter((pl.col("date") <= pl.col("first")) & (pl.col("date") >= pl.col("first").dt.offset_by("-1mo")))
    baseline = before.sort("date").group_by("patient", "test").agg(pl.col("value").last().alias("baseline"))
    window = labs.filter((pl.col("date") > pl.col("first")) & (pl.col("date") <= pl.col("end"))).join(
        baseline, on=["patient", "test"], how="left")
    v, u, b, l = (pl.col(c) for c in ("value", "ULN", "baseline", "LLN"))
    rule = pl.when(pl.lit(False)).then(0)
    for code, (_, two, three, four, least) in HIGH.items():
        at, high = pl.col("test") == code, (b > u).fill_null(False)
        r = pl.when(high).then(b).otherwise(u)
        for g, f in ((4, four), (3, three), (2, two)):
            rule = rule.when(at & (v > f * r)).then(g)
        rule = rule.when(at & high & ((v > r) if least == 1.0 else (v >= least * r))).then(1)
        rule = rule.when(at & ~high & (v > u)).then(1)
    at = pl.col("test") == "CREA"
    rule = rule.when(at & (v > 6 * u)).then(4).when(at & ((v > 3 * u) | (v > 3 * b))).then(3)
    rule = rule.when(at & ((v > 1.5 * u) | (v > 1.5 * b))).then(2).when(at & (v > u)).then(1)
    for code, cuts in LOW.items():
        for g, cut in reversed(list(enumerate(cuts, 2))):
            if cut is not None:
                rule = rule.when((pl.col("test") == code) & (v < cut)).then(g)
        rule = rule.when((pl.col("test") == code) & (v < l)).then(1)
    worst = window.with_columns(rule.otherwise(0).alias("grade")).group_by("patient", "test").agg(pl.col("grade").max())
    return worst.group_by("test", "grade").agg(pl.len()).sort("test", "grade").collect()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 100_000)
        sys.exit()
    start = time.monotonic()
    result = {"pandas": with_pandas, "polars": with_polars}[sys.argv[1]](sys.argv[2])
    seconds = time.monotonic() - start
    print(result)
    print(f"{sys.argv[1]}: {seconds:.1f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
