import Foundation
import Quantities
import Stages
import Volumes

@testable import Reporting

extension Sample {
  var fits: [TimeActivityFit] {
    [
      ("Tumour 1", 118.0, 96.0, 0.24), ("Liver", 290, 68, 0.11), ("Kidney right", 86, 52, 0.06),
      ("Spleen", 140, 64, 0.09),
    ].map { name, start, halfLife, tail in
      let model = { (h: Double) in Activity.megabecquerels(start * exp(-0.693147 * h / halfLife)) }
      let hours = [4.1, 24.3, 97.8, 174.2]
      let points = zip(hours, [1.02, 0.975, 1.03, 0.96]).map { h, noise in
        TimeActivityPoint(
          time: .hours(h), activity: Uncertain(model(h) * noise, standardUncertainty: model(h) * 0.045))
      }
      let tia = start * halfLife / 0.693147
      return TimeActivityFit(
        region: Region(program: name), points: points, fitted: hours.map(model), model: "mono-exponential",
        parameters: [
          .init(name: "initial activity", unit: "MBq", value: start, standardUncertainty: start * 0.031),
          .init(
            name: "effective half-life", unit: "h", value: halfLife, standardUncertainty: halfLife * 0.038),
        ], covariance: [],
        timeIntegratedActivity: Uncertain(
          .megabecquerelHours(tia), standardUncertainty: .megabecquerelHours(tia * 0.047)),
        extrapolatedFraction: tail,
        curve: (0...120).map { .init(time: .hours(Double($0) * 2.6), activity: model(Double($0) * 2.6)) },
        alternatives: [
          .init(model: "mono-exponential", aicc: 14.2, timeIntegratedActivity: .megabecquerelHours(tia)),
          .init(model: "bi-exponential", aicc: 31.9, timeIntegratedActivity: .megabecquerelHours(tia * 1.04)),
          .init(
            model: "trapezoid + physical tail", aicc: nil,
            timeIntegratedActivity: .megabecquerelHours(tia * 1.11)),
        ],
        warnings: tail > 0.2
          ? [.sentence("24 % of the integral lies behind the last image: above 20 %.")] : [])
    }
  }

  var calculation: DoseCalculation {
    DoseCalculation(
      engine: "voxel kernel", nuclide: "Lu-177",
      halfLife: Uncertain(.days(6.6443), standardUncertainty: .days(0.0009)),
      nuclideSource: "DDEP 2016, CEA/LNHB",
      kernelSource: "dose-point kernels of Lu-177 in water, electrons and photons apart",
      densityConversion: "two-line CT conversion, edition 2026-01",
      assumptions: [
        "Tissue scales the kernel by its density.", "No activity moves during an acquisition.",
        "Physical decay only after the last image.",
      ])
  }
}
