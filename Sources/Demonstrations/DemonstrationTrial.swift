import Checks
import Diagnostics
import Files
import Foundation
import Quantities
import Records
import Registry
import Stages
import Statistics
import Studies
import Trials
import Workflow

/// A synthetic trial of 26 patients and 4 cycles whose truth is known, kept in a registry and taken the ordinary way:
/// protocol, lock, allocation, measurements, analyses, report.
public enum DemonstrationTrial {
  package static let seed: UInt64 = 1

  /// - Throws: `Problem` if the folder cannot be written or a step fails; `.interrupted` if the task was cancelled.
  public static func run(_ folder: URL, progress: @escaping ProgressHandler) throws -> Outcome {
    try createFolder(folder)
    let place = folder.appending(path: "registry.sqlite")
    guard !FileManager.default.fileExists(atPath: place.path) else {
      throw Problem(
        .cannotCreate, what: "there is a registry already", at: place.path, remedy: "name another folder")
    }
    let truth = TrialTruth()
    progress(0.05, "locking the protocol")
    let file = folder.appending(path: "protocol.json5")
    _ = try TrialDesk.template(file, "lutia", overwrite: true)
    _ = try RegistryTask.initialise(place.path)
    let author = try Author(who: "demonstration", why: "synthetic trial with known truth")
    let key = folder.appending(path: "allocation.key")
    _ = try TrialDesk.lock(file, in: place.path, keyFile: key, by: author)
    let plan = try ProtocolFile.read(file).plan
    progress(0.15, "enrolling \(plan.subjects) patients")
    let arms = try enrol(plan, place.path, key, author)
    progress(0.5, "measuring \(plan.cycles) cycles")
    let registry = try Registry.open(.file(place))
    try registry.change(by: author) { change in
      var random = SplitMix64(seed: seed)
      for (subject, lobe) in arms.sorted(by: { $0.key < $1.key }) {
        var patient = MadeUpPatient(
          subject, treated: lobe, cycles: plan.cycles, truth, change, &random)
        try patient.write(&random)
      }
    }
    progress(0.8, "analysing")
    return try report(registry, plan, truth, folder)
  }

  /// Patients of both centres in turn; each gets the next place of its centre's list.
  private static func enrol(
    _ plan: TrialProtocol, _ place: String, _ key: URL, _ author: Author
  ) throws -> [String: String] {
    let registry = try Registry.open(Location(place))
    var random = SplitMix64(seed: 7)
    try registry.change(by: author) { change in
      for centre in plan.strata[0].levels {
        try change.insert(
          [.id: .text("centre-\(centre)"), .name: .text("Centre \(centre)")] as SiteRow)
      }
      for n in 1...plan.subjects { try change.insert(patient(n, plan, &random)) }
    }
    var arms: [String: String] = [:]
    for n in 1...plan.subjects {
      let request = TrialRequest(
        place: place, trial: plan.name, subject: subject(n), levels: ["centre": centre(n, plan)], keyFile: key
      )
      _ = try TrialDesk.allocate(request, reveal: true, by: author)
      let row = try registry.allocation(plan.name, "production", subject(n))
      arms[subject(n)] = row?[.arm] == "R" ? "right" : "left"
    }
    return arms
  }

  private static func subject(_ n: Int) -> String { "D" + (n < 10 ? "0" : "") + "\(n)" }
  private static func centre(_ n: Int, _ plan: TrialProtocol) -> String {
    plan.strata[0].levels[n % plan.strata[0].levels.count]
  }

  private static func patient(_ n: Int, _ plan: TrialProtocol, _ random: inout SplitMix64) -> PatientRow {
    [
      .id: .text(subject(n)), .site: .text("centre-" + centre(n, plan)),
      .sex: n % 2 == 0 ? "female" : "male",
      .birthYear: Value(1945 + random.below(35)), .primarySite: n % 3 == 0 ? "pancreas" : "small bowel",
      .grade: Value(1 + random.below(2)), .burdenPercent: .real(Double(26 + random.below(45))),
      .ecog: Value(random.below(2)), .consented: "2025-01-02",
    ]
  }

  private static func report(
    _ registry: Registry, _ plan: TrialProtocol, _ truth: TrialTruth, _ folder: URL
  ) throws -> Outcome {
    let results = try TrialResults(registry, trial: plan.name)
    let compared = comparisons(results, truth)
    let audit = try registry.verifyAudit()
    var outcome = try TrialContent(results: results, truth: compared).content.outcome(
      to: folder, findings: results.findings + audit.findings.map { Finding(RecordNote.audit($0)) })
    outcome.text +=
      "\naudit record: \(counted(audit.count, "record")), \(audit.isSound ? "all sound" : audit.findings[0].wording.what)"
    return outcome
  }

  private static func comparisons(_ r: TrialResults, _ truth: TrialTruth) -> [TruthComparison] {
    guard let w = r.within else { return [] }
    func u(_ i: ConfidenceInterval, _ estimate: Double) -> Double {
      estimate * log(i.upper / i.lower) / (2 * 1.96)
    }
    var rows = [
      TruthComparison(
        quantity: "ratio of treated to control lobe, cycle 1", unit: "1", result: w.primary.estimate,
        standardUncertainty: u(w.primary.interval, w.primary.estimate), truth: truth.ratio)
    ]
    if let later = w.later {
      rows += [
        TruthComparison(
          quantity: "ratio, cycles 2 to 4", unit: "1", result: later.estimate,
          standardUncertainty: u(later.interval, later.estimate),
          truth: truth.ratio),
        TruthComparison(
          quantity: "SD of log T/N between patients", unit: "1", result: later.betweenPatients,
          standardUncertainty: later.betweenPatients / (2 * Double(later.patients - 1)).squareRoot(),
          truth: truth.betweenPatients),
        // Scatter of the lesions' mean adds to that of the lobe.
        TruthComparison(
          quantity: "SD of log T/N within a patient (lobe and mean of lesions)", unit: "1",
          result: later.withinPatient,
          standardUncertainty: later.withinPatient
            / (2 * Double(later.count - later.patients - 4)).squareRoot(),
          truth: hypot(truth.withinPatient, truth.lesion / 3.0.squareRoot())),
      ]
    }
    if let kidneys = r.organs.first(where: { $0.organ == "kidneys" }) {
      rows.append(
        TruthComparison(
          quantity: "kidney uptake, geometric mean, %", unit: "%", result: kidneys.geometricMean,
          standardUncertainty: kidneys.geometricMean * truth.kidneyBetween
            / Double(kidneys.patients).squareRoot(), truth: truth.kidneyUptake))
    }
    return rows
  }
}
