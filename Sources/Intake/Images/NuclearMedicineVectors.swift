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

  private mutating func refuse(_ what: String, _ tag: Tag, _ set: DataSet, why: String) {
    findings.append(
      .blocking(.sliceVectors, what, at: set.place(tag), why: why, remedy: "have the object exported again"))
  }

  /// Slices of one volume are numbered from 1; from 0 their order is as clear.
  private mutating func checkOrder(_ numbers: [Int], _ set: DataSet) {
    guard !numbers.isEmpty, findings.isEmpty else { return }
    let sorted = numbers.sorted()
    if let twice = zip(sorted, sorted.dropFirst()).first(where: { $0 == $1 })?.0 {
      return refuse(
        "Slice Vector gives the number \(twice) to more than one slice of a volume", .sliceVector, set,
        why: "the order of the slices is unknown")
    }
    guard sorted[0] == 0 || sorted[0] == 1, sorted.last! - sorted[0] == sorted.count - 1 else {
      return refuse(
        "Slice Vector numbers \(sorted.count) slices from \(sorted[0]) to \(sorted.last!)", .sliceVector, set,
        why: "slices are missing, and the others would close up over the gap")
    }
    if sorted[0] == 0 {
      findings.append(
        .note(
          .sliceVectorFromZero, "Slice Vector counts from 0 instead of 1; its order is followed",
          at: set.place(.sliceVector)))
    }
  }

  private mutating func checkNumberOfSlices(_ set: DataSet, _ slices: Int) {
    // An old export as one file per slice states the slices of the series.
    guard let stated = set.int(.numberOfSlices), slices > 1, stated != slices else { return }
    refuse(
      "Number of Slices is \(stated), but \(slices) frames make a volume", .numberOfSlices, set,
      why: "slices are missing or belong to several volumes")
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
      refuse(
        "\(name) names item \(worst) of \(described)", vector, set,
        why: "place and energy of the frame would be those of another")
    }
  }
}
