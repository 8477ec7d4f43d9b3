import Records
import Stages

extension BurdenRecord {
  /// Volumes and burden of the first method, and of each lesion volume, uptake and ratio, as the record keeps them.
  var forRecord: [RecordedValue] {
    guard let main = rows.first else { return lesions.flatMap(Self.values) }
    let own = rows.filter { $0.method == main.method }
    let parts = own.flatMap { row -> [RecordedValue] in
      let lobe = ["right", "left"].first { row.region.lowercased().contains($0) } ?? ""
      let words = "\(row.method), \(row.region)"
      let isWhole = row.region == main.region
      guard isWhole || !lobe.isEmpty else { return [] }
      return [
        RecordedValue(
          "liver burden", row.percent.value, u: row.percent.u, unit: "%", organ: "liver",
          lobe: isWhole ? "" : lobe,
          definition: words),
        RecordedValue(
          "volume", row.liverMl, unit: "mL", organ: "liver", lobe: isWhole ? "" : lobe, definition: words),
        RecordedValue(
          "volume", row.tumourMl, unit: "mL", organ: "liver tumours", lobe: isWhole ? "" : lobe,
          definition: words),
      ]
    }
    return parts + lesions.flatMap(Self.values)
  }

  private static func values(_ lesion: Lesion) -> [RecordedValue] {
    let lobe = ["right", "left"].first { lesion.lobe?.lowercased().contains($0) ?? false } ?? ""
    let uptake: [(String, Double?, String)] = [
      ("SUVmax", lesion.suvMax, "g/mL"), ("SUVmean", lesion.suvMean, "g/mL"),
      ("SUVpeak", lesion.suvPeak, "g/mL"),
      ("T/N", lesion.tumourToNormal, "1"),
    ]
    return [
      RecordedValue(
        "volume", lesion.ml.value, u: lesion.ml.u, unit: "mL", lesion: lesion.name, lobe: lobe,
        definition: "drawn, or the part above the threshold")
    ]
      + uptake.compactMap { quantity, value, unit in
        value.map {
          RecordedValue(
            quantity, $0, unit: unit, lesion: lesion.name, lobe: lobe,
            definition: quantity == "T/N"
              ? "SSTR PET, mean over mean of the sphere in normal liver" : "SSTR PET")
        }
      }
  }
}

extension UptakeRecord {
  /// - Parameter lesions: regions that are lesions; the others are organs by their names.
  func forRecord(_ lesions: [String]) -> [RecordedValue] {
    regions.flatMap { region -> [RecordedValue] in
      let isLesion = lesions.contains(region.region)
      let place = (organ: isLesion ? "" : region.region, lesion: isLesion ? region.region : "")
      let all: [(String, Double?, String)] = [
        ("SUVmean", region.mean, "g/mL"), ("SUVmax", region.maximum, "g/mL"),
        ("SUVpeak", region.peak, "g/mL"),
        ("SULmean", region.leanMean, "g/mL"), ("SULpeak", region.leanPeak, "g/mL"),
        ("volume", region.volumeMl, "mL"),
        ("T/N", isLesion ? region.meanOverNormalLiver : nil, "1"),
      ]
      return all.compactMap { quantity, value, unit in
        value.map {
          RecordedValue(
            quantity, $0, unit: unit, organ: place.organ, lesion: place.lesion,
            definition: "uptake of \(image)")
        }
      }
    }
  }
}

extension RadioembolisationRecord {
  /// What the plan foresees of each session, and what it measured, for eligibility and the next plan.
  var forRecord: [RecordedValue] {
    let shunt = shunts.first(where: \.isUsed).map {
      RecordedValue(
        "lung shunt fraction", 100 * $0.fraction.value, u: $0.fraction.u.map { 100 * $0 }, unit: "%",
        organ: "lungs",
        definition: "used in a plan: \($0.method)")
    }
    let volumes = [
      RecordedValue("volume", liverMl, unit: "mL", organ: "liver", definition: "plan"),
      RecordedValue("volume", liverTumourMl, unit: "mL", organ: "liver tumours", definition: "plan"),
    ]
    let doses = sessions.flatMap { session -> [RecordedValue] in
      let words = "\(microspheres), session \(session.session), \(session.injections.joined(separator: ", "))"
      let organs = [("lungs", "planned lung dose"), ("normal liver", "planned normal-liver dose")]
      return organs.compactMap { organ, quantity in
        session.judged.first { $0.limit.region == organ }.map {
          RecordedValue(
            quantity, $0.doseGy.value, u: $0.doseGy.u, unit: "Gy", organ: organ, definition: words)
        }
      } + [
        RecordedValue("planned activity", session.activityGBq, unit: "GBq", organ: "liver", definition: words)
      ]
    }
    return (shunt.map { [$0] } ?? []) + volumes + doses
  }
}
