import Criteria
import Diagnostics
import Documents
import Foundation
import Reporting
import Workflow

/// The result of a toxicity run as JSON (`hepatica.toxicity/1`) and as text.
package struct ToxicityRecord: Encodable {
  package struct Criteria: Encodable { package var name, edition, citation, version: String }
  package struct Window: Encodable {
    package var baselineMonths, monthsAfterLastCycle: Int
    package var treatmentDayIsBaseline: Bool
  }
  package struct Term: Encodable {
    package var code, title: String
    package var withGrade, notGradable, withoutValue, samples: Int
    /// Patients by worst grade 0…4.
    package var worst: [ExactShare]
    /// Patients who reached at least grade 1…4 and did not have it at baseline.
    package var new: [ExactShare]
    /// Rows: grade at baseline 0…4; columns: worst grade.
    package var shift: [[Int]]
    package var attribution: [String: Int]?
  }
  package struct Arm: Encodable {
    package var name: String
    package var patients: Int
    package var terms: [Term]
    package var newAscites: ExactShare?
    package var newAscitesUndeterminable: Int?
  }
  package struct Left: Encodable { package var location, what, why, remedy: String }
  /// What became of the input: rows in, and results that are left out for a reason that the files give.
  package struct Input: Encodable {
    package var rows: Int
    package var leftOut: [String: Int]
    package var unusedColumns: [String: [String]]
  }

  package var hepatica = 1
  package var schema = "hepatica.toxicity/1"
  package var researchUse = Version.researchUse
  package var software: String
  package var criteria: Criteria
  package var window: Window
  package var patients, patientsWithoutValues, values: Int
  package var units: [String: [String: Int]]
  package var arms: [Arm]
  package var liverSafety: [String: Int]
  package var leftOut: [Left]
  package var input: Input

  package init(_ job: ToxicityJob, _ inputs: ToxicityInputs, _ run: ToxicityRun, _ faults: InputFaults) {
    let source = inputs.scale.source
    software = "Hepatica \(Version.current) (\(Version.commit))"
    criteria = Criteria(
      name: source.name, edition: source.edition, citation: source.citation, version: source.version)
    window = Window(
      baselineMonths: job.baselineMonths, monthsAfterLastCycle: job.monthsAfterLast,
      treatmentDayIsBaseline: job.treatmentDayIsBaseline)
    (patients, patientsWithoutValues) = (run.patients + run.silent, run.silent)
    let summary = run.summary
    (values, units, liverSafety) = (summary.values, summary.units, summary.quadrants)
    arms = summary.columns.map { name, cohort in Self.arm(name, cohort, summary) }
    input = Input(
      rows: run.account.rows, leftOut: run.account.leftOut,
      unusedColumns: Dictionary(run.account.unusedColumns.map { ($0.file, $0.columns) }, uniquingKeysWith: +))
    leftOut = faults.problems.map {
      Left(location: $0.location, what: $0.what, why: $0.why, remedy: $0.remedy)
    }
  }

  private static func arm(_ name: String, _ cohort: CohortToxicity, _ summary: ToxicitySummary) -> Arm {
    let terms = summary.codes.compactMap { code in cohort.terms[code].map { term(code, $0, name, summary) } }
    let ascites =
      name == "all"
      ? summary.newAscites.values.reduce((0, 0, 0)) {
        ($0.0 + $1.new, $0.1 + $1.atRisk, $0.2 + $1.undeterminable)
      }
      : summary.newAscites[name == "no arm" ? "" : name].map { ($0.new, $0.atRisk, $0.undeterminable) } ?? (
        0, 0, 0
      )
    let known = !summary.newAscites.isEmpty
    return Arm(
      name: name, patients: cohort.patients, terms: terms,
      newAscites: known ? ExactShare(ascites.0, of: ascites.1) : nil,
      newAscitesUndeterminable: known ? ascites.2 : nil)
  }

  private static func term(
    _ code: String, _ term: CohortToxicity.Term, _ arm: String, _ summary: ToxicitySummary
  ) -> Term {
    let causes = arm == "all" ? summary.attributions[code] : nil
    return Term(
      code: code, title: summary.title(code), withGrade: term.graded, notGradable: term.notGradable,
      withoutValue: term.withoutValue, samples: term.samples,
      worst: (0...4).map { ExactShare(term.worst[$0], of: term.graded) },
      new: (1...4).map { grade in
        let new = term.new(atLeast: grade)
        return ExactShare(new.patients, of: new.atRisk)
      }, shift: term.shift,
      attribution: causes.map { Dictionary(uniqueKeysWithValues: $0.map { ($0.key.rawValue, $0.value) }) })
  }
}

extension ToxicityRecord {
  /// The cohort for the terminal.
  package func text(_ run: ToxicityRun, _ inputs: ToxicityInputs) -> String {
    var lines = [
      "\(Version.researchUse)",
      "\(criteria.name) \(criteria.edition): worst grade from the first cycle to \(window.monthsAfterLastCycle) months after the last, "
        + "baseline within \(window.baselineMonths) month(s) before, day of the first cycle \(window.treatmentDayIsBaseline ? "before" : "after") administration",
      "\(patients) patients (\(patientsWithoutValues) without laboratory values), \(values) values",
    ]
    lines += run.account.lines
    for arm in arms { lines += ["", table(arm)] }
    if !liverSafety.isEmpty {
      let counts = liverSafety.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      lines += ["", "eDISH: " + counts.joined(separator: ", ")]
    }
    return lines.joined(separator: "\n")
  }

  private func table(_ arm: Arm) -> String {
    let head = [
      arms.count > 1 ? "arm \(arm.name), n = \(arm.patients)" : "n = \(arm.patients)", "0", "1", "2", "3",
      "4", "not gradable",
      "no value", "new ≥ 2 / at risk", "new ≥ 3 / at risk", "samples",
    ]
    let rows = arm.terms.map { term in
      [term.title] + term.worst.map { "\($0.count)" }
        + [
          "\(term.notGradable)", "\(term.withoutValue)", term.new[1].text, term.new[2].text,
          "\(term.samples)",
        ]
    }
    var text = columns([head] + rows)
    if let ascites = arm.newAscites, let open = arm.newAscitesUndeterminable {
      text += "\nnew ascites \(ascites.text); undeterminable without earlier imaging in \(open)"
    }
    return text
  }
}
