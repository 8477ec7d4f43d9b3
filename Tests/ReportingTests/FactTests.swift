import Checks
import Diagnostics
import Stages
import Testing

@testable import Reporting

/// Each thing that a step, a study or a command can state has a rank, a code and words of its own.
@Suite struct FactTests {
  static let beyond = BeyondRange(.liverVolume, 9000, also: .millilitres(9000))!

  static let cases: [any FindingFact] = [
    CaseNote.roleDoubtful(called: .liver, stated: .kidney),
    CaseNote.offsetOfOne(seconds: -12600, isOfImage: true, isUsual: true),
    CaseNote.patientsDiffer(["CT-1", "PT-1"]), CaseNote.nuclideStated("Lu-177"), CaseNote.scaledByActivity,
    CaseNote.unitKnown("Bq/mL"),
    CourseNote.limitCrossed(.bed, gray: 40),
    CourseNote.limitProjected(
      .absorbedDose, cycles: 4, dose: .init(.init(31), standardUncertainty: .init(2)), gray: 28),
    CourseNote.limitWithoutRegion("Liver"), CourseNote.limitOfSeveral("Liver", regions: ["a", "b"]),
    CourseNote.activityDeviates(0.12), CourseNote.notAdded(Problem(.dataRejected, what: "other nuclides")),
    CourseNote.earlierCyclesMissing(cycle: 3, known: 1),
    CourseNote.sumLacks(.absorbedDose, doses: ["cycle 1"], definition: "drawn"),
    CourseNote.thisCycleAlone(.bed, definition: "drawn"),
  ]
  static let plans: [any FindingFact] = [
    PlanNote.limitExceeded("lungs", gray: 31, ofOthers: 3, limit: 30),
    PlanNote.limitByOwnModel("lungs", gray: 31, models: "MIRD", limit: 30, judged: 29),
    PlanNote.lungActivity(0.7, ceiling: 0.61), PlanNote.lobeUnstated,
    PlanNote.reduction(factor: 0.8, limiting: "lungs"),
    PlanNote.givenOutside(2, deviation: -0.2, prescribed: 2.5),
    PlanNote.deliveredEnergy(.dose(.escapes(fraction: 0.1))), PlanNote.vialBeforeCalibration(hours: 3),
    PlanNote.vialLead(4.3, leadHours: 24, hours: 2), PlanNote.vialMissing, PlanNote.orderMissing,
    PlanNote.orderBreaks(["lungs"]), PlanNote.orderOff(percent: 14),
    PlanNote.tumoursExceedLiver(300, ofLiver: 200), PlanNote.perfusedExceedLiver(2000, liver: 1500),
    PlanNote.sharedTissue(80, gray: 40, ofOther: 30),
    PlanNote.earlierDoseUnknown(day: "2026-01-02", treatment: "TARE"),
    PlanNote.account(.bothLobes, source: "a review"),
    PlanNote.recordFault(Problem(.dataRejected, what: "not a day", at: "row 3")), PlanNote.collateralOpen,
    PlanNote.maaUnusual(220), PlanSourceNote.earlierTreatments(2), PlanSourceNote.volumes(day: "2026-01-02"),
    PlanSourceNote.lungShunt(day: "2026-01-02", isOfWorkup: false),
    PlanSourceNote.lungShunt(day: "2026-01-02", isOfWorkup: true), PlanSourceNote.ratios(["L1"]),
    PlanSourceNote.workup(day: "2026-01-02", variants: "", coils: "gda", collaterals: "", maa: 0),
    PlanNote.otherLobeWithoutTime(.left, day: "2026-01-02"),
    PlanNote.soonAfterLobe(.right, days: 12), PlanNote.lobeAgain(.right, days: ["2025-01-02"], gray: [nil]),
    PlanNote.afterPRRT(2, last: "2025-01-02", daysAgo: nil, gray: 12), PlanNote.wholeLiver(fraction: 0.96),
    PlanNote.bileDucts(["stent"]), CyclePlanNote.limitExceeded(measure: "BED", gray: 41, limit: 40),
    CyclePlanNote.irregular(days: 20, due: 56, tolerance: 7), CyclePlanNote.ratiosDisagree(threshold: 3),
    OrganNote.coefficientMissing(source: "Liver"), OrganNote.massFar(20, reference: 310),
    OrganNote.wholeBodyExceeded(by: 12), OrganNote.remainderMissing,
  ]
  static let measurements: [any FindingFact] =
    [
      BurdenNote.lesionNotCounted("L1", inside: 0.3, isEnclosed: true),
      BurdenNote.scoreOfNoLesion("L9", lesions: ["L1"]), BurdenNote.bandsDiffer, BurdenNote.readersDisagree,
      BurdenNote.nearLimit(method: "structures", percent: 74, u: 3),
      BurdenNote.onRecord(percent: 20, day: "2026-01-02", definition: "structures"),
      MeasuringNote.uptakeShare(beyond), MeasuringNote.withoutLeanMass,
      MeasuringNote.unmeasured(Problem(.dataRejected, what: "it is empty")),
      MeasuringNote.withoutPortalEnhancement,
      MeasuringNote.valuesDiffer(["SUVmax"]), MeasuringNote.withoutValue(["L2"]),
      MeasuringNote.entriesPassedOver(2), MeasuringNote.reportOfAnotherDay,
      MeasuringNote.unitsDiffer("Gy", "Bq/mL"), MeasuringNote.withoutCurve(nil),
      ProposalNote.unconfirmed(file: "structures.nii.gz"),
      ProposalNote.implausible(beyond), ProposalNote.touchesEdge, ProposalNote.inPieces(3),
      TrialNote.givenOtherwise(given: "intravenous", allocated: .right), TrialNote.oneKidney("Kidney L"),
      TrialNote.lobeWithoutSide("Lobe"), TrialNote.enclosed, TrialNote.inBothLobes(larger: 0.6, due: 0.8),
      TrialNote.withoutRatio, TrialNote.withoutLongLesion(of: 3, longerThan: 20),
      TrialNote.fewLesions(1, longerThan: 20, due: 2), TrialNote.diametersOnActivity,
      TrialNote.corrected(.init(row: "S1/T/N", column: "value", before: "2", after: "3")),
      TrialNote.corrected(.init(row: "S1/T/N", column: nil, before: "S1/T/N", after: "")),
      TrialNote.inNeitherLobe(["L1"]), TrialNote.unblinded,
      TrialNote.armDiffers(list: "A/1"), TrialNote.majorDeviations(1, of: 20),
      TrialNote.foreignMeasurements(2),
      TrialNote.stoppingRule("liver", subjects: 2),
    ]
    + [
      .noNormalLiver, .unitsDiffer(["MBq/mL", "kBq/mL"]), .noneLongEnough(of: 3, longerThan: 33),
      .meanNotPositive,
      .measuredOtherwise(before: 2, now: 3),
    ].map { TrialNote.missing(TrialGap(patient: "P1", cycle: 2, lobe: "left", $0)) }
    + [TrialNote.primary(.otherEndpoint), TrialNote.primary(.refused(because: "too few"))]
  static let records: [any FindingFact] = [
    RecordNote.openFindings(2), RecordNote.headUnknown,
    RecordNote.frozenFileChanged("courses.csv"), RecordNote.withoutSchedule(course: "C1"),
    RecordNote.visitsOverdue(1), RecordNote.indexTherapyUnclear(patients: 1), RecordNote.reportsToRead(2),
    RecordNote.diametersDiffer(2), RecordNote.notKept("Activity", value: "8 GBq", limits: "7 to 7.6 GBq"),
    RecordNote.valuesLeftOut([Problem(.dataRejected, what: "no unit", at: "row 2")], isLaboratory: true),
    RecordNote.valuesLeftOut([Problem(.dataRejected, what: "no unit", at: "row 2")], isLaboratory: false),
    RecordNote.withoutTimes(.origin("from consent")), RecordNote.withoutTimes(.contact),
    RecordNote.withoutTimes(.order(isDeath: true, days: 2, origin: "consent")),
    RecordNote.withoutTimes(.order(isDeath: false, days: 2, origin: "consent")),
    RecordNote.rowsAfterDeath(2, table: "visits", days: 9), RecordNote.contactStandsIn(patients: ["P1"]),
    TransferNote.lobeWithoutSide("Lobe"), TransferNote.regionRemoved("Liver"),
    TransferNote.unknownTests(["lactate": 1]),
    TransferNote.columnsUnused(file: "a.csv", columns: ["x"], isOfMap: false),
    TransferNote.columnsUnused(file: "a.csv", columns: ["x"], isOfMap: true),
    LedgerNote.sumAbove(.bed, therapy: "TARE", gray: 59.1, meaning: "published"),
    LedgerNote.sameLobe(days: ["2025-01-02", "2026-01-02"]),
    LedgerNote.sameArtery(days: ["2025-01-02", "2026-01-02"]),
    LedgerNote.radioembolisationAndPRRT(radioembolisations: ["2025-01-02"], courses: ["2026-01-02"]),
    LedgerNote.bothLobes, LedgerNote.lobesWithin(days: 28),
    LedgerNote.dosesMissing(administrations: 1, of: 2, courses: 1), LedgerNote.definitionsDiffer(2),
    LedgerNote.lobeWithoutSide(gray: nil, region: "Lobe", day: "2026-01-02"), InputNote.faults(2),
    InputNote.fault(Problem(.dataRejected, what: "not a date", at: "row 2")), InputNote.unexplained(2, .rows),
    InputNote.unassessable(1, of: 3), InputNote.beyondDictionary(2, field: "alt", firstRow: 3),
    InputNote.withoutMajority(patients: ["P1"]), InputNote.templateOpen,
    ProgramNote.deviates(0.04), ProgramNote.pointsOutside(2, tolerance: 0.01),
    ProgramNote.kinetics(bias: 0.02, coverage: 0.91), ProgramNote.coverage(quantity: "dose", 0.9),
    ProgramNote.trialFailed(seen: "different", expected: "the same bytes"), ProgramNote.manualTables,
    ProgramNote.statementsFalse(2), ProgramNote.statementsUnread(1),
    ProgramNote.nothingSent, ProgramNote.conflicting(["1.2"]),
    ProgramNote.storedWith(warning: "coercion", objects: 2),
    ProgramNote.withoutCommitment, ProgramNote.serviceRemarks(3),
  ]
  static let audits: [any FindingFact] =
    ([
      .damaged("page 3"), .missingReference(table: "doses", to: "courses"),
      .schema(.init(.altered, "table", "doses")), .schema(.init(.foreign, "trigger", "t", on: "doses")),
      .schema(.init(.missing, "", "doses")),
      .storedOtherwise(2, table: "laboratory", column: "test", storage: "text"), .recordMissing(3, next: 4),
      .chainBroken(3), .recordChanged(3, isKeyed: false), .recordChanged(3, isKeyed: true), .rowBroken(3),
      .anchor(.missing(file: "a.anchor")), .anchor(.ofAnotherRegistry), .anchor(.sealedOtherwise),
      .anchor(.createdOtherwise), .anchor(.cutOff(1, after: 6)), .anchor(.replaced(6)), .putBack(8),
      .registryRow,
      .rowWithoutRecord(table: "doses"), .rowDiffers(table: "doses"), .rowMissing(table: "doses"),
    ] as [AuditFault]).map { RecordNote.audit($0) }
  static let analyses: [any FindingFact] =
    ([
      .notDone(endpoint: "OS", because: "no events"), .noLogRankTest(because: "one group"),
      .noGrayTest(because: "one group"), .covariateConstant("arm"), .covariateFollows("sex", from: ["arm"]),
      .corrected(because: "arm separates"), .eventsFew(2, covariates: 3), .eventsFew(9, covariates: 3),
      .hazardsNotProportional, .patientsFew(12, regions: 30), .outcomesBorrowed(2, of: 30), .effectNotRising,
      .noDoseResponse(because: "one dose"), .ranksWithoutException, .notResampled(regionsAbove: 5000),
      .noROC(because: "one outcome"), .treatedOtherwise(["P1"]),
      .figureMissed("median", printed: "20", place: "table 2", own: nil),
    ] as [AnalysisNote]).map { InputNote.analysis($0) }
  static let responses: [any FindingFact] =
    ([
      .visitsUnused(1), .baselineEarly(days: 40, allowed: 28), .baselineLate(days: 2),
      .targetNotMeasurable("L1", nil), .targetNotMeasurable("L1", .nodeNormal),
      .targetNotMeasurable("L1", .neverMeasurable(kind: "bone")), .targetNotMeasurable("L1", .nodeBelow(15)),
      .targetNotMeasurable("L1", .below(10)), .targetNotMeasurable("L1", .largerTaken(5)),
      .targetNotMeasurable("L1", .largerInOrgan(2)), .targetNotMeasurable("L1", .notChosen),
      .targetNotMeasurable("L1", .nonTarget), .targetsMany(6, allowed: 5),
      .targetsManyInOrgan("liver", 3, allowed: 2), .newAtBaseline("L9"),
    ] as [ResponseNote]).map { InputNote.baseline($0) }
  static let archives: [any FindingFact] =
    ([
      .keyReadable(file: "key.pem"), .unencrypted(archive: "PACS"), .everySenderAccepted,
      .noAnswer(Problem(.serviceUnavailable, what: "no answer", at: "PACS", remedy: "is it running?")),
    ] as [ArchiveNote]).map { ProgramNote.archive($0) }
    + ([
      .whole(3), .part(2, of: 3, reasons: ["no such object"]), .silent(seconds: 60, takenPort: nil),
      .silent(seconds: 60, takenPort: 104), .refused(Problem(.serviceUnavailable, what: "refused")),
    ] as [CommitmentNote]).map { ProgramNote.commitment($0) }
    + ([.pixels(2), .namingNobody(3), .leftOut(2, why: "not an object")] as [CopiesNote]).map {
      ProgramNote.copies($0)
    }

  static let all =
    cases + plans + measurements + records + audits + analyses + responses + archives

  @Test func everyFactHasWordsAndACode() {
    for fact in Self.all {
      let finding = Finding(fact, at: "place")
      #expect(fact is any Worded, "\(fact) has no words")
      #expect(!finding.text.isEmpty && !finding.text.contains("  "), "\(fact)")
      #expect(finding.text != "\(fact)" && finding.sentence == "place: \(finding.text)", "\(fact)")
      #expect(!finding.code.rawValue.isEmpty && finding.rank == fact.rank && finding.rank != .stop, "\(fact)")
    }
  }

  /// A fact cannot be mistaken for another one: no two examples share their words.
  @Test func wordsTellFactsApart() {
    let texts = Self.all.map { Finding($0).text }
    let twice = Dictionary(grouping: texts, by: \.self).filter { $1.count > 1 }.keys
    // The same value beyond the same range, stated of an uptake and of a proposal.
    #expect(twice.allSatisfy { $0.hasPrefix("the volume of the liver") }, "\(twice)")
  }

  @Test func numbersStandInTheWords() {
    #expect(
      Finding(PlanNote.limitExceeded("lungs", gray: 31, ofOthers: 3, limit: 30)).text
        == "lungs 31 Gy, 3 Gy of them from other injections, exceeds 30 Gy")
    #expect(
      Finding(PlanNote.limitExceeded("lungs", gray: 31, ofOthers: 0, limit: 30)).text
        == "lungs 31 Gy exceeds 30 Gy")
    #expect(Finding(CourseNote.limitCrossed(.bed, gray: 40)).text == "BED above the limit of 40 Gy")
    #expect(
      Finding(CaseNote.offsetOfOne(seconds: -12600, isOfImage: false, isUsual: false)).text
        .hasPrefix("the administration states its offset from UTC (−03:30) and the image does not"))
    #expect(
      Plausibility.liverVolume.finding(9000, at: "Liver", also: .gramsPerMillilitre(1.05))?.text
        .contains("9000 mL (1.05 g/mL); 500 to") == true)
  }

  @Test func anAnswerSettlesAndKeepsTheCode() {
    let open = Finding(CaseNote.patientsDiffer(["a", "b"]), at: "PET")
    let settled = open.answered(by: CaseNote.unitKnown("Bq/mL"))
    #expect(settled.rank == .information && settled.code == open.code && settled.place == "PET")
    #expect(settled.text == open.text + "; the image is in Bq/mL")
    #expect(open.moved(to: "CT").place == "CT" && open.moved(to: "CT").text == open.text)
  }
}
