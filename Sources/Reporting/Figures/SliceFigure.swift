import Diagnostics
import Foundation
import Stages
import Volumes

/// One slice: anatomy, wash, isodose lines, contours, orientation letters, scale bar.
struct SliceFigure {
  let scene: ImageScene
  let orientation: SliceOrientation
  let overlay: Overlay
  var isodoses = false
  /// The frame into which the image is set, in points.
  var frame = (width: 240.0, height: 210.0)

  static let margin = 5.0

  var drawing: Drawing {
    let plane = scene.plane(orientation)
    let layers = SliceLayers(scene: scene, plane: plane)
    var d = Drawing(
      width: frame.width, height: frame.height, title: "\(orientation.rawValue.capitalized) slice",
      alternative: "\(orientation.rawValue.capitalized) slice of \(content) at \(position(plane)).")
    d.rect(Rect(x: 0, y: 0, width: frame.width, height: frame.height), fill: .dark)
    let rect = imageRect(plane)
    let base = layers.anatomy
    d.image(layers.wash(overlay).map(base.under) ?? base, in: rect)
    SliceLines(layers: layers, rect: rect).draw(on: &d, isodoses: isodoses)
    letters(&d, plane, rect)
    caption(&d, plane)
    scaleBar(&d, rect, rect.width / plane.width)
    return d
  }

  private var content: String {
    let ground = scene.material.reference == nil ? "the emission image" : scene.material.referenceName
    switch overlay {
    case .none: return ground
    case .dose: return "\(ground) with absorbed dose and isodose lines"
    case .activity(let n):
      return "\(ground) with activity concentration \(SliceFigure.hours(scene.material.activities[n]))"
    }
  }

  static func hours(_ activity: ActivityVolume) -> String {
    activity.afterAdministration.map { DisplayUnit.hour.text($0).text + " h p.i." }
      ?? activity.time.description
  }

  private func imageRect(_ plane: SlicePlane) -> Rect {
    let m = Self.margin
    let scale = scene.scale(fitting: frame.width - 2 * m, frame.height - 2 * m - 12)
    let (w, h) = (plane.width * scale, plane.height * scale)
    return Rect(x: (frame.width - w) / 2, y: 12 + (frame.height - 12 - h) / 2, width: w, height: h)
  }

  private func letters(_ d: inout Drawing, _ plane: SlicePlane, _ r: Rect) {
    let style = TextStyle.onImage
    let name = OrientationLetters.letters
    d.text(name(-plane.right), r.x + 3, r.midY + 3, style)
    d.text(name(plane.right), r.maxX - 3, r.midY + 3, style, .end)
    d.text(name(-plane.down), r.midX, r.y + 10, style, .middle)
    d.text(name(plane.down), r.midX, r.maxY - 4, style, .middle)
  }

  private func position(_ plane: SlicePlane) -> String {
    let axis = ["axial": 2, "coronal": 1, "sagittal": 0][orientation.rawValue]!
    let centre = plane.position(column: Double(plane.columns - 1) / 2, row: Double(plane.rows - 1) / 2)
    return "\(["x", "y", "z"][axis]) = \(Format.fixed(centre[axis], 1)) mm"
  }

  private func caption(_ d: inout Drawing, _ plane: SlicePlane) {
    let style = TextStyle(size: 7.5, bold: true, ink: .white, halo: .dark)
    d.text(orientation.rawValue.capitalized, 5, 10, style)
    d.text(
      position(plane), frame.width - 5, 10, TextStyle(size: 7, ink: Ink(rgb: 0xC8D2DC), halo: .dark), .end)
  }

  /// A bar of 1, 2 or 5 × 10ⁿ mm, about a quarter of the image.
  private func scaleBar(_ d: inout Drawing, _ r: Rect, _ scale: Double) {
    let length = Axis.step(r.width / scale, about: 5)
    let (x, y) = (frame.width - 7 - length * scale, frame.height - 6.0)
    d.line(Point(x, y), Point(x + length * scale, y), Stroke(ink: .dark, width: 4))
    d.line(Point(x, y), Point(x + length * scale, y), Stroke(ink: .white, width: 1.8))
    let style = TextStyle(size: 6.5, ink: .white, halo: .dark)
    d.text(
      "\(Axis(holding: [length], start: 0, end: 1).label(length)) mm", x + length * scale / 2, y - 4, style,
      .middle)
  }
}

/// Contours and isodose lines of a slice, placed in a rectangle.
struct SliceLines {
  let layers: SliceLayers
  let rect: Rect

  func draw(on d: inout Drawing, isodoses: Bool) {
    let place = placement
    d.group(clip: rect) { d in
      if isodoses {
        for (n, line) in layers.isodoses.enumerated() {
          isodose(&d, line.level, line.loops.map { $0.map(place) }, n)
        }
      }
      for (n, loops) in layers.contours {
        let path = Path(parts: loops.map { Path.Part(points: $0.map(place), closed: true) })
        d.path(path, stroke: Stroke(ink: Ink.dark.with(alpha: 0.6), width: 2))
        d.path(path, stroke: SliceLines.contourStyle(n))
      }
    }
  }

  /// From pixel centres to points.
  private var placement: (Point) -> Point {
    let plane = layers.plane
    return { p in
      Point(
        rect.x + (p.x + 0.5) / Double(plane.columns) * rect.width,
        rect.y + (p.y + 0.5) / Double(plane.rows) * rect.height)
    }
  }

  /// The shorter side of a loop's box, points.
  private static func extent(_ loop: [Point]) -> Double {
    guard let first = loop.first else { return 0 }
    let low = loop.reduce(first) { Point(min($0.x, $1.x), min($0.y, $1.y)) }
    let high = loop.reduce(first) { Point(max($0.x, $1.x), max($0.y, $1.y)) }
    return (high - low).min()
  }

  static func contourStyle(_ n: Int, width: Double = 1.1) -> Stroke {
    Stroke(
      ink: Ink.bright[n % Ink.bright.count], width: width,
      // Where the colours come round again, the dashes are others.
      dashes: Stroke.patterns[(n + n / Ink.bright.count) % Stroke.patterns.count])
  }

  private func isodose(_ d: inout Drawing, _ level: Double, _ loops: [[Point]], _ n: Int) {
    let path = Path(parts: loops.map { Path.Part(points: $0, closed: true) })
    d.path(path, stroke: Stroke(ink: Ink.dark.with(alpha: 0.55), width: 1.6))
    d.path(path, stroke: Stroke(ink: .white, width: 0.7))
    guard let longest = loops.max(by: { Self.extent($0) < Self.extent($1) }), Self.extent(longest) > 34 else {
      return
    }
    // Where lines lie close together only the key names them. Labels of neighbouring levels leave at different angles, so that they do not cover each other.
    let angle = Double(n) * 1.25 - 2.2
    let way = Point(cos(angle), sin(angle))
    let at = longest.max { ($0 * way).sum() < ($1 * way).sum() }!
    d.text(
      Format.compact(level), at.x, at.y + 2.2, TextStyle(size: 6.2, bold: true, ink: .white, halo: .dark),
      .middle)
  }
}

/// The key under a row of slices: colour bar with unit and isodose levels, window, structures with their line styles.
struct SliceKey {
  let scene: ImageScene
  let overlay: Overlay
  var isodoses = false

  var drawing: Drawing {
    let entries = self.entries
    let rows = Double((entries.count + 3) / 4)
    var d = Drawing(
      width: 520, height: 34 + 14 * rows, title: "Key of the images",
      alternative: "Colour scale from 0 to \(Format.number(top).text) \(unit); outlines: "
        + entries.map(\.words).joined(separator: ", ") + ".")
    d.rect(Rect(x: 0, y: 0, width: d.width, height: d.height), fill: .dark)
    bar(&d)
    window(&d)
    for (n, entry) in entries.enumerated() { outline(&d, entry, n) }
    return d
  }

  /// Words and the number of the line style. Many lesions share a line: nobody finds one of two hundred by its dashes.
  private var entries: [(words: String, style: Int)] {
    let all = (scene.material.structures?.structures ?? []).enumerated().map { n, structure in
      (words: structure.name, style: n, isLesion: structure.role == .tumour)
    }
    let lesions = all.filter(\.isLesion)
    guard let first = lesions.first, lesions.count > LesionGroup.most else {
      return all.map { ($0.words, $0.style) }
    }
    return all.filter { !$0.isLesion }.map { ($0.words, $0.style) }
      + [("\(counted(lesions.count, "lesion"))", first.style)]
  }

  private var scaleTop: (Double, String) {
    switch overlay {
    case .none: (0, "")
    case .dose: (scene.doseTop, "Gy")
    case .activity:
      scene.activityTop >= 1e6 ? (scene.activityTop / 1e6, "MBq/mL") : (scene.activityTop / 1e3, "kBq/mL")
    }
  }
  private var top: Double { scaleTop.0 }
  private var unit: String { scaleTop.1 }
  private static let small = TextStyle(size: 6.8, ink: Ink(rgb: 0xC8D2DC))

  private func bar(_ d: inout Drawing) {
    guard top > 0 else { return }
    let rect = Rect(x: 10, y: 8, width: 250, height: 8)
    let map = overlay == .dose ? scene.material.doseColours : scene.material.activityColours
    let pixels = (0..<256).map { 0xFF00_0000 | map.colours[$0] }
    d.image(Raster(width: 256, height: 1, pixels: pixels), in: rect)
    d.rect(rect, stroke: Stroke(ink: Ink(rgb: 0x52606D), width: 0.5))
    let x = Axis(holding: [top], start: rect.x, end: rect.maxX, headroom: 0)
    for tick in x.ticks {
      d.line(
        Point(x(tick), rect.maxY), Point(x(tick), rect.maxY + 2.5), Stroke(ink: Self.small.ink, width: 0.6))
      d.text(x.label(tick), x(tick), rect.maxY + 10, Self.small, .middle)
    }
    d.text(unit, rect.maxX + 12, rect.maxY, TextStyle(size: 7.5, bold: true, ink: .white))
    guard isodoses else { return }
    for level in scene.isodoses where level <= top {
      d.line(Point(x(level), rect.y - 2), Point(x(level), rect.maxY), Stroke(ink: .white, width: 1))
    }
  }

  private func window(_ d: inout Drawing) {
    let m = scene.material
    let grey =
      m.reference == nil
      ? "no anatomical image"
      : "\(m.referenceName) grey: W/L \(Format.compact(m.window.width))/\(Format.compact(m.window.level)) \(m.referenceUnit)"
    d.text(grey, d.width - 8, 13, Self.small, .end)
    if isodoses, !scene.isodoses.isEmpty {
      let list = scene.isodoses.map { Format.compact($0) }.joined(separator: ", ")
      d.text("white lines: isodoses \(list) Gy", d.width - 8, 24, Self.small, .end)
    } else if case .activity = overlay {
      d.text(
        "colours: \(m.activityColours.name) · contours at half occupancy", d.width - 8, 24, Self.small, .end)
    }
  }

  private func outline(_ d: inout Drawing, _ entry: (words: String, style: Int), _ n: Int) {
    let (x, y) = (10 + 127 * Double(n % 4), 40 + 14 * Double(n / 4))
    d.line(Point(x, y - 2.5), Point(x + 22, y - 2.5), SliceLines.contourStyle(entry.style, width: 1.8))
    d.text(
      Drawing.fitted(entry.words, Self.small, width: 96), x + 27, y, TextStyle(size: 7, ink: .white))
  }
}
