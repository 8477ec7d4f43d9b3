"""A small digital patient as NIfTI: CT, activity at three times, structures; and its case file, with one fact left open.

Standard library alone, so that the tests need nothing but a browser."""

import gzip
import math
import struct
from pathlib import Path

SIZE, STEP = (40, 32, 30), 8.0  # voxels, mm
LIVER = ((-50.0, 0.0, 0.0), (70.0, 60.0, 60.0))  # centre in LPS, semi-axes
LESION = ((-70.0, -10.0, 10.0), (18.0, 18.0, 18.0))
KIDNEY = ((70.0, 40.0, -20.0), (26.0, 26.0, 44.0))
BODY = ((0.0, 0.0, 0.0), (150.0, 115.0, 400.0))
REGIONS = {1: LIVER, 2: LESION, 3: KIDNEY, 4: BODY}
HOURS = (4, 24, 96)


def inside(place, region):
    centre, axes = region
    return sum(((p - c) / a) ** 2 for p, c, a in zip(place, centre, axes)) <= 1


def places():
    for k in range(SIZE[2]):
        for j in range(SIZE[1]):
            for i in range(SIZE[0]):
                yield tuple((n - (s - 1) / 2) * STEP for n, s in zip((i, j, k), SIZE))


def write(path, values, code, letter):
    """NIfTI-1 of values in i, j, k order; x and y of LPS turn their sign in RAS."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, *SIZE, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, code, {2: 8, 4: 16, 16: 32}[code])
    struct.pack_into("<8f", header, 76, 1, STEP, STEP, STEP, 0, 0, 0, 0)
    struct.pack_into("<3f", header, 108, 352, 1, 0)
    struct.pack_into("<2h", header, 252, 0, 1)
    start = [(s - 1) / 2 * STEP for s in SIZE]
    rows = (-STEP, 0, 0, start[0]), (0, -STEP, 0, start[1]), (0, 0, STEP, -start[2])
    for n, row in enumerate(rows):
        struct.pack_into("<4f", header, 280 + 16 * n, *row)
    header[123] = 2  # mm
    header[344:348] = b"n+1\0"
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wb", compresslevel=3) as file:
        file.write(bytes(header) + struct.pack(f"<{len(values)}{letter}", *values))


def activity(place, hours):
    """Bq/mL: lesion, kidney and liver wash out with effective half-lives of their own."""
    for region, start, half_life in ((LESION, 4e6, 90), (KIDNEY, 1.5e6, 50), (LIVER, 6e5, 60), (BODY, 2e4, 40)):
        if inside(place, region):
            return start * 2 ** (-hours / half_life)
    return 0.0


def ct(place):
    if not inside(place, BODY):
        return -1000
    return 60 if inside(place, LIVER) else 30


def make(folder: Path):
    """The images of the patient below `folder`."""
    all_places = list(places())
    write(folder / "ct.nii.gz", [ct(p) for p in all_places], 4, "h")
    for hours in HOURS:
        write(folder / f"spect-{hours}h.nii.gz", [activity(p, hours) for p in all_places], 16, "f")
    for label, name in ((1, "liver"), (2, "lesion"), (3, "kidney"), (4, "body")):
        write(folder / f"{name}.nii.gz", [int(inside(p, REGIONS[label])) for p in all_places], 2, "B")


def case_file(pseudonym, activity="FILL IN"):
    """The case as a person would write it; the activity of the administration is open unless given."""
    quoted = f'"{activity}"' if isinstance(activity, str) else activity
    days = {4: "2026-03-02T14:00:00", 24: "2026-03-03T10:00:00", 96: "2026-03-06T10:00:00"}
    points = "\n".join(
        f'    {{ path: "images/spect-{h}h.nii.gz", role: "activity", unit: "Bq/mL", nuclide: "Lu-177",'
        f' start: "{days[h]}", decay: "start", time: "{days[h]}" }},' for h in HOURS)
    roles = {"liver": "liver", "lesion": "tumour", "kidney": "kidney", "body": "body"}
    structures = "\n".join(
        f'    {{ path: "images/{name}.nii.gz", role: "structures",'
        f' names: {{ "1": "{name.capitalize()}" }}, roles: {{ "{name.capitalize()}": "{role}" }} }},'
        for name, role in roles.items())
    return f"""{{
  hepatica: 1,
  patient: {{ pseudonym: "{pseudonym}", sex: "F", weightKg: 60, heightCm: 165 }},
  therapy: {{ kind: "PRRT", product: "Lu-177-DOTATATE", nuclide: "Lu-177", cycle: 1, intendedActivityGBq: 7.4, prescriptionLevel: 2 }},
  administrations: [{{ start: "2026-03-02T10:00:00", durationMinutes: 30, route: "intravenous",
    activityGBq: {quoted}, measured: "2026-03-02T09:50:00", residualGBq: 0.05, residualMeasured: "2026-03-02T10:55:00",
    relativeUncertainty: 0.02, calibrator: "test" }}],
  enter: {{
    ct: {{ path: "images/ct.nii.gz", role: "ct", unit: "HU" }},
    activity: [
{points}
    ],
  }},
  structures: [
{structures}
  ],
  options: {{ engine: "local", resolutionMm: 12 }},
  limits: [{{ region: "Kidney", gray: 23, source: "example" }}],
}}
"""


if __name__ == "__main__":
    import sys
    target = Path(sys.argv[1])
    make(target / "images")
    (target / "case.json5").write_text(case_file("TEST-01", 7.45))
