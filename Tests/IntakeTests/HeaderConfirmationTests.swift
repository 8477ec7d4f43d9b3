import Foundation
import Stages
import Testing
import Volumes

@testable import Checks
@testable import Intake

/// Second statements of pixel spacing and of the offset of CT numbers.
@Suite struct HeaderConfirmationTests {
  private static let grid = try! Grid(
    size: GridSize(16, 16, 6), spacing: Vector3(2, 2, 3), origin: Vector3(-16, -16, 0),
    frameOfReference: Written.frame)

  /// What is told of a CT whose spacing is `spacing` and whose Reconstruction Diameter is 32 mm.
  private static func told(spacing: String, diameter: String = "32") throws -> [String] {
    let folder = try RoundTrip.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let water = Volume<Float>(grid: grid, repeating: 0)
    _ = try DICOMWriter.writeCT(water, Written.context, to: folder)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let path = folder.appending(path: name).path
      var raw = try RawElements(path)
      let pixel = RawElements.Path(steps: [.init(tag: 0x0028_0030, item: 0)])
      raw.element(pixel)?.value = Array(spacing.utf8)
      let width = RawElements.Path(steps: [.init(tag: 0x0018_1100, item: 0)])
      _ = raw.add(RawElements.Element(0x0018_1100, "DS", Array(diameter.utf8)), at: width)
      try raw.write(to: path)
    }
    let entries = try Inventory.scan([folder.path]).entries
    #expect(entries.count == 1)
    return entries.flatMap(\.findings).map(\.problem.what).filter { $0.contains("Reconstruction Diameter") }
  }

  @Test func pixelsFillTheirDiameter() throws {
    #expect(try Self.told(spacing: "2\\2 ").isEmpty)
    #expect(try Self.told(spacing: "2.04\\2.04 ").isEmpty)
    #expect(try Self.told(spacing: "2.5\\2.5 ").first?.contains("40.00 mm") == true)
    #expect(try Self.told(spacing: "2\\2.5 ").count == 1)
    #expect(try Self.told(spacing: "2\\2 ", diameter: "0 ").isEmpty)
  }

  /// Air, skin and a liver; `offset` as a wrong Rescale Intercept adds it.
  private static func ct(offset: Float = 0, border: Float = -1000) -> ImageSeries {
    var volume = Volume<Float>(grid: grid, repeating: border + offset)
    for k in 0..<6 { for j in 3..<13 { for i in 0..<16 { volume[i, j, k] = 50 + offset } } }
    (volume[8, 8, 3], volume[8, 8, 2]) = (-1000 + offset, 800 + offset)
    return ImageSeries(id: "C", modality: "CT", values: volume, unit: .hounsfield)
  }

  @Test(arguments: [
    (Float(0), Float(-1000), false), (-24, -1000, false), (60, -1000, false), (256, -1000, true),
    (-256, -1000, true), (200, -1000, true), (0, 40, false), (0, -3024, false),
  ]) func airIsWhereItIs(_ offset: Float, _ border: Float, _ isTold: Bool) {
    let told = Inventory.findings(onValuesOf: Self.ct(offset: offset, border: border))
    #expect(told.contains { $0.problem.what.contains("air around") } == isTold, "\(told)")
  }

  /// A border of tissue and air, as of a patient wider than the field, says nothing.
  @Test func aMixedBorderSaysNothing() {
    var volume = Self.ct(offset: 256).values
    for k in 0..<6 { for i in 4..<12 { volume[i, 0, k] = 40 } }
    #expect(AirAround(volume).level == nil)
  }
}
