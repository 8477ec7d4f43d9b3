import DICOM
import Diagnostics

/// One measured number with its unit.
public struct ReportedMeasurement: Sendable, Hashable, Codable {
  public var quantity: Code
  /// Mean, minimum, maximum and the like; `nil` where the quantity is whole.
  var derivation: Code?
  /// In `unit`.
  public var value: Double
  public var unit: Code
  /// The uncertainty that the report states, in `unit`; in Hepatica's reports one standard uncertainty (k = 1).
  public var uncertainty: Double?

  public init(
    _ quantity: Code, _ value: Double, _ unit: Code, derivation: Code? = nil, uncertainty: Double? = nil
  ) {
    (self.quantity, self.value, self.unit) = (quantity, value, unit)
    (self.derivation, self.uncertainty) = (derivation, uncertainty)
  }
}

/// What was measured of one region or lesion.
public struct MeasurementGroup: Sendable, Hashable, Codable {
  /// Name for people, and UID by which it is found again in other reports.
  var tracking: String
  var trackingUID: String
  public var finding, site: Code?
  /// Instance UID of a Segmentation and number of the segment in it.
  public var segmentation: String?
  public var segment: Int?
  public var measurements: [ReportedMeasurement]

  public init(
    tracking: String, trackingUID: String, finding: Code? = nil, site: Code? = nil,
    segmentation: String? = nil,
    segment: Int? = nil, measurements: [ReportedMeasurement]
  ) {
    (self.tracking, self.trackingUID, self.finding, self.site) = (tracking, trackingUID, finding, site)
    (self.segmentation, self.segment, self.measurements) = (segmentation, segment, measurements)
  }

  /// The first value of a quantity, in a unit.
  public func value(_ quantity: Code, in unit: String, derivation: Code? = nil) -> Double? {
    measurements.first {
      $0.quantity.isSame(quantity) && $0.unit.value == unit
        && (derivation == nil || $0.derivation?.isSame(derivation!) == true)
    }?.value
  }
}

/// A measurement report by template TID 1500 of PS3.16, of whatever program.
public struct MeasurementReport: Sendable {
  public var groups: [MeasurementGroup]
  /// Study that the report belongs to, and its day.
  public var study: String?
  public var date: String?
  /// Groups that hold no number, and numbers without unit or value.
  public var passedOver: Int

  /// True for a structured report of any kind.
  public static func isReport(_ path: String) -> Bool {
    guard DataSet.isDICOM(path), let head = try? DataSet.read(path, stopBeforePixels: true) else {
      return false
    }
    return head.string(.sopClassUID)?.hasPrefix(SOPClass.reportPrefix) == true
  }

  /// Reads a report.
  ///
  /// - Throws: `dataRejected` if the file is not a structured report by TID 1500.
  public static func read(_ path: String) throws(Problem) -> MeasurementReport {
    let data = try DataSet.read(path)
    guard data.string(.sopClassUID)?.hasPrefix(SOPClass.reportPrefix) == true else {
      throw Problem(.dataRejected, what: "this is not a structured report", at: path)
    }
    let root = ContentItem(data)
    let template = data.items(.contentTemplateSequence).first?.string(.templateIdentifier)
    let containers = root.all(Concept.measurements)
    guard template == "1500" || !containers.isEmpty else {
      throw Problem(
        .dataRejected, what: "this report has no imaging measurements (TID 1500)", at: path,
        remedy: "name a measurement report; dose reports and findings are not read as lesions")
    }
    return MeasurementReport(containers.flatMap { $0.all(Concept.group) }, data)
  }

  private init(_ items: [ContentItem], _ data: DataSet) {
    (study, date) = (data.string(.studyInstanceUID), data.string(.studyDate) ?? data.string(.contentDate))
    let read = items.map { MeasurementGroup($0) }
    groups = read.filter { !$0.measurements.isEmpty }
    let unread = items.flatMap(\.children).filter { if case .other("NUM") = $0.value { true } else { false } }
    passedOver = read.count - groups.count + unread.count
  }
}

extension MeasurementGroup {
  fileprivate init(_ item: ContentItem) {
    self.init(
      tracking: item.first(Concept.tracking)?.text ?? "",
      trackingUID: item.first(Concept.trackingUID)?.text ?? "",
      finding: item.first(Concept.finding)?.code, site: item.first(Concept.site)?.code, measurements: [])
    if case .object(_, let instance, let segments)? = item.first(Concept.segment)?.value {
      (segmentation, segment) = (instance, segments.first)
    }
    measurements = item.children.compactMap { ReportedMeasurement($0) }
  }
}

extension ReportedMeasurement {
  fileprivate init?(_ item: ContentItem) {
    guard case .number(let number, let unit) = item.value, let quantity = item.concept else { return nil }
    self.init(quantity, number, unit, derivation: item.first(Concept.derivation)?.code)
    if case .number(let u, _)? = item.first(Concept.uncertainty)?.value { uncertainty = u }
  }
}
