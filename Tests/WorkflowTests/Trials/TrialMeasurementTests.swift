import Checks
import Diagnostics
import Files
import Fixtures
import Foundation
@testable import Phantoms
@testable import Quantities
@testable import Registry
import Stages
import Testing
@testable import Trials

@testable import Demonstrations
@testable import Records
@testable import Studies

/// From images of digital patients to the analyses of a trial.
@Suite("Uptake of a trial from images", .serialized)
struct TrialMeasurementTests {
  /// Without noise, blurring and motion: recovery-corrected means of lesions of 20 mL on voxels of 4.42 mm within the 3 %
  /// that the whole journey is held to.
  @Test("One patient by DICOM: ratios, kidneys, coefficients against the truth; other frames are refused")
  func patientByDICOM() throws {
    let bench = try TrialBench(edit: { $0.replacing("recovery: false", with: "recovery: true") })
    let lobe = try #require(try bench.enrol("DEMO-01"))
    let patient = DigitalPatient.bilobar(right: 1.3, options: TrialBench.options)
    let file = try dicom(bench, patient, lobe)
    let outcome = try bench.measure(file)
    #expect(outcome.text.contains("treated lobe: \(lobe.rawValue)"))
    let rows = try bench.values("DEMO-01")
    func value(_ region: String, _ quantity: String) throws -> Row {
      try #require(
        rows.first { $0.id == "LUTIA-LIKE/DEMO-01/1/\(region)/\(quantity)" }, "\(region) \(quantity)")
    }
    let time = patient.timePoints[1].start + patient.timePoints[1].duration / 2
    func truth(_ name: String) -> Double { patient.concentration(of: name, at: time)! }
    for (lesion, lobe) in [("Right 1", "Right lobe"), ("Right 2", "Right lobe"), ("Left 1", "Left lobe")] {
      let found = try value(lesion, "T/N"), expected = truth(lesion) / truth(lobe)
      #expect(agree(found["value"].number!, expected, relative: 0.03), "\(lesion)")
      // Calibration cancels in a ratio, the recovery curve's 2 % and counts do not.
      let u = try #require(found["u"].number) / found["value"].number!
      #expect(u > 0.015 && u < 0.06, "\(lesion): u \(u)")
    }
    let right = try value("right lobe", "T/N")
    #expect(right.text("definition").contains("Right 1, Right 2") && right["lesion"].isNull)
    let mean = (truth("Right 1") + truth("Right 2")) / 2 / truth("Right lobe")
    #expect(agree(right["value"].number!, mean, relative: 0.03))
    #expect(right.text("arm") == (lobe == .right ? "IA" : "IV"))
    // Both kidneys, of 7.4 GBq, decay-corrected to the start: their biological uptake.
    let kidneys = try value("kidneys", "uptake")
    let activity = ["Kidney R", "Kidney L"].reduce(0.0) { sum, name in
      sum + patient.compartments.first { $0.name == name }!.course.activity(at: time).value
    }
    let expected = 100 * activity * exp2(time.value / patient.options.therapy.halfLife.value) / 7.4e9
    #expect(agree(kidneys["value"].number!, expected, relative: 0.03) && kidneys.text("unit") == "%")
    #expect(kidneys["u"].number! > 0.03 * kidneys["value"].number!, "calibration does not cancel here")
    let coefficient = try value("kidneys", "time-integrated activity coefficient")
    let decays = ["Kidney R", "Kidney L"].reduce(0.0) { $0 + patient.truth[$1]!.timeIntegratedActivity.value }
    #expect(agree(coefficient["value"].number!, decays / 7.4e9 / 3600, relative: 0.03))
    // Diameters on the CT of 3.9 mm: half a voxel at either end.
    #expect(abs(try value("Right 1", "longest diameter")["value"].number! - 36) < 4)
    try provenance(bench, try value("Right 1", "activity concentration"), file)
    try anotherFrame(bench, file)
    #expect(try bench.registry.row("lesions", "DEMO-01/Between")?["lobe"].isNull == true)
    #expect(outcome.review.contains { $0.contains("Between: lies in both lobes") })
  }

  /// The contours of 24 h on the images of 4 h, whose frame of reference is another one.
  private func anotherFrame(_ bench: TrialBench, _ file: URL) throws {
    let text = try String(contentsOf: file, encoding: .utf8), count = try bench.registry.verifyAudit().count
    try writeAtomically(text.replacing("reference: \"24 h\"", with: "reference: \"4 h\""), to: file)
    let problems = TrialBench.problem { _ = try bench.measure(file) { $0.corrects = true } }
    #expect(problems.contains { $0.description.localizedCaseInsensitiveContains("frame of reference") })
    #expect(try bench.registry.verifyAudit().count == count)
    try writeAtomically(text, to: file)
  }

  /// Files by hash, program, protocol, scale, region.
  private func provenance(_ bench: TrialBench, _ row: Row, _ file: URL) throws {
    let source = row.text("source"), hash = try sha256(file: file.path)
    for word in [
      "Hepatica \(Version.current)", "case \(hash)", "image ", "structures ", "calibration ", "log scale",
      try bench.registry.trial(bench.trial).text(.sha256),
    ] { #expect(source.contains(word), "\(word)") }
    #expect(row.text("definition").contains("lesion as contoured") && row.text("unit") == "MBq/mL")
    let study = try #require(try bench.registry.row("studies", row.text("study")))
    #expect(study.text("sha256").count >= 64 && study["path"].isNull)
    let normal = try bench.registry.rows("structures").first {
      $0.text("name").hasSuffix("Right lobe without lesions")
    }
    #expect(
      normal?.text("definition").contains("10 mm around lesions left out, 5 mm from the edge of Right lobe")
        == true)
  }

  private func dicom(_ bench: TrialBench, _ patient: DigitalPatient, _ lobe: Lobe) throws -> URL {
    let home = bench.folder.appending(path: "dicom")
    try createFolder(home)
    try Demonstration.write(patient, to: home) { _, _ in }
    let file = home.appending(path: "case.json5")
    let text = try String(contentsOf: file, encoding: .utf8)
      .replacing("route: \"intravenous\"", with: "route: \"\(lobe.rawValue) hepatic artery\"")
      .replacing("options: {", with: "options: { register: false,")
    try writeAtomically(text, to: file)
    return file
  }

  @Test(
    "A trial from images to its report: the ratio of the lobes is found, twice adds nothing, corrections are wanted"
  )
  func wholeTrial() throws {
    let bench = try TrialBench()
    let names = ["P1", "P2", "P3", "P4"]
    // What the artery gains, by patient: the truth of the primary analysis is the geometric mean of these.
    let gains = [1.18, 1.42, 1.30, 1.22]
    var files: [URL] = []
    for (n, name) in names.enumerated() {
      let lobe = try #require(try bench.enrol(name, centre: n % 2 == 0 ? "1" : "2"))
      for cycle in 1...2 {
        let patient = DigitalPatient.bilobar(
          right: lobe == .right ? gains[n] : 1, left: lobe == .left ? gains[n] : 1,
          seed: UInt64(cycle), options: TrialBench.options)
        files.append(try bench.cycle(name, cycle, patient, route: "\(lobe.rawValue) hepatic artery"))
      }
    }
    for file in files { _ = try bench.measure(file) }
    let results = try TrialResults(bench.registry, trial: bench.trial)
    let primary = try #require(results.within?.primary)
    // The control lobe's lesion has another size and another lobe around it: truth of T/N differs between lobes by a
    // known factor, and that factor goes either way with the allocated side.
    let expected = try names.indices.map { n -> Double in
      try #require(try self.expected(bench, names[n], gains[n]))
    }
    for (n, name) in names.enumerated() {
      let mine = results.values.filter { $0.patient == name && $0.cycle == 1 }
      let treated = try #require(mine.first { $0.isTreated }).value
      let control = try #require(mine.first { !$0.isTreated }).value
      #expect(agree(treated / control, expected[n], relative: 0.03), "\(name)")
    }
    let truth = exp(expected.map { log($0) }.reduce(0, +) / 4)
    #expect(primary.count == 4 && agree(primary.estimate, truth, relative: 0.03))
    #expect(results.within?.later?.cycles == [2] || results.within?.byCycle.keys.sorted() == [1, 2])
    let liver = try #require(results.organComparisons.first { $0.organ == "normal liver" })
    #expect(liver.pairing == .paired && liver.firstCount == 4 && liver.unit == "%/L")
    #expect(results.organs.contains { $0.organ == "kidneys" && $0.patients == 4 && $0.count == 8 })
    #expect(results.sizes.count == 8 && results.sizes.allSatisfy { $0.ratio == 1 })
    try again(bench, files[0])
    let report = try TrialTask.report(
      bench.trial, in: bench.place, to: bench.folder.appending(path: "report"))
    #expect(report.json.contains("\"organs\""))
    let page = try String(contentsOf: bench.folder.appending(path: "report/trial.html"), encoding: .utf8)
    for word in [
      "Between the arms", "Holm", "normal liver without lesions and 10 mm around them, 5 mm from the edge",
    ] {
      #expect(page.contains(word), "\(word)")
    }
    #expect(try RegistryKeeping.verify(bench.place, head: nil, adopt: false).review == [])
  }

  /// True ratio of treated to control T/N of a patient after cycle 1.
  private func expected(_ bench: TrialBench, _ name: String, _ gain: Double) throws -> Double? {
    let patient = DigitalPatient.bilobar(options: TrialBench.options)
    let time = patient.timePoints[1].start + patient.timePoints[1].duration / 2
    func c(_ name: String) -> Double { patient.concentration(of: name, at: time)! }
    let rightOverLeft = c("Right 1") / c("Right lobe") / (c("Left 1") / c("Left lobe"))
    let arm = try bench.registry.allocation(bench.trial, "production", name)?.text(.arm)
    return arm == "R" ? gain * rightOverLeft : gain / rightOverLeft
  }

  private func again(_ bench: TrialBench, _ file: URL) throws {
    let count = try bench.registry.verifyAudit().count
    let outcome = try bench.measure(file)
    #expect(outcome.text.contains("0 rows added, 0 corrected"))
    #expect(try bench.registry.verifyAudit().count == count)
    let text = try String(contentsOf: file, encoding: .utf8)
    // The calibrator was read again: every uptake changes, no concentration and no ratio does.
    try writeAtomically(text.replacing("activityGBq: 7.4", with: "activityGBq: 7.3"), to: file)
    let refused = TrialBench.problem { _ = try bench.measure(file) }
    #expect(
      refused.first?.what.contains("differ") == true && refused.first?.remedy.contains("--correct") == true)
    #expect(try bench.registry.verifyAudit().count == count, "nothing was written")
    let corrected = try bench.measure(file) { $0.corrects = true }
    #expect(corrected.review.contains { $0.contains("kidneys/uptake, value") })
    #expect(!corrected.review.contains { $0.contains("T/N, value") })
    #expect(try bench.registry.verifyAudit().count > count)
  }

  @Test("Tables for import give the same registry as measuring into it")
  func tables() throws {
    let bench = try TrialBench()
    let lobe = try #require(try bench.enrol("P1"))
    let patient = DigitalPatient.bilobar(options: TrialBench.options)
    let file = try bench.cycle("P1", 1, patient, route: "\(lobe.rawValue) hepatic artery")
    let tables = bench.folder.appending(path: "tables")
    var request = bench.request(file)
    request.tables = tables
    _ = try TrialMeasurement.run(request, by: nil) { _, _ in }
    #expect(try bench.values("P1").isEmpty)
    for name in try FileManager.default.contentsOfDirectory(atPath: tables.path).sorted() {
      let table = String(name.dropFirst(2).dropLast(4))
      _ = try RegistryExchange.take(
        tables.appending(path: name), into: bench.place, table: table, map: nil, site: nil,
        by: TrialBench.author)
    }
    #expect(try bench.values("P1").count > 20)
    #expect(try bench.measure(file).text.contains("0 rows added, 0 corrected"))
  }

  @Test("What cannot be measured is refused, all reasons at once, and nothing is written")
  func refused() throws {
    let bench = try TrialBench()
    let patient = DigitalPatient.bilobar(options: TrialBench.options)
    let file = try bench.cycle("P1", 1, patient, route: "right hepatic artery")
    let text = try String(contentsOf: file, encoding: .utf8)
    func problems(_ old: String = "", _ new: String = "") throws -> [Problem] {
      try writeAtomically(old.isEmpty ? text : text.replacing(old, with: new), to: file)
      return TrialBench.problem { _ = try bench.measure(file) }
    }
    #expect(try problems().first?.what.contains("no patient of this pseudonym") == true)
    _ = try RegistryTask.add(bench.place, "patients", ["id=P1", "site=S1"], by: TrialBench.author)
    #expect(try problems().first?.what.contains("no allocation") == true)
    _ = try RegistryTask.remove(bench.place, "patients", "P1", by: TrialBench.author)
    let lobe = try #require(try bench.enrol("P1"))
    let treated = "route: \"\(lobe.rawValue) hepatic artery\""
    let right = "route: \"right hepatic artery\""
    let wrong = try problems(right, "route: \"\(lobe.other.rawValue) hepatic artery\"")
    #expect(
      wrong.first?.why.contains("change places") == true
        && wrong.first?.remedy.contains("--deviation") == true)
    let several = try problems("\(right)", "").count
    #expect(several == 1)
    let both = TrialBench.problem {
      try writeAtomically(text.replacing(right, with: "").replacing("cycle: 1", with: "cycle: 7"), to: file)
      _ = try bench.measure(file)
    }
    #expect(both.count == 2 && both.contains { $0.what.contains("has 4 cycles") })
    let good = text.replacing(right, with: treated)
    func fault(_ old: String, _ new: String) throws -> [Problem] {
      try writeAtomically(good.replacing(old, with: new), to: file)
      return TrialBench.problem { _ = try bench.measure(file) }
    }
    let left = "\"Left lobe\": { role: \"liverLobe\", side: \"left\" }"
    #expect(good.contains(left))
    let lobes = try fault(left + ", ", "")
    #expect(lobes.first?.what.contains("no structure of the left lobe") == true)
    // The name would say it, and nobody reads it.
    let open = try fault(left, "\"Left lobe\": \"liverLobe\"")
    #expect(open.first?.what.contains("the side of the lobe Left lobe is not stated") == true)
    let twice = try fault(left, left.replacing("side: \"left\"", with: "side: \"right\""))
    #expect(twice.contains { $0.what.contains("are both the right lobe") })
    #expect(try fault("unit: \"Bq/mL\"", "unit: \"counts\"").first?.what.contains("not in Bq/mL") == true)
    #expect(try fault(", unit: \"Bq/mL\"", "").isEmpty == false, "an unknown unit is not an activity")
    let late = try fault("2026-01-06T09:15:00", "2026-01-08T09:15:00")
    #expect(late.first?.what.contains("the protocol asks for 24 ± 6 h") == true)
    #expect(try bench.values("P1").isEmpty)
    // A deviation that happened is analysed as allocated, and told.
    try writeAtomically(text.replacing(right, with: "route: \"intravenous\""), to: file)
    let outcome = try bench.measure(file) { $0.isDeviation = true }
    #expect(outcome.review.contains { $0.contains("analysed as allocated") })
    let other = bench.folder.appending(path: "other.json5")
    try writeAtomically(
      ProtocolTemplate.lutia.text.replacing("scale: \"log\", // locked", with: "scale: \"raw\", // locked"),
      to: other)
    let edited = TrialBench.problem { _ = try bench.measure(file) { $0.protocolFile = other } }
    #expect(edited.first?.what.contains("edited after it was locked") == true)
  }

  @Test("Small lesions, other units, other protocols and other lobes are told, not analysed")
  func told() throws {
    let bench = try TrialBench(edit: { $0.replacing("longerThanMm: 30", with: "longerThanMm: 33") })
    let lobe = try #require(try bench.enrol("P1"))
    // The left lobe's lesion of 34 mm is drawn, on voxels of 4.42 mm, with 31 to 36 mm; without it none is left.
    let patient = DigitalPatient.bilobar(options: TrialBench.options)
    let file = try bench.cycle("P1", 1, patient, route: "\(lobe.rawValue) hepatic artery")
    let text = try String(contentsOf: file, encoding: .utf8)
    try writeAtomically(text.replacing("\"Left 1\": \"tumour\"", with: "\"Left 1\": \"other\""), to: file)
    let outcome = try bench.measure(file)
    #expect(outcome.review.contains { $0.contains("left lobe: none of 0 lesions is longer than 33 mm") })
    #expect(outcome.review.contains { $0.contains("not on a CT") })
    var results = try TrialResults(bench.registry, trial: bench.trial)
    #expect(
      results.gaps.count == 1 && results.gaps[0].lobe == "left"
        && results.gaps[0].reason == .noneLongEnough(of: 0, longerThan: 33))
    let id = "LUTIA-LIKE/P1/1/Right lobe without lesions/activity concentration"
    _ = try RegistryTask.set(bench.place, "measurements", id, ["unit=kBq/mL"], by: TrialBench.author)
    results = try TrialResults(bench.registry, trial: bench.trial)
    #expect(
      results.gaps.contains { $0.reason == .unitsDiffer(["MBq/mL", "kBq/mL"]) })
    let source = try #require(try bench.registry.row("measurements", id)).text("source")
    let hash = try bench.registry.trial(bench.trial).text(.sha256)
    let foreign = source.replacing(hash, with: String(repeating: "0", count: 64))
    _ = try RegistryTask.set(bench.place, "measurements", id, ["source=\(foreign)"], by: TrialBench.author)
    results = try TrialResults(bench.registry, trial: bench.trial)
    #expect(results.findings.contains { $0.code.rawValue == "trial.foreign" && $0.text.hasPrefix("1 ") })
    try vanished(bench, file)
    _ = try RegistryTask.set(bench.place, "lesions", "P1/Right 1", ["lobe=left"], by: TrialBench.author)
    let contradiction = TrialBench.problem { _ = try bench.measure(file) { $0.corrects = true } }
    #expect(contradiction.first?.what.contains("lies in the right lobe, the registry states left") == true)
  }

  /// A lesion that is no lesion any more leaves no values behind.
  private func vanished(_ bench: TrialBench, _ file: URL) throws {
    _ = try bench.measure(file) { $0.corrects = true }
    let text = try String(contentsOf: file, encoding: .utf8)
    try writeAtomically(
      text.replacing("\"Right small\": \"tumour\"", with: "\"Right small\": \"other\""), to: file)
    let refused = TrialBench.problem { _ = try bench.measure(file) }
    #expect(refused.first?.what.contains("not found again") == true)
    #expect(try bench.values("P1").contains { $0.id.contains("Right small") })
    _ = try bench.measure(file) { $0.corrects = true }
    #expect(try !bench.values("P1").contains { $0.id.contains("Right small") })
  }
}
