/// Pixels as premultiplied ARGB, 0xAARRGGBB, rows from the top.
package struct Raster: Sendable, Equatable {
  let width, height: Int
  var pixels: [UInt32]

  package init(width: Int, height: Int, pixels: [UInt32]) {
    precondition(pixels.count == width * height, "pixels fill the raster")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  /// A colour with coverage 0…1.
  static func premultiplied(_ rgb: UInt32, _ alpha: Double) -> UInt32 {
    let a = UInt32((min(1, max(0, alpha)) * 255).rounded())
    let scale = { (c: UInt32) in (c * a + 127) / 255 }
    return a << 24 | scale(rgb >> 16 & 255) << 16 | scale(rgb >> 8 & 255) << 8 | scale(rgb & 255)
  }

  /// `top` over `self`, pixel by pixel.
  func under(_ top: Raster) -> Raster {
    precondition(top.width == width && top.height == height, "layers have one size")
    var out = self
    for n in pixels.indices {
      let t = top.pixels[n]
      let rest = 255 - (t >> 24)
      let channel = { (shift: UInt32) -> UInt32 in
        let below = out.pixels[n] >> shift & 255
        return min(255, (t >> shift & 255) + (below * rest + 127) / 255) << shift
      }
      out.pixels[n] = channel(24) | channel(16) | channel(8) | channel(0)
    }
    return out
  }
}
