#!/usr/bin/env python3
"""Makes the synthetic sample cohort: invented patients, known truth, always the same bytes.

Truth: hazard of death per month 0.012 × exp(0.45 (grade − 2) + 0.014 (burden − 40) + 0.25 ecog + 0.02 (age − 62));
response of a tumour with logistic D50 130 Gy and γ50 1.1; complication of normal liver with D50 62 Gy and γ50 1.6.
Usage: make-cohort.py FOLDER [PATIENTS]
"""
import csv
import datetime
import math
import pathlib
import random
import sys

folder = pathlib.Path(sys.argv[1])
count = int(sys.argv[2]) if len(sys.argv) > 2 else 120
rng = random.Random(20261126)
folder.mkdir(parents=True, exist_ok=True)
tables = {name: [] for name in ("patients", "courses", "toxicity", "responses", "survival", "doses")}
sites = [("small bowel", 0.48), ("pancreas", 0.30), ("lung", 0.08), ("rectum", 0.06), ("unknown", 0.08)]
prior = ["somatostatin analogue", "surgery", "everolimus", "embolisation", "chemotherapy"]


def pick(weighted):
    u = rng.random()
    for value, weight in weighted:
        u -= weight
        if u < 0:
            return value
    return weighted[-1][0]


def logistic(x):
    return 1 / (1 + math.exp(-x))


for n in range(1, count + 1):
    p = f"HEP-{n:04d}"
    grade = pick([(1, 0.32), (2, 0.54), (3, 0.14)])
    burden = min(92.0, max(3.0, rng.gammavariate(2.6, 14)))
    ecog = pick([(0, 0.55), (1, 0.36), (2, 0.09)])
    age = min(86, max(29, rng.gauss(62, 10.5)))
    extrahepatic = rng.random() < 0.38
    excluded = pick([("", 0.90), ("tumour burden above the limit", 0.04), ("consent withdrawn", 0.03),
                     ("bilirubin above the limit", 0.03)])
    untreated = "" if excluded else pick([("", 0.97), ("hepatic artery not accessible", 0.03)])
    treated = not excluded and not untreated
    stopped = "" if not treated else pick([("", 0.84), ("progression", 0.09), ("toxicity", 0.04), ("own wish", 0.03)])
    judged = "" if not treated else pick([("", 0.96), ("no follow-up image", 0.04)])
    arm = "" if excluded else ("IA" if n % 2 else "IV")
    tables["patients"].append({
        "patient": p, "centre": pick([("north", 0.45), ("south", 0.33), ("west", 0.22)]), "arm": arm,
        "age_years": f"{age:.1f}", "sex": "F" if rng.random() < 0.45 else "M", "primary_site": pick(sites),
        "who_grade": grade if rng.random() < 0.97 else "", "ecog": ecog, "burden_percent": f"{burden:.1f}",
        "extrahepatic": "yes" if extrahepatic else "no",
        "prior_therapy": ";".join(x for x in prior if rng.random() < 0.35),
        "excluded_reason": excluded, "untreated_reason": untreated, "discontinued_reason": stopped,
        "unevaluable_reason": judged,
    })
    if not treated:
        continue
    cycles = rng.randint(1, 3) if stopped else 4
    start = datetime.date(2021, 1, 4) + datetime.timedelta(days=rng.randint(0, 900))
    tables["courses"].append({
        "patient": p, "course": 1, "therapy": "PRRT IA" if arm == "IA" else "PRRT IV",
        "first_administration": start.isoformat(),
        "last_administration": (start + datetime.timedelta(days=56 * (cycles - 1))).isoformat(),
        "cycles": cycles, "activity_gbq": f"{cycles * rng.gauss(7.4, 0.15):.2f}",
    })
    for term, risk in (("ALT", 0.10), ("AST", 0.12), ("ALP", 0.30), ("TBIL", 0.06), ("Platelets", 0.20), ("Creatinine", 0.07)):
        base = 1 if rng.random() < risk else 0
        worst = base
        while worst < 4 and rng.random() < (0.24 if worst == 0 else 0.22) * (0.5 + burden / 80):
            worst += 1
        cause = pick([("therapy", 0.5), ("progression", 0.35), ("other", 0.15)]) if worst >= 2 and worst > base else ""
        tables["toxicity"].append({"patient": p, "term": term, "baseline_grade": base, "worst_grade": worst, "attribution": cause})
    hazard = 0.012 * math.exp(0.45 * (grade - 2) + 0.014 * (burden - 40) + 0.25 * ecog + 0.02 * (age - 62))
    limit = rng.uniform(12, 58)
    death, progress = rng.expovariate(hazard), rng.expovariate(2.1 * hazard)
    months = round(min(death, limit), 1)
    tables["survival"].append({"patient": p, "endpoint": "OS", "months": months, "event": int(death <= limit)})
    first = min(death, progress)
    tables["survival"].append({"patient": p, "endpoint": "PFS", "months": round(min(first, limit), 1), "event": int(first <= limit)})
    end = min(progress, death, limit)
    kind = 1 if progress == end else 2 if death == end else 0
    tables["survival"].append({"patient": p, "endpoint": "hepatic progression", "months": round(end, 1), "event": kind})
    responded = 0
    lesions = rng.randint(1, 3)
    for k in range(1, lesions + 1):
        dose = rng.lognormvariate(math.log(125 if arm == "IA" else 98), 0.62)
        outcome = rng.random() < logistic(4 * 1.1 * (dose / 130 - 1))
        responded += outcome
        tables["doses"].append({"patient": p, "lesion": f"T{k}", "region": "tumour", "dose_gy": f"{dose:.1f}",
                                "dose_uncertainty_gy": f"{0.18 * dose:.1f}", "outcome": "yes" if outcome else "no"})
    liver = rng.lognormvariate(math.log(27), 0.5)
    harm = rng.random() < logistic(4 * 1.6 * (liver / 62 - 1))
    tables["doses"].append({"patient": p, "lesion": "normal liver", "region": "normal liver", "dose_gy": f"{liver:.1f}",
                            "dose_uncertainty_gy": f"{0.12 * liver:.1f}", "outcome": "yes" if harm else "no"})
    if judged:
        tables["responses"].append({"patient": p, "criterion": "RECIST 1.1", "best_response": "NE", "best_change_percent": "", "confirmed": ""})
        continue
    change = max(-100, rng.gauss(-34 * responded / lesions + 4, 16))
    best = "CR" if change <= -99 else "PR" if change <= -30 else "PD" if change >= 20 else "SD"
    confirmed = ("yes" if rng.random() < 0.85 else "no") if best in ("CR", "PR") else ""
    tables["responses"].append({"patient": p, "criterion": "RECIST 1.1", "best_response": best,
                                "best_change_percent": f"{change:.0f}", "confirmed": confirmed})

for name, rows in tables.items():
    with open(folder / f"{name}.csv", "w", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
