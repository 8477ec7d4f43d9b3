import Quantities
import Records
import Registry

/// How one administration was carried out, as names and values in the order of the day; `nil` where nothing is recorded.
struct CycleFacts {
  typealias Group = (title: String, facts: [(name: String, value: String?)])
  let all: [Group]

  init(_ one: AdministrationRow, _ procedure: ProcedureRow?) {
    func measured(_ column: ProcedureColumn, _ unit: String) -> String? {
      procedure?[column].number.map { "\(Plain.short($0)) \(unit)" }
    }
    func text(_ column: ProcedureColumn) -> String? {
      procedure.flatMap { $0.text(column).isEmpty ? nil : $0.text(column) }
    }
    let amino = [measured(.aminoAcidsG, "g"), measured(.aminoAcidsMl, "mL"), measured(.aminoAcidsH, "h")]
      .compactMap(\.self).joined(separator: ", ")
    let each = [
      measured(.lysineG, "g").map { "lysine \($0)" }, measured(.arginineG, "g").map { "arginine \($0)" },
    ].compactMap(\.self).joined(separator: ", ")
    all = [
      (
        "Preparation",
        [
          ("Admitted", text(.admitted)), ("Premedication", text(.premedication)),
          ("Amino acids", amino.isEmpty ? nil : amino),
          ("Of these", each.isEmpty ? nil : each), ("Amino acids started", text(.aminoAcidsStarted)),
        ]
      ),
      (
        "Catheter",
        [
          ("Access", text(.access)), ("Artery", text(.artery)), ("Territory", text(.territory)),
          ("Variants", text(.variants)), ("Coils", text(.coils)), ("Collaterals", text(.collaterals)),
          ("Position agreed by", text(.agreedBy)), ("Cone-beam CT", text(.coneBeamCt)),
          ("Territory as drawn", text(.territoryStructure)), ("Lesions supplied", text(.suppliedLesions)),
          ("Heparin", measured(.heparinIu, "IU")),
        ]
      ),
      (
        "Activity",
        [
          ("Vial", text(.vial)), ("Calibrated", text(.calibrated)), ("Drawn", measured(.drawnGbq, "GBq")),
          ("Residual", measured(.residualGbq, "GBq")),
          ("Net", CycleLimits.net(one, procedure).map { "\($0.printedShort(decimals: 3)) GBq" }),
          ("Infusion", measured(.infusionMin, "min")), ("MAA", measured(.maaMbq, "MBq")),
          ("MAA given", text(.maaGiven)), ("MAA before the treatment", Self.delay(one, procedure)),
        ]
      ),
      (
        "Afterwards",
        [
          ("Operators", text(.operators)), ("Distribution imaged after", measured(.checkedH, "h")),
          ("Distribution", text(.checkResult)), ("Complications", text(.complications)),
        ]
      ),
    ]
  }

  /// Days from the MAA of the work-up to the treatment.
  private static func delay(_ one: AdministrationRow, _ procedure: ProcedureRow?) -> String? {
    guard let given = CalendarDay(iso8601: one.text(.started).prefix(10)),
      let maa = CalendarDay(iso8601: (procedure?.text(.maaGiven) ?? "").prefix(10))
    else { return nil }
    return "\(given.days(since: maa)) d"
  }
}
