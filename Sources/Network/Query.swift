import Diagnostics
import Foundation

/// What is asked for.
package enum QueryLevel: String, Sendable, CaseIterable, Codable {
  case patient, study, series

  /// Attributes of an answer, in the order of its table.
  var attributes: [QueryAttribute] {
    let patient: [QueryAttribute] = [.patientID, .patientName, .birthDate, .sex]
    let study: [QueryAttribute] = [
      .patientID, .patientName, .studyDate, .studyTime, .modalities, .studyDescription, .accession,
      .seriesCount,
      .studyObjects, .studyUID,
    ]
    let series: [QueryAttribute] = [
      .modality, .seriesNumber, .seriesDescription, .seriesDate, .seriesTime, .seriesObjects, .seriesUID,
      .studyUID,
    ]
    return switch self {
    case .patient: patient
    case .study: study
    case .series: series
    }
  }
}

/// An attribute that archives can be asked for (PS3.4 C.6).
package struct QueryAttribute: Sendable, Hashable {
  package var tag: UInt32
  /// Keyword of PS3.6.
  var keyword: String
  package var heading: String

  static let patientID = QueryAttribute(tag: 0x0010_0020, keyword: "PatientID", heading: "patient")
  static let patientName = QueryAttribute(tag: 0x0010_0010, keyword: "PatientName", heading: "name")
  static let birthDate = QueryAttribute(tag: 0x0010_0030, keyword: "PatientBirthDate", heading: "born")
  static let sex = QueryAttribute(tag: 0x0010_0040, keyword: "PatientSex", heading: "sex")
  static let studyUID = QueryAttribute(tag: 0x0020_000D, keyword: "StudyInstanceUID", heading: "study")
  static let studyDate = QueryAttribute(tag: 0x0008_0020, keyword: "StudyDate", heading: "date")
  static let studyTime = QueryAttribute(tag: 0x0008_0030, keyword: "StudyTime", heading: "time")
  static let accession = QueryAttribute(tag: 0x0008_0050, keyword: "AccessionNumber", heading: "accession")
  static let modalities = QueryAttribute(
    tag: 0x0008_0061, keyword: "ModalitiesInStudy", heading: "modalities")
  static let studyDescription = QueryAttribute(
    tag: 0x0008_1030, keyword: "StudyDescription", heading: "description")
  static let seriesCount = QueryAttribute(
    tag: 0x0020_1206, keyword: "NumberOfStudyRelatedSeries", heading: "series")
  static let studyObjects = QueryAttribute(
    tag: 0x0020_1208, keyword: "NumberOfStudyRelatedInstances", heading: "objects")
  static let seriesUID = QueryAttribute(tag: 0x0020_000E, keyword: "SeriesInstanceUID", heading: "series")
  static let modality = QueryAttribute(tag: 0x0008_0060, keyword: "Modality", heading: "modality")
  static let seriesNumber = QueryAttribute(tag: 0x0020_0011, keyword: "SeriesNumber", heading: "number")
  static let seriesDescription = QueryAttribute(
    tag: 0x0008_103E, keyword: "SeriesDescription", heading: "description")
  static let seriesDate = QueryAttribute(tag: 0x0008_0021, keyword: "SeriesDate", heading: "date")
  static let seriesTime = QueryAttribute(tag: 0x0008_0031, keyword: "SeriesTime", heading: "time")
  static let seriesObjects = QueryAttribute(
    tag: 0x0020_1209, keyword: "NumberOfSeriesRelatedInstances", heading: "objects")
}

/// A query: what must hold of an answer. Texts may hold the wildcards `*` and `?`; a date may be a range.
package struct Query: Sendable {
  package var level: QueryLevel
  package var patientID = ""
  package var patientName = ""
  /// `YYYYMMDD`, `YYYYMMDD-YYYYMMDD`, or open at one end.
  package var date = ""
  package var modality = ""
  package var accession = ""
  package var description = ""
  package var study = ""
  package var series = ""
  /// Answers beyond it are not taken.
  package var limit = 1000

  package init(_ level: QueryLevel) { self.level = level }

  /// What it asks of each attribute, in the order of the level's attributes, then of those that only restrict.
  var conditions: [(attribute: QueryAttribute, value: String)] {
    var given: [QueryAttribute: String] = [
      .patientID: patientID, .patientName: patientName, .studyDate: date, .accession: accession,
      .studyUID: study,
      .seriesUID: series,
    ]
    given[level == .series ? .modality : .modalities] = modality
    given[level == .series ? .seriesDescription : .studyDescription] = description
    let asked = level.attributes
    let others = given.filter { !$0.value.isEmpty && !asked.contains($0.key) }.sorted {
      $0.key.tag < $1.key.tag
    }
    return asked.map { ($0, given[$0] ?? "") } + others.map { ($0.key, $0.value) }
  }

  /// - Throws: a usage `Problem` for a query that asks for everything, or that no archive would understand.
  package func check() throws(Problem) {
    guard conditions.contains(where: { !$0.value.isEmpty }) else {
      throw Problem(
        .usage, what: "the query asks for everything", why: "an archive may hold millions of studies",
        remedy: "restrict it, for example with --patient-id or --date; --patient-id '*' asks for all the same"
      )
    }
    if level == .series, study.isEmpty {
      throw Problem(
        .usage, what: "series are asked for within one study", at: "--study", remedy: "give its UID")
    }
    if !date.isEmpty, date.wholeMatch(of: /[0-9]{8}(-([0-9]{8})?)?|-[0-9]{8}/) == nil {
      throw Problem(
        .usage, what: "this is not a date or a range of dates", at: "--date",
        remedy: "20260131, 20260101-20260131, 20260101- or -20260131")
    }
  }
}

/// One patient, study or series that matches: values by keyword, only those that the archive gave.
package typealias QueryAnswer = [String: String]

/// What a query came to.
package struct QueryResult: Sendable, Codable {
  package var level: QueryLevel
  package var answers: [QueryAnswer]
  /// True if there are more than were asked for.
  package var isCutShort: Bool

  package init(level: QueryLevel, answers: [QueryAnswer], isCutShort: Bool) {
    (self.level, self.answers, self.isCutShort) = (level, answers, isCutShort)
  }

  /// Headings and rows for a table.
  package var table: [[String]] {
    let attributes = level.attributes
    let rows = answers.map { answer in attributes.map { answer[$0.keyword].map(Self.printable) ?? "" } }
    return [attributes.map(\.heading)] + rows
  }

  /// Control characters of others do not reach a terminal.
  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
