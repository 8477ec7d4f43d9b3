import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

public struct UptakeOperation: Operation {
  var image = FilePath("")
  var structures: FilePath?
  var labels = LabelFields()
  var series: String?
  var liver: String?
  var lesions: [String] = []
  var centre: Point?
  var diameter = 30.0
  var thresholds: [String] = []
  var overrides = SUVFields()
  var flow = FlowFields()
  var output: FilePath?
  public init() {}

  public static let about = About(
    "uptake", .selection, "standardised uptake of regions of one image",
    takes: "a PET or SPECT, structures",
    gives: "SUV mean, peak, maximum, volume, thresholds, normal liver, page and PDF",
    """
    Mean, peak (sphere of 1 mL), maximum and volume of each structure in SUV by body weight, and by lean mass on \
    request; volumes above a threshold; the ratio to a sphere in normal liver. PET and SPECT in Bq/mL or SUV. With --registry, \
    --patient and --record the values go into the patient's record; regions named by --lesion are its lesions.
    """,
    writes: ["uptake.html", "uptake.pdf", "uptake.json", "uptake.csv", "thresholds.csv"],
    examples: [
      .init("hepatica uptake pet -s rs.dcm -l Liver --lesion L1 -t 2xmax", "lesions against normal liver"),
      .init("hepatica uptake pet -s seg.dcm --lean janmahasatian --json", "SULpeak for a table"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.image, "IMAGE", "DICOM folder or file", .input)
    Field.option(\.structures, "structures", "s", "FILE", "RTSTRUCT, SEG or label image", .input)
    \.labels
    Field.option(\.series, "series", nil, "ID", "series as inspect prints it, where there are several")
    Field.option(\.liver, "liver", "l", "NAME", "structure in which the sphere of normal liver is placed")
    Field.options(\.lesions, "lesion", nil, "NAME", "structure that the sphere avoids")
    Field.option(
      \.centre, "centre", nil, "X,Y,Z", "centre of the sphere, mm LPS", fallback: "placed automatically")
    Field.option(\.diameter, "diameter", nil, "MM", "diameter of the sphere", in: .aboveZero)
    Field.options(
      \.thresholds, "threshold", "t", "T", "41% of the maximum, 2.5, 2xmean or 2xmax of normal liver")
    \.overrides
    \.flow
    Field.option(
      \.output, "output", "o", "FOLDER", "page, PDF, tables and JSON", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    var request = overrides.request(context.url(image))
    request.series = series
    request.structures = context.url(structures)
    request.labelNames = try labels.names()
    (request.liver, request.lesions) = (liver, lesions)
    request.centre = centre.map { SIMD3($0.x, $0.y, $0.z) }
    (request.diameter, request.thresholds) = (diameter, thresholds)
    return try UptakeMeasurement.run(
      request, to: context.url(output), link: flow.link(in: context), progress: context.progress)
  }
}

/// A place in the patient, mm, LPS.
struct Point: FieldValue {
  var x, y, z: Double
  static var type: ValueType { .text }

  init(word: String, at place: String) throws(Problem) {
    let numbers = word.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 3, let x = numbers[0], let y = numbers[1], let z = numbers[2],
      [x, y, z].allSatisfy(\.isFinite)
    else { throw Problem(.usage, what: "“\(word)” is not three numbers X,Y,Z", at: place) }
    (self.x, self.y, self.z) = (x, y, z)
  }
  var word: String { "\(x),\(y),\(z)" }
}
