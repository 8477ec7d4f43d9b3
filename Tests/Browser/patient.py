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


def dicom(path: Path, text):
    """One slice of CT in explicit little endian whose every free text is `text`."""
    def element(group, number, kind, value):
        data = value if isinstance(value, bytes) else value.encode()
        data += (b"\0" if kind in ("UI", "OB", "OW") else b" ") * (len(data) % 2)
        long = kind in ("OB", "OW", "UT", "SQ")
        return struct.pack("<HH2s", group, number, kind.encode()) + (struct.pack("<HI", 0, len(data)) if long else struct.pack("<H", len(data))) + data
    us = lambda group, number, value: element(group, number, "US", struct.pack("<H", value))
    short = text[:16]
    body = [element(8, 0x5, "CS", "ISO_IR 192"), element(8, 0x8, "CS", "ORIGINAL\\PRIMARY\\AXIAL"), element(8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.2"), element(8, 0x18, "UI", "2.25.3"),
            element(8, 0x20, "DA", "20260302"), element(8, 0x22, "DA", "20260302"), element(8, 0x30, "TM", "140000"), element(8, 0x32, "TM", "140000"), element(8, 0x60, "CS", "CT"), element(8, 0x70, "LO", text), element(8, 0x80, "LO", text),
            element(8, 0x1030, "LO", text), element(8, 0x103E, "LO", text), element(8, 0x1090, "LO", text), element(0x10, 0x10, "PN", text), element(0x10, 0x20, "LO", text), element(0x10, 0x40, "CS", "F"),
            element(0x18, 0x50, "DS", "5"), element(0x18, 0x1030, "LO", text), element(0x20, 0xD, "UI", "2.25.1"), element(0x20, 0xE, "UI", "2.25.2"), element(0x20, 0x10, "SH", short), element(0x20, 0x11, "IS", "1"), element(0x20, 0x13, "IS", "1"),
            element(0x20, 0x32, "DS", "0\\0\\0"), element(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0"), element(0x20, 0x52, "UI", "2.25.4"), element(0x20, 0x4000, "LT", text), us(0x28, 2, 1), element(0x28, 4, "CS", "MONOCHROME2"), us(0x28, 0x10, 8), us(0x28, 0x11, 8),
            element(0x28, 0x30, "DS", "5\\5"), us(0x28, 0x100, 16), us(0x28, 0x101, 16), us(0x28, 0x102, 15), us(0x28, 0x103, 1), element(0x28, 0x1052, "DS", "0"), element(0x28, 0x1053, "DS", "1"), element(0x28, 0x1054, "LO", "HU"), element(0x7FE0, 0x10, "OW", bytes(128))]
    meta = b"".join([element(2, 1, "OB", b"\0\1"), element(2, 2, "UI", "1.2.840.10008.5.1.4.1.1.2"), element(2, 3, "UI", "2.25.3"), element(2, 0x10, "UI", "1.2.840.10008.1.2.1"), element(2, 0x12, "UI", "2.25.9")])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(128) + b"DICM" + element(2, 0, "UL", struct.pack("<I", len(meta))) + meta + b"".join(body))


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


def case_with_time_points(pseudonym):
    """The same with emission images and CT of each time, taken as they lie, in place of entered activity."""
    text = case_file(pseudonym, 7.45)
    start, end = text.index("  enter: {"), text.index("  structures: [")
    days = {4: "2026-03-02T14:00:00", 24: "2026-03-03T10:00:00", 96: "2026-03-06T10:00:00"}
    points = "\n".join(
        f'    {{ name: "{h} h", emission: {{ path: "images/spect-{h}h.nii.gz", role: "emission", unit: "Bq/mL", nuclide: "Lu-177",'
        f' start: "{days[h]}", durationSeconds: 1200, decay: "start", confirmGeometry: true }},'
        f' ct: {{ path: "images/ct.nii.gz", role: "ct", unit: "HU" }} }},' for h in HOURS)
    text = text[:start] + f'  timePoints: [\n{points}\n  ],\n  reference: "24 h",\n' + text[end:]
    return text.replace('engine: "local"', 'engine: "local", register: false')


if __name__ == "__main__":
    import sys
    target = Path(sys.argv[1])
    make(target / "images")
    (target / "case.json5").write_text(case_file("TEST-01", 7.45))
