import Foundation

/// 256 colours from low to high.
public struct ColourMap: Sendable, Hashable {
  public let name: String
  /// 0xRRGGBB, index 0…255.
  public let colours: [UInt32]

  init(name: String, colours: [UInt32]) { (self.name, self.colours) = (name, colours) }

  /// Colour of a fraction; clamped to 0…1.
  func callAsFunction(_ t: Double) -> UInt32 {
    colours[t.isFinite ? Int((min(1, max(0, t)) * 255).rounded()) : 0]
  }
}

extension ColourMap {
  /// A straight piece of one channel: first index, value there, step per index.
  typealias Piece = (first: Int, value: Int, step: Int)

  private init(name: String, red: [Piece], green: [Piece], blue: [Piece]) {
    let channel = { (pieces: [Piece], n: Int) -> UInt32 in
      let piece = pieces.last { $0.first <= n }!
      return UInt32(piece.value + piece.step * (n - piece.first))
    }
    self.init(
      name: name,
      colours: (0..<256).map { channel(red, $0) << 16 | channel(green, $0) << 8 | channel(blue, $0) })
  }

  /// DICOM well-known palette HOT_IRON, UID 1.2.840.10008.1.5.1 (PS3.6 B.1.1).
  public static let hotIron = ColourMap(
    name: "HOT_IRON", red: [(0, 0, 2), (128, 255, 0)], green: [(0, 0, 0), (129, 2, 2), (255, 255, 0)],
    blue: [(0, 0, 0), (192, 4, 4), (255, 255, 0)])

  /// DICOM well-known palette PET, UID 1.2.840.10008.1.5.2 (PS3.6 B.1.2).
  public static let pet = ColourMap(
    name: "PET", red: [(0, 0, 0), (64, 1, 2), (107, 86, 2), (150, 171, 2), (193, 255, 0)],
    green: [(0, 0, 2), (32, 65, 2), (63, 128, -2), (96, 63, -2), (128, 0, 2), (255, 255, 0)],
    blue: [(0, 0, 1), (2, 3, 2), (129, 252, -4), (193, 4, 4), (213, 85, 4), (234, 170, 4), (255, 255, 0)])

  public static let grey = ColourMap(name: "grey", colours: (0..<256).map { $0 << 16 | $0 << 8 | $0 })
  static let inverseGrey = ColourMap(name: "inverse grey", colours: grey.colours.reversed())

  /// Dark violet through red and orange to pale yellow: lightness rises evenly in OKLab, so equal steps of dose
  /// look like equal steps and the order survives colour blindness and grey print.
  public static let uniform = ColourMap(
    name: "uniform (even lightness)",
    colours: (0..<256).map { n in
      let t = Double(n) / 255
      return OKLab.colour(
        lightness: 0.12 + 0.85 * t, chroma: 0.03 + 0.19 * pow(sin(.pi * t), 0.8), hue: 285 + 180 * t)
    })

  /// Blue, white, orange: for differences about zero, which is the middle.
  public static let difference = ColourMap(
    name: "difference",
    colours: (0..<256).map { n in
      let t = Double(n) / 127.5 - 1
      return OKLab.colour(lightness: 0.97 - 0.47 * abs(t), chroma: 0.17 * abs(t), hue: t < 0 ? 255 : 50)
    })
}

/// The OKLab colour space (B. Ottosson 2020, https://bottosson.github.io/posts/oklab/).
enum OKLab {
  /// sRGB of a lightness (0…1), chroma and hue (degrees); chroma is lowered until the colour exists on a screen.
  static func colour(lightness: Double, chroma: Double, hue: Double) -> UInt32 {
    var low = 0.0
    var high = chroma
    if fits(linear(lightness, chroma, hue)) { low = chroma }
    for _ in 0..<24 where low < chroma {
      let middle = (low + high) / 2
      if fits(linear(lightness, middle, hue)) { low = middle } else { high = middle }
    }
    let c = linear(lightness, low, hue)
    return [c.x, c.y, c.z].reduce(0) { $0 << 8 | UInt32((255 * companded(min(1, max(0, $1)))).rounded()) }
  }

  private static func fits(_ c: SIMD3<Double>) -> Bool {
    c.min() >= -1e-6 && c.max() <= 1 + 1e-6
  }

  private static func linear(_ lightness: Double, _ chroma: Double, _ hue: Double) -> SIMD3<Double> {
    let a = chroma * cos(hue * .pi / 180)
    let b = chroma * sin(hue * .pi / 180)
    let l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
    let m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
    let s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
    return SIMD3(
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
  }

  /// Transfer function of IEC 61966-2-1.
  private static func companded(_ v: Double) -> Double {
    v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055
  }
}
