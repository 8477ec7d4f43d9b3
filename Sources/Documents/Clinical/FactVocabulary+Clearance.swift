import Criteria
import Quantities

extension FactVocabulary {
  /// Computes a creatinine clearance that is missing and whose parts are known.
  package func complete(_ patient: inout PatientFacts.Patient) {
    guard patient.values["creatinineClearance"] == nil,
      case .number(let creatinine) = patient.values["creatinine"],
      case .number(let age) = patient.values["age"],
      case .number(let weight) = patient.values["weight"], case .choice(let text) = patient.values["sex"],
      let sex = Sex(rawValue: text),
      let kidney = RenalFunction(
        creatinineInMilligramsPerDecilitre: creatinine.doubleValue, age: age.doubleValue, sex: sex)
    else { return }
    let clearance = kidney.cockcroftGault(weight: weight.doubleValue).rounded(decimals: 2)
    patient.values["creatinineClearance"] = ExactDecimal(shortest: clearance).map { .number($0) }
    patient.notes.append(
      "creatinine clearance \(clearance.printedShort(decimals: 2)) mL/min computed from creatinine, age, weight and sex (Cockcroft and Gault 1976, doi:10.1159/000180580)"
    )
  }
}
