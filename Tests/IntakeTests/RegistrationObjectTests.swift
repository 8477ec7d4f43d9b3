import DICOM
import Diagnostics
import Fixtures
import Foundation
import Testing
import Volumes

@testable import Intake

@Suite("registration objects") struct RegistrationObjectTests {
  static let other = "2.25.3333333333"
  static let motion = RigidTransform(
    rotation: Matrix3(Vector3(0.6, 0.8, 0), Vector3(-0.8, 0.6, 0), Vector3(0, 0, 1)),
    translation: Vector3(12.5, -7.25, 103.125))

  static func deformation() throws -> Deformation {
    let lattice = try Grid(
      size: GridSize(6, 5, 7), spacing: Vector3(repeating: 20), direction: Written.oblique,
      origin: Vector3(-60, -40, -70))
    return try Deformation(
      lattice: lattice, coefficients: (0..<3 * lattice.size.count).map { Float($0 * 37 % 19) / 2 - 4 })
  }

  static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  static func written(_ map: SpatialMap, _ folder: URL) throws -> String {
    let frame = RegisteredFrame(frameOfReference: other, map: map, method: "test")
    return try DICOMWriter.writeRegistration(frame, Written.context, to: folder, name: "REG").url.path
  }

  @Test("what is written is read back, rigid and deformable")
  func roundTrip() throws {
    for map in [SpatialMap(Self.motion), SpatialMap(Self.motion, try Self.deformation())] {
      try Self.inFolder { folder in
        let object = try RegistrationObject.read(Self.written(map, folder))
        #expect(object.registered == Written.frame)
        let read = try object.map(from: Written.frame, to: Self.other, at: "test")
        let corner = Vector3(-60, -40, -70)
        for p in [Vector3(30, 30, 30), Vector3(50, 41, 62), Vector3(45, 25, 80)] {
          let q = corner + Written.oblique * p
          #expect((read(q) - map(q)).norm < 0.05)
        }
      }
    }
  }

  @Test("an object between other frames of reference is refused; a rigid one leads back too")
  func frames() throws {
    try Self.inFolder { folder in
      let object = try RegistrationObject.read(Self.written(SpatialMap(Self.motion), folder))
      let p = Vector3(1, 2, 3)
      let back = try object.map(from: Self.other, to: Written.frame, at: "test")
      #expect((back(Self.motion(p)) - p).norm < 1e-6)
      for (a, b) in [(Written.frame, "2.25.4"), ("2.25.4", Self.other)] {
        #expect(throws: Problem.self) { try object.map(from: a, to: b, at: "test") }
      }
      #expect(throws: Problem.self) { try object.map(from: nil, to: Self.other, at: "test") }
      #expect(throws: Problem.self) { try object.map(from: Written.frame, to: nil, at: "test") }
    }
    try Self.inFolder { folder in
      let map = SpatialMap(Self.motion, try Self.deformation())
      let object = try RegistrationObject.read(Self.written(map, folder))
      #expect(throws: Problem.self) { try object.map(from: Self.other, to: Written.frame, at: "test") }
    }
  }

  @Test("a matrix that is no motion, and a field that does not fill its grid, are refused")
  func damaged() throws {
    try Self.inFolder { folder in
      let path = try Self.written(SpatialMap(Self.motion), folder)
      let data = try DataSet.read(path)
      let matrix = data.items(.registrationSequence)[1].items(.matrixRegistrationSequence)[0].items(
        .matrixSequence)[0]
      for bad in [
        [2.0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1],
        [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2],
      ] {
        try matrix.set(.frameOfReferenceTransformationMatrix, bad)
        #expect(throws: Problem.self) { try RegistrationObject(data) }
      }
    }
    try Self.inFolder { folder in
      let data = try DataSet.read(Self.written(SpatialMap(Self.motion, try Self.deformation()), folder))
      let grid = data.items(.deformableRegistrationSequence)[0].items(.deformableRegistrationGridSequence)[0]
      try grid.set(.gridDimensions, [13, 9, 16])
      #expect(throws: Problem.self) { try RegistrationObject(data) }
    }
    try Self.inFolder { folder in
      #expect(throws: Problem.self) {
        try DICOMWriter.writeRegistration(
          RegisteredFrame(frameOfReference: Written.frame, map: SpatialMap(Self.motion), method: ""),
          Written.context, to: folder, name: "REG")
      }
    }
  }

  @Test("the spline through a field takes its values")
  func field() throws {
    let grid = try Grid(
      size: GridSize(5, 2, 4), spacing: Vector3(4, 6, 5), origin: Vector3(1, 2, 3))
    let vectors = (0..<3 * grid.size.count).map { Float($0 * 29 % 23) - 11 }
    let spline = try DisplacementField(grid: grid, vectors: vectors).deformation
    for k in 0..<4 {
      for j in 0..<2 {
        for i in 0..<5 {
          let n = 3 * grid.offset(i, j, k)
          let u = spline.displacement(at: grid.position(Vector3(Double(i), Double(j), Double(k))))
          #expect((u - Vector3(Double(vectors[n]), Double(vectors[n + 1]), Double(vectors[n + 2]))).norm < 1e-4)
        }
      }
    }
  }
}
