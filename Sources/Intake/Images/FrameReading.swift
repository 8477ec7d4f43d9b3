import DICOM
import Volumes

/// Frames of single-frame objects and of enhanced multi-frame objects with functional groups.
enum FrameReading {
  static func frames(of set: DataSet, kind: SeriesKind) -> [Frame] {
    let perFrame = set.items(.perFrameFunctionalGroupsSequence)
    guard let shared = set.items(.sharedFunctionalGroupsSequence).first ?? perFrame.first else {
      return plain(set)
    }
    return perFrame.enumerated().map { functionalGroups($1, shared, of: set, index: $0) }
  }

  /// Position, orientation and scale in the main data set: one frame, or several that share them.
  private static func plain(_ set: DataSet) -> [Frame] {
    var frame = Frame()
    frame.position = vector(set.doubles(.imagePositionPatient))
    frame.axes = axes(set.doubles(.imageOrientationPatient))
    frame.spacing = spacing(set.doubles(.pixelSpacing))
    frame.rescale = rescale(set)
    frame.mappings = RealWorldMapping.all(in: set)
    frame.start = set.dateTime(.acquisitionDateTime) ?? set.dateTime(.acquisitionDate, .acquisitionTime)
    frame.duration = set.double(.actualFrameDuration).map { $0 / 1000 }
    let count = set.int(.numberOfFrames) ?? 1
    guard count > 1 else { return [frame] }
    return (0..<min(count, 1 << 20)).map {
      var one = frame
      one.index = $0
      return one
    }
  }

  private static func functionalGroups(_ own: DataSet, _ shared: DataSet, of set: DataSet, index: Int)
    -> Frame
  {
    func group(_ tag: Tag) -> DataSet? { own.items(tag).first ?? shared.items(tag).first }
    let content = group(.frameContentSequence), measures = group(.pixelMeasuresSequence)
    var frame = Frame(index: index)
    frame.position = vector(group(.planePositionSequence)?.doubles(.imagePositionPatient))
    frame.axes = axes(group(.planeOrientationSequence)?.doubles(.imageOrientationPatient))
    frame.spacing = spacing(measures?.doubles(.pixelSpacing))
    frame.rescale = group(.pixelValueTransformationSequence).flatMap(rescale)
    let mapped = own.contains(.realWorldValueMappingSequence) ? own : shared
    frame.mappings = RealWorldMapping.all(in: mapped)
    frame.start = content?.dateTime(.frameAcquisitionDateTime, utcOffset: set.utcOffset)
    frame.duration = content?.double(.frameAcquisitionDuration).map { $0 / 1000 }
    frame.order = content?.int(.inStackPositionNumber)
    frame.label.temporal = content?.int(.temporalPositionIndex) ?? 0
    return frame
  }

  static func vector(_ values: [Double]?) -> Vector3? {
    guard let values, values.count == 3, values.allSatisfy({ abs($0) < 1e6 }) else { return nil }
    return Vector3(values[0], values[1], values[2])
  }

  /// Unit vectors from six direction cosines; `nil` if they are not two perpendicular directions.
  static func axes(_ values: [Double]?) -> (i: Vector3, j: Vector3)? {
    guard let values, values.count == 6 else { return nil }
    let i = Vector3(values[0], values[1], values[2]), j = Vector3(values[3], values[4], values[5])
    guard abs(i.norm - 1) < 0.01, abs(j.norm - 1) < 0.01, abs(i.dot(j)) < 1e-3 * i.norm * j.norm else {
      return nil
    }
    let first = i / i.norm
    let second = j - first * first.dot(j)
    return (first, second / second.norm)
  }

  /// Pixel Spacing is row spacing (along j), then column spacing (along i); PS3.3 10.7.1.3.
  static func spacing(_ values: [Double]?) -> SIMD2<Double>? {
    guard let values, values.count == 2, values.allSatisfy({ $0 > 1e-3 && $0 < 1e3 }) else { return nil }
    return SIMD2(values[1], values[0])
  }

  static func rescale(_ set: DataSet) -> Linear? {
    guard let slope = set.double(.rescaleSlope) else { return nil }
    return Linear(slope: slope, intercept: set.double(.rescaleIntercept) ?? 0)
  }
}
