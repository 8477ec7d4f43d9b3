import Arguments
import Diagnostics
import Files
import Foundation
import ImageFiles
import Intake
import Quantities
import Stages
import Summaries
import Volumes

/// Dose to the regions of a label image on the dose that is there.
struct Preview {
  let scene: Scene
  /// Relative uncertainty of the mean dose by the name of the region, from the last summary.
  let known: [String: Double]
  private let regions: [LabelledRegion]

  /// - Parameter known: as `uncertainties` reads them.
  init(_ scene: Scene, known: [String: Double]) {
    (self.scene, self.known) = (scene, known)
    regions = scene.labelledRegions
  }

  /// - Parameters:
  ///   - names: of labels that are new or renamed.
  ///   - only: labels that count; `nil` for all.
  func rows(_ labels: Volume<Int32>, names: [Int: String], only: Set<Int>? = nil) throws -> JSON {
    guard let dose = scene.dose else {
      throw Refusal(409, "there is no dose yet", at: scene.home.id, remedy: "run the case first")
    }
    let image = try LabelVolume(labels, at: "body")
    let there = Set(image.labels)
    let wanted = only.map { $0.intersection(there).sorted() } ?? image.labels
    let regions = try Self.regions(wanted, of: image, on: dose.map.grid, scene)
    return .array(
      try regions.map { label, region in
        try row(label, region, names[label] ?? name(label, among: there), dose)
      })
  }

  /// A voxel of a label image has one number: where tumours are drawn, the liver's is liver without them, as reports call it.
  private func name(_ label: Int, among labels: Set<Int>) -> String {
    guard let region = regions.first(where: { $0.label == label }) else { return "Region \(label)" }
    let hasTumours = regions.contains { $0.role == "tumour" && labels.contains($0.label) }
    return region.role == "liver" && hasTumours ? "\(region.name) without lesions" : region.name
  }

  private func row(_ label: Int, _ region: Occupancy, _ name: String, _ dose: DoseVolume) throws -> JSON {
    guard !region.isEmpty else {
      return .object([("label", .number(Double(label))), ("name", .text(name)), ("volume_mL", .number(0))])
    }
    let mean = dose.map.mean(in: region, density: scene.density)
    let list = try WeightedDoses(dose: dose.map.values, region: region, name: name)
    let curve = list.histogram(points: 120)
    let relative = known[name] ?? mean.relativeUncertainty ?? 0
    return .object([
      ("label", .number(Double(label))), ("name", .text(name)), ("volume_mL", .number(region.millilitres)),
      ("mass_g", mass(region).map { .number($0) } ?? .null), ("mean_Gy", .number(mean.value.value)),
      ("u_Gy", .number(relative * abs(mean.value.value))),
      ("u_source", .text(known[name] == nil ? "simulation" : "last summary")),
      ("D98", .number(list.dose(atVolumePercent: 98).value)),
      ("D2", .number(list.dose(atVolumePercent: 2).value)),
      (
        "dvh",
        .object([
          ("gray", .array(curve.dose.map { .number($0) })),
          ("fraction", .array(curve.volumeFraction.map { .number($0) })),
        ])
      ),
    ])
  }

  private func mass(_ region: Occupancy) -> Double? {
    scene.density.map { density in
      var sum = 0.0
      region.forEach { offset, part in sum += Double(part) * Double(density.voxels[offset]) }
      return sum * region.grid.voxelVolume.value
    }
  }

  /// Regions of a label image, or of a part cut out of one, on the grid of the dose.
  static func regions(_ labels: [Int], of image: LabelVolume, on grid: Grid, _ scene: Scene) throws -> [(
    Int, Occupancy
  )] {
    for known in [grid, scene.study.grid, scene.study.ct?.values.grid].compactMap(\.self) {
      guard let box = known.box(of: image.grid) else { continue }
      return labels.map { ($0, image.region(of: $0).moved(by: box.lower, to: known).laid(on: grid)) }
    }
    throw Refusal(
      422, "the label image lies on neither the grid of the dose nor that of the reference CT", at: "body",
      remedy: "draw on one of the volumes of the case")
  }

  private struct Summary: Decodable {
    struct Value: Decodable {
      var value: Double
      var u: Double?
    }
    struct Name: Decodable {
      var text: String?
      private struct Object: Decodable { var name: String? }
      init(from decoder: any Decoder) throws {
        text = try (try? String(from: decoder)) ?? Object(from: decoder).name
      }
    }
    struct Region: Decodable {
      var region: Name?
      var mean: Value?
    }
    var regions: [Region]
  }

  /// Relative uncertainty of mean doses in the last report.
  static func uncertainties(_ home: CaseFolder) -> [String: Double] {
    let data =
      FileManager.default.contents(atPath: home.results.appending(path: "report.json").path) ?? Data()
    struct Report: Decodable { var summaries: [Summary] }
    let regions = (try? JSONDecoder().decode(Report.self, from: data))?.summaries.first?.regions ?? []
    var known: [String: Double] = [:]
    for region in regions {
      guard let name = region.region?.text, let mean = region.mean, let u = mean.u, mean.value > 0 else {
        continue
      }
      known[name] = u / mean.value
    }
    return known
  }
}
