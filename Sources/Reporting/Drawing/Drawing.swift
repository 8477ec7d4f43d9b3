/// A picture as a list of marks, in points (1/72 inch), y downwards. One drawing becomes SVG, PNG or part of a PDF.
public struct Drawing: Sendable {
  /// Size, points (1/72 inch).
  public let width, height: Double
  /// Short name and a sentence for those who cannot see it.
  public var title: String
  public var alternative: String
  var marks: [Mark] = []

  init(width: Double, height: Double, title: String, alternative: String) {
    (self.width, self.height, self.title, self.alternative) = (width, height, title, alternative)
  }
}

typealias Point = SIMD2<Double>

struct Rect: Sendable, Equatable {
  var x, y, width, height: Double
  var maxX: Double { x + width }
  var maxY: Double { y + height }
  var midX: Double { x + width / 2 }
  var midY: Double { y + height / 2 }
  func inset(_ d: Double) -> Rect { Rect(x: x + d, y: y + d, width: width - 2 * d, height: height - 2 * d) }
}

/// A colour; a named one follows the page's theme where there is one.
struct Ink: Sendable, Hashable {
  var rgb: UInt32
  var alpha = 1.0
  /// CSS custom property, without the dashes.
  var theme: String?

  func with(alpha: Double) -> Ink { Ink(rgb: rgb, alpha: alpha, theme: theme) }
}

extension Ink {
  static let text = Ink(rgb: 0x14212B, theme: "ink")
  static let muted = Ink(rgb: 0x52606D, theme: "muted")
  static let grid = Ink(rgb: 0xDDE3E9, theme: "line")
  static let axis = Ink(rgb: 0x7B8794, theme: "axis")
  static let paper = Ink(rgb: 0xFFFFFF, theme: "paper")
  static let panel = Ink(rgb: 0xF3F6F9, theme: "panel")
  static let accent = Ink(rgb: 0x0A6C86, theme: "accent")
  static let critical = Ink(rgb: 0xB3261E, theme: "critical")
  static let attention = Ink(rgb: 0x8A5A00, theme: "attention")
  static let good = Ink(rgb: 0x1B6E3C, theme: "good")
  /// The ground of images, dark in every theme.
  static let dark = Ink(rgb: 0x0B0F14)
  static let white = Ink(rgb: 0xFFFFFF)

  /// Okabe and Ito's colours without yellow and black (https://jfly.uni-koeln.de/color/), darkened where needed
  /// for 3:1 contrast on white; distinguishable for colour-blind readers, and each is drawn with its own line style.
  static let series = [0x0072B2, 0xD55E00, 0x00805E, 0xA8518A, 0xB07A00, 0x3A8FC4, 0x5B4FA2, 0x6B4F2A].map {
    Ink(rgb: UInt32($0))
  }
  /// The same order of hues, bright enough for contours on dark images.
  static let bright = [0x56B4E9, 0xFF8A3D, 0x2FD6A3, 0xF29BD0, 0xF0E442, 0x9AD7FF, 0xB9A8FF, 0xD9B38C].map {
    Ink(rgb: UInt32($0))
  }
}

struct Stroke: Sendable, Equatable {
  var ink: Ink
  var width = 1.0
  var dashes: [Double] = []

  /// Dash patterns that keep lines apart without colour.
  static let patterns: [[Double]] = [
    [], [5, 2], [1.5, 1.8], [7, 2, 1.5, 2], [3, 1.5], [9, 3], [5, 2, 1, 2, 1, 2], [2, 3],
  ]
}

struct TextStyle: Sendable, Equatable {
  var size = 8.0
  var bold = false
  var ink = Ink.text
  var mono = false
  /// Outline drawn under the letters so that they can be read on images.
  var halo: Ink?

  static let label = TextStyle(size: 7.5, ink: .muted)
  static let title = TextStyle(size: 9.5, bold: true)
  static let onImage = TextStyle(size: 9, bold: true, ink: .white, halo: .dark)
}

enum Anchor: String, Sendable { case start, middle, end }

/// Lines and areas; each subpath open or closed.
struct Path: Sendable, Equatable {
  struct Part: Sendable, Equatable {
    var points: [Point]
    var closed: Bool
  }
  var parts: [Part] = []

  static func line(_ points: [Point]) -> Path { Path(parts: [Part(points: points, closed: false)]) }
  static func area(_ points: [Point]) -> Path { Path(parts: [Part(points: points, closed: true)]) }
  static func rect(_ r: Rect) -> Path {
    area([Point(r.x, r.y), Point(r.maxX, r.y), Point(r.maxX, r.maxY), Point(r.x, r.maxY)])
  }
}

enum Mark: Sendable {
  case path(Path, fill: Ink?, stroke: Stroke?, tip: String?)
  /// `at` lies on the baseline; `turned` rotates by −90°.
  case text(String, at: Point, style: TextStyle, anchor: Anchor, turned: Bool)
  case image(Raster, in: Rect, smooth: Bool)
  indirect case group([Mark], clip: Rect?, attributes: [String: String])
}

extension Drawing {
  mutating func line(_ a: Point, _ b: Point, _ stroke: Stroke) { path(.line([a, b]), stroke: stroke) }

  mutating func path(_ path: Path, fill: Ink? = nil, stroke: Stroke? = nil, tip: String? = nil) {
    marks.append(.path(path, fill: fill, stroke: stroke, tip: tip))
  }

  mutating func rect(_ r: Rect, fill: Ink? = nil, stroke: Stroke? = nil, tip: String? = nil) {
    path(.rect(r), fill: fill, stroke: stroke, tip: tip)
  }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ style: TextStyle = TextStyle(), _ anchor: Anchor = .start,
    turned: Bool = false
  ) {
    marks.append(.text(text, at: Point(x, y), style: style, anchor: anchor, turned: turned))
  }

  mutating func image(_ raster: Raster, in rect: Rect, smooth: Bool = true) {
    marks.append(.image(raster, in: rect, smooth: smooth))
  }

  /// Marks drawn by `body` as one group, clipped if asked, with attributes for the page's script.
  mutating func group(clip: Rect? = nil, attributes: [String: String] = [:], _ body: (inout Drawing) -> Void)
  {
    var inner = Drawing(width: width, height: height, title: "", alternative: "")
    body(&inner)
    marks.append(.group(inner.marks, clip: clip, attributes: attributes))
  }

  /// Another drawing, scaled to a width, with its top left corner at a point.
  mutating func place(_ other: Drawing, at corner: Point, width: Double) {
    let scale = width / other.width
    marks += other.marks.map { $0.transformed(scale: scale, by: corner) }
  }
}

extension Mark {
  /// Scaled about the origin, then moved.
  func transformed(scale s: Double, by d: Point) -> Mark {
    switch self {
    case .path(let path, let fill, let stroke, let tip):
      let stroke = stroke.map { Stroke(ink: $0.ink, width: $0.width * s, dashes: $0.dashes.map { $0 * s }) }
      let parts = path.parts.map { Path.Part(points: $0.points.map { $0 * s + d }, closed: $0.closed) }
      return .path(Path(parts: parts), fill: fill, stroke: stroke, tip: tip)
    case .text(let text, let at, var style, let anchor, let turned):
      style.size *= s
      return .text(text, at: at * s + d, style: style, anchor: anchor, turned: turned)
    case .image(let raster, let rect, let smooth):
      return .image(raster, in: rect.transformed(s, d), smooth: smooth)
    case .group(let marks, let clip, let attributes):
      return .group(
        marks.map { $0.transformed(scale: s, by: d) }, clip: clip?.transformed(s, d), attributes: attributes)
    }
  }
}

extension Rect {
  func transformed(_ s: Double, _ d: Point) -> Rect {
    Rect(x: x * s + d.x, y: y * s + d.y, width: width * s, height: height * s)
  }
}
