import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
/// One table of each kind, as it is written most plainly.
extension TableLawTests {
  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case patients, findings, lesions, facts, events, scores, administrations
    var testDescription: String { rawValue }
    var isRecorded: Bool { [.events, .scores, .administrations].contains(self) }
    var table: String { self == .events ? "adverse_events" : rawValue }
  }

  struct Sheet {
    var head: [String]
    var rows: [[String]]
  }

  static func sheet(_ kind: Kind) -> Sheet {
    switch kind {
    case .patients:
      Sheet(
        head: ["patient", "sex", "birth", "arm", "cycles", "anticoagulation", "end", "death"],
        rows: [
          ["A1", "F", "1960-04-05", "IA", "2024-02-01 2024-04-01", "no", "2025-01-02", ""],
          ["A2", "M", "1955-12-31", "IV", "2024-03-01", "yes", "", "2024-12-24"],
        ])
    case .findings:
      Sheet(
        head: ["patient", "date", "term", "present", "symptomatic", "medical", "grade", "attribution"],
        rows: [
          ["A1", "2024-02-10", "ascites", "yes", "no", "yes", "", "therapy"],
          ["A1", "2024-05-10", "ascites", "no", "", "", "", ""],
          ["A2", "2024-03-10", "encephalopathy", "yes", "", "", "2", "progression"],
        ])
    case .lesions:
      Sheet(
        head: [
          "patient", "lesion", "date", "reader", "organ", "kind", "state", "long_mm", "short_mm", "suvmax",
        ],
        rows: [
          ["A1", "L1", "2024-01-20", "R1", "liver", "solid", "measured", "31.5", "22.3", "17.25"],
          ["A1", "L1", "2024-05-20", "R1", "liver", "solid", "measured", "20.5", "14.5", "9.5"],
          ["A1", "L2", "2024-01-20", "R1", "liver", "solid", "measured", "12.5", "11", "8"],
          ["A2", "L1", "2024-02-20", "R2", "node", "node", "measured", "22.5", "18.5", "4"],
        ])
    case .facts:
      Sheet(
        head: ["patient", "ecog", "bilirubin [mg/dL]", "platelets [10^9/L]", "albumin [g/dL]"],
        rows: [["A1", "1", "0.8", "210", "4.1"], ["A2", "2", "1.25", "95", "3.5"]])
    case .events:
      Sheet(
        head: ["patient", "started", "ended", "term", "grade", "edition", "attribution"],
        rows: [
          ["A1", "2024-02-10", "2024-02-12", "Nausea", "2", "5.0", "PRRT"],
          ["A2", "2024-03-10", "", "Fatigue", "1", "5.0", "unknown"],
        ])
    case .scores:
      Sheet(
        head: ["patient", "scored", "scale", "value", "reader"],
        rows: [
          ["A1", "2024-01-20", "Karnofsky", "90", "R1"], ["A1", "2024-05-20", "pain NRS", "3", "patient"],
          ["A2", "2024-02-20", "ECOG", "1", ""],
        ])
    case .administrations:
      Sheet(
        head: ["patient", "course", "cycle", "started", "route", "nuclide", "activity_gbq"],
        rows: [
          ["A1", "C1", "1", "2024-02-01T09:00:00", "right hepatic artery", "Lu-177", "7.25"],
          ["A1", "C1", "2", "2024-04-01T09:00:00", "right hepatic artery", "Lu-177", "6.75"],
        ])
    }
  }
}
