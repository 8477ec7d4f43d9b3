import Diagnostics
import Quantities

extension LaboratoryReader {
  /// The test of a row by name and by LOINC code, which must agree; `nil` for one that no rule uses.
  func measurand(
    _ line: LaboratoryLine, _ long: LaboratoryColumns.Long, _ reading: inout Reading
  ) throws(Problem) -> Measurand? {
    let (name, code) = (line.text(long.test), line.text(long.loinc))
    let (byName, byCode) = (names.measurand(named: name), names.loinc(code)?.measurand)
    if let byName, let byCode, byName.code != byCode.code {
      throw line.problem(
        "the name of the test and its LOINC code mean different tests", long.loinc ?? long.value)
    }
    if byName == nil, byCode == nil {
      if name.isEmpty, code.isEmpty {
        throw line.problem("the test is missing", long.test ?? long.loinc ?? long.value)
      }
      reading.unknownTests.append(name.isEmpty ? code : name)
    }
    return byCode ?? byName
  }

  /// A LOINC code says whether mass or amount of substance was measured; a unit of the other is a mistake.
  func checkProperty(_ line: LaboratoryLine, _ long: LaboratoryColumns.Long, _ unit: MeasurandUnit)
    throws(Problem)
  {
    guard let column = long.loinc, let coded = names.loinc(line.text(column)) else { return }
    if coded.unit.contains("mol") != unit.symbol.contains("mol") {
      throw line.problem(
        "the unit does not belong to this LOINC code, which is printed in \(coded.unit)", long.unit,
        why: "mass and amount of substance differ by the molar mass")
    }
  }
}
