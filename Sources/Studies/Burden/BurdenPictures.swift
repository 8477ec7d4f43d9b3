import Foundation
import Intake
import Quantities
import Reporting
import Stages
import Volumes
import Workflow

/// The pictures of a burden measurement: contours on anatomy and PET, through the largest lesion and the sphere.
struct BurdenPictures {
  let measured: BurdenMeasurement

  var blocks: [ContentBlock] {
    var blocks: [ContentBlock] = []
    if let ground = anatomy {
      blocks += ContentBlock.slices(ground, title: "Contours on \(ground.referenceName)")
    }
    guard let pet else { return blocks }
    blocks += ContentBlock.slices(pet, title: "Contours and the sphere in normal liver on the PET")
    guard let centre = measured.normal?.sphere.centre else { return blocks }
    var atSphere = pet
    atSphere.focus = centre
    return blocks + ContentBlock.slices(atSphere, title: "The same through the centre of the sphere")
  }

  private var structures: StructureSet? {
    let scene = measured.scene
    let drawn = scene.lesions.count > 6 ? [] : scene.lesions
    var all = [scene.liver] + drawn
    if drawn.isEmpty, let union = try? union(measured.lesions.map(\.region)), !union.isEmpty {
      all.append(Structure(program: "tumour", role: .tumour, region: union))
    }
    if let majority = measured.majority, drawn.isEmpty {
      all.append(Structure(program: "majority of readers", role: .other, region: majority))
    }
    if let normal = measured.normal {
      let sphere = normal.sphere.occupancy(on: scene.grid, .fractions)
      all.append(Structure(program: "normal-liver sphere", role: .other, region: sphere))
    }
    return try? StructureSet(all)
  }

  private func union(_ regions: [Occupancy]) throws -> Occupancy {
    try regions.reduce(Occupancy(Volume<Bool>(grid: measured.scene.grid, repeating: false))) {
      try $0.union($1)
    }
  }

  private var anatomy: ImageMaterial? {
    guard let series = measured.scene.anatomy else { return nil }
    let moved = series.values.grid.moved(by: measured.scene.toGrid)
    guard let volume = try? Volume(grid: moved, voxels: series.values.voxels) else { return nil }
    let isCT = series.unit == .hounsfield
    return ImageMaterial(
      reference: volume, referenceName: isCT ? "CT" : series.modality, referenceUnit: isCT ? "HU" : "",
      window: isCT ? .liver : range(volume), structures: structures, focus: focus)
  }

  private var pet: ImageMaterial? {
    guard let suv = measured.scene.suv else { return nil }
    let record = measured.record
    let top = max(record.lesions.compactMap(\.suvMax).max() ?? record.sphere.map { 4 * $0.suvMax } ?? 10, 1)
    return ImageMaterial(
      reference: suv, referenceName: "PET", referenceUnit: "SUV",
      window: GreyWindow(width: top, level: top / 2, source: "SUV 0 to the hottest lesion"),
      structures: structures, focus: focus)
  }

  /// The largest lesion, else the liver.
  private var focus: Vector3 {
    let largest = measured.lesions.max { $0.region.millilitres < $1.region.millilitres }
    let region = largest?.region ?? measured.majority ?? measured.scene.liver.region
    return (region.isEmpty ? measured.scene.liver.region : region).centreOfMass
  }

  /// 1st to 99th percentile.
  private func range(_ volume: Volume<Float>) -> GreyWindow {
    let sorted = stride(from: 0, to: volume.voxels.count, by: max(1, volume.voxels.count / 20_000)).map {
      volume.voxels[$0]
    }
    .filter(\.isFinite).sorted()
    guard let low = sorted.dropFirst(sorted.count / 100).first,
      let high = sorted.dropLast(sorted.count / 100).last, high > low
    else { return GreyWindow(width: 1, level: 0.5, source: "flat image") }
    return GreyWindow(
      width: Double(high - low), level: Double(high + low) / 2, source: "1st to 99th percentile of the image")
  }
}
