import Criteria
import Fixtures
import Foundation
import Quantities
import Testing

@testable import Documents
@testable import Studies
@testable import Workflow

/// Liver disease after radioembolisation and late damage of the liver, from tables to verdicts.
@Suite struct LiverInjuryTests {
  private let patients = "patient,cycles,end\nP1,2024-01-10,2025-06-01\n"
  private let imaged = "patient,date,term,present,medical,attribution\nP1,2024-01-02,ascites,no,,\n"

  /// The outcome of each endpoint of the only patient; `nil` in an endpoint means that it cannot be told.
  private func judge(_ findings: String, bilirubin: [(String, String)] = [], patients: String? = nil) throws
    -> [String: Bool?]
  {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ text: String, _ name: String) throws -> String {
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file)
      return file.path
    }
    let values = bilirubin.map { day, value in
      "P1,\(day),bilirubin,\(value.replacing(" ", with: ","))"
    }
    let labs = (["patient,date,test,value,unit", "P1,2024-01-05,ALT,20,U/L"] + values).joined(separator: "\n")
    var job = ToxicityJob(
      files: [try write(labs, "labs.csv")], patients: try write(patients ?? self.patients, "patients.csv"))
    job.findings = try write(findings, "findings.csv")
    job.output = folder.appending(path: "out")
    _ = try run(job)
    let rows = try Fixtures.table(folder.appending(path: "out/liver.csv"))
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        (row["endpoint"]!, ["yes": true, "no": false, "cannot be assessed": nil][row["outcome"]!]!)
      })
  }

  private func run(_ job: ToxicityJob) throws -> Outcome { try Toxicity.run(job) { _, _ in } }

  @Test(arguments: [(27, false), (28, true), (56, true), (57, false)])
  func theWindowOfSangroIsFourToEightWeeks(day: Int, holds: Bool) throws {
    let sample = CalendarDay(iso8601: "2024-01-10")!.adding(days: day).description
    let found = try judge(
      imaged + "P1,2024-02-20,ascites,yes,yes,therapy\n", bilirubin: [(sample, "3.0 mg/dL")])
    #expect((found["REILD, Sangro 2008"] == .some(true)) == holds)
    #expect(found["REILD, 2 weeks to 4 months"] == .some(true))
  }

  /// 3 mg/dL are 51.312 µmol/L, exactly.
  @Test(arguments: [("51.312 umol/L", true), ("51.311 umol/L", false)])
  func theLimitHoldsInEveryUnit(value: String, holds: Bool) throws {
    let found = try judge(
      imaged + "P1,2024-02-20,ascites,yes,yes,therapy\n", bilirubin: [("2024-02-20", value)])
    #expect(found["REILD, Sangro 2008"] == .some(holds))
  }

  @Test func whatIsNotStatedIsNeverNo() throws {
    let open = try judge(imaged + "P1,2024-02-20,ascites,yes,,\n", bilirubin: [("2024-02-20", "4 mg/dL")])
    #expect(open["REILD, Sangro 2008"] == .some(nil))
    let progression = try judge(
      imaged + "P1,2024-02-20,ascites,yes,,progression\n", bilirubin: [("2024-02-20", "4 mg/dL")])
    #expect(progression["REILD, Sangro 2008"] == .some(false))
    let obstruction = try judge(
      imaged + "P1,2024-02-20,ascites,yes,,therapy\nP1,2024-02-20,Biliary obstruction,yes,,\n",
      bilirubin: [("2024-02-20", "4 mg/dL")])
    #expect(obstruction["REILD, Sangro 2008"] == .some(false))
  }

  @Test func ascitesFromBeforeIsNoDiseaseOfTreatment() throws {
    let found = try judge(
      "patient,date,term,present\nP1,2024-01-02,ascites,yes\nP1,2024-02-20,ascites,yes\n",
      bilirubin: [("2024-02-20", "4 mg/dL")])
    #expect(found["REILD, Sangro 2008"] == .some(false))
  }

  @Test(arguments: [("2024-07-09", false), ("2024-07-10", true)])
  func lateDamageBeginsAfterSixCalendarMonths(day: String, holds: Bool) throws {
    for word in ["cirrhosis-like morphology", "Pseudocirrhosis", "CIRRHOSIS-LIKE  MORPHOLOGY"] {
      let found = try judge("patient,date,term,present\nP1,\(day),\(word),yes\n")
      #expect(found["late hepatotoxicity"] == .some(holds))
    }
  }

  @Test func splenomegalyAloneRaisesNoSignalAndOldCirrhosisIsNotNew() throws {
    let spleen = try judge(
      "patient,date,term,present\nP1,2024-01-02,ascites,no\nP1,2024-09-01,splenomegaly,yes\nP1,2024-09-01,ascites,no\n"
        + "P1,2024-09-01,cirrhosis-like morphology,no\nP1,2024-09-01,liver dysfunction,no\n")
    #expect(spleen["late hepatotoxicity"] == .some(false))
    let old = try judge(
      "patient,date,term,present\nP1,2024-01-02,cirrhosis-like morphology,yes\nP1,2024-01-02,ascites,no\n"
        + "P1,2024-09-01,cirrhosis-like morphology,yes\nP1,2024-09-01,ascites,no\nP1,2024-09-01,liver dysfunction,no\n"
    )
    #expect(old["late hepatotoxicity"] == .some(false))
  }

  @Test func theOrderOfRowsAndTheSplitOfCyclesChangeNothing() throws {
    let rows = [
      "P1,2024-01-02,ascites,no,,", "P1,2024-02-20,ascites,yes,yes,therapy", "P1,2024-09-01,varices,yes,,",
    ]
    let head = "patient,date,term,present,medical,attribution\n"
    let forth = try judge(head + rows.joined(separator: "\n"), bilirubin: [("2024-02-20", "4 mg/dL")])
    let back = try judge(
      head + rows.reversed().joined(separator: "\n"), bilirubin: [("2024-02-20", "4 mg/dL")])
    #expect(forth == back)
    #expect(forth["REILD, Sangro 2008"] == .some(true) && forth["late hepatotoxicity"] == .some(true))
  }

  @Test func aFindingWithoutYesOrNoIsRefused() throws {
    #expect(throws: (any Error).self) {
      try judge("patient,date,term,present\nP1,2024-09-01,pseudocirrhosis,\n")
    }
  }

  /// As an adverse event each keeps its own title; none is taken for another.
  @Test func signsOfTheLiverKeepTheirTitles() throws {
    let library = try RuleLibrary()
    let scale = try ToxicityScale(
      library.rules(ToxicityJob.Edition.five.rules), measurands: library.rules("measurands"))
    let words = FindingVocabulary(scale)
    let titles = [
      "varices": "Varices", "Progression": "Disease progression", "bile duct stenosis": "Bile duct stenosis",
      "hepatic encephalopathy": "Encephalopathy", "ascites": "Ascites",
      "pseudocirrhosis": "Cirrhosis-like morphology",
    ]
    for (word, title) in titles { #expect(words.title(of: word) == title) }
  }
}
