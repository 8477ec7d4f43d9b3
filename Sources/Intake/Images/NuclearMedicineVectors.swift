import Checks
import DICOM
import Diagnostics

/// Whether the vectors of an NM object number its frames without a gap or a repetition (PS3.3 C.8.4.8).
struct NuclearMedicineVectors {
  private(set) var findings: [ImageFinding] = []

  init(_ set: DataSet, _ frames: [Frame], _ kind: SeriesKind) {
    checkItems(set, frames)
    let isReconstruction = kind == .spect || kind == .gated
    if isReconstruction { checkVolumes(set, frames) }
    if kind != .projections { checkAbsent(set, frames, isReconstruction) }
  }

  /// A dimension of the frames with the vector that assigns them, and where its length is stated.
  private struct Dimension {
    var name: String
    var vector, number: Tag
    var items: Tag?
    /// Whether one reconstruction is made of all of them, which then need no vector (PS3.3 C.8.4.8).
    var isSummed = false

    func count(_ set: DataSet) -> Int {
      max(set.int(number) ?? 0, items.map { set.items($0).count } ?? 0)
    }

    static let all = [
      Self(
        name: "energy windows", vector: .energyWindowVector, number: .numberOfEnergyWindows,
        items: .energyWindowInformationSequence, isSummed: true),
      Self(
        name: "detectors", vector: .detectorVector, number: .numberOfDetectors,
        items: .detectorInformationSequence, isSummed: true),
      Self(
        name: "rotations", vector: .rotationVector, number: .numberOfRotations,
        items: .rotationInformationSequence, isSummed: true),
      Self(
        name: "phases", vector: .phaseVector, number: .numberOfPhases, items: .phaseInformationSequence),
      Self(name: "R-R intervals", vector: .rrIntervalVector, number: .numberOfRRIntervals),
      Self(name: "time slots", vector: .timeSlotVector, number: .numberOfTimeSlots),
      Self(name: "time slices", vector: .timeSliceVector, number: .numberOfTimeSlices),
    ]
  }

  /// Several of something, and no vector that assigns the frames to them. A reconstruction is of all energy windows,
  /// detectors and rotations together where its frames are the slices of one volume; anything else is refused, as soon
  /// as there are several frames that could be confused.
  private mutating func checkAbsent(_ set: DataSet, _ frames: [Frame], _ isReconstruction: Bool) {
    let isOneVolume = set.hasValue(.sliceVector) || set.int(.numberOfSlices) == frames.count
    for dimension in Dimension.all where !set.hasValue(dimension.vector) {
      let count = dimension.count(set)
      guard count > 1, frames.count > 1 else { continue }
      let isSum =
        isReconstruction && dimension.isSummed && (isOneVolume || !frames.count.isMultiple(of: count))
      guard isSum else {
        refuse(.vectorAbsent(of: dimension.name, count: count), dimension.vector, set)
        continue
      }
      if dimension.vector == .energyWindowVector {
        findings.append(.note(.frames(.windowsTogether(count)), at: set.place(dimension.vector)))
      }
    }
    if isReconstruction, frames.count > 1, !set.hasValue(.sliceVector) {
      findings.append(.note(.frames(.slicesAsStored), at: set.place(.sliceVector)))
    }
  }

  private mutating func checkVolumes(_ set: DataSet, _ frames: [Frame]) {
    let volumes = Dictionary(grouping: frames, by: \.label)
    for (_, slices) in volumes.sorted(by: { $0.key < $1.key }) { checkOrder(slices.compactMap(\.order), set) }
    checkNumberOfSlices(set, volumes.values.map(\.count).max() ?? 0)
  }

  private mutating func refuse(_ note: FrameNote, _ tag: Tag, _ set: DataSet) {
    findings.append(.blocking(.frames(note), at: set.place(tag)))
  }

  /// Slices of one volume are numbered from 1; from 0 their order is as clear.
  private mutating func checkOrder(_ numbers: [Int], _ set: DataSet) {
    guard !numbers.isEmpty, findings.isEmpty else { return }
    let sorted = numbers.sorted()
    if let twice = zip(sorted, sorted.dropFirst()).first(where: { $0 == $1 })?.0 {
      return refuse(.sliceTwice(number: twice), .sliceVector, set)
    }
    guard sorted[0] == 0 || sorted[0] == 1, sorted.last! - sorted[0] == sorted.count - 1 else {
      return refuse(
        .slicesMissing(count: sorted.count, from: sorted[0], to: sorted.last!), .sliceVector, set)
    }
    if sorted[0] == 0 {
      findings.append(.note(.frames(.slicesFromZero), at: set.place(.sliceVector)))
    }
  }

  private mutating func checkNumberOfSlices(_ set: DataSet, _ slices: Int) {
    // An old export as one file per slice states the slices of the series.
    guard let stated = set.int(.numberOfSlices), slices > 1, stated != slices else { return }
    refuse(.sliceNumber(stated: stated, frames: slices), .numberOfSlices, set)
  }

  /// A frame must point at an energy window and a detector that the object describes.
  private mutating func checkItems(_ set: DataSet, _ frames: [Frame]) {
    let pointers: [(String, Tag, Tag, KeyPath<FrameLabel, Int>)] = [
      ("Energy Window Vector", .energyWindowVector, .energyWindowInformationSequence, \.energyWindow),
      ("Detector Vector", .detectorVector, .detectorInformationSequence, \.detector),
    ]
    for (name, vector, sequence, number) in pointers where set.hasValue(vector) {
      let described = set.items(sequence).count
      let used = frames.map { $0.label[keyPath: number] }
      guard described > 0, let worst = used.first(where: { !(1...described).contains($0) }) else { continue }
      refuse(.vectorItem(vector: name, item: worst, of: described), vector, set)
    }
  }
}
