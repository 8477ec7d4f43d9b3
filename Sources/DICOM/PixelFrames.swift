internal import CDCMTK
import Diagnostics

/// The pixels of an image object, decoded frame by frame.
///
/// Decodes what DCMTK decodes (uncompressed in any byte order and deflated, RLE, JPEG baseline, extended and
/// lossless, JPEG-LS) and JPEG 2000 through OpenJPEG. It does not apply Rescale Slope or any look-up table.
public struct PixelFrames: Sendable {
  public enum Kind: Sendable, Hashable {
    case integer, float, double, bit
  }

  public let rows, columns, frames, samples: Int
  public let bitsAllocated, bitsStored: Int
  public let isSigned: Bool
  public let kind: Kind
  /// (0028,0004), for example `MONOCHROME2`; empty where it is absent (Parametric Map does not need it).
  let photometric: String
  public let isCompressed: Bool
  let dataSet: DataSet
  private let description: HDPixels

  /// - Throws: `inputMissing` without pixel data, `dataRejected` if the description contradicts itself or the pixel
  ///   data are shorter than it says.
  public init(_ dataSet: DataSet) throws(Problem) {
    var found = HDPixels()
    let (status, text) = withErrorText { hd_pixels(dataSet.handle, &found, $0, $1) }
    guard status == HDOkay else { throw problem(status, text, at: dataSet.location) }
    (self.dataSet, description) = (dataSet, found)
    (rows, columns, samples) = (Int(found.rows), Int(found.columns), Int(found.samples))
    (frames, isSigned, isCompressed) = (Int(found.frames), found.isSigned != 0, found.compressed != 0)
    (bitsAllocated, bitsStored) = (Int(found.bitsAllocated), Int(found.bitsStored))
    kind = found.kind == 1 ? .float : found.kind == 2 ? .double : found.bitsAllocated == 1 ? .bit : .integer
    photometric = dataSet.string(.photometricInterpretation) ?? ""
  }

  /// Values in one frame: rows × columns.
  public var frameCount: Int { rows * columns }

  /// Decodes frame `frame` (from 0) into `out` as stored value × slope + intercept, row by row.
  /// - Precondition: `out` holds at least `frameCount` values.
  /// - Throws: `Problem` if there is no such frame, or its data cannot be decoded.
  public func read(
    frame: Int, slope: Double = 1, intercept: Double = 0, into out: UnsafeMutableBufferPointer<Float>
  ) throws(Problem) {
    precondition(out.count >= frameCount, "the buffer holds a frame")
    try check(frame)
    var description = description
    try attempt {
      hd_frame_floats(dataSet.handle, &description, UInt32(frame), slope, intercept, out.baseAddress!, $0, $1)
    }
  }

  /// Frame `frame` (from 0) as stored value × slope + intercept.
  ///
  /// - Throws: `Problem` if there is no such frame, or its data cannot be decoded.
  public func floats(frame: Int, slope: Double = 1, intercept: Double = 0) throws(Problem) -> [Float] {
    var values = [Float](repeating: 0, count: frameCount)
    try values.withUnsafeMutableBufferPointer { (buffer) throws(Problem) in
      try read(frame: frame, slope: slope, intercept: intercept, into: buffer)
    }
    return values
  }

  /// Frame `frame` (from 0) as stored, exact for all integers of up to 32 bits and for floats.
  ///
  /// - Throws: `Problem` if there is no such frame, or its data cannot be decoded.
  public func doubles(frame: Int) throws(Problem) -> [Double] {
    try check(frame)
    var description = description
    var values = [Double](repeating: 0, count: frameCount)
    try values.withUnsafeMutableBufferPointer { (buffer) throws(Problem) in
      try attempt {
        hd_frame_doubles(dataSet.handle, &description, UInt32(frame), buffer.baseAddress!, $0, $1)
      }
    }
    return values
  }

  /// Frame `frame` (from 0) as bytes: samples as stored, little endian; single bits as one byte each, 0 or 1.
  ///
  /// - Throws: `Problem` if there is no such frame, or its data cannot be decoded.
  public func bytes(frame: Int) throws(Problem) -> [UInt8] {
    try check(frame)
    var description = description
    var values = [UInt8](repeating: 0, count: Int(description.frameBytes))
    try attempt { text, capacity in
      values.withUnsafeMutableBytes {
        hd_frame_bytes(
          dataSet.handle, &description, UInt32(frame), $0.baseAddress!, UInt64($0.count), text, capacity)
      }
    }
    return values
  }

  private func check(_ frame: Int) throws(Problem) {
    guard (0..<frames).contains(frame) else {
      throw Problem(.dataRejected, what: "there is no frame \(frame + 1) of \(frames)", at: dataSet.location)
    }
  }

  private func attempt(_ body: (UnsafeMutablePointer<CChar>, Int) -> HDStatus) throws(Problem) {
    let (status, text) = withErrorText(body)
    guard status == HDOkay else { throw problem(status, text, at: dataSet.location) }
  }
}
