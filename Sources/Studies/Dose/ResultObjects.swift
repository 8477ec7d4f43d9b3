import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Quantities
import Reporting
import Stages
import Volumes
import Workflow

/// The DICOM objects of one result, in the study and frame of reference of the reference images. Each kind is a series of its own
/// number and description.
struct ResultObjects {
  let journey: Journey
  let results: Summarised
  let folder: URL
  private let context: WriteContext
  private(set) var written: [WrittenObject] = []

  private enum Number {
    static let dose = 1, regions = 2, contours = 5, measurements = 6, administration = 7, document = 8,
      keyObjects = 9
    static let activity = 10, captures = 40, maps = 50, bed = 60, bedMaps = 70
  }

  init(_ journey: Journey, _ results: Summarised) throws {
    (self.journey, self.results) = (journey, results)
    folder = try journey.folder.dicom()
    let therapy = journey.therapy
    var context = WriteContext(
      study: results.study.study ?? ObjectUID.derived(from: "study " + therapy.sha256),
      frameOfReference: results.study.grid.frameOfReference
        ?? ObjectUID.derived(from: "frame " + therapy.sha256),
      patient: therapy.patient.pseudonym,
      studyTime: therapy.administrations.first?.start ?? DateTime(localSeconds: 0),
      softwareVersion: Version.current)
    let image = results.study.study.flatMap(journey.library.file(ofStudy:))
    context.identity = try journey.form.objectIdentity(of: image)
    self.context = context
  }

  private func context(_ description: String, _ number: Int) -> WriteContext {
    var own = context
    (own.seriesDescription, own.seriesNumber) = (description, number)
    return own
  }

  /// Dose and its uncertainty.
  mutating func writeDose() throws {
    let dose = results.dose.withoutNegativeNoise
    written += try DICOMWriter.writeDose(
      dose, context("Absorbed dose, \(dose.engine)", Number.dose), to: folder, bits: journey.form.doseBits)
  }

  /// BED of each tissue that the case asks for, as RT Dose of type `EFFECTIVE`, and as a Parametric Map where maps are asked for.
  mutating func writeBED(_ maps: [TissueBED]) throws {
    for (n, map) in maps.enumerated() {
      let words = "BED of \(map.role.words)", role = map.role.rawValue
      let name = "\(words), \(map.parameters.name)"
      written.append(
        try DICOMWriter.writeDose(
          map.values, kind: .effective, comment: "\(name); 0 outside it", context(words, Number.bed + n),
          to: folder, name: "RD_bed_\(role)", bits: journey.form.doseBits))
      guard journey.form.maps else { continue }
      written.append(
        try DICOMWriter.writeMap(
          map.values, of: .bed, context("Map of \(words)", Number.bedMaps + n), to: folder,
          name: "PM_bed_\(role)"))
    }
  }

  /// Regions as segments and as contours, and what was measured of them.
  mutating func writeRegions() throws {
    var segmentation: WrittenObject?
    if !results.structures.isEmpty {
      let object = try DICOMWriter.segmentation(
        results.structures, coding: .fractional, context("Regions of dosimetry", Number.regions), to: folder)
      segmentation = object
      written.append(object)
      try writeContours()
    }
    let numbers = Dictionary(
      results.structures.structures.enumerated().map { ($1.identity.id, $0 + 1) },
      uniquingKeysWith: { first, _ in first })
    let groups = results.summary.regions.map {
      MeasurementGroup(
        $0, patient: context.patient, segment: segmentation == nil ? nil : numbers[$0.region.id])
    }
    guard !groups.isEmpty else { return }
    written.append(
      try DICOMWriter.writeMeasurements(
        groups, segmentation: segmentation?.reference, sourceSeries: sourceSeries,
        context("Volumes and absorbed doses", Number.measurements), to: folder))
  }

  /// The series on whose grid the regions lie: that of the dose.
  private var sourceSeries: String? { written.first?.reference.series }

  private mutating func writeContours() throws {
    let regions = results.structures.structures.enumerated().map { n, structure in
      RegionOfInterest(
        tracing: structure, number: n + 1, kind: structure.role == .tumour ? "GTV" : "ORGAN",
        frameOfReference: context.frameOfReference)
    }.filter { !$0.contours.isEmpty }
    guard !regions.isEmpty else { return }
    written.append(
      try DICOMWriter.structureSet(
        regions, context("Contours of the regions of dosimetry", Number.contours), to: folder, name: "RS"))
  }

  /// What was given, with the doses of the organs.
  mutating func writeAdministrations() throws {
    let events = journey.therapy.administrations.map { journey.event($0) }
    let organs = [OrganDose](results.summary.regions)
    written += try DICOMWriter.writeAdministrations(
      events, organs: organs, context("Radiopharmaceutical radiation dose", Number.administration), to: folder
    )
  }

  mutating func writeActivities() throws {
    for (n, activity) in results.activities.enumerated() {
      var own = context("Activity concentration, \(activity.id)", Number.activity + n)
      own.contentTime = activity.time
      let image = journey.image(activity)
      let name = safeFileName(activity.id)
      switch journey.form.activity {
      case .nm: written.append(try DICOMWriter.spect(image, own, to: folder, name: "NM_" + name))
      case .pet: written += try DICOMWriter.writePET(image, own, to: folder, prefix: "PT_" + name)
      }
    }
  }

  mutating func writeMaps() throws {
    guard journey.form.maps else { return }
    var maps: [(MappedQuantity, Volume<Float>, String)] = [
      (.absorbedDose, results.dose.map.values, "dose"),
      (.timeIntegratedActivity, results.integration.decays.map.values, "time-integrated activity"),
    ]
    if let uncertainty = results.dose.map.statistical {
      maps.append((.doseUncertainty, uncertainty, "uncertainty of dose"))
    }
    for (n, (quantity, values, words)) in maps.enumerated() {
      written.append(
        try DICOMWriter.writeMap(
          values, of: quantity, context("Map of " + words, Number.maps + n), to: folder,
          name: "PM_\(quantity.rawValue)"))
    }
  }

  /// Pictures of the report, the report itself, and what to open first. A document is not written as a research object.
  mutating func writeReport(_ content: ReportContent, pdf: URL) throws {
    let pictures = Report.keyPictures(content).map {
      CapturedPicture(title: $0.title, width: $0.width, height: $0.height, pixels: $0.pixels)
    }
    let captures = try DICOMWriter.writeCaptures(
      pictures, context("Key pictures", Number.captures), to: folder)
    written += captures
    if journey.form.identity == .clinical {
      written.append(
        try DICOMWriter.writeDocument(
          Data(contentsOf: pdf), title: "Dosimetry report", context("Dosimetry report", Number.document),
          to: folder))
    }
    let key =
      captures.map(\.reference) + written.map(\.reference).filter { ["RTDOSE", "SEG"].contains($0.modality) }
    written.append(
      try DICOMWriter.writeKeyObjects(
        key, note: "Key pictures, dose and regions of the dosimetry report",
        context("Key objects of the dosimetry report", Number.keyObjects), to: folder))
  }
}

extension [OrganDose] {
  /// The organs of the report's table; lesions and derived regions are in the measurement report alone.
  fileprivate init(_ regions: [RegionDose]) {
    let organs = regions.filter {
      $0.region.kind == .drawn
        && [.liver, .kidney, .spleen, .lung, .marrow, .body].contains($0.region.role)
    }
    let count = Dictionary(grouping: organs, by: \.region.role).mapValues(\.count)
    self = organs.map {
      OrganDose(
        role: $0.region.role, laterality: .init($0.region, isOnly: count[$0.region.role] == 1),
        dose: ($0.recoveryCorrectedMean ?? $0.mean).value, mass: $0.mass.value)
    }
  }
}

extension OrganDose.Laterality {
  /// The only region of kidneys or lungs is both of them; which of several one is, only a stated side says.
  fileprivate init?(_ region: Region, isOnly: Bool) {
    guard [.kidney, .lung].contains(region.role) else { return nil }
    switch region.side {
    case .left: self = .left
    case .right: self = .right
    case nil: self = isOnly ? .both : .one
    }
  }
}
