import Diagnostics
import Files
import Foundation
import Quantities
import Registry
import Statistics
import Trials

/// A made-up trial of 26 patients and 4 cycles whose truth is known, kept in a registry and taken the ordinary way:
/// protocol, lock, allocation, measurements, analyses, report.
public enum DemonstrationTrial {
  /// What the data are made with.
  struct Truth {
    /// Ratio of treated to control lobe, cycle 1; each later cycle multiplies all ratios by `perCycle`.
    var ratio = 1.25
    var controlTN = 14.0
    var perCycle = 0.93
    /// Standard deviations of the logarithm.
    var betweenPatients = 0.42, withinPatient = 0.20
    var kidneyUptake = 1.1, kidneyBetween = 0.25, kidneyWithin = 0.12
  }

  public static func run(_ folder: URL, progress: @escaping ProgressHandler) throws -> Outcome {
    try createFolder(folder)
    let place = folder.appending(path: "registry.sqlite")
    guard !FileManager.default.fileExists(atPath: place.path) else {
      throw Problem(
        .cannotCreate, what: "there is a registry already", at: place.path, remedy: "name another folder")
    }
    let truth = Truth()
    progress(0.05, "locking the protocol")
    let file = folder.appending(path: "protocol.json5")
    _ = try TrialDesk.template(file, "lutia", overwrite: true)
    _ = try RegistryTask.initialise(place.path)
    let author = try Author(who: "demonstration", why: "made-up trial with known truth")
    let key = folder.appending(path: "allocation.key")
    try? FileManager.default.removeItem(at: key)
    _ = try TrialDesk.lock(file, in: place.path, keyFile: key, by: author)
    let plan = try ProtocolFile.read(file).plan
    progress(0.15, "enrolling \(plan.subjects) patients")
    let arms = try enrol(plan, place.path, key, author)
    progress(0.5, "measuring \(plan.cycles) cycles")
    let registry = try Registry.open(.file(place))
    try registry.change(by: author) { change in
      var random = SplitMix64(seed: 1)
      for (subject, lobe) in arms.sorted(by: { $0.key < $1.key }) {
        try measure(subject, treated: lobe, plan, truth, change, &random)
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
          ["id": .text("centre-\(centre)"), "name": .text("Centre \(centre)")], into: "sites")
      }
      for n in 1...plan.subjects { try change.insert(patient(n, plan, &random), into: "patients") }
    }
    var arms: [String: String] = [:]
    for n in 1...plan.subjects {
      let request = TrialRequest(
        place: place, trial: plan.name, subject: subject(n), levels: ["centre": centre(n, plan)], keyFile: key
      )
      _ = try TrialDesk.allocate(request, reveal: true, by: author)
      let row = try registry.allocation(plan.name, "production", subject(n))
      arms[subject(n)] = row?["arm"] == "R" ? "right" : "left"
    }
    return arms
  }

  private static func subject(_ n: Int) -> String { "D" + (n < 10 ? "0" : "") + "\(n)" }
  private static func centre(_ n: Int, _ plan: TrialProtocol) -> String {
    plan.strata[0].levels[n % plan.strata[0].levels.count]
  }

  private static func patient(_ n: Int, _ plan: TrialProtocol, _ random: inout SplitMix64) -> Row {
    [
      "id": .text(subject(n)), "site": .text("centre-" + centre(n, plan)),
      "sex": n % 2 == 0 ? "female" : "male",
      "birth_year": Value(1945 + random.below(35)), "primary_site": n % 3 == 0 ? "pancreas" : "small bowel",
      "grade": Value(1 + random.below(2)), "burden_percent": .real(Double(26 + random.below(45))),
      "ecog": Value(random.below(2)),
    ]
  }

  private static func measure(
    _ subject: String, treated: String, _ plan: TrialProtocol, _ truth: Truth, _ change: Change,
    _ random: inout SplitMix64
  ) throws {
    let own = exp(truth.betweenPatients * random.normal()),
      kidney = exp(truth.kidneyBetween * random.normal())
    try change.insert(
      [
        "id": .text(subject + "/PRRT"), "patient": .text(subject), "kind": "IA PRRT",
        "product": "Lu-177-DOTATATE", "nuclide": "Lu-177",
        "region": "whole body", "started": "2025-01-06", "planned_cycles": Value(plan.cycles),
      ], into: "courses")
    var sizes: [String: [(String, Double)]] = [:]
    for lobe in ["right", "left"] {
      for n in 1...4 {
        let id = "\(subject)/\(lobe)/\(n)", size = 22 + 40 * random.uniform()
        sizes[lobe, default: []].append((id, size))
        try change.insert(
          [
            "id": .text(id), "patient": .text(subject), "name": .text("\(lobe) \(n)"), "organ": "liver",
            "lobe": .text(lobe), "diameter_mm": .real(size),
          ],
          into: "lesions")
      }
      // At least one lesion of each lobe counts.
      try change.update("lesions", "\(subject)/\(lobe)/1", ["diameter_mm": .real(max(31, sizes[lobe]![0].1))])
    }
    for cycle in 1...plan.cycles {
      let day = CalendarDay(iso8601: "2025-01-06")!.adding(days: 56 * (cycle - 1))
      let administration = "\(subject)/PRRT/\(cycle)"
      try change.insert(
        [
          "id": .text(administration), "patient": .text(subject), "course": .text(subject + "/PRRT"),
          "cycle": Value(cycle),
          "started": .text("\(day)T09:00:00Z"), "nuclide": "Lu-177", "product": "Lu-177-DOTATATE",
          "route": .text("\(treated) hepatic artery"), "prescribed_gbq": 7.4,
          "activity_gbq": .real(7.4 + 0.1 * random.normal()),
        ], into: "administrations")
      let common: Row = [
        "patient": .text(subject), "administration": .text(administration),
        "measured": .text("\(day.adding(days: 1))"),
        "cycle": Value(cycle), "source": "made up, seed 1",
      ]
      for lobe in ["right", "left"] {
        let effect = lobe == treated ? truth.ratio : 1
        let tn =
          truth.controlTN * effect * pow(truth.perCycle, Double(cycle - 1)) * own
          * exp(truth.withinPatient * random.normal())
        let normal = 0.4 * exp(0.1 * random.normal())
        var row = common
        row["id"] = .text("\(administration)/\(lobe)/normal")
        row["lobe"] = .text(lobe)
        (row["organ"], row["quantity"], row["unit"], row["value"]) = (
          "normal liver", "activity concentration", "MBq/mL", .real(normal)
        )
        try change.insert(row, into: "measurements")
        try lesionRows(sizes[lobe]!.map(\.0), tn: tn, normal: normal, lobe, common, change, &random)
      }
      var row = common
      row["id"] = .text(administration + "/kidneys")
      (row["organ"], row["quantity"], row["unit"]) = ("kidneys", "uptake", "%")
      row["value"] = .real(truth.kidneyUptake * kidney * exp(truth.kidneyWithin * random.normal()))
      try change.insert(row, into: "measurements")
    }
  }

  /// Lesions scatter about the lobe's ratio so that the arithmetic mean of those that count is the ratio: what the
  /// protocol aggregates is then what the truth says.
  private static func lesionRows(
    _ ids: [String], tn: Double, normal: Double, _ lobe: String, _ common: Row, _ change: Change,
    _ random: inout SplitMix64
  ) throws {
    let raw = ids.map { _ in exp(0.15 * random.normal()) }
    for (id, factor) in zip(ids, raw) {
      var row = common
      row["id"] = .text("\(common.text("administration"))/\(id)")
      (row["lobe"], row["lesion"], row["organ"]) = (.text(lobe), .text(id), "liver")
      (row["quantity"], row["unit"]) = ("activity concentration", "MBq/mL")
      row["value"] = .real(tn * normal * factor)
      try change.insert(row, into: "measurements")
    }
  }

  private static func report(
    _ registry: Registry, _ plan: TrialProtocol, _ truth: Truth, _ folder: URL
  ) throws -> Outcome {
    let results = try TrialResults(registry, trial: plan.name)
    let compared = comparisons(results, truth)
    let files = try TrialPage(results: results, truth: compared).page.write(to: folder, name: "trial")
    let audit = try registry.verifyAudit()
    var record = TrialRecord(results)
    record.truth = compared.map {
      .init(quantity: $0.quantity, truth: $0.truth, estimate: $0.result, u: $0.standardUncertainty)
    }
    return try Outcome(
      text: record.text
        + "\naudit record: \(audit.count) records, \(audit.isSound ? "all sound" : audit.findings[0])\nreport: \(files[0].path)",
      content: record, review: results.review + audit.findings)
  }

  private static func comparisons(_ r: TrialResults, _ truth: Truth) -> [TruthComparison] {
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
          truth: hypot(truth.withinPatient, 0.15 / 3.0.squareRoot())),
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

extension SplitMix64 {
  /// 0 ≤ u < 1.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal by Box and Muller.
  mutating func normal() -> Double { sqrt(-2 * log(1 - uniform())) * cos(2 * .pi * uniform()) }
}
