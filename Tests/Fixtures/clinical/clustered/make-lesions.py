"""Writes lesions.csv: 24 made-up patients with one to six tumours each.

A tumour's log odds of response are -3 + 0.022 D + b, D its dose in Gy, b a normal deviate of the patient (SD 1.2):
tumours of one patient are alike. The seed is fixed; nothing here is of a real patient.
"""
import math, random

random.seed(20261126)
with open("lesions.csv", "w") as out:
    out.write("patient,lesion,dose_gy,response\n")
    for patient in range(1, 25):
        effect = random.gauss(0, 1.2)
        level = random.lognormvariate(math.log(130), 0.35)
        for lesion in range(1, random.randint(1, 6) + 1):
            dose = round(level * random.lognormvariate(0, 0.45), 1)
            odds = -3 + 0.022 * dose + effect
            response = int(random.random() < 1 / (1 + math.exp(-odds)))
            out.write(f"P{patient:02},L{lesion},{dose},{response}\n")
