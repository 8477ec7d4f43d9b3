import Foundation

extension Drawing {
  /// The drawing as an SVG element with real text.
  ///
  /// - Parameters:
  ///   - themed: colours refer to the page's custom properties, for SVG inside the report; else plain colours.
  public func svg(themed: Bool = false) -> String {
    var writer = SVGWriter(themed: themed)
    writer.write(marks)
    let size = "viewBox=\"0 0 \(SVGWriter.number(width)) \(SVGWriter.number(height))\""
    let name = "<title>\(title.escaped)</title><desc>\(alternative.escaped)</desc>"
    let font = themed ? "" : " font-family=\"DejaVu Sans, Verdana, sans-serif\""
    return
      "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) role=\"img\" aria-label=\"\((title + ". " + alternative).escaped)\"\(font)>"
      + name + writer.output + "</svg>"
  }
}

struct SVGWriter {
  let themed: Bool
  var output = ""
  private var clips = 0

  init(themed: Bool) { self.themed = themed }

  mutating func write(_ marks: [Mark]) {
    for mark in marks { write(mark) }
  }

  private mutating func write(_ mark: Mark) {
    switch mark {
    case .path(let path, let fill, let stroke, let tip): write(path, fill, stroke, tip)
    case .text(let text, let at, let style, let anchor, let turned): write(text, at, style, anchor, turned)
    case .image(let raster, let rect, let smooth): write(raster, rect, smooth)
    case .group(let marks, let clip, let attributes): write(marks, clip, attributes)
    }
  }

  /// Groups are clipped by a nested svg element, which needs no identifier that could clash between figures.
  private mutating func write(_ marks: [Mark], _ clip: Rect?, _ attributes: [String: String]) {
    let extra = attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\"\($0.value.escaped)\"" }.joined()
    let n = SVGWriter.number
    if let clip {
      let box = "\(n(clip.x)) \(n(clip.y)) \(n(clip.width)) \(n(clip.height))"
      output +=
        "<svg x=\"\(n(clip.x))\" y=\"\(n(clip.y))\" width=\"\(n(clip.width))\" height=\"\(n(clip.height))\" viewBox=\"\(box)\"\(extra)>"
    } else {
      output += "<g\(extra)>"
    }
    write(marks)
    output += clip == nil ? "</g>" : "</svg>"
  }

  private mutating func write(_ path: Path, _ fill: Ink?, _ stroke: Stroke?, _ tip: String?) {
    let d = SVGWriter.data(path)
    guard !d.isEmpty else { return }
    output += "<path d=\"\(d)\"" + paint("fill", fill) + (fill == nil ? "" : " fill-rule=\"evenodd\"")
    if let stroke {
      output +=
        paint("stroke", stroke.ink)
        + " stroke-width=\"\(SVGWriter.number(stroke.width))\" stroke-linejoin=\"round\""
      if !stroke.dashes.isEmpty {
        output += " stroke-dasharray=\"\(stroke.dashes.map(SVGWriter.number).joined(separator: " "))\""
      }
    }
    output += tip.map { "><title>\($0.escaped)</title></path>" } ?? "/>"
  }

  private mutating func write(
    _ text: String, _ at: Point, _ style: TextStyle, _ anchor: Anchor, _ turned: Bool
  ) {
    let n = SVGWriter.number
    output +=
      "<text x=\"\(n(at.x))\" y=\"\(n(at.y))\" font-size=\"\(n(style.size))\"" + paint("fill", style.ink)
    if style.bold { output += " font-weight=\"700\"" }
    if style.mono { output += " font-family=\"monospace\"" }
    if anchor != .start { output += " text-anchor=\"\(anchor.rawValue)\"" }
    if turned { output += " transform=\"rotate(-90 \(n(at.x)) \(n(at.y)))\"" }
    if let halo = style.halo {
      output +=
        paint("stroke", halo)
        + " stroke-width=\"\(n(style.size / 4))\" stroke-linejoin=\"round\" paint-order=\"stroke\""
    }
    output += ">\(text.escaped)</text>"
  }

  private mutating func write(_ raster: Raster, _ rect: Rect, _ smooth: Bool) {
    let n = SVGWriter.number
    output +=
      "<image x=\"\(n(rect.x))\" y=\"\(n(rect.y))\" width=\"\(n(rect.width))\" height=\"\(n(rect.height))\""
      + " preserveAspectRatio=\"none\"" + (smooth ? "" : " style=\"image-rendering:pixelated\"")
      + " href=\"data:image/png;base64,\(raster.png.base64EncodedString())\"/>"
  }

  private func paint(_ name: String, _ ink: Ink?) -> String {
    guard let ink else { return " \(name)=\"none\"" }
    let hex = SVGWriter.hex(ink.rgb)
    let colour = themed ? ink.theme.map { "var(--\($0),\(hex))" } ?? hex : hex
    let opacity = ink.alpha < 1 ? " \(name)-opacity=\"\(SVGWriter.number(ink.alpha))\"" : ""
    return " \(name)=\"\(colour)\"\(opacity)"
  }

  static func hex(_ rgb: UInt32) -> String {
    let digits = String(rgb, radix: 16, uppercase: false)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  static func data(_ path: Path) -> String {
    path.parts.filter { !$0.points.isEmpty }.map { part in
      "M" + part.points.map { "\(number($0.x)) \(number($0.y))" }.joined(separator: "L")
        + (part.closed ? "Z" : "")
    }.joined()
  }

  /// Two decimals at most, and never a number that XML readers do not know.
  static func number(_ v: Double) -> String {
    guard v.isFinite, abs(v) < 1e9 else { return "0" }
    let hundredths = Int((v * 100).rounded())
    let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return "\(sign)\(whole)." + (rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)")
  }
}

extension String {
  /// For text and attribute values of XML and HTML; control characters that XML 1.0 forbids are dropped.
  var escaped: String {
    var out = ""
    out.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\t", "\n", "\r": out += " "
      case _
      where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        break
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
