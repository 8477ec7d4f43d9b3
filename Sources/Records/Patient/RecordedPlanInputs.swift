import Checks
import Documents
import Foundation
import Planning
import Quantities
import Registry
import Stages

/// What the record knows of the inputs of a plan: earlier doses from the liver's account, volumes and ratios as they were
/// measured last, the lung shunt fraction.
package enum RecordedPlanInputs {
  /// - Parameter record: of one patient.
  /// - Throws: `Problem` if the database fails.
  package static func knowledge(_ record: ClinicalRecord, on day: CalendarDay) throws -> PlanKnowledge {
    let patient = record.patients[0].id
    var known = PlanKnowledge(patient: patient)
    let ledger = try record.registry.ledger(patient)
    known.earlier = ledger.treatments.filter { $0.day < day }.map(earlier)
    known.tumours = Dictionary(
      ledger.tumours.map { ($0.region, $0.mean) }, uniquingKeysWith: { first, _ in first })
    known.remarks = ledger.warnings.filter { $0.gravity != .note }.map {
      Finding(PlanNote.account($0.note, source: $0.source), at: "account of the liver, \($0.subject)")
    }
    known.remarks += record.faults.map { Finding(PlanNote.recordFault($0), at: "registry") }
    known.biliary = record.courses.filter(isBiliary).map { "\($0.text(.product)), \($0.text(.started))" }
    let measured = try record.rows(MeasurementColumn.patient, order: [.measured]).filter {
      CalendarDay(iso8601: $0.text(.measured)).map { $0 <= day } ?? false
    }
    take(measured, try names(record), into: &known)
    if let workup = try RecordedWorkup.last(record, by: day) { take(workup, into: &known) }
    if !known.earlier.isEmpty {
      known.sources.append(.earlierTreatments(known.earlier.count))
    }
    return known
  }

  /// What the angiography and the MAA of the work-up say of the plan.
  private static func take(_ workup: RecordedWorkup, into known: inout PlanKnowledge) {
    known.sources.append(workup.note)
    known.remarks += workup.remarks.map { Finding($0, at: "angiography, \(workup.day)") }
    guard known.shunt == nil, let shunt = workup.shuntPercent else { return }
    known.shunt = LungInputs.Shunt(
      method: .given, fraction: Uncertain(Quantity(shunt / 100)), detail: "registry, work-up of \(workup.day)"
    )
    known.sources.append(.lungShunt(day: "\(workup.day)", isOfWorkup: true))
  }

  private static func names(_ record: ClinicalRecord) throws -> [String: String] {
    Dictionary(
      try record.rows(LesionColumn.patient).map { ($0.id, $0.text(.name)) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func earlier(_ treatment: LedgerTreatment) -> EarlierTreatment {
    let what = [treatment.therapy, treatment.product, treatment.region].filter { !$0.isEmpty }.joined(
      separator: ", ")
    var earlier = EarlierTreatment(
      day: treatment.day.description, treatment: what,
      activity: treatment.activity.map { .gigabecquerels($0) },
      lungs: treatment.lungs.map { AbsorbedDose($0) },
      normalLiver: treatment.normalLiver[.whole].map { AbsorbedDose($0) })
    earlier.therapy = treatment.therapy
    earlier.lobes = treatment.normalLiver.reduce(into: [:]) { lobes, part in
      if let lobe = Lobe(rawValue: part.key.rawValue) { lobes[lobe] = AbsorbedDose(part.value) }
    }
    earlier.reached =
      switch treatment.region {
      case "right lobe": [.right]
      case "left lobe": [.left]
      case "segments": Set(earlier.lobes.filter { $0.value.value > 0 }.keys)
      default: [.right, .left]
      }
    return earlier
  }

  /// Whipple's operation, sphincterotomy, stent or drainage: bacteria in the bile ducts.
  private static func isBiliary(_ course: CourseRow) -> Bool {
    guard course[.kind] == "surgery" else { return false }
    return ["whipple", "sphincterotomy", "biliary", "pancreaticoduodenectomy", "pancreatoduodenectomy"]
      .contains {
        course.text(.product).lowercased().contains($0)
      }
  }

  private static func take(
    _ rows: [MeasurementRow], _ names: [String: String], into known: inout PlanKnowledge
  ) {
    func last(_ quantity: String, organ: String) -> MeasurementRow? {
      rows.last { $0[.quantity].text == quantity && $0.text(.organ) == organ && $0[.lobe].isNull }
    }
    if let liver = last("volume", organ: "liver"), let tumour = last("volume", organ: "liver tumours"),
      liver[.measured] == tumour[.measured], let whole = millilitres(liver), let part = millilitres(tumour)
    {
      known.liver = ActivityPlanner.Liver(volume: whole, tumour: part)
      known.sources.append(.volumes(day: liver.text(.measured)))
    }
    if let shunt = rows.last(where: { $0[.quantity] == "lung shunt fraction" }),
      let value = shunt[.value].number
    {
      let scale = shunt[.unit] == "%" ? 0.01 : 1
      known.shunt = LungInputs.Shunt(
        method: .given,
        fraction: Uncertain(
          Quantity(value * scale), standardUncertainty: shunt[.u].number.map { Quantity($0 * scale) }),
        detail: "registry, measured on \(shunt.text(.measured))")
      known.sources.append(.lungShunt(day: shunt.text(.measured), isOfWorkup: false))
    }
    for row in rows where row[.quantity] == "T/N" {
      guard let name = names[row.text(.lesion)], let value = row[.value].number else { continue }
      known.ratios[name] = Uncertain(
        Quantity(value), standardUncertainty: row[.u].number.map { Quantity($0) })
    }
    if !known.ratios.isEmpty { known.sources.append(.ratios(known.ratios.keys.sorted())) }
  }

  private static func millilitres(_ row: MeasurementRow) -> ExactDecimal? {
    guard let value = row[.value].number, let factor = ["mL": 1.0, "cm3": 1, "L": 1000][row.text(.unit)]
    else {
      return nil
    }
    return ExactDecimal(shortest: value * factor)
  }
}
