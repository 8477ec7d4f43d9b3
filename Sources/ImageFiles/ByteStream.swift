internal import CZlib
import Diagnostics
import Foundation

/// Bytes from a file, in order. Streams are classes because they own an open file, closed when they go.
protocol ByteStream: AnyObject {
  /// Fills the whole buffer.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(StreamFault)
  /// Called after the last byte that is wanted: checks what the container can still check.
  func finish() throws(StreamFault)
}

enum StreamFault: Error {
  case truncated, damaged, unreadable

  func problem(at path: String) -> Problem {
    switch self {
    case .truncated:
      Problem(
        .dataRejected, what: "the file ends before the last voxel", at: path,
        why: "the missing part would be taken for empty tissue",
        remedy: "copy or export the file again, and check the free space where it was written")
    case .damaged:
      Problem(
        .dataRejected, what: "the compressed data are damaged", at: path,
        why: "the voxel values cannot be trusted", remedy: "copy or export the file again")
    case .unreadable:
      Problem(.inputOutput, what: "the file cannot be read", at: path, remedy: "check its permissions")
    }
  }
}

extension ByteStream {
  func bytes(_ count: Int) throws(StreamFault) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { buffer.deallocate() }
    try fill(buffer)
    return Array(buffer)
  }

  /// Passes over `count` bytes.
  func skip(_ count: Int) throws(StreamFault) {
    let step = 1 << 20
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: min(step, max(count, 1)), alignment: 16)
    defer { scratch.deallocate() }
    var left = count
    while left > 0 {
      let part = min(left, scratch.count)
      try fill(UnsafeMutableRawBufferPointer(rebasing: scratch[0..<part]))
      left -= part
    }
  }
}

/// A gzip file, or a plain one: zlib passes a file without the gzip signature through as it is.
final class GzipStream: ByteStream {
  private let file: gzFile

  init(path: String) throws(StreamFault) {
    guard let file = gzopen(path, "rb") else { throw .unreadable }
    self.file = file
    gzbuffer(file, 1 << 18)
  }

  deinit { gzclose_r(file) }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(StreamFault) {
    var done = 0
    while done < buffer.count {
      let got = gzread(file, buffer.baseAddress! + done, UInt32(min(buffer.count - done, 1 << 30)))
      guard got > 0 else { throw fault ?? .truncated }
      done += Int(got)
    }
  }

  /// Reading beyond the last byte makes zlib compare the checksum.
  func finish() throws(StreamFault) {
    var byte: UInt8 = 0
    if gzread(file, &byte, 1) < 1, let fault { throw fault }
  }

  private var fault: StreamFault? {
    var code: Int32 = 0
    _ = gzerror(file, &code)
    switch code {
    case Z_OK, Z_STREAM_END: return nil
    case Z_BUF_ERROR: return .truncated
    case Z_ERRNO: return .unreadable
    default: return .damaged
    }
  }
}

/// A file as it is, from an offset on.
final class PlainStream: ByteStream {
  private let descriptor: Int32

  init(path: String, offset: Int) throws(StreamFault) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0, lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else { throw .unreadable }
  }

  deinit { close(descriptor) }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(StreamFault) {
    var done = 0
    while done < buffer.count {
      let got = try some(UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
      guard got > 0 else { throw .truncated }
      done += got
    }
  }

  /// Reads what is at hand; 0 at the end of the file.
  func some(_ buffer: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    while true {
      let got = Foundation.read(descriptor, buffer.baseAddress!, buffer.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .unreadable }
      return got
    }
  }

  func finish() {}
}

/// A zlib or gzip stream inside a file, as MetaImage has it.
final class InflateStream: ByteStream {
  private let source: PlainStream
  private let state: UnsafeMutablePointer<z_stream>
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  private var ended = false

  init(path: String, offset: Int) throws(StreamFault) {
    source = try PlainStream(path: path, offset: offset)
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    // 15 window bits, plus 32 to tell zlib from gzip by their headers.
    guard inflateInit2_(state, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .unreadable
    }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
    input.deallocate()
  }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(StreamFault) {
    var done = 0
    while done < buffer.count {
      guard !ended else { throw .truncated }
      done += try inflateSome(UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
    }
  }

  /// The checksum follows the last byte.
  func finish() throws(StreamFault) {
    var byte: UInt8 = 0
    while !ended {
      let extra = try withUnsafeMutableBytes(of: &byte) { bytes throws(StreamFault) in try inflateSome(bytes)
      }
      if extra > 0 { return }
    }
  }

  /// zlib may still hold output when the input is at its end: only no progress means that the stream is cut short.
  private func inflateSome(_ buffer: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    var exhausted = false
    if state.pointee.avail_in == 0 {
      let got = try source.some(input)
      exhausted = got == 0
      state.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: Bytef.self)
      state.pointee.avail_in = UInt32(got)
    }
    let wanted = min(buffer.count, 1 << 30)
    state.pointee.next_out = buffer.baseAddress!.assumingMemoryBound(to: Bytef.self)
    state.pointee.avail_out = UInt32(wanted)
    let status = inflate(state, Z_NO_FLUSH)
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { throw .damaged }
    ended = status == Z_STREAM_END
    let made = wanted - Int(state.pointee.avail_out)
    if exhausted, made == 0, !ended { throw .truncated }
    return made
  }
}
