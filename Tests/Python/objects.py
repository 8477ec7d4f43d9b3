"""Opens every DICOM result of a case with the readers that people use, and compares values and geometry with the NIfTI images
and the table of the same run. Doses and maps must be there (`hepatica report --maps`).

    objects.py RESULTS PET

pydicom reads each object; highdicom the segmentation, the measurement report and the parametric maps; SimpleITK doses and the PET
series in the folder PET, which dcm2niix (where it is installed) turns into NIfTI again.
"""

import csv
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import highdicom
import nibabel
import numpy
import pydicom
import SimpleITK

results, pet = Path(sys.argv[1]), Path(sys.argv[2])
objects = results / "dicom"
opened = []
with open(results / "summary.csv", encoding="utf-8-sig") as table:
    regions = {row["region"]: row for row in csv.DictReader(table)}


def close(name, one, other, tolerance):
    """Same shape, and the largest difference within the tolerance (absolute)."""
    assert one.shape == other.shape, f"{name}: {one.shape} against {other.shape}"
    worst = float(numpy.abs(one - other).max())
    assert worst <= tolerance, f"{name}: differs by {worst}, above {tolerance}"
    opened.append(f"{name}: within {worst:.3g} (allowed {tolerance:.3g})")


def nifti(name):
    """Values as z, y, x and the affine of LPS, as DICOM has it."""
    image = nibabel.load(results / name)
    return image.get_fdata().transpose(2, 1, 0), numpy.diag([-1, -1, 1, 1]) @ image.affine


def place(image):
    """Affine of a SimpleITK image, LPS."""
    affine = numpy.eye(4)
    affine[:3, :3] = numpy.array(image.GetDirection()).reshape(3, 3) @ numpy.diag(image.GetSpacing())
    affine[:3, 3] = image.GetOrigin()
    return affine


def values(image):
    return SimpleITK.GetArrayFromImage(image).astype(float)


def doses():
    for file, twin in (("RD_dose.dcm", "dose.nii.gz"), ("RD_uncertainty.dcm", "dose-sigma.nii.gz")):
        truth, affine = nifti(twin)
        dataset = pydicom.dcmread(objects / file)
        scaling = float(dataset.DoseGridScaling)
        # Half a step of the stored integers, and the rounding of 32-bit floats.
        tolerance = 0.5001 * scaling + 1e-6 * float(truth.max())
        close(f"pydicom, {file}", dataset.pixel_array * scaling, truth, tolerance)
        image = SimpleITK.ReadImage(str(objects / file))
        # GDCM leaves Dose Grid Scaling to the caller.
        close(f"SimpleITK, {file}", values(image) * scaling, truth, tolerance)
        close(f"SimpleITK, geometry of {file}", place(image), affine, 1e-3)


def head_first(volume):
    """highdicom stacks slices as its own rule has it; here they go towards the head."""
    return volume.flip_spatial(0) if volume.affine[2, 0] < 0 else volume


def maps():
    twins = {"PM_absorbedDose.dcm": "dose.nii.gz", "PM_doseUncertainty.dcm": "dose-sigma.nii.gz"}
    for file, twin in twins.items():
        truth, affine = nifti(twin)
        dataset = pydicom.dcmread(objects / file)
        close(f"pydicom, {file}", dataset.pixel_array.astype(float), truth, 1e-6 * float(truth.max()))
        volume = head_first(highdicom.imread(str(objects / file)).get_volume())
        close(f"highdicom, {file}", volume.array.astype(float), truth, 1e-6 * float(truth.max()))
        # highdicom counts slice, row, column.
        swapped = volume.affine[:, [2, 1, 0, 3]]
        close(f"highdicom, geometry of {file}", swapped, affine, 1e-3)


def segmentation():
    read = highdicom.seg.segread(str(objects / "SEG.dcm"))
    numbers = list(read.segment_numbers)
    voxels = read.get_volume(segment_numbers=numbers, combine_segments=False, rescale_fractional=True)
    labels = [read.get_segment_description(n).segment_label for n in numbers]
    assert len(set(labels)) == len(labels), "two segments of one name"
    filled = [float(voxels.array[..., n].sum()) for n in range(len(numbers))]
    assert min(filled) > 0, f"an empty segment: {labels[filled.index(min(filled))]}"
    spacing = numpy.abs(numpy.linalg.det(voxels.affine[:3, :3])) / 1000  # mL of a voxel
    for label, count in zip(labels, filled):
        stated = float(regions[label]["volume_mL"])
        assert abs(count * spacing - stated) < 0.002 * stated + 0.05, f"{label}: {count * spacing} mL against {stated}"
    opened.append(f"highdicom, SEG.dcm: volumes of {len(labels)} structures as in the table")


def report():
    content = highdicom.sr.srread(str(objects / "SR_measurements.dcm")).content
    if not hasattr(content, "get_volumetric_roi_measurement_groups"):
        content = highdicom.sr.MeasurementReport.from_sequence(content, is_root=True)
    absorbed = highdicom.sr.CodedConcept("128513", "DCM", "Absorbed Dose")
    groups = content.get_volumetric_roi_measurement_groups()
    for group in groups:
        name = group.tracking_identifier
        dose = [m.value for m in group.get_measurements(name=absorbed)]
        stated = float(regions[name]["mean_Gy"])
        assert any(abs(d - stated) < 1e-3 * stated for d in dose), f"{name}: {dose} against {stated}"
    assert groups, "no measurement groups"
    opened.append(f"highdicom, SR_measurements.dcm: mean doses of {len(groups)} regions as in the table")


def series():
    """PET in Bq/mL by two readers; slices are stacked towards the head."""
    for twin in sorted((results / "activity").glob("*.nii.gz")):
        if twin.name.endswith("-sigma.nii.gz"):
            continue
        point = twin.name.removesuffix(".nii.gz")
        files = sorted(pet.glob(f"PT_{point}_*.dcm"))
        truth, affine = nifti(f"activity/{twin.name}")
        reader = SimpleITK.ImageSeriesReader()
        reader.SetFileNames([str(f) for f in files])
        image = reader.Execute()
        # One slope of 16 bits for the series.
        tolerance = float(truth.max()) / 30000
        close(f"SimpleITK, PET {point}", values(image), truth, tolerance)
        close(f"SimpleITK, geometry of PET {point}", place(image), affine, 1e-2)
        if shutil.which("dcm2niix"):
            converted(point, files, truth, tolerance)


def converted(point, files, truth, tolerance):
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            shutil.copy(file, folder)
        subprocess.run(["dcm2niix", "-f", "out", folder], check=True, stdout=subprocess.DEVNULL)
        image = nibabel.as_closest_canonical(nibabel.load(Path(folder) / "out.nii"))
        # RAS as read; here x and y run to the left and to the back.
        found = image.get_fdata()[::-1, ::-1].transpose(2, 1, 0)
        close(f"dcm2niix, PET {point}", found, truth, tolerance)


def everything():
    for file in sorted(objects.glob("*.dcm")):
        dataset = pydicom.dcmread(file)
        if "PixelData" in dataset or "FloatPixelData" in dataset:
            _ = dataset.pixel_array
    opened.append(f"pydicom: {len(list(objects.glob('*.dcm')))} objects")


doses()
maps()
segmentation()
report()
series()
everything()
print("\n".join(opened))
