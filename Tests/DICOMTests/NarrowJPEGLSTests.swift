import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import DICOM

/// JPEG-LS below 8 bits, and 8 bits in words of 16, which DCMTK's codec refuses. The files were written by pydicom and
/// CharLS 2; of 16 × 18 pixels, number n holds 7 n / 8 modulo 2 to the number of its bits.
@Suite struct NarrowJPEGLSTests {
  struct JPEGLSFile: Sendable, CustomTestStringConvertible {
    var allocated, stored: Int
    /// What follows the preamble.
    var base64: String
    var testDescription: String { "\(stored) of \(allocated) bits" }
  }

  static let files = [
    JPEGLSFile(
      allocated: 8, stored: 7,
      base64: """
        RElDTQIAAABVTAQAlgAAAAIAAQBPQgAAAgAAAAABAgACAFVJGgAxLjIuODQwLjEwMDA4LjUuMS40LjEuMS4yAAIAAwBVSQYAMi4y\
        NS4xAgAQAFVJFgAxLjIuODQwLjEwMDA4LjEuMi40LjgwAgASAFVJHAAxLjIuODI2LjAuMS4zNjgwMDQzLjguNDk4LjEAAgATAFNI\
        DgBQWURJQ09NIDMuMC4yIAgAFgBVSRoAMS4yLjg0MC4xMDAwOC41LjEuNC4xLjEuMgAIABgAVUkGADIuMjUuMSgAAgBVUwIAAQAo\
        AAQAQ1MMAE1PTk9DSFJPTUUyICgAEABVUwIAEAAoABEAVVMCABIAKAAAAVVTAgAIACgAAQFVUwIABwAoAAIBVVMCAAYAKAADAVVT\
        AgAAAOB/EABPQgAA//////7/AOAEAAAAAAAAAP7/AOBYAAAA/9j/9wALBwAQABIBAREA/9oACAEBAAAAAN//b/8AAGldV9oAAXv9\
        97f7+4/3+gAC/f7te/32N/v6zN7L65QAAXf7ve/31N/v6T/f61+/3Q9/v+3+/v/ZAP7/3eAAAAAA
        """),
    JPEGLSFile(
      allocated: 16, stored: 8,
      base64: """
        RElDTQIAAABVTAQAlgAAAAIAAQBPQgAAAgAAAAABAgACAFVJGgAxLjIuODQwLjEwMDA4LjUuMS40LjEuMS4yAAIAAwBVSQYAMi4y\
        NS4xAgAQAFVJFgAxLjIuODQwLjEwMDA4LjEuMi40LjgwAgASAFVJHAAxLjIuODI2LjAuMS4zNjgwMDQzLjguNDk4LjEAAgATAFNI\
        DgBQWURJQ09NIDMuMC4yIAgAFgBVSRoAMS4yLjg0MC4xMDAwOC41LjEuNC4xLjEuMgAIABgAVUkGADIuMjUuMSgAAgBVUwIAAQAo\
        AAQAQ1MMAE1PTk9DSFJPTUUyICgAEABVUwIAEAAoABEAVVMCABIAKAAAAVVTAgAQACgAAQFVUwIACAAoAAIBVVMCAAcAKAADAVVT\
        AgAAAOB/EABPQgAA//////7/AOAEAAAAAAAAAP7/AOBUAAAA/9j/9wALCAAQABIBAREA/9oACAEBAAAAANbbfn//AC7Srp9mAT2v\
        tb2/39x/v9Ab9/va9/vsb/f1n+/1z9/vU9/vpb/f0H+/1r9/v97/P83+/v/Z/v/d4AAAAAA=
        """),
    JPEGLSFile(
      allocated: 16, stored: 7,
      base64: """
        RElDTQIAAABVTAQAlgAAAAIAAQBPQgAAAgAAAAABAgACAFVJGgAxLjIuODQwLjEwMDA4LjUuMS40LjEuMS4yAAIAAwBVSQYAMi4y\
        NS4xAgAQAFVJFgAxLjIuODQwLjEwMDA4LjEuMi40LjgwAgASAFVJHAAxLjIuODI2LjAuMS4zNjgwMDQzLjguNDk4LjEAAgATAFNI\
        DgBQWURJQ09NIDMuMC4yIAgAFgBVSRoAMS4yLjg0MC4xMDAwOC41LjEuNC4xLjEuMgAIABgAVUkGADIuMjUuMSgAAgBVUwIAAQAo\
        AAQAQ1MMAE1PTk9DSFJPTUUyICgAEABVUwIAEAAoABEAVVMCABIAKAAAAVVTAgAQACgAAQFVUwIABwAoAAIBVVMCAAYAKAADAVVT\
        AgAAAOB/EABPQgAA//////7/AOAEAAAAAAAAAP7/AOBYAAAA/9j/9wALBwAQABIBAREA/9oACAEBAAAAAN//b/8AAGldV9oAAXv9\
        97f7+4/3+gAC/f7te/32N/v6zN7L65QAAXf7ve/31N/v6T/f61+/3Q9/v+3+/v/ZAP7/3eAAAAAA
        """),
    JPEGLSFile(
      allocated: 8, stored: 6,
      base64: """
        RElDTQIAAABVTAQAlgAAAAIAAQBPQgAAAgAAAAABAgACAFVJGgAxLjIuODQwLjEwMDA4LjUuMS40LjEuMS4yAAIAAwBVSQYAMi4y\
        NS4xAgAQAFVJFgAxLjIuODQwLjEwMDA4LjEuMi40LjgwAgASAFVJHAAxLjIuODI2LjAuMS4zNjgwMDQzLjguNDk4LjEAAgATAFNI\
        DgBQWURJQ09NIDMuMC4yIAgAFgBVSRoAMS4yLjg0MC4xMDAwOC41LjEuNC4xLjEuMgAIABgAVUkGADIuMjUuMSgAAgBVUwIAAQAo\
        AAQAQ1MMAE1PTk9DSFJPTUUyICgAEABVUwIAEAAoABEAVVMCABIAKAAAAVVTAgAIACgAAQFVUwIABgAoAAIBVVMCAAUAKAADAVVT\
        AgAAAOB/EABPQgAA//////7/AOAEAAAAAAAAAP7/AOBaAAAA/9j/9wALBgAQABIBAREA/9oACAEBAAAAAN//b+gADSuq+0AAL3++\
        9v8/uSr2voAAsAAL3+73v99rf7+wz9/rmc7/O17/Prb/P6jn3+tdjf7re/30t/v4/9kA/v/d4AAAAAA=
        """),
  ]

  private func frames(_ file: JPEGLSFile, _ change: (inout Data) -> Void = { _ in }) throws -> [Double] {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var data = try #require(Data(base64Encoded: file.base64))
    change(&data)
    let path = folder.appending(path: "x.dcm")
    try (Data(count: 128) + data).write(to: path)
    return try PixelFrames(DataSet.read(path.path)).doubles(frame: 0)
  }

  @Test(arguments: files) func pixelsAreThoseThatWereWritten(_ file: JPEGLSFile) throws {
    #expect(try frames(file) == (0..<288).map { Double($0 * 7 / 8 % (1 << file.stored)) })
  }

  @Test(arguments: files) func damageIsRefused(_ file: JPEGLSFile) throws {
    // The frame's height, in the JPEG-LS header.
    #expect(throws: Problem.self) {
      try frames(file) { data in
        let at = data.firstRange(of: Data([0xff, 0xf7]))!.lowerBound
        data[at + 6] = 99
      }
    }
  }
}
