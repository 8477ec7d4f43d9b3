import Stages
import Volumes

/// What is laid over the anatomy.
enum Overlay: Sendable, Equatable {
  case none, dose
  /// An emission image by its number.
  case activity(Int)
}

/// One slice as layers: grey anatomy, coloured overlay, lines.
struct SliceLayers {
  let scene: ImageScene
  let plane: SlicePlane

  /// Anatomy in its window; black where there is none.
  var anatomy: Raster {
    guard let reference = scene.material.reference else {
      return Raster(
        width: plane.columns, height: plane.rows,
        pixels: [UInt32](repeating: 0xFF00_0000, count: plane.columns * plane.rows))
    }
    let window = scene.material.window
    let bottom = Float(window.level - window.width / 2)
    let scale = Float(255 / max(window.width, 1e-9))
    return raster(plane.sample(reference)) { hu in
      let grey = hu.isFinite ? UInt32(min(255, max(0, (hu - bottom) * scale))) : 0
      return 0xFF00_0000 | grey << 16 | grey << 8 | grey
    }
  }

  /// Colour wash: clear below 2 % of the top, then rising to an even cover. `nil` if there is nothing to show.
  func wash(_ overlay: Overlay) -> Raster? {
    switch overlay {
    case .none: nil
    case .dose: scene.material.dose.map { colour($0.map.values, scene.doseTop, scene.material.doseColours) }
    case .activity(let n):
      scene.material.activities.indices.contains(n)
        ? colour(scene.material.activities[n].map.values, scene.activityTop, scene.material.activityColours)
        : nil
    }
  }

  private func colour(_ volume: Volume<Float>, _ top: Double, _ map: ColourMap) -> Raster {
    let table = (0..<256).map { n -> UInt32 in
      let t = Double(n) / 255
      return Raster.premultiplied(map(t), t < 0.02 ? 0 : min(0.72, 0.25 + 2.5 * t))
    }
    let scale = top > 0 ? Float(255 / top) : 0
    return raster(plane.sample(volume)) { $0.isFinite ? table[Int(min(255, max(0, $0 * scale)))] : 0 }
  }

  private func raster(_ samples: [Float], _ pixel: (Float) -> UInt32) -> Raster {
    Raster(width: plane.columns, height: plane.rows, pixels: samples.map(pixel))
  }

  /// Outlines of the structures at half occupancy, by the structure's number; pixel centres are whole numbers.
  var contours: [(structure: Int, loops: [[Point]])] {
    (scene.material.structures?.structures ?? []).enumerated().compactMap { n, structure in
      let loops = lines(plane.sample(structure.region), 0.5)
      return loops.isEmpty ? nil : (n, loops)
    }
  }

  /// Isodose lines by level.
  var isodoses: [(level: Double, loops: [[Point]])] {
    guard let dose = scene.material.dose else { return [] }
    let samples = plane.sample(dose.map.values)
    return scene.isodoses.compactMap { level in
      let loops = lines(samples, Float(level)).filter { $0.count >= 8 }
      return loops.isEmpty ? nil : (level, loops)
    }
  }

  private func lines(_ samples: [Float], _ level: Float) -> [[Point]] {
    MarchingSquares.contours(of: samples, width: plane.columns, height: plane.rows, at: level)
  }
}
