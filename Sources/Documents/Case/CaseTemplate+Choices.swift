import Quantities
import Stages
import Summaries

extension CaseTemplate {
  /// What a department decides, ready to be switched on: each value with its source.
  static func choices(_ scene: ImageScene) -> String {
    let limits = scene.roles.flatMap { name, role in
      ToleranceDoses.cited.filter { $0.place == role }.map { limit in
        let quantity = LimitedQuantity(limit.quantity).rawValue
        let condition = limit.meaning.isEmpty ? "" : " // \(limit.meaning)"
        return
          "  //   { region: \"\(escaped(name))\", quantity: \"\(quantity)\", gray: \(number(limit.value.value)), "
          + "source: \"\(escaped(limit.source))\" },\(condition)"
      }
    }
    let sets = RadiobiologyTable.allCited.map { role, set in
      "  //     { role: \"\(role.rawValue)\", alphaBetaGy: \(set.alphaBeta.value), repairHalfTimeH: "
        + "\(number(set.repairHalfTime.inHours)), source: \"\(escaped(set.source))\" },"
    }
    var lines = ["  // Choices, with their sources. Take the “//” away from what is to count."]
    if !limits.isEmpty { lines += ["  // limits: ["] + limits + ["  // ],"] }
    lines += [
      "  // options: {",
      "  //   resolutionMm: 12, // FWHM of the emission images by your phantom; narrows the uncertainty",
      "  //   partialVolume: { method: \"regions\" }, // with resolutionMm: spill between all regions, in place of the recovery curve",
      "  //   radiobiology: [",
    ]
    return (lines + sets + ["  //   ],", "  // },"]).joined(separator: "\n")
  }
}
