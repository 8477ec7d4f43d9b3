import Foundation
import Quantities
import Testing
import Volumes

@testable import Phantoms

@Suite("Patients of other sizes, loads and protocols") struct PatientOptionTests {
  @Test("A scaled solid has the cube of the factor in volume, with its cuts", arguments: [0.8, 0.97, 1.1])
  func scaled(factor: Double) throws {
    for solid in [Anatomy.rightLobe, Anatomy.leftLung, Anatomy.spine, Anatomy.leftKidney] {
      let whole = Painting(solids: [solid]).visibleVolumes(inside: solid, lines: 256)[0]
      for other in [solid.scaled(by: factor), solid.scaled(by: factor, about: .zero)] {
        let volume = Painting(solids: [other]).visibleVolumes(inside: other, lines: 256)[0]
        #expect(abs(volume / whole / (factor * factor * factor) - 1) < 2e-3)
      }
    }
  }

  @Test(
    "A tumor load is the lesion’s part of the liver, with three times its uptake",
    arguments: [0.01, 0.3, 0.8])
  func load(load: Double) throws {
    var options = DigitalPatient.Options()
    options.tumourLoad = load
    let truth = DigitalPatient.standard(options: options).truth
    let (liver, lesion) = (try #require(truth["Liver"]), try #require(truth["Lesion 1"]))
    #expect(truth.regions.filter { $0.name.hasPrefix("Lesion") }.count == 1)
    #expect(abs(lesion.volume / liver.volume / load - 1) < 2e-3)
    let normal =
      (liver.timeIntegratedActivity - lesion.timeIntegratedActivity)
      / (liver.volume.value - lesion.volume.value)
    #expect(abs(lesion.timeIntegratedActivity.value / lesion.volume.value / normal.value / 3 - 1) < 5e-3)
  }

  @Test("A smaller patient keeps the activity; times are those that were asked for")
  func sizeAndTimes() throws {
    var options = DigitalPatient.Options()
    (options.size, options.imagingTimes) = (0.9, [.hours(20), .hours(70)])
    let (small, usual) = (DigitalPatient.standard(options: options), DigitalPatient.standard())
    #expect(small.timePoints.map(\.name) == ["20 h", "70 h"] && small.reference == 1)
    for (a, b) in zip(small.truth.regions, usual.truth.regions) where a.name != "Body" {
      #expect(abs(a.volume / b.volume / 0.729 - 1) < 2e-3, "\(a.name)")
      #expect(
        abs(a.timeIntegratedActivity.value - b.timeIntegratedActivity.value) <= 2e-3
          * b.timeIntegratedActivity.value)
    }
  }
}
