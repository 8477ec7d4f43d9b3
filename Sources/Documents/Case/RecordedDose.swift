import Foundation
import Quantities
import Stages

/// What the patient's record holds of the doses of one earlier administration, or of an earlier course as a whole.
package struct RecordedDose: Sendable, Equatable {
  /// One region, in the words of the record.
  package struct Row: Sendable, Equatable {
    package var label, role, lobe, definition, radiobiology: String
    /// Mean absorbed dose and BED with their standard uncertainties, Gy; `nil`: not recorded.
    package var mean: Double
    package var meanUncertainty, bed, bedUncertainty: Double?
    /// mL.
    package var volume: Double?

    package init(
      label: String, role: String, lobe: String, definition: String, radiobiology: String = "", mean: Double,
      meanUncertainty: Double? = nil, bed: Double? = nil, bedUncertainty: Double? = nil, volume: Double? = nil
    ) {
      (self.label, self.role, self.lobe, self.definition) = (label, role, lobe, definition)
      (self.radiobiology, self.mean, self.meanUncertainty) = (radiobiology, mean, meanUncertainty)
      (self.bed, self.bedUncertainty, self.volume) = (bed, bedUncertainty, volume)
    }
  }
  /// `TARE`, `IV PRRT`, `IA PRRT`.
  package var therapy: String
  package var day: CalendarDay
  package var cycle: Int?
  /// Whether it is a cycle of the course that the case belongs to.
  package var isOfThisCourse: Bool
  package var nuclide, engine: String
  /// The report that the doses come from.
  package var source: String
  package var rows: [Row]

  package init(
    therapy: String, day: CalendarDay, cycle: Int?, isOfThisCourse: Bool, nuclide: String, engine: String,
    source: String, rows: [Row]
  ) {
    (self.therapy, self.day, self.cycle, self.isOfThisCourse) = (therapy, day, cycle, isOfThisCourse)
    (self.nuclide, self.engine, self.source, self.rows) = (nuclide, engine, source, rows)
  }

  /// `IV PRRT, cycle 1, 2026-01-05 (report.json)`.
  package var title: String {
    [therapy, cycle.map { "cycle \($0)" }, "\(day)"].compactMap(\.self).joined(separator: ", ")
      + (source.isEmpty ? " (record)" : " (record, \(source))")
  }

  /// The title that a case file's summary of it has.
  var caseTitle: String? { cycle.map { "\(therapy == "TARE" ? "TARE" : "PRRT"), cycle \($0)" } }
}

/// What the record states of the time before a therapy.
package struct RecordedPast: Sendable, Equatable {
  /// In order of time.
  package var doses: [RecordedDose] = []
  /// Administrations before this one of which it holds no dose.
  package var withoutDose: [String] = []
  /// What contradicts the case file.
  package var contradictions: [String] = []
  package init() {}

  package var isEmpty: Bool { doses.isEmpty && withoutDose.isEmpty && contradictions.isEmpty }
}

extension RecordedDose {
  /// Whether a summary has the same means; `nil` where they have no region in common.
  func agrees(with summary: DoseSummary) -> Bool? {
    let pairs = summary.regions.flatMap { region in rows.filter { $0.isOf(region) }.map { ($0, region) } }
    guard !pairs.isEmpty else { return nil }
    return pairs.allSatisfy { row, region in
      let gray = region.bestMean.value.value
      return abs(row.mean - gray) <= 1e-6 * max(abs(gray), 1e-9)
    }
  }
}

extension RecordedDose.Row {
  /// Blanks around names and the case of letters make no difference.
  package func isOf(_ region: RegionDose) -> Bool {
    func bare(_ text: String) -> String { text.trimmingCharacters(in: .whitespaces).lowercased() }
    let own = region.definition.isEmpty ? "as drawn" : region.definition
    return bare(label) == bare(region.region.label) && bare(definition) == bare(own)
      && role == Self.role(of: region.region) && (lobe.isEmpty || lobe == Self.lobe(of: region.region))
  }

  private static func role(of region: Region) -> String {
    switch region.role {
    case .liver: region.isWithoutLesions ? "normal liver" : "liver"
    case .liverLobe: region.isWithoutLesions ? "normal liver" : "liver"
    case .perfusedVolume where region.side != nil: region.isWithoutLesions ? "normal liver" : "liver"
    case .perfusedVolume: "other"
    default: region.role.rawValue
    }
  }

  private static func lobe(of region: Region) -> String {
    region.role == .liver ? "whole" : region.side?.rawValue ?? ""
  }
}
