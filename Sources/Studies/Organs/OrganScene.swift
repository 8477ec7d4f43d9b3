import Checks
import Diagnostics
import Documents
import DoseEngines
import Foundation
import Nuclides
import Quantities
import Stages

/// Everything that organ doses are computed from: what was entered, and what the regions of a case give.
struct OrganScene {
  let request: OrganRequest
  let nuclide: Nuclide
  let table: OrganCoefficients
  private(set) var sources = OrganSources()
  private(set) var findings: [Finding] = []
  /// Parts of organs and lesions, to be computed on their own.
  private(set) var parts: [(region: RegionDose, organ: String)] = []
  private(set) var lesions: [LesionSphere] = []
  /// Organs whose mass is the patient's whole organ.
  private(set) var wholeOrgans: Set<String> = []
  /// Regions of the case with the source organ that they are.
  private(set) var regions: [(region: RegionDose, source: String)] = []
  private(set) var marrow: String?
  private(set) var blood: Quantity<BecquerelSecondPerMillilitre>?

  init(_ request: OrganRequest, _ nuclide: Nuclide, case summary: DoseSummary?) throws {
    (self.request, self.nuclide) = (request, nuclide)
    table =
      try request.table.map {
        try OrganTableFile.read($0, nuclide: nuclide.name, phantom: request.phantom, unit: request.unit)
      } ?? .icrp133(nuclide.name, request.phantom)
    if let summary { try take(summary) }
    try takeEntered()
    try takeMarrow()
    try takeRemainder()
    guard !sources.activities.isEmpty || sources.remainder != nil else { throw Self.noSource }
  }

  /// Entered values count in place of those of the case.
  private mutating func takeEntered() throws {
    for (word, value) in request.activities {
      let source = try table.source(called: word, at: "--source")
      sources.activities[source] = Uncertain(.megabecquerelHours(try Self.positive(value, word, "--source")))
    }
    for (word, value) in request.masses {
      let target = try table.target(called: word, at: "--mass").name
      sources.masses[target] = Uncertain(Mass(try Self.positive(value, word, "--mass")))
      wholeOrgans.insert(target)
    }
    sources.bodyMass = request.bodyMass.map { Mass($0 * 1000) }
    lesions += request.lesions.map {
      LesionSphere(
        name: $0.name, activity: Uncertain(.megabecquerelHours($0.activity)), mass: Uncertain(Mass($0.mass)),
        voxelDose: nil)
    }
  }

  private mutating func takeRemainder() throws {
    sources.remainderHasSkeleton = request.remainderHasSkeleton
    if let remainder = request.remainder {
      sources.remainder = Uncertain(.megabecquerelHours(remainder))
    } else if let whole = request.wholeBody {
      let named = sources.activities.filter { !OrganCoefficients.isWholeBody($0.key) && $0.key != "Blood" }
      let rest = whole - named.values.reduce(0) { $0 + $1.value.inMegabecquerelHours }
      if rest < 0 {
        findings.append(Finding(OrganNote.wholeBodyExceeded(by: -rest)))
      }
      sources.remainder = Uncertain(.megabecquerelHours(max(0, rest)))
    } else {
      findings.append(Finding(OrganNote.remainderMissing))
    }
  }

  private mutating func takeMarrow() throws {
    guard let source = try marrowSource() else { return }
    let organ = try table.source(called: "red marrow", at: "red marrow")
    guard let mass = table.own(organ).flatMap(table.target)?.mass else {
      throw Problem(
        .dataRejected, what: "the table \(table.name) has no mass of the red marrow", at: "red marrow",
        why: "decays per gram become a dose with the mass of the same table", remedy: "add a column mass_g")
    }
    guard sources.activities[organ] == nil else {
      throw Problem(
        .usage, what: "the decays of the red marrow are given twice", at: "red marrow",
        why: "what is measured in blood and what an image shows are different quantities, and never averaged",
        remedy: "give one of --blood, --vertebrae and --source")
    }
    sources.activities[organ] = Uncertain(source.activity(in: mass))
  }

  private mutating func marrowSource() throws -> MarrowSource? {
    guard request.blood == nil || request.vertebrae == nil else {
      throw Problem(
        .usage, what: "both blood and vertebrae are given for the red marrow", at: "--blood",
        why: "image-based values are about four times the blood-based ones: they are different quantities",
        remedy: "ask once for each")
    }
    if let blood = request.blood {
      let concentration = Quantity<BecquerelSecondPerMillilitre>(
        try Self.positive(blood, "blood", "--blood") * 3.6e9)
      let (ratio, meaning) = try marrowRatio()
      self.blood = concentration
      marrow = "from blood, marrow over blood concentration \(rounded4(ratio)) (\(meaning))"
      return .blood(concentration, ratio: ratio)
    }
    guard let vertebrae = request.vertebrae else { return nil }
    let fraction = request.marrowFraction ?? MarrowSource.lumbarFraction
    marrow =
      "from vertebrae with \(percent(fraction)) of the active marrow"
      + (request.marrowFraction == nil ? " (L1 to L5, ICRP Publication 70)" : "")
    return .image(.megabecquerelHours(vertebrae), fraction: fraction)
  }

  private func marrowRatio() throws -> (Double, String) {
    if let ratio = request.marrowRatio { return (ratio, "as given") }
    if let hematocrit = request.hematocrit {
      return (try MarrowSource.ratio(hematocrit: hematocrit), "0.19/(1 − hematocrit), agents in the plasma")
    }
    guard nuclide.name == "Lu-177" else {
      throw Problem(
        .usage, what: "how the marrow’s concentration follows from the blood’s is not given", at: "--blood",
        why: "it differs between agents by a factor of three",
        remedy: "give --marrow-ratio, or --hematocrit for an agent that stays in the plasma")
    }
    return (1, "somatostatin ligands of Lu-177, Forrer et al. 2009")
  }

  static func positive(_ value: Double, _ word: String, _ place: String) throws(Problem) -> Double {
    guard value >= 0, value.isFinite else {
      throw Problem(.usage, what: "\(value) is not a number from 0 on", at: "\(place) \(word)")
    }
    return value
  }

  private static var noSource: Problem {
    Problem(
      .usage, what: "no organ has an activity", at: "--source",
      remedy: "give --source ORGAN=MBQ·H, or a case whose regions have roles")
  }
}

extension OrganScene {
  /// Sources, masses and parts from the table of regions.
  private mutating func take(_ summary: DoseSummary) throws {
    let named = Dictionary(request.regions.map { ($0.region, $0.organ) }, uniquingKeysWith: { $1 })
    let known = Set(summary.regions.map(\.region.label))
    if let lost = named.keys.sorted().first(where: { !known.contains($0) }) {
      throw Problem(
        .usage, what: "no region is called “\(lost)”", at: "--region",
        remedy: "regions: \(known.sorted().joined(separator: ", "))")
    }
    for region in summary.regions {
      guard let activity = region.timeIntegratedActivity else { continue }
      if let word = named[region.region.label] {
        add(region, activity, as: try table.source(called: word, at: "--region"))
      } else if region.region.role == .tumour, region.region.kind == .drawn {
        lesions.append(
          LesionSphere(
            name: region.region.label, activity: activity, mass: region.mass, voxelDose: region.bestMean.value
          ))
      } else if let organ = organ(of: region.region, in: summary) {
        add(region, activity, as: organ)
      }
    }
    partsOfOrgans(summary)
  }

  private mutating func add(
    _ region: RegionDose, _ activity: Uncertain<BecquerelSecond>, as source: String
  ) {
    regions.append((region, source))
    sources.activities[source] =
      sources.activities[source].map { $0.adding(independent: activity) } ?? activity
    guard let target = table.own(source), table.target(target)?.mass != nil else { return }
    sources.masses[target] = sources.masses[target].map { $0.adding(independent: region.mass) } ?? region.mass
    wholeOrgans.insert(target)
  }

  /// The source organ of a region by its role; of the liver, the whole with its lesions.
  private func organ(of region: Region, in summary: DoseSummary) -> String? {
    let word: String? =
      switch region.role {
      case .liver where isWhole(region, summary): "Liver"
      case .kidney where region.kind == .drawn: "Kidneys"
      case .spleen where region.kind == .drawn: "Spleen"
      case .lung where region.kind == .drawn: "Lungs"
      default: nil
      }
    return word.flatMap { try? table.source(called: $0, at: "") }
  }

  private func isWhole(_ region: Region, _ summary: DoseSummary) -> Bool {
    if region.isIncludingLesions { return true }
    let including = summary.regions.contains { $0.region.isIncludingLesions && $0.region.parent == region.id }
    return region.kind == .drawn && !including
  }

  /// Whether the table can scale an organ to its parts.
  private func hasMass(_ source: String) -> Bool { table.own(source).flatMap(table.target)?.mass != nil }

  /// One kidney of two, and the liver without its lesions.
  private mutating func partsOfOrgans(_ summary: DoseSummary) {
    let bySource = Dictionary(grouping: regions, by: \.source)
    for (source, list) in bySource.sorted(by: { $0.key < $1.key }) where list.count > 1 && hasMass(source) {
      parts += list.map { ($0.region, source) }
    }
    guard let liver = regions.first(where: { $0.region.region.role == .liver }), hasMass(liver.source) else {
      return
    }
    let whole = liver.region.region.parent ?? liver.region.region.id
    parts += summary.regions.filter { $0.region.isWithoutLesions && $0.region.parent == whole }
      .map { ($0, liver.source) }
  }
}
