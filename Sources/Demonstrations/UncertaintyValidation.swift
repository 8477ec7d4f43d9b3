import Checks
import Diagnostics
import Files
import Foundation
import Quantities
import Reporting
import Stages
import Statistics
import Studies
import Summaries
import Workflow

/// The uncertainty budget against the truth of a digital patient whose measurement is repeated with errors drawn anew.
public enum UncertaintyValidation {
  public static let defaultRepetitions = 40

  /// How a quantity of one region came out.
  package struct Row: Sendable, Codable {
    var region: String
    /// `mean dose`, `time-integrated activity` or `BED`.
    var quantity: String
    /// Mean of the stated relative standard uncertainties.
    var stated: Double
    /// Standard deviation of the repetitions, relative to their mean.
    var spread: Double
    /// Mean deviation from the truth, relative.
    var bias: Double
    /// Fraction of the repetitions whose 95 % interval holds the truth.
    var coverage: Double
  }

  /// One source of error alone: what it does against what the budget states of it.
  package struct Alone: Sendable, Codable {
    var source, region: String
    /// Relative standard uncertainty of the budget's terms of that source; 0 where it has none.
    var stated: Double
    var spread: Double
    /// Fraction whose 95 % interval by that source holds the repetition without errors; `nil` without a term.
    var coverage: Double?
  }

  package struct Record: Sendable, Codable {
    var hepatica = 1
    var repetitions: Int
    var seed: UInt64
    var partialVolume: CorrectionUnderTest
    var whole: [Row]
    var alone: [Alone]
  }

  /// - Parameters:
  ///   - folder: gets `uncertainty.json`; `nil` writes nothing.
  ///   - repetitions: of the whole, and of each source alone.
  ///   - correction: for partial volume.
  /// - Throws: `Problem` if the folder cannot be written or a step fails; `.interrupted` if the task was cancelled.
  public static func run(
    _ folder: URL?, repetitions: Int, seed: UInt64, correction: CorrectionUnderTest = .curve,
    progress: @escaping ProgressHandler
  ) throws -> Outcome {
    let place = FileManager.default.temporaryDirectory.appending(
      path: "hepatica-uncertainty-\(UUID().uuidString)")
    try createFolder(place)
    defer { try? FileManager.default.removeItem(at: place) }
    try Data().write(to: place.appending(path: "image.nii.gz"))
    let experiment = try UncertaintyExperiment(seed: seed, correction: correction, in: place)
    let plans: [Set<DrawnErrors.Source>] =
      [Set(DrawnErrors.Source.allCases)] + DrawnErrors.Source.allCases.map { [$0] }
    let results = try plans.enumerated().map { n, sources in
      try (1...UInt64(repetitions)).map { repetition in
        progress(
          (Double(n) + Double(repetition) / Double(repetitions)) / Double(plans.count),
          sources.count > 1 ? "all errors" : "\(sources.first!.rawValue) alone")
        return try experiment.repeated(DrawnErrors(repetition: repetition, sources: sources, seed: seed))
      }
    }
    let record = Record(
      repetitions: repetitions, seed: seed, partialVolume: correction, whole: whole(results[0], experiment),
      alone: zip(DrawnErrors.Source.allCases, results.dropFirst()).flatMap { alone($0, $1, experiment) })
    if let folder {
      try createFolder(folder)
      try writeAtomically(prettyJSON(record), to: folder.appending(path: "uncertainty.json"))
    }
    return try Outcome(
      text: text(record), content: record,
      findings: record.whole.filter { !accepted(repetitions).contains($0.coverage) }.map { finding($0) })
  }

  /// 93 to 97 %, but for two standard errors of the draw.
  static func accepted(_ n: Int) -> ClosedRange<Double> {
    let draw = 2 * (0.05 * 0.95 / Double(n)).squareRoot()
    return max(0, 0.93 - draw)...min(1, 0.97 + draw)
  }

  private static func finding(_ row: Row) -> Finding {
    Finding(ProgramNote.coverage(quantity: row.quantity, row.coverage), at: row.region)
  }
}

extension UncertaintyValidation {
  private static func whole(_ all: [[RegionDose]], _ experiment: UncertaintyExperiment) -> [Row] {
    experiment.judged.flatMap { region, truth in
      let mine = all.compactMap { $0.first { $0.region.name == region } }
      // The truth of BED is that of the repetition without errors: it depends on the voxels of the dose.
      let reference = experiment.stated.first { $0.region.name == region }?.bed?.value.value
      return [
        row(
          region, "mean dose", mine.map { ($0.bestMean.value.value, $0.bestMean.relativeUncertainty) },
          truth.dose.value),
        row(
          region, "time-integrated activity",
          mine.compactMap { r in r.timeIntegratedActivity.map { ($0.value.value, $0.relativeUncertainty) } },
          truth.timeIntegratedActivity.value),
        reference.map { value in
          row(
            region, "BED", mine.compactMap { r in r.bed.map { ($0.value.value, $0.relativeUncertainty) } },
            value)
        },
      ].compactMap(\.self)
    }
  }

  private static func row(
    _ region: String, _ quantity: String, _ values: [(value: Double, u: Double?)], _ truth: Double
  ) -> Row {
    let n = Double(values.count)
    let mean = values.reduce(0) { $0 + $1.value } / n
    let variance = values.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) } / max(1, n - 1)
    let held = values.filter {
      $0.value > 0 && PositiveInterval(relativeUncertainty: $0.u ?? 0).holds(truth, about: $0.value)
    }
    return Row(
      region: region, quantity: quantity, stated: values.reduce(0) { $0 + ($1.u ?? 0) } / n,
      spread: variance.squareRoot() / mean, bias: mean / truth - 1, coverage: Double(held.count) / n)
  }

  private static func alone(
    _ source: DrawnErrors.Source, _ all: [[RegionDose]], _ experiment: UncertaintyExperiment
  ) -> [Alone] {
    experiment.judged.compactMap { region, _ in
      guard let reference = experiment.stated.first(where: { $0.region.name == region }) else { return nil }
      let values = all.compactMap { list in list.first { $0.region.name == region } }.map {
        ($0.bestMean.value / reference.bestMean.value - 1, source.stated(in: $0.budget))
      }
      let n = Double(values.count)
      let stated = values.reduce(0) { $0 + $1.1 } / n
      let held = values.filter {
        $0.0 > -1 && PositiveInterval(relativeUncertainty: $0.1).holds(1, about: 1 + $0.0)
      }
      return Alone(
        source: source.rawValue, region: region, stated: stated,
        spread: (values.reduce(0) { $0 + $1.0 * $1.0 } / n).squareRoot(),
        coverage: stated > 0 ? Double(held.count) / n : nil)
    }
  }

  private static func text(_ record: Record) -> String {
    let percents = ["stated u", "spread", "bias", "95 % holds"].map {
      StudyTable.Column($0, unit: "%", .number)
    }
    let columns: [StudyTable.Column] = [.init("region"), .init("quantity")] + percents
    let rows = record.whole.map { row -> [StudyTable.Cell] in
      let numbers = [row.stated, row.spread, row.bias, row.coverage].map {
        StudyTable.Cell.decimals(100 * $0, 1)
      }
      return [.text(row.region), .text(row.quantity)] + numbers
    }
    let whole = StudyTable("uncertainty", file: nil, caption: "Uncertainty", columns: columns, rows: rows)
    let names = Array(Set(record.alone.map(\.region))).sorted()
    let sources = DrawnErrors.Source.allCases.map(\.rawValue)
    let table = names.map { name in
      [name]
        + sources.map { source in
          record.alone.first { $0.region == name && $0.source == source }.map {
            "\(points($0.stated))/\(points($0.spread))"
          } ?? "–"
        }
    }
    return whole.text + "\n\nEach source alone, stated/observed uncertainty of the mean dose, %\n"
      + listing(["region"] + sources, table) + "\n\n" + note(record)
  }

  private static func note(_ record: Record) -> String {
    "\(record.repetitions) repetitions, seed \(record.seed). Errors are drawn with the stated uncertainties: contours by the "
      + "volume’s, calibration \(percent(UncertaintyExperiment.calibrationUncertainty)), "
      + "\(blurring(record.partialVolume)), images \(percent(UncertaintyExperiment.pointUncertainty)), "
      + "registration \(rounded(DrawnErrors.shift)) mm along each axis, clock \(rounded(DrawnErrors.clockSeconds / 60)) min, "
      + "counts. \(record.partialVolume == .curve ? "Registration, clock" : "Clock") and counts have no term of their own: the uncertainty of the images covers them. The truth of "
      + "BED is the repetition without errors. 93 to 97 % are accepted, and two standard errors of the draw."
  }

  private static func blurring(_ correction: CorrectionUnderTest) -> String {
    switch correction {
    case .curve: "recovery table \(percent(UncertaintyExperiment.recoveryUncertainty))"
    case .regions: "resolution \(percent(UncertaintyExperiment.resolutionUncertainty)) of its width"
    }
  }

  private static func points(_ fraction: Double) -> String { (100 * fraction).printed(decimals: 1) }
}

extension UncertaintyExperiment {
  /// Regions with activity and a truth, in the order of the patient.
  var judged: [(region: String, truth: PatientTruthRegion)] {
    patient.truth.regions.filter { $0.name != "Body" && $0.timeIntegratedActivity.value > 0 }.map {
      ($0.name, PatientTruthRegion(dose: $0.localMeanDose, timeIntegratedActivity: $0.timeIntegratedActivity))
    }
  }
}

struct PatientTruthRegion {
  var dose: AbsorbedDose
  var timeIntegratedActivity: Quantity<BecquerelSecond>
}

extension DrawnErrors.Source {
  /// Relative standard uncertainty that a budget states of this source.
  fileprivate func stated(in budget: [UncertaintyContribution]) -> Double {
    var own = budget.filter { $0.isCovariance != true && $0.source.map(sources.contains) == true }
    // Without a term of its own, what images differ by covers it.
    if own.isEmpty, self == .registration { own = budget.filter { $0.source == .curveFit } }
    return abs(own.reduce(0) { $0 + Double($1.sign ?? 1) * $1.relative })
  }

  private var sources: Set<UncertaintySource> {
    switch self {
    case .contours: [.volume]
    case .calibration: [.calibration]
    case .recovery: [.recoveryCurve, .resolution]
    case .decay: [.decayData]
    case .registration: [.registration]
    case .points, .clock, .counts: [.curveFit]
    }
  }
}
