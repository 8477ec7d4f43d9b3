import Arguments
import Foundation
import Studies
import Workflow

extension MeasureJob.Kind: ChoiceValue {}

public struct MeasureOperation: Operation {
  var structures = FilePath("")
  var anatomy: FilePath?
  var uptake: FilePath?
  var series: String?
  var uptakeSeries: String?
  var portal: FilePath?
  var portalSeries: String?
  var unenhanced: FilePath?
  var unenhancedSeries: String?
  var patient = ""
  var date = ""
  var visit = ""
  var reader = ""
  var organ = ""
  var kind = MeasureJob.Kind.solid
  var tracer = ""
  var labels = LabelFields()
  var except: [String] = []
  var overrides = SUVFields()
  var table: FilePath?
  var registry: String?
  var recording = RecordingFields()
  public init() {}

  public static let about = About(
    "measure", .outcome, "rows of a table of lesions from structures and images",
    takes: "structures with CT, MR, PET or SPECT; or a measurement report",
    gives: "rows of a table of lesions: diameters, volume, attenuation, uptake",
    """
    For each structure: longest diameter in the planes of its image, longest chord perpendicular to it, volume; mean \
    attenuation on CT; SUVmax, SUVmean and SULpeak (sphere of 1 mL) on PET or SPECT. The rows are what hepatica \
    response reads. With --portal and --unenhanced the anatomy is the arterial phase, and the arterial enhancement \
    fraction of each lesion is printed below: arterial over portal venous enhancement. --table adds them to the rows that the table has. A measurement report (DICOM SR, TID 1500) of any program gives \
    rows as it stands. With --registry and --record the values go into the patient's record.
    """,
    examples: [
      .init(
        "hepatica measure rs.dcm -a ct -p P01 -d 2026-03-02 --visit baseline --organ liver -t lesions.csv",
        "diameters and attenuation"),
      .init(
        "hepatica measure sr.dcm -p P01 -d 2026-03-02 -t lesions.csv", "as another program measured them"),
      .init(
        "hepatica measure rs.dcm -a arterial --portal portal --unenhanced plain -p P01 -d 2026-03-02",
        "arterial enhancement fraction"),
      .init("hepatica measure seg.dcm -u pet --lean janmahasatian -p P01 -d 2026-03-02", "uptake"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.structures, "STRUCTURES", "RTSTRUCT, SEG, label image or measurement report", .input)
    Field.option(
      \.anatomy, "anatomy", "a", "FOLDER", "CT or MR on which the lesions were drawn", .input,
      completes: .folders)
    Field.option(
      \.uptake, "uptake", "u", "FOLDER", "PET or SPECT in Bq/mL or SUV", .input, completes: .folders)
    Field.option(
      \.series, "series", nil, "ID", "series of the anatomy as inspect prints it, where there are several")
    Field.option(\.uptakeSeries, "uptake-series", nil, "ID", "series of the uptake, in the same way")
    Field.option(
      \.portal, "portal", nil, "FOLDER", "portal venous phase of the CT", .input, completes: .folders)
    Field.option(\.portalSeries, "portal-series", nil, "ID", "its series, where there are several")
    Field.option(
      \.unenhanced, "unenhanced", nil, "FOLDER", "CT before contrast medium", .input, completes: .folders)
    Field.option(\.unenhancedSeries, "unenhanced-series", nil, "ID", "its series, where there are several")
    Field.option(\.patient, "patient", "p", "ID", "pseudonym", needed: true)
    Field.option(\.date, "date", "d", "DAY", "day of the visit, 2026-03-02", needed: true)
    Field.option(\.visit, "visit", nil, "NAME", "name of the visit")
    Field.option(\.reader, "reader", nil, "NAME", "who drew the structures")
    Field.option(\.organ, "organ", nil, "NAME", "organ of the lesions")
    Field.option(\.kind, "kind", nil, "KIND", "kind of the lesions")
    Field.option(\.tracer, "tracer", nil, "NAME", "for example DOTATATE")
    \.labels
    Field.options(\.except, "except", nil, "NAME", "structures to exclude")
    \.overrides
    Field.option(\.table, "table", "t", "FILE", "table that the rows are added to", .edited)
    Field.option(
      \.registry, "registry", nil, "REGISTRY", "registry whose patient the values are of, with --record",
      completes: .files)
    \.recording
  }

  public func run(_ context: Context) throws -> Outcome {
    var job = try MeasureJob(structures: context.url(structures), patient: patient, date: date)
    job.anatomy = context.url(anatomy)
    job.series = series
    job.uptake = context.url(uptake).map { overrides.request($0) }
    job.uptake?.series = uptakeSeries
    job.portal = context.url(portal).map { ($0, portalSeries) }
    job.unenhanced = context.url(unenhanced).map { ($0, unenhancedSeries) }
    job.labelNames = try labels.names()
    job.except = Set(except)
    (job.visit, job.reader, job.organ, job.tracer) = (visit, reader, organ, tracer)
    (job.kind, job.table) = (kind, context.url(table))
    let author = try recording.author(registry)
    job.link = registry.map { registry in
      RecordLink(
        place: registry.contains("://") ? registry : context.path(FilePath(registry)), patient: patient,
        day: date, recording: author)
    }
    return try LesionMeasurement.run(job, progress: context.progress)
  }
}
