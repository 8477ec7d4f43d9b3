import Diagnostics
import Fixtures
import Foundation
import Testing
import Volumes

@testable import ImageFiles

@Suite("faulty and doubtful files")
struct FaultyFileTests {
  @Test("slope and intercept are applied; a slope of 0 means none")
  func scale() throws {
    let counts = try Volume(grid: Samples.grid(), voxels: (0..<60).map { Int16($0) })
    try Samples.patched(
      counts,
      {
        $0.put(Float(2.5), at: 112); $0.put(Float(-1000), at: 116)
      }
    ) { path throws in
      #expect(try ImageFiles.read(path).voxels == (0..<60).map { 2.5 * Float($0) - 1000 })
      #expect(throws: Problem.self) { try ImageFiles.readLabels(path) }
    }
    try Samples.patched(
      counts,
      {
        $0.put(Float(0), at: 112); $0.put(Float(5), at: 116)
      }
    ) { path throws in
      #expect(try ImageFiles.read(path).voxels == (0..<60).map { Float($0) })
    }
    try Samples.patched(counts, { $0.put(Float.nan, at: 112) }) { path throws in
      #expect(throws: Problem.self) { try ImageFiles.read(path) }
    }
  }

  @Test("a file without transform is read, but has to be confirmed")
  func noTransform() throws {
    try Samples.patched(
      Samples.volume(),
      {
        $0.put(Int16(0), at: 252); $0.put(Int16(0), at: 254)
      }
    ) { path throws in
      let header = try ImageFiles.header(path)
      #expect(header.findings.count == 1 && header.findings[0].what.contains("no spatial transform"))
      #expect(header.grid.direction == Matrix3(Vector3(-1, 0, 0), Vector3(0, -1, 0), Vector3(0, 0, 1)))
      #expect(throws: Problem.self) { try ImageFiles.header(path, orientation: .sform) }
    }
  }

  @Test("disagreeing transforms have to be confirmed, and either can be chosen")
  func disagreement() throws {
    let volume = try Samples.volume()
    try Samples.patched(volume, { $0.put(Float(-220), at: 268) }) { path throws in
      let header = try ImageFiles.header(path)
      #expect(header.findings.count == 1 && header.findings[0].what.contains("disagree"))
      #expect(header.grid.matches(volume.grid))
      let chosen = try ImageFiles.header(path, orientation: .qform)
      #expect(chosen.findings.isEmpty)
      #expect(abs(chosen.grid.origin.x - 220) < 1e-4)
      #expect(try ImageFiles.header(path, orientation: .sform).findings.isEmpty)
      #expect(try ImageFiles.read(path, orientation: .qform).grid == chosen.grid)
    }
  }

  @Test("a slightly skew affine is made orthonormal, a sheared one refused")
  func shear() throws {
    let volume = try Samples.volume()
    // srow_x[1]: the j axis (1.2 mm) leans along x by 0.0005 and by 0.2.
    try Samples.patched(volume, { $0.put(Float(0.0005 * 1.2), at: 284) }) { path throws in
      let grid = try ImageFiles.header(path).grid
      let (x, y, _) = grid.direction.columns
      #expect(abs(x.dot(y)) < 1e-12 && abs(x.norm - 1) < 1e-12)
    }
    try Samples.patched(volume, { $0.put(Float(0.2 * 1.2), at: 284) }) { path throws in
      let problem = #expect(throws: Problem.self) { try ImageFiles.header(path) }
      #expect(problem?.what.contains("perpendicular") == true)
    }
  }

  @Test("of several volumes one has to be chosen", arguments: ["x.nii", "x.nii.gz"])
  func fourthAxis(name: String) throws {
    let grid = try Grid(size: GridSize(4, 3, 10), spacing: Vector3(1, 1, 1))
    let two = try Volume(grid: grid, voxels: (0..<120).map { Int16($0) })
    try Samples.withFile(name) { path throws in
      try write(two, to: path) {
        $0.put(Int16(4), at: 40); $0.put(Int16(5), at: 46); $0.put(Int16(2), at: 48)
      }
      #expect(try ImageFiles.header(path).volumes == 2)
      let problem = #expect(throws: Problem.self) { try ImageFiles.read(path) }
      #expect(problem?.what.contains("2 volumes") == true)
      #expect(try ImageFiles.read(path, volume: 0).voxels == (0..<60).map { Float($0) })
      #expect(try ImageFiles.read(path, volume: 1).voxels == (60..<120).map { Float($0) })
      #expect(throws: Problem.self) { try ImageFiles.read(path, volume: 2) }
      #expect(throws: Problem.self) { try ImageFiles.read(path, volume: -1) }
    }
  }

  /// Writes a NIfTI file with a changed header, compressed if the name says so.
  private func write(_ volume: Volume<Int16>, to path: String, _ patch: (inout [UInt8]) -> Void) throws {
    var header = try NIfTIFile.header(of: volume.grid, component: .int16, description: "", path: path)
    patch(&header)
    let sink = try ByteSink(path: path, compressed: path.hasSuffix(".gz"))
    try sink.write(header + [0, 0, 0, 0])
    try volume.voxels.withUnsafeBytes { try sink.write($0) }
    try sink.finish()
  }

  @Test("a file cut short is refused", arguments: ["x.nii", "x.nii.gz", "x.mha"], [1, 20, 100])
  func truncated(name: String, missing: Int) throws {
    try Samples.patched(Samples.volume(), as: name, { $0.removeLast(missing) }) { path throws in
      let problem = #expect(throws: Problem.self) { try ImageFiles.read(path) }
      #expect(problem?.kind == .dataRejected)
      #expect(problem?.location == path)
    }
  }

  @Test("damage inside a compressed file is found by its checksum")
  func damaged() throws {
    try Samples.patched(Samples.volume(), as: "x.nii.gz", { $0[$0.count - 7] ^= 0xff }) { path throws in
      let problem = #expect(throws: Problem.self) { try ImageFiles.read(path) }
      #expect(problem?.what.contains("damaged") == true)
    }
  }

  @Test("missing, foreign and planar files are refused")
  func foreign() throws {
    #expect(throws: Problem.self) { try ImageFiles.read("/nowhere/x.nii") }
    try Samples.withFile("x.nii") { path throws in
      try Data("not an image".utf8).write(to: URL(filePath: path))
      #expect(throws: Problem.self) { try ImageFiles.header(path) }
    }
    try Samples.withFile("x.mha") { path throws in
      try Data(repeating: 0x41, count: 100_000).write(to: URL(filePath: path))
      #expect(throws: Problem.self) { try ImageFiles.header(path) }
    }
    try Samples.patched(Samples.volume(), { $0.put(Int16(2), at: 40) }) { path throws in
      #expect(throws: Problem.self) { try ImageFiles.header(path) }
    }
  }

  @Test("no header, however damaged, brings the program down", arguments: ["x.nii", "x.mha"])
  func mutations(name: String) throws {
    var state: UInt64 = 20_260_101
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let volume = try Samples.volume()
    try Samples.withFile(name) { path throws in
      try ImageFiles.write(volume, path)
      let sound = try [UInt8](Data(contentsOf: URL(filePath: path)))
      var refused = 0
      for _ in 0..<600 {
        var bytes = sound
        for _ in 0...random(4) { bytes[random(352)] = UInt8(random(256)) }
        try Data(bytes).write(to: URL(filePath: path))
        do { _ = try ImageFiles.read(path) } catch { refused += 1 }
      }
      #expect(refused > 0)
    }
  }
}
