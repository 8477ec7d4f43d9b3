import Checks
import Criteria
import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Quantification
import Quantities
import Reporting
import Stages
import Volumes
import Workflow

/// What `hepatica measure` is asked to do.
public struct MeasureJob: Sendable {
  /// RTSTRUCT, SEG or label image with one structure per lesion.
  public var structures: URL
  /// CT or MR, and the image of uptake; at least one of them. Diameters are measured on the first that is given.
  public var anatomy: URL?
  /// Identifier of the anatomy as `inspect` prints it, where its folder holds several series.
  public var series: String?
  public var uptake: UptakeRequest?
  /// Portal venous and unenhanced phase of the same CT, with the identifiers of their series; the anatomy is the arterial
  /// phase then.
  public var portal: (folder: URL, series: String?)?
  public var unenhanced: (folder: URL, series: String?)?
  public var labelNames: [Int: String] = [:]
  /// Names of structures that are not lesions.
  public var except: Set<String> = []
  /// Pseudonym, day of the visit, reader and organ as they go into the table.
  public var patient: String
  public var day: CalendarDay
  public var reader = ""
  public var visit = ""
  public var organ = ""
  public var kind = Kind.solid
  public var tracer = ""
  /// Table of lesions that the rows are added to; it is made if it is not there.
  public var table: URL?
  /// The record that the values are written to.
  public var link: RecordLink?

  /// The kinds that a structure can be.
  public enum Kind: String, Sendable, CaseIterable {
    case solid, node
    case boneLyticSoft = "bone_lytic_soft"
  }

  /// - Throws: `Problem` unless the date is a day such as `2026-03-02`.
  public init(structures: URL, patient: String, date: String) throws {
    guard let day = CalendarDay(iso8601: date) else {
      throw Problem(.usage, what: "“\(date)” is not a date", at: "--date", remedy: "write it as 2026-03-02")
    }
    (self.structures, self.patient, self.day) = (structures, patient, day)
  }
}

/// Rows of a table of lesions from structures and images.
public enum LesionMeasurement {
  /// - Throws: `Problem` for structures or images that do not belong together, and for a table of other columns.
  public static func run(_ job: MeasureJob, progress: @escaping ProgressHandler) throws -> Outcome {
    if MeasurementReport.isReport(job.structures.path) { return try fromReport(job) }
    var rows: [RegionID: Row] = [:]
    var order: [RegionID] = []
    var review: [Finding] = []
    if let anatomy = job.anatomy { try measure(anatomy: anatomy, job, &rows, &order, &review, progress) }
    let enhancements = try enhancements(job, &review, progress)
    if let request = job.uptake { try measure(request, job, &rows, &order, &review, progress) }
    guard job.anatomy != nil || job.uptake != nil else {
      throw Problem(
        .usage, what: "neither --anatomy nor --uptake is given", at: "hepatica measure",
        remedy: "structures are measured on the image that they were drawn on")
    }
    guard !order.isEmpty else {
      throw Problem(
        .dataRejected, what: "no lesion could be measured", at: job.structures.path,
        why: review.map(\.sentence).joined(separator: "; "))
    }
    return try outcome(order.compactMap { rows[$0] }, job, review, enhancements)
  }

  static func outcome(
    _ lines: [Row], _ job: MeasureJob, _ review: [Finding], _ enhancements: [LesionEnhancement] = []
  ) throws -> Outcome {
    let csv =
      Row.header + lines.map { $0.line(job) }.joined() + LesionEnhancement.csv(enhancements, job)
    if let table = job.table { try append(lines.map { $0.line(job) }, to: table) }
    let outcome = try Outcome(
      text: String(csv.dropLast()),
      content: Record(lesions: lines, enhancements: enhancements.isEmpty ? nil : enhancements),
      findings: review)
    let values = lines.flatMap { $0.forRecord(job) } + enhancements.compactMap { $0.forRecord(job) }
    return outcome.recorded(try job.link?.write(values, job.patient, source: "hepatica measure"))
  }

  package struct Row: Encodable {
    package var lesion: String
    var longMm, shortMm, sliceMm: Double?
    package var volumeMl: Double?
    var attenuationHU: Double?
    package var suvMax, suvMean, sulPeak: Double?

    package static let header = csvLine([
      "patient", "lesion", "date", "visit", "reader", "organ", "kind", "state", "long_mm", "short_mm",
      "slice_mm",
      "hu", "suvmax", "suvmean", "sulpeak", "volume_ml", "tracer",
    ])

    package func line(_ job: MeasureJob) -> String {
      func digits(_ value: Double?, _ places: Int) -> String {
        value.map { $0.written(decimals: places) } ?? ""
      }
      return csvLine([
        job.patient, lesion, job.day.description, job.visit, job.reader, job.organ, job.kind.rawValue,
        "measured",
        digits(longMm, 1), digits(shortMm, 1), digits(sliceMm, 2), digits(attenuationHU, 1),
        digits(suvMax, 2),
        digits(suvMean, 2), digits(sulPeak, 2), digits(volumeMl, 2), job.tracer,
      ])
    }
  }

  package struct Record: Encodable {
    var hepatica = 1
    var schema = "hepatica.measure/1"
    var researchUse = Version.researchUse
    var lesions: [Row]
    var enhancements: [LesionEnhancement]?
  }

  private static func measure(
    anatomy: URL, _ job: MeasureJob, _ rows: inout [RegionID: Row], _ order: inout [RegionID],
    _ review: inout [Finding],
    _ progress: @escaping ProgressHandler
  ) throws {
    let source = ImageSource(
      path: anatomy, series: job.series, answers: SeriesAnswers(), location: anatomy.path)
    let library = try ImageLibrary([source], seriesOption: "--series", progress: progress)
    let isAnatomy: (SeriesEntry) -> Bool = { $0.kind == .ct || $0.kind == .mr }
    let series = try library.load(source, as: "a CT or MR", isAnatomy)
    review += try library.questions(source, series, as: "a CT or MR", isAnatomy)
    for lesion in try lesions(job, on: series.values.grid, &review) {
      try keeping(lesion.name, &review) {
        var row = try sized(lesion)
        if series.unit == .hounsfield {
          row.attenuationHU = try RegionStatistics(
            of: QuantityMap<One>(values: series.values), in: lesion.region, named: lesion.name
          ).mean.value.value
        }
        rows[lesion.id] = row
        order.append(lesion.id)
      }
    }
  }

  private static func measure(
    _ request: UptakeRequest, _ job: MeasureJob, _ rows: inout [RegionID: Row], _ order: inout [RegionID],
    _ review: inout [Finding], _ progress: @escaping ProgressHandler
  ) throws {
    let source = ImageSource(
      path: request.image, series: request.series, answers: SeriesAnswers(), location: request.image.path)
    let library = try ImageLibrary([source], seriesOption: "--uptake-series", progress: progress)
    let series = try library.load(source, as: "an emission image", \.isEmission)
    let uptake = try StandardisedUptake(series, request)
    review += try library.questions(source, series, as: "an emission image", \.isEmission) + uptake.review
    let map = try QuantityMap<One>(values: uptake.values)
    for lesion in try lesions(job, on: series.values.grid, &review) {
      try keeping(lesion.name, &review) {
        let numbers = try RegionStatistics(of: map, in: lesion.region, named: lesion.name)
        let peak = try Peak(of: uptake.values, in: lesion.region, named: lesion.name)
        var row = try rows[lesion.id] ?? sized(lesion)
        if rows[lesion.id] == nil { order.append(lesion.id) }
        (row.suvMax, row.suvMean) = (numbers.maximum.value, numbers.mean.value.value)
        row.sulPeak = uptake.leanFactor.map { $0 * peak.mean }
        rows[lesion.id] = row
      }
    }
    if uptake.leanFactor == nil { review.append(Finding(MeasuringNote.withoutLeanMass)) }
  }

  /// A lesion that cannot be measured is reported and does not cost the others.
  static func keeping(_ name: String, _ review: inout [Finding], _ body: () throws -> Void) throws {
    do { try body() } catch let problem as Problem {
      review.append(Finding(MeasuringNote.unmeasured(problem), at: name))
    }
  }

  static func lesions(
    _ job: MeasureJob, on grid: Grid, _ review: inout [Finding]
  ) throws -> [Structure] {
    let (set, problems) = try StructureReader.read(job.structures.path, onto: grid, names: job.labelNames)
    review += problems.map(\.finding)
    return set.structures.filter { !job.except.contains($0.name) && !job.except.contains($0.identity.name) }
  }

  private static func sized(_ lesion: Structure) throws -> Row {
    let diameters = try LesionDiameters(lesion.region, named: lesion.name)
    return Row(
      lesion: lesion.name, longMm: diameters.long, shortMm: diameters.short,
      sliceMm: lesion.region.grid.spacing.z, volumeMl: lesion.region.millilitres)
  }

  /// Adds rows to a table of the same columns.
  private static func append(_ lines: [String], to url: URL) throws {
    var text = Row.header
    if FileManager.default.fileExists(atPath: url.path) {
      text = try ToxicityInputs.text(url.path)
      guard text.hasPrefix(Row.header.trimmingCharacters(in: .newlines)) else {
        throw Problem(
          .dataRejected, what: "the table has other columns than hepatica measure writes", at: url.path,
          remedy: "name another file, or join the tables by hand")
      }
      if !text.hasSuffix("\n") { text += "\n" }
    }
    try writeAtomically(text + lines.joined(), to: url, over: .extended)
  }
}
