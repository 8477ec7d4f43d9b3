import Criteria
import Diagnostics
import Documents
import Reporting
import Workflow

/// The result of a toxicity run as JSON (`hepatica.toxicity/1`).
package struct ToxicityRecord: Encodable, Sendable {
  package struct Criteria: Encodable, Sendable { package var name, edition, citation, version: String }
  package struct Window: Encodable, Sendable {
    package var baselineMonths, monthsAfterLastCycle: Int
    package var treatmentDayIsBaseline: Bool
  }
  package struct Term: Encodable, Sendable {
    package var code, title: String
    package var withGrade, notGradable, withoutValue, samples: Int
    /// Patients with a grade and further values without one, and these values.
    package var partlyGraded, valuesWithoutGrade: Int
    /// Patients by worst grade 0…4.
    package var worst: [ExactShare]
    /// Patients who reached at least grade 1…4 and did not have it at baseline.
    package var new: [ExactShare]
    /// Rows: grade at baseline 0…4; columns: worst grade.
    package var shift: [[Int]]
    package var attribution: [String: Int]?
  }
  package struct Arm: Encodable, Sendable {
    package var name: String
    package var patients: Int
    package var terms: [Term]
    package var newAscites: ExactShare?
    var newAscitesUndeterminable: Int?
  }
  /// Patients with an endpoint of liver injury, of those in whom it can be assessed.
  package struct Injury: Encodable, Sendable {
    package var arm, endpoint: String
    package var patients: ExactShare
    package var undeterminable: Int
  }
  package struct Left: Encodable, Sendable { package var location, what, why, remedy: String }
  /// What became of the input: rows in, and results that are left out for a reason that the files give.
  package struct Input: Encodable, Sendable {
    package var rows: Int
    /// Cells that hold a result; those that became values, are left out with a reason, are faulty.
    package var results, read, explained, faulty: Int
    package var leftOut: [String: Int]
    package var unusedColumns: [String: [String]]
    /// Of the tables of patients and findings.
    package var tables: [InputAccount.Table]
  }

  package var hepatica = 1
  package var schema = "hepatica.toxicity/1"
  package var researchUse = Version.researchUse
  var software: String
  package var criteria: Criteria
  package var window: Window
  package var patients, patientsWithoutValues, values: Int
  package var units: [String: [String: Int]]
  package var arms: [Arm]
  var liverSafety: [String: Int]
  var liverInjury: [Injury]
  package var leftOut: [Left]
  package var input: Input
  /// The headline rate under other choices; absent unless it was asked for.
  package var sensitivity: [SensitivityContent.Rate]?

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
    liverInjury = InjuryRow.cohort(summary).map {
      Injury(
        arm: $0.arm, endpoint: $0.endpoint.rawValue, patients: $0.share,
        undeterminable: $0.count.undeterminable)
    }
    arms = summary.columns.map { name, cohort in Self.arm(name, cohort, summary) }
    input = Input(
      rows: run.account.rows, results: run.account.results.found, read: run.account.results.read,
      explained: run.account.results.explained, faulty: run.account.results.faulty,
      leftOut: run.account.leftOut,
      unusedColumns: Dictionary(run.account.unusedColumns.map { ($0.file, $0.columns) }, uniquingKeysWith: +),
      tables: run.account.tables)
    leftOut = faults.all.map {
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
      : summary.newAscites[ArmLabel.arm(name)].map { ($0.new, $0.atRisk, $0.undeterminable) } ?? (
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
      withoutValue: term.withoutValue, samples: term.samples, partlyGraded: term.partlyGraded,
      valuesWithoutGrade: term.withoutGrade,
      worst: (0...4).map { ExactShare(term.worst[$0], of: term.graded) },
      new: (1...4).map { grade in
        let new = term.new(atLeast: grade)
        return ExactShare(new.patients, of: new.atRisk)
      }, shift: term.shift,
      attribution: causes.map { Dictionary(uniqueKeysWithValues: $0.map { ($0.key.rawValue, $0.value) }) })
  }
}
