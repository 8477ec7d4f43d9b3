import Fixtures
import Foundation
@testable import Statistics
import Testing

/// Several lesions of one patient: errors robust against their likeness.
///
/// The data are made up (`make-lesions.py`); the reference values were computed by `make-reference.R` and
/// `make-reference.py`, whose versions stand in the last column of the files.
@Suite("Clustered cases")
struct ClusterTests {
  static let folder = Fixtures.here.appending(path: "clinical/clustered")
  static func reference(_ file: String) throws -> [String: Double] {
    let rows = try Fixtures.table(folder.appending(path: file + ".csv"))
    return Dictionary(
      uniqueKeysWithValues: rows.compactMap { row in row.number("value").map { (row["key"]!, $0) } })
  }
  let dose: [Double]
  let response: [Bool]
  let patients: [Int]

  init() throws {
    let rows = try Fixtures.table(Self.folder.appending(path: "lesions.csv"))
    let names = rows.map { $0["patient"]! }
    dose = rows.compactMap { $0.number("dose_gy") }
    response = rows.map { $0["response"] == "1" }
    patients = names.map { Set(names).sorted().firstIndex(of: $0)! }
  }

  @Test("D50, its sandwich error and its limits are those of R sandwich::vcovCL and of statsmodels")
  func sandwich() throws {
    let r = try Self.reference("reference_R")
    let python = try Self.reference("reference_python")
    let fit = try DoseResponse(dose: dose, response: response, patients: patients)
    let (b0, b1) = (fit.fit.coefficients[0], fit.fit.coefficients[1])
    let limits = fit.d50Interval()
    // Both programs stop at 10⁻¹⁴ of the deviance; what is left is rounding.
    for (key, value) in [
      ("b0", b0.value), ("b1", b1.value), ("robust.se.b0", b0.standardError),
      ("robust.se.b1", b1.standardError),
    ] {
      #expect(agree(value, r[key]!, relative: 1e-9), "\(key)")
      #expect(agree(value, python[key]!, relative: 1e-9), "\(key) of statsmodels")
    }
    #expect(agree(fit.fit.covariance[1], r["robust.cov"]!, relative: 1e-9))
    #expect(agree(b1.standardError, python["gee.robust.se.b1"]!, relative: 1e-9))
    #expect(agree(fit.d50.value, r["d50"]!, relative: 1e-9))
    #expect(agree(fit.d50.standardError, r["d50.robust.se"]!, relative: 1e-9))
    #expect(agree(limits.lower, r["d50.lower"]!, relative: 1e-9))
    #expect(agree(limits.upper, r["d50.upper"]!, relative: 1e-9))
    #expect(agree(fit.slopeP, r["slope.p"]!, relative: 1e-8))
    // Cases taken as independent give another error: here a fifth too small. It stops where R stops by default, which
    // the reference does not.
    let plain = try DoseResponse(dose: dose, response: response)
    #expect(agree(plain.d50.standardError, r["d50.plain.se"]!, relative: 1e-5))
    #expect(plain.d50.standardError < 0.85 * fit.d50.standardError)
  }

  @Test(
    "Doubling every case within its cluster leaves the robust error as it is, and shrinks the plain one by √2"
  )
  func doubling() throws {
    let once = try DoseResponse(dose: dose, response: response, patients: patients)
    let twice = try DoseResponse(
      dose: dose + dose, response: response + response, patients: patients + patients)
    #expect(agree(twice.d50.standardError, once.d50.standardError, relative: 1e-9))
    let plain = try DoseResponse(dose: dose, response: response).d50.standardError
    let doubled = try DoseResponse(dose: dose + dose, response: response + response).d50.standardError
    #expect(agree(doubled, plain / 2.0.squareRoot(), relative: 1e-4))
  }

  @Test(
    "The area's error is DeLong's where each case is its own cluster, and larger where clusters are alike")
  func area() throws {
    let plain = try ROC(values: dose, outcome: response)
    let alone = try ROC(values: dose, outcome: response, clusters: Array(dose.indices))
    #expect(agree(alone.standardError, plain.standardError, relative: 1e-12))
    let clustered = try ROC(values: dose, outcome: response, clusters: patients)
    #expect(clustered.auc == plain.auc && clustered.standardError != plain.standardError)
    // Obuchowski 1997, written anew in make-reference.py.
    let python = try Self.reference("reference_python")
    #expect(agree(clustered.standardError, python["obuchowski.se"]!, relative: 1e-12))
  }

  @Test("Resamples of patients are those of a program written anew")
  func bootstrap() throws {
    let python = try Self.reference("reference_python")
    let sample = ROCBootstrap(
      values: dose, outcome: response, clusters: patients, replicates: 500, seed: 20_240_601)
    let (auc, threshold) = (sample.aucInterval(), sample.thresholdInterval())
    #expect(agree(sample.auc[0], python["bootstrap.auc.first"]!, relative: 1e-12))
    for (key, value) in [
      ("auc.lower", auc.lower), ("auc.upper", auc.upper), ("threshold.lower", threshold.lower),
      ("threshold.upper", threshold.upper), ("skipped", Double(sample.skipped)),
    ] { #expect(agree(value, python["bootstrap." + key]!, relative: 1e-12), "\(key)") }
    let regions = ROCBootstrap(values: dose, outcome: response, replicates: 500, seed: 20_240_601)
    #expect(regions.auc != sample.auc)
  }

  @Test("Two patients say nothing about the spread between patients")
  func tooFew() {
    let halves = patients.map { $0 % 2 }
    #expect(throws: StatisticsError.tooFew(needed: 3, got: 2)) {
      try DoseResponse(dose: dose, response: response, patients: halves)
    }
    let one = response.map { _ in 0 }
    #expect(throws: StatisticsError.self) { try ROC(values: dose, outcome: response, clusters: one) }
  }
}
