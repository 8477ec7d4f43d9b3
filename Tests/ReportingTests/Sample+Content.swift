import Foundation
import Quantities
import Stages
import Volumes

@testable import Reporting

extension Sample {
  var content: ReportContent {
    let regions = structures
    let dose = self.dose
    let cycle = DoseSummary(
      title: "cycle 2", engine: "voxel kernel", nuclide: "Lu-177",
      regions: regions.structures.map { region($0, dose, factor: 1) }, provenance: provenance)
    let total = DoseSummary(
      title: "accumulated over 2 cycles", engine: "voxel kernel", nuclide: "Lu-177",
      regions: regions.structures.map { region($0, dose, factor: 1.93) })
    return ReportContent(
      header: header, keyResults: keyResults(cycle, total), findings: findings, conclusion: Self.conclusion,
      prescription: Prescription(
        level: .activityWithDosimetry, basis: "7.4 GBq, up to four cycles, kidney dose watched",
        intended: .gigabecquerels(7.4),
        administered: Uncertain(.gigabecquerels(7.31), standardUncertainty: .gigabecquerels(0.15))),
      administrations: [administration], instruments: [instrument], acquisitions: acquisitions,
      registrations: registrations, structures: records(regions), fits: fits, calculation: calculation,
      summaries: [cycle, total], comparisons: [comparison(cycle, dose)], predictions: predictions(cycle),
      images: material(regions, dose), provenance: provenance, truth: truth(cycle))
  }

  var header: ReportHeader {
    ReportHeader(
      pseudonym: "HEP-0042", site: "Site 01", therapy: "Lu-177-DOTATATE", cycle: "cycle 2 of 4",
      indication: "NET of the small bowel, G2, liver metastases", physician: "Physician A",
      physicist: "Physicist B",
      reportUID: "2.25.329800735698586629295641978511506172918", softwareVersion: "Hepatica 0.1.0",
      gitHash: "527c07b",
      parameterFileHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      created: Sample.created)
  }

  static let conclusion =
    "Both tumours received more than the liver parenchyma by a factor of at least ten. The accumulated kidney dose stays "
    + "below the limit used in the protocol; at the present dose per cycle the limit would be reached in cycle 4."

  var findings: [Finding] {
    [
      Finding(
        .decision, .other, "The accumulated dose to the right kidney exceeds 80 % of the limit.",
        at: "Kidney right"),
      Finding(
        .information, .other, "The image at 168 h was acquired 6 h later than planned.", at: "SPECT 168 h"),
    ]
  }

  func uncertain(_ v: Double, _ relative: Double) -> Uncertain<Gray> {
    Uncertain(AbsorbedDose(v), standardUncertainty: AbsorbedDose(v * relative))
  }

  func keyResults(_ cycle: DoseSummary, _ total: DoseSummary) -> [KeyResult] {
    let kidney = DoseLimit(AbsorbedDose(23), source: "editable protocol limit, Emami et al. 1991")
    let find = { (s: DoseSummary, name: String) in s.regions.first { $0.region.name == name }!.mean }
    return [
      KeyResult(label: "Tumour 1", quantity: "mean absorbed dose, cycle 2", value: find(cycle, "Tumour 1")),
      KeyResult(
        label: "Kidney right", quantity: "mean absorbed dose, 2 cycles", value: find(total, "Kidney right"),
        limit: kidney, verdict: .attention),
      KeyResult(
        label: "Kidney left", quantity: "mean absorbed dose, 2 cycles", value: find(total, "Kidney left"),
        limit: kidney, verdict: .met),
      KeyResult(
        label: "Liver without tumours", quantity: "mean absorbed dose, 2 cycles", value: find(total, "Liver"),
        limit: DoseLimit(AbsorbedDose(30), source: "editable protocol limit"), verdict: .met),
    ]
  }

  func material(_ regions: StructureSet, _ dose: Volume<Float>) -> ImageMaterial {
    ImageMaterial(
      reference: anatomy, referenceName: "CT 4 h",
      activities: [4.1, 24.3, 97.8, 174.2].map { hours in
        ActivityVolume(
          id: "SPECT \(hours)", map: try! QuantityMap(values: activity(hours: hours)), nuclide: "Lu-177",
          time: Sample.administered.advanced(by: .hours(hours)), afterAdministration: .hours(hours))
      }, dose: DoseVolume(map: try! QuantityMap(values: dose), engine: "voxel kernel", nuclide: "Lu-177"),
      structures: regions)
  }

  var provenance: Provenance {
    Provenance(
      inputs: ["CT 4 h", "SPECT 4 h", "SPECT 24 h", "SPECT 97 h", "SPECT 174 h"].map {
        .init(
          role: $0, sha256: String(repeating: "0123456789abcdef", count: 4),
          files: $0.hasPrefix("CT") ? 212 : 1)
      },
      steps: [
        .init("read", ["units": "from Real World Value Mapping"]),
        .init("align", ["metric": "mutual information", "levels": "3"]),
        .init("quantify", ["calibration": "9.42 cps/MBq", "dead time": "0.55 µs"]),
        .init("integrate", ["model": "mono-exponential", "tail": "physical"]),
        .init("dose", ["engine": "voxel kernel", "cut-off": "5 mm electrons"]),
      ], tables: ["Lu-177 decay data": "DDEP 2016", "tissue composition": "ICRU 44"], seed: 20260301)
  }
}
