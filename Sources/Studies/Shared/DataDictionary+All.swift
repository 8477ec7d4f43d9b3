import Diagnostics
import Files
import Reporting
import Workflow

extension DataDictionary {
  /// Every column of the CSV files that studies write. Columns that exist once per organ, tumour or level stand under a
  /// placeholder.
  public static var all: DataDictionary {
    var all = DataDictionary()
    all.addDoseReport()
    all.add(BurdenTables.burdens)
    all.add(BurdenTables.lesions)
    all.add(BurdenTables.ratios(["mean of ratios, …"]))
    all.add(BurdenTables.agreement)
    all.addMeasurements()
    all.addJudgements()
    all.addPlan()
    all.addTrial()
    all.add(LedgerTables.totals)
    all.add(LedgerTables.entries)
    all.add(LedgerTables.sums)
    all.add(RegistryCheckContent.form("decisions"))
    all.add(RegistryCheckContent.form("notes"))
    all.add(RegistryCheckContent.form("questions"))
    all.add(CycleContent.form)
    all.add(PatientContent.therapyForm)
    all.add(PatientContent.gradeForm)
    all.add(PatientContent.responseForm)
    all.add(PatientContent.doseForm)
    all.add(PatientContent.eventForm)
    all.add(PatientContent.findingForm)
    all.add(PatientContent.scoreForm)
    all.add(PatientContent.deviationForm)
    all.add(PatientContent.screeningForm)
    all.add(PatientContent.lesionForm)
    all.add(PatientContent.changeForm)
    all.add(PatientContent.referralForm)
    all.add(BurdenPoint.form)
    return all
  }

  private mutating func addMeasurements() {
    add(ComparisonContent.form("unit"))
    add(UptakeContent.regionForm)
    add(UptakeContent.thresholdForm)
    add(OrganContent.form)
    add(OrganContent.pairForm)
    add(KernelContent.form)
    add(SValueContent.form)
  }

  private mutating func addJudgements() {
    add(ToxicityTables.grades)
    add(ToxicityTables.timeline)
    add(ToxicityTables.cohort)
    add(ToxicityTables.before)
    add(CourseTables.clearances)
    add(CourseTables.recoveries)
    add(CourseTables.ascites)
    add(CourseTables.visitValues)
    add(CohortContent.symptomForm)
    add(CohortContent.performanceForm)
    add(CohortContent.screeningForm)
    add(SensitivityContent.rateForm)
    add(InjuryTables.patients)
    add(BatchContent.cases)
    add(ResponseTables.verdicts)
    add(ResponseTables.best { _ in "" })
    add(ResponseTables.rates)
    add(ConsensusTables.agreement)
    add(ConsensusTables.decisions)
    add(EligibilityContent.criteria)
  }

  private mutating func addPlan() {
    add(PlanTables.methods)
    add(PlanTables.spread)
    add(PlanTables.allowances)
    add(PlanTables.models(["TUMOUR"]))
    add(PlanTables.vials)
    add(PlanTables.lobules)
    add(PlanTables.orders)
    add(PlanTables.given)
    add(PlanTables.comparison)
    add(PlanTables.sessions)
    add(PlanTables.shunts)
    add(PlanTables.earlier)
    add(PlanTables.tumours)
    add(PRRTTables.cycles(["ORGAN"]))
    add(PRRTTables.outlook)
  }

  private mutating func addTrial() {
    add(TrialTables.allocation([]))
    add(TrialTables.cycles("estimate"))
    add(TrialTables.uptake("estimate"))
    add(TrialTables.gate)
    add(TrialTables.organs)
    add(TrialTables.organComparisons("estimate"))
    add(TrialTables.residence)
    add(TrialTables.responses(level: 0.95))
    add(TrialTables.sizes)
    add(TrialTables.flow)
    add(TrialTables.endpoints)
    add(TrialTables.deviations)
    add(TrialTables.missing)
    add(TrialTables.sets("estimate"))
    add(TrialTables.events)
    add(TrialTables.doses)
    add(TrialFollowUp.form)
  }
}

/// The data dictionary as the answer of a command.
public enum DictionaryTask {
  /// - Parameter csv: as a CSV table instead of one table per file.
  /// - Throws: `EncodingError`, never for these texts.
  public static func run(csv: Bool) throws -> Outcome {
    let all = DataDictionary.all
    return try Outcome(
      text: csv ? String(all.csv.dropLast()) : all.text, content: Record(columns: all.entries))
  }

  /// One Markdown table per file, for the manual.
  public static var markdown: String { DataDictionary.all.markdown }

  package struct Record: Encodable {
    var hepatica = 1
    var columns: [DataDictionary.Entry]
  }
}
