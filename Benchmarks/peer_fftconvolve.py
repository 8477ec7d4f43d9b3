#!/usr/bin/env python3
"""The peers of the kernel engine: SciPy's `signal.fftconvolve`, and the same by hand with `fft`, on the arrays that
`bench` left.

Most open voxel dosimetry programs convolve this way. Same activity, same kernel (mirrored from the octant), single
precision, two workers; the kernel is given, not made. Prints a Markdown table: time, ratio, memory, difference of dose.
"""
import csv
import sys
import time

try:
    import numpy
    import scipy.fft
    import scipy.signal
except ImportError:
    sys.exit("peer_fftconvolve.py: needs numpy and scipy (python3-scipy); nothing was compared")


def peak():
    """Peak resident memory, MB."""
    fields = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
    return int(fields["VmHWM"].split()[0]) / 1024


def load(folder, name, shape):
    return numpy.fromfile(f"{folder}/{name}", dtype=numpy.float32).reshape(shape)


def mirrored(octant, spacing, reach=200.0):
    """The whole kernel, odd along every axis, cut where the point kernel ends."""
    kept = octant[tuple(slice(0, min(n, int(reach / s) + 2)) for n, s in zip(octant.shape, spacing))]
    for axis in range(3):
        back = numpy.flip(numpy.delete(kept, 0, axis), axis)
        kept = numpy.concatenate([back, kept], axis)
    return kept


def fftconvolve(activity, kernel):
    return scipy.signal.fftconvolve(activity, kernel, mode="same")


def by_hand(activity, kernel):
    """Real transforms of the smallest quick lengths that hold the whole convolution, cut to the middle."""
    whole = [a + k - 1 for a, k in zip(activity.shape, kernel.shape)]
    quick = [scipy.fft.next_fast_len(n, real=True) for n in whole]
    spectrum = scipy.fft.rfftn(activity, quick)
    spectrum *= scipy.fft.rfftn(kernel, quick)
    result = scipy.fft.irfftn(spectrum, quick)
    return result[tuple(slice(k // 2, k // 2 + a) for a, k in zip(activity.shape, kernel.shape))]


def timed(convolve, activity, kernel):
    """Best of five, s, with two workers; peak memory, MB; the dose."""
    open("/proc/self/clear_refs", "w").write("5")
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        with scipy.fft.set_workers(2):
            dose = convolve(activity, kernel)
        best = min(best, time.perf_counter() - start)
    return best, peak(), dose


def measure(row, folder):
    shape = tuple(int(row[key]) for key in ("nk", "nj", "ni"))
    spacing = tuple(float(row[key]) for key in ("sk", "sj", "si"))
    activity = load(folder, row["file"] + "_activity.raw", shape) * numpy.float32(spacing[0] * spacing[1] * spacing[2] / 1000)
    kernel = mirrored(load(folder, row["file"] + "_octant.raw", shape), spacing)
    ours = load(folder, row["file"] + "_dose.raw", shape)
    mine, megabytes = float(row["seconds_2_threads"]), float(row["megabytes"])
    for name, convolve in (("signal.fftconvolve", fftconvolve), ("fft.rfftn", by_hand)):
        best, memory, dose = timed(convolve, activity, kernel)
        difference = float(numpy.abs(dose - ours).max() / ours.max())
        print(f"| {row['nuclide']} {shape[2]}×{shape[1]}×{shape[0]} | {mine:.3f} | {name} | {best:.3f} | {best / mine:.2f} "
              f"| {megabytes:.0f} | {memory:.0f} | {difference:.1e} |", flush=True)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else ".build/bench"
    print("| case | kernel engine, s | SciPy | its time, s | times faster | engine peak, MB | its peak, MB | largest difference / largest dose |")
    print("|---|---|---|---|---|---|---|---|")
    with open(f"{folder}/index.csv") as index:
        for row in csv.DictReader(index):
            measure(row, folder)


main()
