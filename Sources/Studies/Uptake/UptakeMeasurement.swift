import Checks
import Diagnostics
import Documents
import Foundation
import Intake
import Quantification
import Quantities
import Stages
import Volumes
import Workflow

/// Standardised uptake of the regions of one image: mean, peak, maximum, volume, thresholds, and normal liver.
public enum UptakeMeasurement {
  /// - Parameter folder: where page, PDF, tables and JSON go; `nil` writes none.
  /// - Throws: `Problem` for an image that is not a PET or SPECT in Bq/mL or SUV, for numbers that are missing, for
  ///   structures that are empty or of another frame of reference.
  public static func run(
    _ request: UptakeRequest, to folder: URL? = nil, link: RecordLink? = nil,
    progress: @escaping ProgressHandler
  ) throws -> Outcome {
    if let link { _ = try link.record("") }
    var source = ImageSource(
      path: request.image, series: request.series, answers: SeriesAnswers(), location: request.image.path)
    let library = try ImageLibrary([source], seriesOption: "--series", progress: progress)
    // Here the half-life itself is held against the named nuclide, and the user can state it.
    let entry = try library.find(source, as: "an emission image", \.isEmission).1
    if request.halfLifeHours != nil || entry.acquisition?.halfLife != nil {
      source.answers.nuclide = entry.nuclide
    }
    let series = try library.load(source, as: "an emission image", \.isEmission)
    let uptake = try StandardisedUptake(series, request)
    progress(0.6, "measuring regions")
    let (structures, problems) = try regions(request, on: series.values.grid)
    let normal = try normalLiver(request, structures, uptake.values)
    let sheet = geometry(request, structures, uptake.values)
    let record = UptakeRecord(
      image: series.id, imageSha256: series.provenance.inputs.first?.sha256 ?? "", steps: uptake.steps,
      normalLiver: normal,
      regions: try structures.structures.map { try measure($0, uptake, normal, request.thresholds) },
      geometry: sheet.rows)
    let questions = try library.questions(source, series, as: "an emission image", \.isEmission)
    let found = questions + uptake.review + problems + sheet.findings
    return try UptakeContent(record: record, findings: found).content.outcome(
      to: folder, findings: found
    ).recorded(
      try link?.write(
        record.forRecord(request.lesions), "", source: "uptake, image \(record.imageSha256.prefix(12))"))
  }

  /// How the structures fit to each other and to the uptake, by the roles that the request gives them.
  private static func geometry(
    _ request: UptakeRequest, _ set: StructureSet, _ values: Volume<Float>
  ) -> GeometrySheet {
    let all = set.structures.map { structure in
      var structure = structure
      if structure.name == request.liver { structure.role = .liver }
      if request.lesions.contains(structure.name) { structure.role = .tumour }
      return structure
    }
    // The whole image stands for no body.
    return GeometryScene(.uptake, request.structures == nil ? [] : all, emission: values).sheet()
  }

  private static func regions(_ request: UptakeRequest, on grid: Grid) throws -> (StructureSet, [Finding]) {
    guard let file = request.structures else {
      let all = Structure(
        program: "whole image", role: .body, region: Occupancy(Volume<Float>(grid: grid, repeating: 1)))
      return (try StructureSet([all]), [])
    }
    let (set, problems) = try StructureReader.read(file.path, onto: grid, names: request.labelNames)
    return (set, problems.map(\.finding))
  }

  private static func measure(
    _ structure: Structure, _ uptake: StandardisedUptake, _ normal: UptakeRecord.NormalLiver?,
    _ thresholds: [String]
  ) throws -> UptakeRecord.Region {
    let map = try QuantityMap<One>(values: uptake.values)
    let numbers = try RegionStatistics(of: map, in: structure.region, named: structure.name)
    let peak = try Peak(of: uptake.values, in: structure.region, named: structure.name)
    let (mean, greatest) = (numbers.mean.value.value, numbers.maximum.value)
    return UptakeRecord.Region(
      region: structure.name, volumeMl: numbers.volume.value, mean: mean,
      standardDeviation: numbers.standardDeviation.value, minimum: numbers.minimum.value, maximum: greatest,
      peak: peak.mean, peakPositionMm: peak.position.list, leanMean: uptake.leanFactor.map { $0 * mean },
      leanMaximum: uptake.leanFactor.map { $0 * greatest },
      leanPeak: uptake.leanFactor.map { $0 * peak.mean },
      meanOverNormalLiver: normal.map { mean / $0.mean },
      thresholds: try thresholds.map { try part($0, of: structure.region, uptake.values, normal) })
  }

  private static func part(
    _ word: String, of region: Occupancy, _ values: Volume<Float>, _ normal: UptakeRecord.NormalLiver?
  ) throws -> UptakeRecord.Part {
    let threshold = try UptakeThreshold(word).resolved(
      normalMean: normal?.mean, normalMaximum: normal?.maximum)
    let found = try threshold.contour(values, within: region)
    let map = try QuantityMap<One>(values: values)
    return UptakeRecord.Part(
      threshold: word, level: try threshold.level(values, region), volumeMl: found.millilitres,
      mean: found.isEmpty ? nil : try RegionStatistics(of: map, in: found).mean.value.value)
  }

  /// The sphere of reference in the liver without lesions; `nil` where no liver is named.
  private static func normalLiver(
    _ request: UptakeRequest, _ set: StructureSet, _ values: Volume<Float>
  ) throws -> UptakeRecord.NormalLiver? {
    guard let name = request.liver else { return nil }
    let liver = try structure(name, set), lesions = try request.lesions.map { try structure($0, set).region }
    let diameter = Length(request.diameter)
    let normal =
      try request.centre.map {
        try NormalLiver(liver: liver.region, tumours: lesions, centre: $0, diameter: diameter)
      } ?? NormalLiver(liver: liver.region, tumours: lesions, diameter: diameter)
    let numbers = try RegionStatistics(of: QuantityMap<One>(values: values), in: normal.region)
    return UptakeRecord.NormalLiver(
      centreMm: normal.sphere.centre.list, diameterMm: 2 * normal.sphere.radius,
      volumeMl: numbers.volume.value, mean: numbers.mean.value.value, maximum: numbers.maximum.value,
      notes: normal.placement.map(\.wording.what)
        + (lesions.isEmpty ? ["No lesions were named for it to avoid."] : []))
  }

  private static func structure(_ name: String, _ set: StructureSet) throws -> Structure {
    if let found = set.called(name) { return found }
    throw Problem(
      .inputMissing, what: "no structure is called “\(name)”", at: "--liver or --lesion",
      remedy: "structures: \(set.structures.map(\.name).joined(separator: ", "))")
  }
}

extension Vector3 {
  fileprivate var list: [Double] { [x, y, z] }
}
