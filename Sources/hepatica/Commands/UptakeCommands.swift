import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

extension Verb {
  static let uptake = Verb(
    command: Command(
      "uptake", "standardised uptake of regions of one image",
      discussion: """
        Mean, peak (sphere of 1 mL), maximum and volume of each structure in SUV by body weight, and by lean mass on \
        request; parts above a threshold; the ratio to a sphere in normal liver. PET and SPECT in Bq/mL or SUV.
        """,
      positionals: [.init("IMAGE", "DICOM folder or file")],
      options: [
        .value("structures", "s", "FILE", "RTSTRUCT, SEG or label image", completes: .files),
        .value("label", nil, "N=NAME", "name of a label number in a label image", repeats: true),
        .value("series", nil, "ID", "series as inspect prints it, where there are several"),
        .value("liver", "l", "NAME", "structure in which the sphere of normal liver is placed"),
        .value("lesion", nil, "NAME", "structure that the sphere avoids", repeats: true),
        .value("centre", nil, "X,Y,Z", "centre of the sphere, mm LPS, instead of the automatic one"),
        .value("diameter", nil, "MM", "of the sphere (30)"),
        .value(
          "threshold", "t", "T", "41% of the maximum, 2.5, 2xmean or 2xmax of normal liver", repeats: true),
        .value("lean", nil, "FORMULA", "SUL too", completes: .words(["janmahasatian", "james128"])),
        .value("weight", nil, "KG", "overrides the image header"),
        .value("height", nil, "CM", "overrides the image header"),
        .value("sex", nil, "F|M", "overrides the image header", completes: .words(["F", "M"])),
        .value("activity", nil, "MBQ", "injected activity; overrides the image header"),
        .value("injected", nil, "TIME", "date and time of the injection; overrides the image header"),
        .value("half-life", nil, "H", "overrides the image header"),
      ] + Console.options,
      examples: [
        .init("hepatica uptake pet -s rs.dcm -l Liver --lesion L1 -t 2xmax", "lesions against normal liver"),
        .init("hepatica uptake pet -s seg.dcm --lean janmahasatian --json", "SULpeak for a table"),
      ])
  ) { arguments, console in
    console.finish(
      try UptakeMeasurement.run(request(arguments), progress: console.reporter), json: arguments.has("json"))
  }

  private static func request(_ arguments: Arguments) throws -> UptakeRequest {
    var request = UptakeRequest(image: URL(filePath: arguments.positional("IMAGE")!))
    request.series = arguments["series"]
    request.structures = arguments["structures"].map { URL(filePath: $0) }
    for text in arguments.all("label") {
      let (number, name) = try label(text)
      request.labelNames[number] = name
    }
    (request.liver, request.lesions) = (arguments["liver"], arguments.all("lesion"))
    request.centre = try arguments["centre"].map { try point($0) }
    request.diameter = try arguments.positive("diameter") ?? request.diameter
    request.thresholds = arguments.all("threshold")
    (request.leanMass, request.sex, request.injected) = (
      arguments["lean"], arguments["sex"], arguments["injected"]
    )
    (request.weight, request.height) = (try arguments.positive("weight"), try arguments.positive("height"))
    request.injectedMegabecquerel = try arguments.positive("activity")
    request.halfLifeHours = try arguments.positive("half-life")
    return request
  }

  private static func label(_ text: String) throws(Problem) -> (Int, String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let number = Int(parts[0]) else {
      throw Problem(.usage, what: "“\(text)” is not N=NAME", at: "--label", remedy: "1=Liver")
    }
    return (number, parts[1])
  }

  private static func point(_ text: String) throws(Problem) -> SIMD3<Double> {
    let numbers = text.split(separator: ",").compactMap { Double($0) }
    guard numbers.count == 3, numbers.allSatisfy(\.isFinite) else {
      throw Problem(.usage, what: "“\(text)” is not three numbers X,Y,Z", at: "--centre")
    }
    return SIMD3(numbers[0], numbers[1], numbers[2])
  }
}
