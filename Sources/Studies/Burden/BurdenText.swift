import Files
import Foundation
import Quantities
import Reporting
import Workflow

/// A burden measurement for the terminal, and as CSV.
package struct BurdenText {
  package let record: BurdenRecord

  package init(_ record: BurdenRecord) { self.record = record }

  package var text: String {
    var parts = ["BURDEN  \(record.pseudonym)   \(record.researchUse)", burdens]
    if !record.lesions.isEmpty { parts.append(lesions) }
    if let sphere = record.sphere { parts.append(self.sphere(sphere)) }
    if !record.ratios.isEmpty { parts.append(ratios) }
    if let readers = record.readers { parts.append(self.readers(readers)) }
    return parts.joined(separator: "\n\n")
  }

  private var burdens: String {
    columns(
      [["method", "region", "tumour mL", "liver mL", "burden %", "class %", "flags"]]
        + record.rows.map { r in
          [
            r.method, r.region, rounded4(r.tumourMl), rounded4(r.liverMl), r.percent.text, r.band,
            r.flags.filter(\.isCrossed).map { String($0.text.prefix { $0 != ":" }) }.joined(separator: ", "),
          ]
        })
  }

  private var lesions: String {
    let shown = record.lesions.prefix(30)
    let more = record.lesions.count - shown.count
    let head = [
      "lesion", "mL", "SUVmax", "SUVmean", "SUVpeak", "> 2 × normal", "T/N", "Krenning visual",
      "quantitative",
    ]
    let table = columns([head] + shown.map(cells))
    return more > 0 ? table + "\n… and \(more) more in burden.csv" : table
  }

  private func cells(_ l: BurdenRecord.Lesion) -> [String] {
    let numbers = [l.suvMax, l.suvMean, l.suvPeak].map { $0.map(rounded) ?? "–" }
    let confirmed = l.isConfirmed.map { $0 ? "yes" : "no" } ?? "–"
    let scores = [
      l.krenningVisual.map(String.init) ?? "–", l.krenningQuantitative.map(String.init) ?? l.krenningWhy,
    ]
    return [l.name, l.ml.text] + numbers + [confirmed, l.tumourToNormal.map(rounded) ?? "–"] + scores
  }

  private func sphere(_ s: BurdenRecord.SphereRecord) -> String {
    let centre = s.centreMm.map { rounded($0) }.joined(separator: ", ")
    return """
      normal liver: sphere of \(rounded(s.diameterMm)) mm at (\(centre)) mm LPS, SUVmax \(rounded(s.suvMax)), SUVmean \
      \(rounded(s.suvMean)) ± \(rounded(s.suvSD)) (SD of voxels). \(s.notes.joined(separator: " "))
      references: \(record.references.map { "\($0.name) \($0.suvMean.map(rounded) ?? "not drawn")" }.joined(separator: ", "))
      """
  }

  private var ratios: String {
    let names = record.ratios[0].values.keys.sorted()
    return columns(
      [["tumour-to-normal ratio", "lesions"] + names]
        + record.ratios.map { r in [r.region, "\(r.lesions)"] + names.map { rounded(r.values[$0] ?? .nan) } })
  }

  private func readers(_ r: BurdenRecord.Readers) -> String {
    let pairs = r.dice.map { "\($0.first)–\($0.second) \(rounded($0.dice))" }.joined(separator: ", ")
    let votes = r.names.map { "\($0) \(r.veryHighVotes[$0] == true ? "yes" : "no")" }.joined(separator: ", ")
    return """
      readers: Dice \(pairs); with the majority \(r.names.map { "\($0) \(rounded(r.diceWithMajority[$0] ?? .nan))" }.joined(separator: ", "))
      Fleiss' kappa \(r.fleissKappa.map(rounded) ?? "not defined") over \(r.voxels) voxels; burden \(rounded(r.meanPercent)) ± \(rounded(r.standardDeviationPercent)) % (SD)
      more than 75 %: \(votes); majority \(r.veryHighMajority ? "yes" : "no"), \(r.isUnanimous ? "unanimous" : "not unanimous")
      """
  }

  // MARK: CSV

  /// Burdens first, then lesions; RFC 4180.
  package var csv: String {
    let head = ["kind", "name", "region", "tumour_mL", "liver_mL", "percent", "percent_u", "band", "flags"]
    let rows = record.rows.map { r in
      [
        "burden", r.method, r.region, "\(r.tumourMl)", "\(r.liverMl)", "\(r.percent.value)",
        r.percent.u.map { "\($0)" } ?? "", r.band,
        r.flags.filter(\.isCrossed).map(\.text).joined(separator: "; "),
      ]
    }
    let lesionHead = [
      "kind", "name", "lobe", "mL", "mL_u", "SUVmax", "SUVmean", "SUVpeak", "confirmed", "tumour_to_normal",
      "krenning_visual", "krenning_quantitative",
    ]
    let lesions = record.lesions.map { l -> [String] in
      let numbers = [l.suvMax, l.suvMean, l.suvPeak].map { $0.map { "\($0)" } ?? "" }
      return ["lesion", l.name, l.lobe ?? "", "\(l.ml.value)", l.ml.u.map { "\($0)" } ?? ""] + numbers
        + [
          l.isConfirmed.map { $0 ? "yes" : "no" } ?? "", l.tumourToNormal.map { "\($0)" } ?? "",
          l.krenningVisual.map(String.init) ?? "", l.krenningQuantitative.map(String.init) ?? "",
        ]
    }
    return ([head] + rows + [lesionHead] + lesions).map { csvLine($0, ending: "\r\n") }.joined()
  }
}
