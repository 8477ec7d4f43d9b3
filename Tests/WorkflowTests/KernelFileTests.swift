import Diagnostics
import Fixtures
import Foundation
@testable import Nuclides
import Testing

@testable import Documents
@testable import Studies

@Suite struct KernelFileTests {
  /// Few histories: what is tested is the way of the numbers, not the numbers.
  static func made() throws -> KernelFile {
    var request = KernelTask.Request(nuclide: "Ho-166")
    request.histories = 2000
    return try KernelTask.simulate(.named("Ho-166"), .tissue, request)
  }

  @Test func readGivesWhatWasWritten() throws {
    let file = try Self.made()
    try JourneyTests.inFolder { folder in
      let url = folder.appending(path: "kernel.json")
      try file.write(to: url)
      #expect(try KernelFile.read(url, nuclide: "Ho-166") == file)
      let problem = #expect(throws: Problem.self) { try KernelFile.read(url, nuclide: "Y-90") }
      #expect(problem?.what.contains("Ho-166") == true)
      try Data("{}".utf8).write(to: url)
      #expect(throws: Problem.self) { try KernelFile.read(url) }
    }
  }

  /// Radii are scaled to 1 g/mL: the beta of 1854 keV ends near 0.9 g/cm², in tissue and anywhere.
  @Test func energyAndRangeAreThoseOfTheNuclide() throws {
    let kernel = try Self.made().kernel
    #expect(kernel.shortRange.total > 640 && kernel.shortRange.total < 700)
    #expect((4.0...9.5).contains(kernel.electronRange))
    #expect(
      zip(kernel.shortRange.shells, kernel.shortRange.shells.dropFirst()).allSatisfy {
        abs($0.outer - $1.inner) < 1e-6
      })
  }

  /// The kernel engine takes a simulated kernel: its sphere of 10 g agrees with the reference codes for Y-90.
  @Test func spheresFromASimulatedKernel() throws {
    var request = KernelTask.Request(nuclide: "Y-90")
    request.histories = 30_000
    let file = try KernelTask.simulate(.named("Y-90"), .water, request)
    try JourneyTests.inFolder { folder in
      let url = folder.appending(path: "y90.json")
      try file.write(to: url)
      let outcome = try SValues.spheres("Y-90", edition: .evaluated, masses: [10], kernel: url)
      let record = try #require(JSONSerialization.jsonObject(with: Data(outcome.json.utf8)) as? [String: Any])
      let rows = try #require(record["rows"] as? [[String: Any]])
      // 1.26910e-2 mGy/(MBq·s), PENELOPE; 30 000 decays leave 0.4 %.
      #expect(abs(rows[0]["value"] as! Double / 1.26910e-2 - 1) < 0.015)
    }
  }
}
