import Foundation

/// A part of a file that a client asks for: `bytes=a-b`, `a-` or `-n`.
enum ByteRange: Equatable, Sendable {
  case whole
  case part(ClosedRange<UInt64>)
  /// Begins beyond the end.
  case beyond

  /// What is not one range of bytes asks for the whole file (RFC 9110, section 14.2).
  init(_ header: String?, size: UInt64) {
    self = .whole
    guard let text = header?.replacing("bytes=", with: "", maxReplacements: 1),
      header?.hasPrefix("bytes=") == true
    else { return }
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2 else { return }
    switch (UInt64(ends[0]), UInt64(ends[1])) {
    case (let first?, let last?) where first <= last: self = Self.from(first, last, size)
    case (let first?, nil) where ends[1].isEmpty: self = Self.from(first, .max, size)
    case (nil, let count?) where ends[0].isEmpty: self = Self.last(count, size)
    default: return
    }
  }

  private static func from(_ first: UInt64, _ last: UInt64, _ size: UInt64) -> ByteRange {
    first < size ? .part(first...min(last, size - 1)) : .beyond
  }
  private static func last(_ count: UInt64, _ size: UInt64) -> ByteRange {
    count == 0 || size == 0 ? .beyond : .part((size - min(count, size))...(size - 1))
  }
}

extension Response {
  /// A file with its type, an entity tag, and ranges.
  /// - Throws: `Refusal` 404.
  static func file(
    _ url: URL, _ request: Request, type: String? = nil, cache: String = "private, no-cache"
  ) throws(Refusal) -> Response {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      if descriptor >= 0 { close(descriptor) }
      throw Refusal(404, "there is no such file", at: request.path.last ?? "")
    }
    let size = UInt64(status.st_size)
    let tag = "\"\(size)-\(status.st_mtim.tv_sec)-\(status.st_mtim.tv_nsec)\""
    var headers: [(name: String, value: String)] = [
      ("Content-Type", type ?? mediaType(url.lastPathComponent)), ("ETag", tag), ("Accept-Ranges", "bytes"),
      ("Cache-Control", cache),
    ]
    if request[header: "if-none-match"] == tag {
      close(descriptor)
      return Response(304, headers)
    }
    switch ByteRange(request[header: "range"], size: size) {
    case .whole: return Response(200, headers, .file(descriptor: descriptor, offset: 0, count: size))
    case .part(let range):
      headers.append(("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound)/\(size)"))
      let count = range.upperBound - range.lowerBound + 1
      return Response(206, headers, .file(descriptor: descriptor, offset: range.lowerBound, count: count))
    case .beyond:
      close(descriptor)
      return Response(416, headers + [("Content-Range", "bytes */\(size)")])
    }
  }
}

/// Media type by the ending of a name. Browsers must not guess (`nosniff`), so it must be right.
func mediaType(_ name: String) -> String {
  switch name.split(separator: ".").last.map({ $0.lowercased() }) {
  case "html": "text/html; charset=utf-8"
  case "js", "mjs": "text/javascript; charset=utf-8"
  case "css": "text/css; charset=utf-8"
  case "json", "map": "application/json; charset=utf-8"
  case "txt", "md", "json5", "csv": "text/plain; charset=utf-8"
  case "svg": "image/svg+xml"
  case "png": "image/png"
  case "jpg", "jpeg": "image/jpeg"
  case "ico": "image/x-icon"
  case "woff2": "font/woff2"
  case "pdf": "application/pdf"
  case "wasm": "application/wasm"
  case "dcm": "application/dicom"
  default: "application/octet-stream"
  }
}
