import Diagnostics
import Quantities
import Stages

/// Many lesions as a distribution: nobody reads two hundred rows. The largest and the extremes keep their names.
struct LesionGroup {
  /// More lesions than this are grouped.
  static let most = 12

  let lesions: [RegionDose]
  private let title: String

  init(_ lesions: [RegionDose], of summary: DoseSummary) {
    (self.lesions, title) = (lesions, summary.title)
  }

  /// The three largest, the highest and the lowest dose, each once with all that it is.
  var named: [(why: String, lesion: RegionDose)] {
    let bySize = lesions.sorted { $0.volume.value > $1.volume.value }
    let byDose = lesions.sorted { $0.bestMean.value > $1.bestMean.value }
    let all =
      bySize.prefix(3).enumerated().map {
        (why: $0.offset == 0 ? "largest" : "\($0.offset + 1). in size", lesion: $0.element)
      }
      + [
        byDose.first.map { (why: "highest dose", lesion: $0) },
        byDose.last.map { (why: "lowest dose", lesion: $0) },
      ]
      .compactMap { $0 }
    return all.reduce(into: []) { named, next in
      if let n = named.firstIndex(where: { $0.lesion.region.id == next.lesion.region.id }) {
        named[n].why += ", \(next.why)"
      } else {
        named.append(next)
      }
    }
  }

  var distributions: [Distribution] {
    let quantities: [(String, String, (RegionDose) -> Double?)] = [
      ("Volume", "mL", { $0.volume.value.value }), ("Mean dose", "Gy", { $0.bestMean.value.value }),
      ("Activity per mass", "MBq·h/g", uptake),
    ]
    return quantities.compactMap { name, unit, value in
      let sorted = lesions.compactMap(value).filter(\.isFinite).sorted()
      guard !sorted.isEmpty else { return nil }
      return Distribution(
        summary: title, quantity: name, unit: unit,
        values: [0, 0.25, 0.5, 0.75, 1].map { Self.quantile(sorted, $0) })
    }
  }

  /// Distribution, then the named ones.
  func table(short: Bool) -> StudyTable {
    let names = named.map {
      "\($0.lesion.region) (\($0.why)): \(DisplayUnit.gray.sentence($0.lesion.bestMean)), "
        + "\(DisplayUnit.millilitre.sentence($0.lesion.volume.value))."
    }
    let total = lesions.reduce(0) { $0 + $1.volume.value.value }
    return TableForm<Distribution>.distribution.shown(
      "\(counted(lesions.count, "lesion")), \(Format.number(total).text) mL together", distributions,
      notes: names + (short ? [] : ["All lesions, one line each: regions.csv."]))
  }

  private func uptake(_ lesion: RegionDose) -> Double? {
    guard let a = lesion.timeIntegratedActivity, lesion.mass.value.value > 0 else { return nil }
    return a.value.value / 3.6e9 / lesion.mass.value.value
  }

  /// Linear between order statistics (type 7).
  static func quantile(_ sorted: [Double], _ q: Double) -> Double {
    let place = q * Double(sorted.count - 1)
    let low = Int(place)
    let high = min(sorted.count - 1, low + 1)
    return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
  }
}

extension DoseSummary {
  /// The same without the lesions that a distribution stands for: where there are many, the named ones stay.
  var readable: DoseSummary {
    let lesions = regions.filter { $0.region.role == .tumour && !$0.region.isUnion }
    guard lesions.count > LesionGroup.most else { return self }
    let kept = Set(LesionGroup(lesions, of: self).named.map(\.lesion.region.id))
    var copy = self
    copy.regions = regions.filter {
      $0.region.role != .tumour || $0.region.isUnion || kept.contains($0.region.id)
    }
    return copy
  }

  /// Of many lesions; empty where each has its row.
  var distributions: [Distribution] {
    let lesions = regions.filter { $0.region.role == .tumour && !$0.region.isUnion }
    return lesions.count > LesionGroup.most ? LesionGroup(lesions, of: self).distributions : []
  }

  /// How many lesions `readable` leaves out.
  var leftOut: Int { regions.count - readable.regions.count }
}
