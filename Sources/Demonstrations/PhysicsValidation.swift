import Checks
import Diagnostics
import DoseEngines
import Files
import Foundation
import Intake
import Nuclides
import Quantities
import Reporting
import Stages
import Studies
import Workflow

/// The physics of the Monte Carlo engine compared with reference data, as a report that anyone can repeat.
public enum PhysicsValidation {
  /// - Parameters:
  ///   - folder: gets `physics.html`, `physics.pdf`, `physics.json` and the figures as PNG in `figures`.
  ///   - reference: a folder with files as those of the program; what it lacks is taken from the program.
  ///   - histories: decays per simulated kernel; S values and energy balance take a part of it.
  /// - Throws: `Problem` if the folder cannot be written or a step fails; `.interrupted` if the task was cancelled.
  public static func run(
    _ folder: URL, reference: URL?, histories: Int, progress: @escaping ProgressHandler
  ) throws -> Outcome {
    let numbers = try ReferenceNumbers { name in
      let given = reference.map { $0.appending(path: name).path }
      if let given, FileManager.default.fileExists(atPath: given) {
        return try readText(given, called: "table of reference numbers")
      }
      return ReferenceNumbers.embeddedText(name) ?? ""
    }
    let comparisons = try compare(numbers, histories: histories, progress)
    progress(0.97, "writing the report")
    let files = try page(comparisons, histories: histories).write(to: folder)
    let records = comparisons.map(Record.init)
    try writeAtomically(
      prettyJSON(Versioned("comparisons", records)), to: folder.appending(path: "physics.json"))
    try writeFigures(comparisons, to: folder.appending(path: "figures"))
    let failed = comparisons.filter { !$0.isWithin }
    let text = table(comparisons).text + "\nreport: \(files[0].path)"
    return try Outcome(
      text: text, content: Versioned("comparisons", records),
      findings: failed.map {
        Finding(ProgramNote.pointsOutside($0.failures.count, tolerance: $0.tolerance), at: $0.title)
      })
  }

  private static func table(_ comparisons: [PhysicsComparison]) -> StudyTable {
    StudyTable(
      "physics", file: nil, caption: "Physics",
      columns: [
        .init("comparison"), .init("points", .number), .init("largest", unit: "%", .number),
        .init("allowed", unit: "%", .number), .init("outside", .number),
      ],
      rows: comparisons.map {
        [
          .text($0.title), .count($0.points.count(where: \.isJudged)),
          .decimals(100 * $0.largestDeviation, 2),
          .decimals(100 * $0.tolerance, 2), .count($0.failures.count),
        ]
      })
  }

  private static func compare(
    _ numbers: ReferenceNumbers, histories: Int, _ progress: ProgressHandler
  ) throws -> [PhysicsComparison] {
    var all = PhysicsComparison.data(numbers)
    var jobs: [(String, () throws -> [PhysicsComparison])] = numbers.shells.map { table in
      ("kernel of \(table.nuclide), \(table.part.rawValue)", { [try .kernel(table, histories: histories)] })
    }
    for nuclide in Set(numbers.voxels.map(\.nuclide)).sorted() {
      jobs.append(
        (
          "voxel S values of \(nuclide)",
          { [try .voxelSValues(numbers.voxels, nuclide: nuclide, histories: histories)] }
        ))
    }
    jobs.append(("spheres", { [try .spheres(numbers.spheres, histories: histories)] }))
    for table in numbers.mediumKernels {
      jobs.append(
        (
          "kernel of \(table.nuclide) in \(table.medium.tissue.rawValue)",
          { [try .kernel(table, histories: histories)] }
        ))
    }
    for nuclide in Set(numbers.slabs.map(\.nuclide)).sorted() {
      for mode in MonteCarlo.Mode.allCases {
        jobs.append(
          (
            "slabs, \(nuclide), \(mode.rawValue)",
            {
              try PhysicsComparison.slabs(
                numbers, nuclide: nuclide, mode: mode, histories: mode == .fast ? histories : 5 * histories)
            }
          ))
      }
    }
    jobs.append(("energy balance", { try PhysicsComparison.energy(histories: histories / 10) }))
    jobs.append(("Fano's theorem", { [try .fano(histories: 20 * histories)] }))
    jobs += MonteCarlo.Mode.allCases.map { mode in
      ("reported σ, \(mode.rawValue)", { [try .coverage(mode: mode)] })
    }
    for (n, (name, job)) in jobs.enumerated() {
      progress(Double(n) / Double(jobs.count) * 0.95, name)
      all += try job()
    }
    return all
  }

  private static func page(_ comparisons: [PhysicsComparison], histories: Int) throws -> StudyContent {
    let header = ReportHeader(
      pseudonym: "against reference codes", therapy: "Monte Carlo engine",
      reportUID: ObjectUID.derived(from: "physics \(Version.current) \(histories)"),
      softwareVersion: "Hepatica \(Version.current)", gitHash: Version.commit, created: .now,
      state: comparisons.allSatisfy(\.isWithin) ? .draft : .needsReview)
    let overview = StudyContent.Section(
      "overview", "Overview", [.table(overviewTable(comparisons))] + notes(comparisons))
    return try StudyContent(
      "physics", kind: "Physics validation", header: header,
      sections: [overview]
        + comparisons.enumerated().map { n, c in
          StudyContent.Section("comparison-\(n + 1)", c.title, blocks(c))
        }
        + [limits()])
  }

  private static let overview = TableForm<PhysicsComparison>(
    "overview",
    [
      .init("comparison", "Comparison", share: 3, means: "what is compared") { .text($0.title) },
      .init("reference", "Reference", share: 3, means: "source of the reference") { .text($0.source) },
      .init("points", "Points", .number, share: 0.7, means: "points that are judged") {
        .count($0.points.filter(\.isJudged).count)
      },
      .init("deviation", "Largest deviation", unit: "%", .number, means: "largest relative deviation") {
        .fixed(100 * $0.largestDeviation, 2)
      },
      .init("allowed", "Allowed", unit: "%", .number, means: "allowed relative deviation") {
        .fixed(100 * $0.tolerance, 2)
      },
      .init("verdict", "Verdict", means: "whether all points are within") {
        $0.isWithin ? .text(verdict($0)) : .flag(.attention, verdict($0))
      },
    ])

  private static func overviewTable(_ comparisons: [PhysicsComparison]) -> StudyTable {
    overview.table(
      "All comparisons", comparisons,
      notes: [
        "A point is outside if it deviates by more than the allowed fraction and three times its statistical uncertainty; in the "
          + "body with slabs twice, and there 99 % have to be within."
      ])
  }

  private static func verdict(_ c: PhysicsComparison) -> String {
    c.failures.isEmpty ? "within" : "\(c.failures.count) outside\(c.isWithin ? ", allowed" : "")"
  }

  private static func notes(_ comparisons: [PhysicsComparison]) -> [ContentBlock] {
    comparisons.filter { !$0.isWithin }.flatMap { c in
      c.failures.prefix(20).map {
        .note(.attention, "\($0.label): deviates by \(fine($0.deviation))", subject: c.title)
      }
    }
  }

  private static func figure(_ c: PhysicsComparison) -> Drawing {
    CurveFigure(
      title: c.title, x: .init(axis(c.x), logarithmic: c.x.isLogarithmic),
      y: .init(axis(c.y), logarithmic: c.y.isLogarithmic),
      series: [
        // Few points are cases, not a curve.
        .init("reference", c.points.count < 5 ? .marks : .line, c.points.map { ($0.at, $0.reference) }),
        .init("Hepatica", .marks, c.points.map { ($0.at, $0.value) }),
      ],
      deviation: .init(
        tolerance: c.tolerance, sigmas: c.sigmas,
        c.points.filter(\.isJudged).map { ($0.at, $0.deviation, $0.uncertainty) })
    ).drawing
  }

  /// One file per comparison, named after its title.
  private static func writeFigures(_ comparisons: [PhysicsComparison], to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for c in comparisons {
      let words = c.title.lowercased().split { !$0.isLetter && !$0.isNumber }.filter {
        $0.allSatisfy(\.isASCII)
      }
      try writeAtomically(
        figure(c).png(), to: folder.appending(path: words.joined(separator: "-") + ".png"))
    }
  }

  private static func blocks(_ c: PhysicsComparison) -> [ContentBlock] {
    let shown = c.points.count > 40 ? thinned(c.points) : c.points
    let x = c.x.name.prefix(1).uppercased() + c.x.name.dropFirst()
    let form = TableForm<PhysicsComparison.Point>(
      "points",
      [
        .init("x", x, share: 1.4, means: "abscissa") { .text($0.label + ($0.isJudged ? "" : " ○")) },
        .init("value", "Hepatica", unit: c.y.unit, .number, means: "by this program") {
          .number($0.value, significant: 5)
        },
        .init("reference", "Reference", unit: c.y.unit, .number, means: "by the reference") {
          .number($0.reference, significant: 5)
        },
        .init("deviation", "Deviation", unit: "%", .number, means: "relative deviation") {
          .fixed(100 * $0.deviation, 2)
        },
        .init("u", "± (k = 1)", unit: "%", .number, means: "statistical uncertainty") {
          .fixed($0.uncertainty.map { 100 * $0 }, 2)
        },
      ])
    let table = form.table(
      c.title, shown,
      notes: ["Allowed: \(fine(c.tolerance)) (\(c.reason)). ○: shown, not assessed."]
        + (shown.count < c.points.count
          ? ["Every \(stride(c.points))th of \(counted(c.points.count, "point")); all are in physics.json."]
          : []))
    return [
      .paragraph("Reference: \(c.source)."), .figures([figure(c)], perRow: 2), .table(table),
    ]
  }

  private static func axis(_ a: PhysicsComparison.Axis) -> String {
    a.unit.isEmpty ? a.name : "\(a.name) / \(a.unit)"
  }

  private static func stride(_ points: [PhysicsComparison.Point]) -> Int { (points.count + 29) / 30 }
  private static func thinned(_ points: [PhysicsComparison.Point]) -> [PhysicsComparison.Point] {
    points.enumerated().filter { $0.offset % stride(points) == 0 }.map(\.element)
  }

  private static func limits() throws -> StudyContent.Section {
    let pairs = try NeglectedEnergy.pairs()
    return StudyContent.Section(
      "limits", "What this does not show",
      [
        .list([
          "Below 10 keV electrons and below 5 keV photons are not followed.",
          "Internal bremsstrahlung is left out: of the order of 0.1 % of the energy of beta particles.",
          "Characteristic radiation of tissue is left where it begins: its strongest line, Kα of calcium (3.69 keV, 0.16 photons "
            + "per vacancy), has a mean free path of \(fluorescencePath) mm in cortical bone, far below a voxel.",
          "Pair production by photons is neglected: at most the fraction of the energy in the table.",
        ]),
        .table(neglected.table("Pair production by photons, upper bound", pairs)),
      ])
  }

  private static let neglected = TableForm<NeglectedEnergy>(
    "neglected",
    [
      .init("nuclide", "Nuclide", means: "nuclide") { .text($0.nuclide) },
      .init("bound", "Fraction of the emitted energy", unit: "%", .number, means: "upper bound") {
        .number(100 * $0.bound, significant: 2)
      },
    ])

  private static var fluorescencePath: String {
    guard let ray = Fluorescence(.corticalBone) else { return "–" }
    return (10 * ray.path / Medium.corticalBone.density).printedShort(decimals: 3)
  }

  private static func fine(_ fraction: Double) -> String { (100 * fraction).printedShort(decimals: 2) + " %" }

  package struct Record: Encodable {
    struct Point: Encodable {
      var label: String
      var at, value, reference: Double
      var uncertainty: Double?
      var isJudged: Bool
    }
    var title, source, unit, reason: String
    var tolerance, largestDeviation: Double
    var outside: Int
    var points: [Point]

    init(_ c: PhysicsComparison) {
      (title, source, unit, reason) = (c.title, c.source, c.y.unit, c.reason)
      (tolerance, largestDeviation, outside) = (c.tolerance, c.largestDeviation, c.failures.count)
      points = c.points.map {
        Point(
          label: $0.label, at: $0.at, value: $0.value, reference: $0.reference, uncertainty: $0.uncertainty,
          isJudged: $0.isJudged)
      }
    }
  }
}
