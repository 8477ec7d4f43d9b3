import Arguments
import Diagnostics
import Documents
import Foundation
import Studies
import Workflow

extension OrganRequest.Phantom: ChoiceValue {}

public struct OrgansOperation: Operation {
  var caseFile: FilePath?
  var results: FilePath?
  var nuclide: String?
  var phantom = OrganRequest.Phantom.male
  var sources: [Assignment] = []
  var masses: [Assignment] = []
  var regions: [Assignment] = []
  var lesions: [Assignment] = []
  var remainder: Double?
  var wholeBody: Double?
  var withoutSkeleton = false
  var bodyMass: Double?
  var marrow = MarrowFields()
  var table: FilePath?
  var unit: String?
  var output: FilePath?
  public init() {}

  public static let about = About(
    "organs", .engines, "organ doses by S coefficients, compared with the voxel dose",
    takes: "a case with its results, or time-integrated activities of organs",
    gives: "mean dose of all organs, red marrow and lesions, next to the voxel dose, page and PDF",
    """
    Mean absorbed dose of 41 target organs from the time-integrated activities of source organs (MIRD Pamphlet No. 21), with \
    the S coefficients of the ICRP reference phantoms for Lu-177, Y-90 and Ga-68 or a table of your own, scaled to the masses of \
    the patient. Of a case the regions with a role are sources, with their masses, and each dose is explained against that of \
    the voxels. Red marrow comes from blood samples or from an image of vertebrae, lesions are spheres.
    """,
    writes: ["organs.html", "organs.pdf", "organs.json", "organs.csv", "organ-voxels.csv"],
    examples: [
      .init("hepatica organs case.json5", "the organs of a case, next to their voxel doses"),
      .init(
        "hepatica organs --nuclide Lu-177 --source Liver=40000 --source Kidneys=14000 --mass Liver=2100 "
          + "--remainder 45000", "entered time-integrated activities, MBq·h"),
      .init(
        "hepatica organs case.json5 --phantom AF --blood 2.68 --whole-body 110500",
        "with red marrow from blood and the remainder of the body"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.caseFile, "CASE", "case file whose results are there; none: everything is entered", .input)
    Field.option(
      \.results, "results", nil, "FOLDER", "work folder of the case", .input,
      fallback: "“results” next to the case file",
      completes: .folders)
    Field.option(
      \.nuclide, "nuclide", nil, "NUCLIDE", "for example Lu-177", fallback: "that of the case")
    Field.option(\.phantom, "phantom", nil, "AM|AF", "reference phantom: adult male or female")
    Field.options(
      \.sources, "source", nil, "ORGAN=MBQH",
      "time-integrated activity of a source organ, MBq·h; overrides the case")
    Field.options(
      \.masses, "mass", nil, "ORGAN=G", "mass of the patient’s organ with its blood, g; overrides the case")
    Field.options(\.regions, "region", nil, "NAME=ORGAN", "source organ of a region that has no role")
    Field.options(\.lesions, "lesion", nil, "NAME=MBQH:G", "a lesion as a sphere: MBq·h and g")
    Field.option(
      \.remainder, "remainder", nil, "MBQH", "time-integrated activity of the rest of the body",
      in: .within(0...1e15))
    Field.option(
      \.wholeBody, "whole-body", nil, "MBQH", "of the whole body: the remainder is what no organ has",
      in: .within(0...1e15))
    Field.flag(
      \.withoutSkeleton, "without-skeleton", nil,
      "no remainder in bone mineral, yellow marrow and teeth, as for peptides")
    Field.option(
      \.bodyMass, "body-mass", nil, "KG", "body mass; scales the dose by the remainder", in: .aboveZero,
      fallback: "that of the phantom")
    \.marrow
    Field.option(\.table, "table", nil, "FILE", "S coefficients of your own, CSV", .input)
    Field.option(
      \.unit, "unit", nil, "UNIT", "unit of that table: mGy/(MBq·s), Gy/(Bq·s) or mGy/(MBq·h)",
      fallback: "as the table states it")
    Field.option(
      \.output, "output", "o", "FOLDER", "page, PDF, tables and JSON", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    let request = try request(context)
    guard let caseFile else { return try OrganStudy.run(request, to: context.url(output)) }
    let folder = OutputFolder.url(results, "results", beside: caseFile, context)
    let therapy = try CaseFile.read(context.url(caseFile))
    return try OrganStudy.run(
      request, of: Journey(therapy, folder: WorkFolder(folder), progress: context.progress),
      to: context.url(output))
  }

  private func request(_ context: Context) throws -> OrganRequest {
    var request = OrganRequest()
    (request.nuclide, request.phantom) = (nuclide, phantom)
    request.activities = try sources.map { ($0.name, try Self.number($0, "--source")) }
    request.masses = try masses.map { ($0.name, try Self.number($0, "--mass")) }
    request.regions = regions.map { ($0.name, $0.value) }
    request.lesions = try lesions.map(Self.lesion)
    guard remainder == nil || wholeBody == nil else {
      throw Problem(
        .usage, what: "remainder and whole body are both given", at: "--remainder",
        why: "each follows from the other", remedy: "give one")
    }
    (request.remainder, request.wholeBody, request.bodyMass) = (remainder, wholeBody, bodyMass)
    request.remainderHasSkeleton = !withoutSkeleton
    marrow.apply(to: &request)
    (request.table, request.unit) = (context.url(table), unit)
    return request
  }

  private static func number(_ given: Assignment, _ place: String) throws(Problem) -> Double {
    try Double(word: given.value, at: "\(place) \(given.name)")
  }

  private static func lesion(_ given: Assignment) throws(Problem) -> OrganRequest.Lesion {
    let parts = given.value.split(separator: ":").map { Double($0) ?? -1 }
    guard parts.count == 2, parts[0] >= 0, parts[1] > 0 else {
      throw Problem(
        .usage, what: "“\(given.word)” is not NAME=MBQH:G", at: "--lesion",
        remedy: "for example “Segment 7=900:24” for 900 MBq·h in 24 g")
    }
    return OrganRequest.Lesion(name: given.name, activity: parts[0], mass: parts[1])
  }
}

/// Decays of the red marrow.
struct MarrowFields: SharedFields {
  var blood: Double?
  var ratio: Double?
  var hematocrit: Double?
  var vertebrae: Double?
  var fraction: Fraction?

  static var fields: [Field<Self>] {
    Field.option(
      \.blood, "blood", nil, "MBQH/ML", "time integral of the concentration in whole blood, MBq·h/mL",
      in: .aboveZero)
    Field.option(
      \.ratio, "marrow-ratio", nil, "F", "red marrow over blood concentration", in: .aboveZero,
      fallback: "1 for Lu-177 (somatostatin ligands); for others it must be given")
    Field.option(
      \.hematocrit, "hematocrit", nil, "F", "instead, for agents that stay in the plasma: 0.19/(1 − F)",
      in: .within(0.15...0.60))
    Field.option(
      \.vertebrae, "vertebrae", nil, "MBQH", "time-integrated activity in vertebrae, MBq·h", in: .aboveZero)
    Field.option(
      \.fraction, "marrow-fraction", nil, "F", "fraction of the active marrow in them",
      in: .within(0.001...1), fallback: "0.123, L1 to L5")
  }

  func apply(to request: inout OrganRequest) {
    (request.blood, request.marrowRatio, request.hematocrit) = (blood, ratio, hematocrit)
    (request.vertebrae, request.marrowFraction) = (vertebrae, fraction?.value)
  }
}
