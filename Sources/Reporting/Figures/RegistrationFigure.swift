import Stages
import Volumes

/// Review of one registration: a checkerboard of reference and moving image in two planes.
struct RegistrationFigure {
  let record: RegistrationRecord
  let material: ImageMaterial?

  var drawings: [Drawing] {
    guard let review = record.review else { return [] }
    let box =
      review.fixed.box(above: threshold(review.fixed), margin: 2)
      ?? IndexBox(lower: GridSize(0, 0, 0), upper: review.fixed.grid.size)
    let middle = (0..<3).map { Double(box.lower[$0] + box.upper[$0]) / 2 }
    let focus = material?.focus ?? review.fixed.grid.position(Vector3(middle[0], middle[1], middle[2]))
    return [SliceOrientation.axial, .coronal].map { orientation in
      panel(SlicePlane(orientation, of: review.fixed.grid, through: focus, view: box), orientation, review)
    }
  }

  /// CT-like images (values well below zero) are cut at −400 HU, others at 2 % of their largest value.
  private func threshold(_ volume: Volume<Float>) -> Float {
    isHounsfield(volume) ? -400 : 0.02 * (volume.voxels.filter(\.isFinite).max() ?? 0)
  }

  private func isHounsfield(_ volume: Volume<Float>) -> Bool { volume.voxels.contains { $0 < -200 } }

  private func panel(
    _ plane: SlicePlane, _ orientation: SliceOrientation,
    _ review: (fixed: Volume<Float>, moving: Volume<Float>)
  ) -> Drawing {
    var d = Drawing(
      width: 200, height: 150, title: "Checkerboard, \(orientation.rawValue)",
      alternative:
        "Alternating squares of \(record.registration.fixed) and \(record.registration.moving), \(orientation.rawValue)."
    )
    d.rect(Rect(x: 0, y: 0, width: d.width, height: d.height), fill: .dark)
    let scale = min((d.width - 8) / plane.width, (d.height - 20) / plane.height)
    let rect = Rect(
      x: (d.width - plane.width * scale) / 2, y: 12 + (d.height - 14 - plane.height * scale) / 2,
      width: plane.width * scale, height: plane.height * scale)
    d.image(checkerboard(plane, review), in: rect)
    let style = TextStyle(size: 7.5, bold: true, ink: .white, halo: .dark)
    d.text(orientation.rawValue.capitalized, 5, 10, style)
    d.text(OrientationLetters.letters(-plane.right), rect.x + 3, rect.midY + 3, style)
    d.text(OrientationLetters.letters(plane.right), rect.maxX - 3, rect.midY + 3, style, .end)
    return d
  }

  /// Eight squares along the longer side; reference grey, moving image grey where both are CT, else HOT_IRON.
  private func checkerboard(
    _ plane: SlicePlane, _ review: (fixed: Volume<Float>, moving: Volume<Float>)
  ) -> Raster {
    let (a, b) = (
      tone(review.fixed, plane, .grey),
      tone(review.moving, plane, isHounsfield(review.moving) ? .grey : .hotIron)
    )
    let side = max(4, max(plane.columns, plane.rows) / 8)
    let pixels = (0..<(plane.columns * plane.rows)).map { n in
      (n % plane.columns / side + n / plane.columns / side) % 2 == 0 ? a[n] : b[n]
    }
    return Raster(width: plane.columns, height: plane.rows, pixels: pixels)
  }

  private func tone(_ volume: Volume<Float>, _ plane: SlicePlane, _ map: ColourMap) -> [UInt32] {
    let window = GreyWindow.softTissue
    let hounsfield = isHounsfield(volume)
    let samples = plane.sample(volume)
    let top = hounsfield ? 0 : Double(samples.filter(\.isFinite).max() ?? 0)
    return samples.map { v in
      guard v.isFinite else { return 0xFF00_0000 }
      let t = hounsfield ? (Double(v) - window.level) / window.width + 0.5 : top > 0 ? Double(v) / top : 0
      return 0xFF00_0000 | map(t)
    }
  }
}
