internal import CCairo
import Diagnostics
import Foundation

/// Owns a cairo surface and its context.
final class CairoPage {
  let context: OpaquePointer
  private let surface: OpaquePointer

  /// Takes ownership of the surface.
  init(owning surface: OpaquePointer) {
    self.surface = surface
    context = cairo_create(surface)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// - Throws: what cairo could not do, in its own words.
  func check(_ what: String) throws {
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw Problem(
        .internalError, what: "\(what) failed: \(String(cString: cairo_status_to_string(status)))",
        why: "the report would be incomplete", remedy: "report this with the version of libcairo")
    }
  }
}

/// Collects the bytes that cairo writes.
final class ByteSink {
  var bytes = Data()

  static let write: cairo_write_func_t = { closure, data, length in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue().bytes.append(data, count: Int(length))
    return CAIRO_STATUS_SUCCESS
  }

  var closure: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
}

extension Raster {
  /// Calls `body` with a cairo image surface of these pixels.
  func withSurface<T>(_ body: (OpaquePointer) throws -> T) rethrows -> T {
    let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))!
    defer { cairo_surface_destroy(surface) }
    cairo_surface_flush(surface)
    if let data = cairo_image_surface_get_data(surface) {
      let stride = Int(cairo_image_surface_get_stride(surface))
      pixels.withUnsafeBytes { source in
        for row in 0..<height {
          memcpy(data + row * stride, source.baseAddress! + row * width * 4, width * 4)
        }
      }
    }
    cairo_surface_mark_dirty(surface)
    return try body(surface)
  }

  /// PNG bytes; the same pixels give the same bytes. A picture in equal red, green and blue is written grey.
  package var png: Data {
    let sink = ByteSink()
    if isGrey {
      withGreySurface { _ = cairo_surface_write_to_png_stream($0, ByteSink.write, sink.closure) }
    } else {
      withSurface { _ = cairo_surface_write_to_png_stream($0, ByteSink.write, sink.closure) }
    }
    return sink.bytes
  }

  private var isGrey: Bool {
    pixels.allSatisfy { $0 >> 24 == 255 && $0 & 255 == $0 >> 8 & 255 && $0 & 255 == $0 >> 16 & 255 }
  }

  /// Cairo writes a surface that has only coverage as an 8-bit grey PNG: a third of the size.
  private func withGreySurface(_ body: (OpaquePointer) -> Void) {
    let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(width), Int32(height))!
    defer { cairo_surface_destroy(surface) }
    cairo_surface_flush(surface)
    if let data = cairo_image_surface_get_data(surface) {
      let stride = Int(cairo_image_surface_get_stride(surface))
      for row in 0..<height {
        for column in 0..<width { data[row * stride + column] = UInt8(pixels[row * width + column] & 255) }
      }
    }
    cairo_surface_mark_dirty(surface)
    body(surface)
  }
}

extension Drawing {
  /// PNG bytes at `scale` pixels per point on white.
  public func png(scale: Double = 2) -> Data {
    let sink = ByteSink()
    withSurface(scale) { _ = cairo_surface_write_to_png_stream($0, ByteSink.write, sink.closure) }
    return sink.bytes
  }

  /// Red, green and blue bytes, rows from the top.
  func colours(scale: Double = 2) -> (width: Int, height: Int, bytes: [UInt8]) {
    withSurface(scale) { surface in
      let (width, height) = (
        Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface))
      )
      let stride = Int(cairo_image_surface_get_stride(surface))
      guard let data = cairo_image_surface_get_data(surface) else { return (0, 0, []) }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(width * height * 3)
      for row in 0..<height {
        for column in 0..<width {
          let at = row * stride + column * 4
          bytes += [data[at + 2], data[at + 1], data[at]]
        }
      }
      return (width, height, bytes)
    }
  }

  private func withSurface<T>(_ scale: Double, _ body: (OpaquePointer) -> T) -> T {
    let surface = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, Int32((width * scale).rounded(.up)), Int32((height * scale).rounded(.up)))!
    let page = CairoPage(owning: surface)
    CairoPainter(page.context).background(Ink.paper)
    cairo_scale(page.context, scale, scale)
    CairoPainter(page.context).paint(marks)
    cairo_surface_flush(surface)
    return withExtendedLifetime(page) { body(surface) }
  }
}
