// Survival of a large cohort against the clock: `cohortbench FILE`, FILE by cohort_data.py. compare.py runs R survival
// on the same file and prints the ratio.

import Foundation
@testable import Statistics
@testable import Trials

/// Best of three, in seconds.
func clock(_ name: String, _ work: () throws -> Void) rethrows {
  var best = Double.infinity
  for _ in 0..<3 {
    let start = ContinuousClock.now
    try work()
    best = min(best, (ContinuousClock.now - start) / .seconds(1))
  }
  print("Hepatica \(name) \(String(format: "%.4f", best))")
}

func run(_ path: String) throws {
  var cohort = Cohort(name: "", patients: [])
  try clock("read") { cohort = try CohortReader.read(path).cohort }
  let rows = cohort.followUps.filter { $0.endpoint == "OS" }
  let data = try SurvivalData(times: rows.map(\.months), events: rows.map { $0.end == .event })
  let patients = rows.map { cohort.patients[$0.patient] }
  let grades = Dictionary(grouping: patients.indices) { patients[$0].grade }
  try clock("km") {
    for members in grades.values {
      let curve = KaplanMeier(try data.part(members))
      _ = (curve.intervals(.logLog), curve.median(.logLog))
    }
  }
  let covariates = patients.map { p in Covariate.standard.map { $0.value(p) ?? 0 } }
  try clock("cox") { _ = try CoxModel(data, covariates: covariates) }
  let model = try CoxModel(data, covariates: covariates)
  try clock("zph") { _ = try model.proportionality() }
  try clock("report numbers") { _ = CohortAnalysis(cohort) }
  print("Hepatica coef", model.coefficients.map { "\($0.value)" }.joined(separator: " "))
  print("Hepatica loglik", model.logLikelihood)
}

guard let path = CommandLine.arguments.dropFirst().first else {
  FileHandle.standardError.write(Data("usage: cohortbench FILE\n".utf8))
  exit(64)
}
do { try run(path) } catch {
  FileHandle.standardError.write(Data("cohortbench: \(error)\n".utf8))
  exit(70)
}
