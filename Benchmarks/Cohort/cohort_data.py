#!/usr/bin/env python3
"""One file with a row per patient for the survival benchmark: invented, always the same bytes.

Usage: cohort_data.py FILE [PATIENTS]
"""
import math
import random
import sys

count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
rng = random.Random(1)
with open(sys.argv[1], "w") as out:
    out.write("patient,centre,arm,age_years,sex,primary_site,who_grade,ecog,burden_percent,extrahepatic,os_months,os_event,"
              "best_response,best_change_percent,alt_baseline,alt_worst,ast_baseline,ast_worst,tumour_dose_gy,tumour_response\n")
    for n in range(count):
        grade = 1 + (rng.random() > 0.3) + (rng.random() > 0.8)
        burden = min(95, rng.gammavariate(2.5, 14))
        ecog = min(2, int(rng.expovariate(1.3)))
        age, male, spread = rng.gauss(62, 10), rng.random() < 0.55, rng.random() < 0.4
        arm = rng.random() < 0.5
        hazard = 0.012 * math.exp(0.45 * (grade - 2) + 0.012 * (burden - 40) + 0.25 * ecog + 0.02 * (age - 62) + 0.1 * male)
        death, end = rng.expovariate(hazard), rng.uniform(6, 72)
        dose = rng.lognormvariate(4.7, 0.6)
        answer = rng.random() < 1 / (1 + math.exp(-4 * 1.1 * (dose / 130 - 1)))
        change = rng.gauss(-25 if answer else 3, 18)
        best = "PR" if change <= -30 else "PD" if change >= 20 else "SD"
        site = rng.choices(["small bowel", "pancreas", "lung", "rectum"], [5, 3, 1, 1])[0]
        base = [int(rng.random() < 0.1) for _ in range(2)]
        worst = [b + (rng.random() < 0.2) + (rng.random() < 0.05) for b in base]
        out.write(f"P{n:07d},C{n % 7},{'IA' if arm else 'IV'},{age:.1f},{'M' if male else 'F'},{site},{grade},{ecog},{burden:.1f},"
                  f"{'yes' if spread else 'no'},{min(death, end):.2f},{int(death <= end)},{best},{max(-100, change):.0f},"
                  f"{base[0]},{worst[0]},{base[1]},{worst[1]},{dose:.1f},{'yes' if answer else 'no'}\n")
