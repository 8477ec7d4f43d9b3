import Checks
import DICOM
import Diagnostics

/// Whether the vectors of an NM object number its frames without a gap or a repetition (PS3.3 C.8.4.8).
struct NuclearMedicineVectors {
  private(set) var findings: [ImageFinding] = []

  init(_ set: DataSet, _ frames: [Frame], _ kind: SeriesKind) {
    checkItems(set, frames)
    if kind == .spect || kind == .gated { checkVolumes(set, frames) }
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
