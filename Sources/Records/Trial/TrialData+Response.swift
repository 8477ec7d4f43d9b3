import Registry
import Trials

// Response of lobes: judgements by criterion, and sizes.

extension TrialData {
  /// Best response of each lobe by criterion; of several readers what most of them found.
  package func lobeOutcomes() -> [String: [LobeOutcome]] {
    let treated = treated
    let lobes = responses.filter { $0.text("scope").hasPrefix("lobe ") && treated[$0.text("patient")] != nil }
    return Dictionary(grouping: lobes) { $0.text("criterion") }.mapValues { rows in
      Dictionary(grouping: rows) { [$0.text("patient"), $0.text("scope")] }.sorted {
        ($0.key[0], $0.key[1]) < ($1.key[0], $1.key[1])
      }.map { place, mine in
        LobeOutcome(
          patient: place[0], isTreated: place[1] == "lobe " + treated[place[0]]!, result: Self.majority(mine))
      }
    }
  }

  private static func majority(_ rows: [Row]) -> String? {
    let best = Dictionary(grouping: rows) { $0.text("reader") }.values.map { mine in
      bestResponse(mine.sorted { $0.text("assessed") < $1.text("assessed") }.map { $0.text("result") })
    }
    return Dictionary(grouping: best.compactMap { $0 }) { $0 }.first { 2 * $0.value.count > best.count }?.key
  }

  /// Sums of diameters of each lobe's lesions after the first and the last cycle in which they were measured.
  package func lobeSizes() -> [LobeSize] {
    let treated = treated
    let rows = measurements.filter {
      $0["quantity"] == "longest diameter" && $0["unit"] == "mm" && !$0["lobe"].isNull
    }
    return Dictionary(grouping: rows) { [$0.text("patient"), $0.text("lobe")] }.compactMap { place, mine in
      guard let lobe = treated[place[0]] else { return nil }
      let lesions = Dictionary(grouping: mine) { $0.text("lesion") }.mapValues { rows in
        rows.compactMap { row in row["value"].number.map { (row["cycle"].integer ?? 0, $0) } }
      }
      return LobeSize(patient: place[0], isTreated: place[1] == lobe, lesions: lesions)
    }.sorted { ($0.patient, $0.isTreated ? 0 : 1) < ($1.patient, $1.isTreated ? 0 : 1) }
  }
}
