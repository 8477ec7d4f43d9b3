import Checks
import Diagnostics
import Documents
import Foundation
import Quantities
import Records
import Registry
import Reporting
import Stages
import Workflow

/// A patient's record that a command reads from, and writes what it found to.
public struct RecordLink: Sendable {
  /// SQLite file or URL of PostgreSQL.
  public var place: String
  /// `nil`: the pseudonym of the command's own file.
  public var patient: String?
  /// Day that the values belong to, `YYYY-MM-DD`; `nil` is today.
  public var day: String?
  /// Who records what was found, and why; `nil` records nothing.
  public var recording: (who: String, why: String)?

  public init(place: String, patient: String?, day: String?, recording: (who: String, why: String)?) {
    (self.place, self.patient, self.day, self.recording) = (place, patient, day, recording)
  }

  /// - Throws: `Problem` for a day that is none.
  func date() throws(Problem) -> CalendarDay {
    let text = day ?? String(DateTime.now.description.prefix(10))
    guard let day = CalendarDay(iso8601: text) else {
      throw Problem(.usage, what: "this is not a date YYYY-MM-DD", at: "--on")
    }
    return day
  }

  /// - Parameter pseudonym: of the command's own file; empty where it has none.
  /// - Throws: `Problem` if the registry cannot be opened or has no such patient, or the file is of another one.
  func record(_ pseudonym: String) throws -> ClinicalRecord {
    guard let asked = patient ?? (pseudonym.isEmpty ? nil : pseudonym) else {
      throw Problem(
        .usage, what: "which patient of the registry is meant?", at: "--patient", remedy: "give --patient ID")
    }
    let record = try ClinicalRecord(place, patient: asked)
    if !pseudonym.isEmpty, record.name?.lowercased() != pseudonym.lowercased() {
      throw Problem(
        .dataRejected, what: "the file is of another patient than --patient names", at: "--patient",
        why: "values would be recorded for the wrong patient", remedy: "check both")
    }
    return record
  }

  /// The burden that the record has.
  func lastBurden(_ pseudonym: String) throws -> [BurdenNote] {
    let record = try record(pseudonym)
    let rows = try record.rows(MeasurementColumn.patient, order: [.measured]).filter {
      $0[.quantity] == "liver burden" && $0[.lobe].isNull
    }
    if let last = rows.last, let value = last[.value].number {
      return [
        .onRecord(percent: value, day: last.text(.measured), definition: last.text(.definition))
      ]
    }
    return record.patients[0][.burdenPercent].number.map {
      [.onRecord(percent: $0, day: nil, definition: "")]
    } ?? []
  }

  /// Writes what several readers found of a very high burden into the screening log, if that was asked for.
  /// - Returns: a line for the answer; `nil` where nothing was to be recorded.
  func vote(_ readers: BurdenRecord.Readers?, _ pseudonym: String) throws -> String? {
    guard let readers, readers.names.count > 1, let (who, why) = recording else { return nil }
    let record = try record(pseudonym)
    let step = "\(readers.names.count) readers: more than 75 % of the liver"
    let above = readers.veryHighVotes.values.count { $0 }
    let added = try RecordedSelection.write(
      [
        .init(
          patient: record.patients[0].id, day: date(), passed: readers.veryHighMajority,
          reason: "\(above) of \(readers.names.count) readers: more than 75 %")
      ], named: step, to: record.registry, by: Author(who: who, why: why))
    return
      "votes of \(readers.names.count) readers \(added == 1 ? "recorded in" : "were in") the screening log"
  }

  /// Writes values, if that was asked for.
  /// - Returns: a line for the answer; `nil` where nothing was to be recorded.
  func write(_ values: [RecordedValue], _ pseudonym: String, source: String) throws -> String? {
    guard let (who, why) = recording else { return nil }
    let record = try record(pseudonym)
    let added = try RecordedValues.write(
      values, of: record.patients[0].id, on: date(), source: source, to: record.registry,
      by: Author(who: who, why: why))
    return "\(counted(added, "value")) recorded, \(values.count - added) were there already"
  }
}

extension Outcome {
  /// With a line about the record below.
  func recorded(_ line: String?) -> Outcome {
    guard let line else { return self }
    var outcome = self
    outcome.text += "\n\n" + line
    return outcome
  }
}
