import Checks
import Diagnostics
import Quantities
import Stages
import Volumes

extension Inventory {
  /// Looks at loaded values for signs that they are not in the unit they claim: questions for a human, nothing is
  /// changed.
  public static func findings(onValuesOf series: ImageSeries) -> [ImageFinding] {
    ValueCheck(series).findings
  }

  /// Reads the images of activity and dose that nothing stands against, and adds to each what its values show, such as a unit
  /// that cannot be.
  package mutating func lookAtValues() {
    for n in entries.indices where entries[n].hasValuesToDoubt && !entries[n].isBlocked {
      entries[n].findings = SeriesEntry.gathered(entries[n].findings + valueFindings(entries[n]))
    }
  }

  private func valueFindings(_ entry: SeriesEntry) -> [ImageFinding] {
    do { return Self.findings(onValuesOf: try series(entry)) } catch {
      let problems = (error as? Problems)?.all ?? (error as? Problem).map { [$0] } ?? []
      return problems.map { ImageFinding(.blocking, .told($0), at: $0.location) }
    }
  }

  private func series(_ entry: SeriesEntry) throws -> ImageSeries {
    guard entry.kind == .dose else { return try load(entry) }
    let values = try DoseObject.read(entry.files[0]).values
    return ImageSeries(id: entry.id, modality: entry.modality, values: values, unit: entry.unit ?? .gray)
  }
}

extension SeriesEntry {
  /// Images whose numbers become doses, and that no other image of the patient confirms.
  fileprivate var hasValuesToDoubt: Bool { isEmission || kind == .dose }
}

/// The values of an image against what its unit, and its own header, make possible.
struct ValueCheck {
  private let series: ImageSeries
  private let all: ValueSurvey

  init(_ series: ImageSeries) {
    self.series = series
    all = ValueSurvey(series.values.voxels)
  }

  var findings: [ImageFinding] { notNumbers + negative + ofUnit + slices }

  private func review(_ note: ValueNote) -> [ImageFinding] { [.review(.values(note), at: series.id)] }

  /// A value beyond its row of the table.
  private func question(
    _ row: Plausibility, _ value: Double, _ note: (BeyondRange) -> ValueNote
  ) -> [ImageFinding] {
    BeyondRange(row, value).map { review(note($0)) } ?? []
  }

  private var notNumbers: [ImageFinding] {
    all.notFinite > 0 ? [.blocking(.values(.notNumbers(voxels: all.notFinite)), at: series.id)] : []
  }

  private var negative: [ImageFinding] {
    guard series.unit != .hounsfield, all.minimum < 0, all.maximum > 0, series.isMeasured else { return [] }
    return question(.negativeValues, Double(all.minimum) / Double(all.maximum)) { .negative($0) }
  }

  /// Slices of a PET image have slopes of their own.
  private var slices: [ImageFinding] {
    guard series.modality == "PT", all.maximum > 0,
      [.becquerelPerMillilitre, .suvBodyWeight].contains(series.unit)
    else { return [] }
    let odd = SliceSteps(series.values).odd
    guard let first = odd.first else { return [] }
    return question(.sliceStep, first.ratio) {
      .sliceStep($0, slices: odd.map(\.slice), of: series.values.grid.size.k)
    }
  }

  private var ofUnit: [ImageFinding] {
    let greatest = Double(all.maximum)
    return switch series.unit {
    case .becquerelPerMillilitre: likeCounts + activity
    case .suvBodyWeight: question(.greatestUptake, greatest) { .uptakeImplausible($0) }
    case .counts: counts
    case .hounsfield: hounsfield
    case .gray: question(.greatestDose, greatest) { .doseImplausible($0) }
    case .decays: question(.greatestDecays, greatest) { .decaysImplausible($0) }
    case .decaysInMegabecquerelHours:
      question(.greatestDecays, 3.6e9 * greatest) { .decaysImplausible($0) }
    default: []
    }
  }

  // MARK: Counts

  private var likeCounts: [ImageFinding] {
    guard all.isWhole, all.maximum > 0, all.maximum < 65536 else { return [] }
    return review(.likeCounts(greatest: Int(all.maximum)))
  }

  private var counts: [ImageFinding] {
    all.isWhole || all.maximum <= 0
      ? question(.totalCounts, all.sum) { .countsImplausible($0) }
      : review(.likeValues(greatest: all.maximum))
  }

  private var hounsfield: [ImageFinding] {
    let (low, high) = (Double(all.minimum), Double(all.maximum))
    guard Plausibility.hounsfield.allows(low), Plausibility.greatestHounsfield.allows(high) else {
      return review(.hounsfieldRange(least: all.minimum, greatest: all.maximum))
    }
    return AirAround(series.values).level.map { question(.airAround, $0) { .airLevel($0) } } ?? []
  }

  // MARK: Activity

  /// Alone, and by what the header says was given: one sentence is enough.
  private var activity: [ImageFinding] {
    let millilitres = series.values.grid.voxelVolume.value
    var rows: [(Plausibility, Double)] = [
      (.greatestActivity, Double(all.maximum)),
      (.meanActivity, all.sum / Double(max(1, series.values.voxels.count))),
    ]
    if let administered {
      let (left, weight) = administered
      let nuclide = series.acquisition?.nuclide
      rows.append((.greatestUptake(of: nuclide), weight / left * Double(all.maximum)))
      rows.append((.recoveredShare, all.sum * millilitres / left))
    }
    let beyond = rows.lazy.compactMap { row, value in BeyondRange(row, value) }.first
    return beyond.map { review(.activityImplausible($0)) } ?? []
  }

  /// What was administered and not yet decayed, Bq, and the body weight, g, by the header: 70 kg where it states none; `nil`
  /// where it does not say what was given and when.
  private var administered: (left: Double, weight: Double)? {
    guard let acquisition = series.acquisition, let given = acquisition.administeredActivity,
      let administered = acquisition.administered, let halfLife = acquisition.halfLife
    else { return nil }
    var instant = acquisition.start
    if case .reference(let reference) = acquisition.decay { instant = reference }
    let law = AdministeredActivity(Uncertain(given), halfLife: halfLife)
    let left = law.left(after: TimeSpan(max(0, instant.since(administered).value)))
    return left.value > 0 ? (left.value, acquisition.patient?.weight?.value ?? 70_000) : nil
  }
}

extension ImageSeries {
  /// In a unit of something that is there or not, unlike the signal of MR or a relative map.
  fileprivate var isMeasured: Bool {
    if case .other = unit { return unit == .decays || unit == .decaysInMegabecquerelHours }
    return true
  }
}

/// Extremes of a volume and whether all its values are whole.
private struct ValueSurvey {
  var minimum = Float.infinity, maximum = -Float.infinity
  var notFinite = 0
  var sum = 0.0
  var isWhole = true

  init(_ values: [Float]) {
    values.withUnsafeBufferPointer { buffer in
      for v in buffer {
        guard v.isFinite else {
          notFinite += 1
          continue
        }
        sum += Double(v)
        if v < minimum { minimum = v }
        if v > maximum { maximum = v }
        if isWhole, v != v.rounded() { isWhole = false }
      }
    }
  }
}
