import Criteria
import Quantities
import Reporting

/// The tables of a burden measurement.
package enum BurdenTables {
  static let burdens = TableForm<BurdenRecord.Row>(
    "burden", file: "burden.csv",
    [
      .init("method", "Tumour by", share: 1.5, means: "how tumour was found: structures, threshold, readers")
      {
        .text($0.method)
      },
      .init("region", "In", share: 0.9, means: "whole liver or lobe") { .text($0.region) },
      .init("tumour_mL", "Tumour", unit: "mL", .number, means: "volume of tumour inside the region") {
        .number($0.tumourMl, significant: 4)
      },
      .init("liver_mL", "Liver", unit: "mL", .number, means: "volume of the region with its tumours") {
        .number($0.liverMl, significant: 4)
      },
      .init(
        "percent", "Burden", unit: "%", .measured, share: 1.1, means: "tumour over liver", .edges,
        u: "percent_u"
      ) { .measure($0.percent) },
      .init("band", "Band", unit: "%", share: 0.7, means: "class of the burden") { .text($0.band) },
      .init(
        "limits_crossed", "Limits crossed", share: 2, means: "limits of protocols that the burden crosses"
      ) {
        $0.crossed.isEmpty ? .text("none") : .flag(.attention, $0.crossed)
      },
    ])

  package static let lesions = TableForm<BurdenRecord.Lesion>(
    "lesions", file: "lesions.csv",
    [
      .init("lesion", "Lesion", share: 1.5, means: "name of the lesion") { .text($0.name) },
      .init("lobe", "Lobe", share: 0.8, means: "lobe that contains more than half of it") { .words($0.lobe) },
      .init(
        "mL", "Volume", unit: "mL", .measured, share: 1.1, means: "volume of the lesion", .edges, u: "mL_u"
      ) {
        .measure($0.ml)
      },
      .init("SUVmax", "SUVmax", .number, means: "largest SUV of a voxel") { .value($0.suvMax) },
      .init("SUVmean", "SUVmean", .number, means: "mean SUV, voxels by the fraction inside") {
        .value($0.suvMean)
      },
      .init("SUVpeak", "SUVpeak", .number, means: "mean SUV of the 1 mL sphere with the largest mean") {
        .value($0.suvPeak)
      },
      .init("confirmed", "> 2 × normal", share: 0.9, means: "SUVmax above twice the SUVmax of the sphere") {
        .words($0.isConfirmed.map { $0 ? "yes" : "no" })
      },
      .init("tumour_to_normal", "T/N", .number, share: 0.8, means: "SUVmean over SUVmean of the sphere") {
        .value($0.tumourToNormal)
      },
      .init("krenning_visual", "Krenning, visual", .number, share: 0.9, means: "score of a reader, 0…4") {
        .number(of: $0.krenningVisual)
      },
      .init(
        "krenning_quantitative", "Krenning, quantitative", .number, share: 1.1, means: "score by SUVmax, 0…4"
      ) { .number(of: $0.krenningQuantitative) },
    ])

  package static func ratios(_ names: [String]) -> TableForm<BurdenRecord.Ratio> {
    TableForm(
      "ratios", file: "ratios.csv",
      [
        .init("region", "In", means: "whole liver or lobe") { .text($0.region) },
        .init("lesions", "Lesions", .number, share: 0.7, means: "lesions in the region") {
          .count($0.lesions)
        },
      ]
        + names.map { name in
          FormColumn(
            name, name, .number, means: "tumour-to-normal ratio of the lesions, combined by “\(name)”"
          ) { .value($0.values[name]) }
        })
  }

  package static let agreement = TableForm<(first: String, second: String, dice: Double?)>(
    "agreement", file: "agreement.csv",
    [
      .init("first", "Reader", means: "a reader") { .text($0.first) },
      .init("second", "with", share: 1.2, means: "another reader, or the majority of all") {
        .text($0.second)
      },
      .init("dice", "Dice", .number, means: "overlap, 2 Σ min ÷ (Σ + Σ)") { .fixed($0.dice, 3) },
    ])
}

extension BurdenRecord.Row {
  /// The limits in short, for example `> 70 %, > 75 %: cannot be told apart`.
  var crossed: String {
    func short(_ flag: BurdenRecord.Flag) -> String { String(flag.text.prefix { $0 != ":" }) }
    let told = flags.filter { $0.verdict == "yes" }.map(short)
    let open = flags.filter(\.cannotBeTold).map { "\(short($0)): \(BurdenRecord.Flag.cannotBeTold)" }
    return (told + open).joined(separator: ", ")
  }
}
