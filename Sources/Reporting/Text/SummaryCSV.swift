import Files
import Foundation
import Quantities
import Stages

/// One line per region; RFC 4180. V_x is in per cent of the volume, for the doses of the case file.
package func summaryCSV(_ summary: DoseSummary) -> String {
  let percents = [98, 95, 90, 70, 50, 2]
  let levels = Set(summary.regions.flatMap(\.volumeAtDose.keys)).sorted()
  let head =
    [
      "region", "definition", "volume_mL", "mass_g", "TIA_MBq_h", "mean_Gy", "mean_u_Gy",
      "recovery_corrected_mean_Gy",
    ] + percents.map { "D\($0)_Gy" } + levels.map { "V\(rounded($0))Gy_percent" }
    + ["BED_Gy", "EQD2_Gy", "EUD_Gy", "engine"]
  let lines = summary.regions.map { r -> String in
    let means: [Double?] = [
      r.volume.value.value, r.mass.value.value, r.timeIntegratedActivity?.value.inMegabecquerelHours,
      r.mean.value.value, r.mean.standardUncertainty?.value, r.recoveryCorrectedMean?.value.value,
    ]
    let histogram =
      percents.map { r.doseAtVolume[$0]?.value } + levels.map { r.volumeAtDose[$0].map { 100 * $0 } }
    let numbers = means + histogram + [r.bed?.value.value, r.eqd2?.value.value, r.eud?.value]
    return csvLine(
      [r.region.label, r.definition] + numbers.map { $0.map { "\($0)" } ?? "" } + [summary.engine],
      ending: "\r\n")
  }
  return csvLine(head, ending: "\r\n") + lines.joined()
}
