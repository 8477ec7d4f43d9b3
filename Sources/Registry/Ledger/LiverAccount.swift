import Quantities

/// What each therapy gave to each part of the normal liver, so that the sums of right lobe, left lobe and whole liver meet.
///
/// A part that no dose was stated for follows from the others: a lobe has the mean of the whole liver after a therapy that
/// reaches all of it (PRRT, or TARE of the whole liver), and the whole liver has the mean of its lobes by volume, a lobe that
/// was not treated counting with zero. Where a volume is missing nothing follows, and the part has no dose.
struct LiverAccount {
  let entries: [LedgerEntry]

  /// - Parameters:
  ///   - stated: doses as they were entered.
  ///   - volumes: of the lobes without lesions, mL, for entries that do not state theirs.
  init(_ stated: [LedgerEntry], _ courses: [CourseRow], volumes: [LiverPart: Double]) {
    let regions = Dictionary(courses.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let therapies = Dictionary(grouping: stated.filter { $0.segment.isEmpty }) { $0.therapyKey }
    let known = volumes.merging(Self.volumes(stated), uniquingKeysWith: { given, _ in given })
    let derived = therapies.values.flatMap { own in
      Self.derived(own, own.first.flatMap { regions[$0.course] }, known)
    }
    entries = (stated.filter { $0.segment.isEmpty } + derived).sorted {
      ($0.day, $0.lobe.rawValue, $0.source) < ($1.day, $1.lobe.rawValue, $1.source)
    }
  }

  /// The latest volume of each lobe that an entry states.
  static func volumes(_ entries: [LedgerEntry]) -> [LiverPart: Double] {
    entries.sorted { $0.day < $1.day }.reduce(into: [:]) { volumes, entry in
      if entry.lobe != .whole, let volume = entry.volume { volumes[entry.lobe] = volume }
    }
  }

  private static func derived(
    _ own: [LedgerEntry], _ course: CourseRow?, _ volumes: [LiverPart: Double]
  ) -> [LedgerEntry] {
    let byPart = Dictionary(grouping: own, by: \.lobe)
    guard let whole = byPart[.whole]?.first else {
      return self.whole(byPart, course, volumes).map { [$0] } ?? []
    }
    guard reachesAll(whole, course) else { return [] }
    return [LiverPart.right, .left].filter { byPart[$0] == nil }.map { part in
      var entry = whole
      (entry.lobe, entry.basis, entry.volume) = (part, .wholeLiver, volumes[part])
      return entry
    }
  }

  private static func reachesAll(_ entry: LedgerEntry, _ course: CourseRow?) -> Bool {
    if entry.therapy == "IV PRRT" { return true }
    return ["", "whole liver", "whole body"].contains(course?.text(.region) ?? "")
  }

  /// The mean of the lobes, each with its volume.
  private static func whole(
    _ byPart: [LiverPart: [LedgerEntry]], _ course: CourseRow?, _ volumes: [LiverPart: Double]
  ) -> LedgerEntry? {
    let right = byPart[.right]?.first, left = byPart[.left]?.first
    guard let first = right ?? left, let r = right?.volume ?? volumes[.right],
      let l = left?.volume ?? volumes[.left], r + l > 0
    else { return nil }
    // Only a radioembolisation of one lobe leaves the other without dose.
    let isLobar =
      first.therapy == "TARE"
      && ["right lobe", "left lobe", "segments"].contains(course?.text(.region) ?? "")
    guard (right != nil && left != nil) || isLobar else { return nil }
    let parts = [(right, r / (r + l)), (left, l / (r + l))].compactMap { entry, share in
      entry.map { ($0, share) }
    }
    return weighted(first, parts, volume: r + l)
  }

  /// Uncertainties of one therapy are of one calibration, and add up.
  private static func weighted(_ first: LedgerEntry, _ parts: [(LedgerEntry, Double)], volume: Double)
    -> LedgerEntry
  {
    func mean(_ value: (LedgerEntry) -> Double?) -> Double? {
      let known = parts.compactMap { entry, share in value(entry).map { $0 * share } }
      return known.count == parts.count ? known.reduce(0, +) : nil
    }
    var entry = first
    (entry.lobe, entry.basis, entry.volume) = (.whole, .lobes, volume)
    entry.mean = mean(\.mean) ?? 0
    (entry.meanUncertainty, entry.bed, entry.bedUncertainty) = (
      mean(\.meanUncertainty), mean(\.bed), mean(\.bedUncertainty)
    )
    entry.definition = Set(parts.map(\.0.definition)).sorted().joined(separator: "; ")
    return entry
  }
}

extension LedgerEntry {
  /// Doses of one administration, or of one course on one day.
  var therapyKey: [String] { administration.isEmpty ? [course, "\(day)", therapy] : [administration] }
}
