import Files
import Quantities
import Stages

/// One line per region and summary, RFC 4180, plain decimal numbers in the units of the head.
struct RegionsCSV {
  let content: ReportContent

  private static let percents = [98, 95, 90, 70, 50, 2]

  var text: String {
    let head =
      [
        "summary", "engine", "nuclide", "region", "definition", "volume_mL", "u_volume_mL", "mass_g",
        "u_mass_g",
        "time_integrated_activity_MBq_h", "u_time_integrated_activity_MBq_h", "mean_Gy", "u_mean_Gy",
        "recovery_corrected_mean_Gy", "u_recovery_corrected_mean_Gy",
        "minimum_Gy", "maximum_Gy",
      ] + Self.percents.map { "D\($0)_Gy" } + [
        "D0.1cc_Gy", "BED_Gy", "u_BED_Gy", "EQD2_Gy", "u_EQD2_Gy", "EUD_Gy",
      ]
    let rows = content.summaries.flatMap { s in s.regions.map { row($0, s) } }
    return ([head] + rows).map { csvLine($0.map(Self.field), ending: "\r\n") }.joined()
  }

  private func row(_ r: RegionDose, _ s: DoseSummary) -> [String] {
    [s.title, s.engine, s.nuclide, r.region.label, r.definition] + pair(r.volume) + pair(r.mass)
      + pair(r.timeIntegratedActivity, 3.6e9) + pair(r.mean)
      + pair(r.recoveryCorrectedMean) + [
        number(r.minimum.value), number(r.maximum.value),
      ]
      + Self.percents.map { number(r.doseAtVolume[$0]?.value) } + [number(r.hottestTenthMillilitre?.value)]
      + pair(r.bed) + pair(r.eqd2) + [number(r.eud?.value)]
  }

  private func pair<U>(_ v: Uncertain<U>?, _ size: Double = 1) -> [String] {
    [number(v.map { $0.value.value / size }), number(v?.standardUncertainty.map { $0.value / size })]
  }

  /// Empty for what is absent or not finite.
  private func number(_ v: Double?) -> String {
    guard let v, v.isFinite else { return "" }
    return "\(v)"
  }

  /// A text that a spreadsheet would run as a formula gets a leading apostrophe.
  static func field(_ text: String) -> String {
    let first = text.first.map(String.init) ?? ""
    return "=+-@".contains(first) && !first.isEmpty && Double(text) == nil ? "'" + text : text
  }
}
