import DICOM
import Volumes

/// Frames of an NM object, whose dimensions are given by vectors named in Frame Increment Pointer (0028,0009).
enum NuclearMedicineFrames {
  static func read(_ set: DataSet, count: Int) -> [Frame] {
    let detectors = set.items(.detectorInformationSequence)
    let vectors = Vectors(set, count: count)
    let spacing = FrameReading.spacing(set.doubles(.pixelSpacing))
    let rescale = FrameReading.rescale(set), mappings = RealWorldMapping.all(in: set)
    let start = set.dateTime(.acquisitionDateTime) ?? set.dateTime(.acquisitionDate, .acquisitionTime)
    let duration = set.double(.actualFrameDuration).map { $0 / 1000 }
    let places = detectors.map(place), own = place(set)
    return (0..<count).map { n in
      var frame = Frame(index: n)
      frame.label = vectors.label(n)
      frame.order = vectors.slice?[n]
      let at = places.isEmpty ? own : places[min(max(frame.label.detector, 1), places.count) - 1]
      (frame.position, frame.axes) = (at.position ?? own.position, at.axes ?? own.axes)
      (frame.spacing, frame.rescale, frame.mappings) = (spacing, rescale, mappings)
      (frame.start, frame.duration) = (start, duration)
      return frame
    }
  }

  private static func place(_ set: DataSet) -> (position: Vector3?, axes: (i: Vector3, j: Vector3)?) {
    (
      FrameReading.vector(set.doubles(.imagePositionPatient)),
      FrameReading.axes(set.doubles(.imageOrientationPatient))
    )
  }

  private struct Vectors {
    let energyWindow, detector, phase, interval, timeSlot, timeSlice, slice: [Int]?

    init(_ set: DataSet, count: Int) {
      func vector(_ tag: Tag) -> [Int]? { set.ints(tag).flatMap { $0.count == count ? $0 : nil } }
      energyWindow = vector(.energyWindowVector)
      detector = vector(.detectorVector)
      phase = vector(.phaseVector)
      interval = vector(.rrIntervalVector)
      timeSlot = vector(.timeSlotVector)
      timeSlice = vector(.timeSliceVector)
      slice = vector(.sliceVector)
    }

    func label(_ n: Int) -> FrameLabel {
      FrameLabel(
        energyWindow: energyWindow?[n] ?? 0, detector: detector?[n] ?? 0, phase: phase?[n] ?? 0,
        interval: interval?[n] ?? 0, timeSlot: timeSlot?[n] ?? 0, temporal: timeSlice?[n] ?? 0)
    }
  }
}
