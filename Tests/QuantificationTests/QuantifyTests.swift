import Diagnostics
import Fixtures
import Foundation
@testable import Quantification
@testable import Quantities
import Stages
import Testing
import Volumes

@Suite("Counts to activity")
struct QuantifyTests {
  static let lambda = log(2) / (159.528 * 3600)

  static func calibration(
    _ factor: Calibration.Factor = .countsPerSecondPerMegabecquerel(10), counts: Calibration.Counts = .total,
    nuclide: String = "Lu-177", collimator: String = "", validity: TimeSpan? = .days(400),
    deadTime: DeadTime = .none
  ) throws -> Calibration {
    try Calibration(
      factor: factor, counts: counts, nuclide: nuclide, conditions: .init(collimator: collimator),
      date: noon.advanced(by: .days(-30)), validity: validity, relativeUncertainty: 0.03, deadTime: deadTime)
  }

  static func series(
    _ values: [Float] = [6000, 0, 0, 0, 0, 0, 0, 0], unit: ImageUnit = .counts, duration: Double? = 1800,
    projections: Int? = 60, decay: DecayState = .uncorrected, nuclide: String? = "Lu-177"
  ) throws -> ImageSeries {
    let grid = try Grid(size: GridSize(2, 2, 2), spacing: Vector3(repeating: 5))
    return ImageSeries(
      id: "NM-1", modality: "NM", values: try Volume(grid: grid, voxels: values), unit: unit,
      acquisition: Acquisition(
        start: noon, duration: duration.map { TimeSpan($0) }, frameDuration: TimeSpan(20),
        projections: projections,
        decay: decay, nuclide: nuclide))
  }

  static func quantification(_ change: (inout ActivityQuantification) -> Void = { _ in }) throws
    -> ActivityQuantification
  {
    var q = try ActivityQuantification(nuclide: "Lu-177", halfLife: lutetium)
    change(&q)
    return q
  }

  @Test("Sensitivity, counting time, voxel volume and decay during the acquisition, by hand")
  func byHand() throws {
    let result = try Self.quantification().quantify(Self.series(), calibration: Self.calibration())
    // 6000 counts in 60 × 20 s are 5 cps: 0.5 MBq in 0.125 mL, 4 MBq/mL on average; more at the start.
    let x = Self.lambda * 1800
    #expect(agree(Double(result.activity.map.values.voxels[0]), 4e6 * x / (1 - exp(-x))))
    #expect(result.activity.time == noon)
    #expect(result.activity.map.common == 0.03)
  }

  @Test("Counts per projection are the total divided by the number of projections")
  func perProjection() throws {
    let total = try Self.quantification().quantify(Self.series(), calibration: Self.calibration())
    let one = try Self.quantification().quantify(
      Self.series([100, 0, 0, 0, 0, 0, 0, 0]), calibration: Self.calibration(counts: .perProjection))
    #expect(agree(Double(one.activity.map.values.voxels[0]), Double(total.activity.map.values.voxels[0])))
    let (a, b) = (try #require(one.activity.map.statistical), try #require(total.activity.map.statistical))
    #expect(agree(Double(a.voxels[0]), Double(b.voxels[0])))
    let wrong = try Self.quantification().quantify(
      Self.series([100, 0, 0, 0, 0, 0, 0, 0]), calibration: Self.calibration())
    #expect(!agree(Double(wrong.activity.map.values.voxels[0]), Double(total.activity.map.values.voxels[0])))
  }

  @Test(
    "The mean over the acquisition, at any reference instant, decays between instants as the nuclide does")
  func references() throws {
    let start = try Self.quantification().quantify(Self.series(), calibration: Self.calibration())
    let middle = try Self.quantification { $0.reference = .acquisitionMiddle }
      .quantify(Self.series(), calibration: Self.calibration())
    let day = try Self.quantification { $0.reference = .instant(noon.advanced(by: .hours(24))) }
      .quantify(Self.series(), calibration: Self.calibration())
    let a = Double(start.activity.map.values.voxels[0])
    #expect(agree(Double(middle.activity.map.values.voxels[0]), a * exp(-Self.lambda * 900)))
    #expect(agree(Double(day.activity.map.values.voxels[0]), a * exp2(-24 / 159.528)))
    #expect(middle.activity.time == noon.advanced(by: TimeSpan(900)))
  }

  @Test("Bq/mL images: values at the start, at administration, or uncorrected")
  func becquerelImages() throws {
    let ten = [Float](repeating: 10, count: 8)
    func value(_ decay: DecayState) throws -> Double {
      let q = try Self.quantification { $0.administration = noon.advanced(by: .hours(-24)) }
      let r = try q.quantify(Self.series(ten, unit: .becquerelPerMillilitre, decay: decay))
      #expect(r.activity.map.statistical == nil)
      #expect(agree(r.activity.afterAdministration!.inHours, 24))
      return Double(r.activity.map.values.voxels[0])
    }
    let x = Self.lambda * 1800
    #expect(agree(try value(.reference(noon)), 10))
    #expect(agree(try value(.reference(noon.advanced(by: .hours(-24)))), 10 * exp2(-24 / 159.528)))
    #expect(agree(try value(.uncorrected), 10 * x / (1 - exp(-x))))
  }

  @Test("Poisson noise is √counts, scaled by the stated factor; at least that of one count")
  func noise() throws {
    let q = try Self.quantification { $0.noiseFactor = 0.5 }
    let map = try q.quantify(Self.series(), calibration: Self.calibration()).activity.map
    let s = try #require(map.statistical)
    #expect(agree(Double(s.voxels[0] / map.values.voxels[0]), 0.5 / 6000.squareRoot(), relative: 1e-5))
    #expect(agree(Double(s.voxels[1]), Double(map.values.voxels[0]) / 6000 * 0.5, relative: 1e-5))
    let none = try Self.quantification { $0.noiseFactor = nil }
    #expect(try none.quantify(Self.series(), calibration: Self.calibration()).activity.map.statistical == nil)
  }

  @Test("Negative voxels stay or are clipped, and are counted; voxels without number are zero")
  func negatives() throws {
    let values: [Float] = [600, -60, .nan, 0, 0, 0, 0, 0]
    let keep = try Self.quantification().quantify(Self.series(values), calibration: Self.calibration())
    let clip = try Self.quantification { $0.negatives = .clip }
      .quantify(Self.series(values), calibration: Self.calibration())
    #expect(keep.activity.map.values.voxels[1] < 0)
    #expect(clip.activity.map.values.voxels[1] == 0)
    #expect(keep.activity.map.values.voxels[2] == 0)
    #expect(keep.notes.negativeVoxels == 1 && clip.notes.negativeVoxels == 1)
    #expect(keep.notes.nonFiniteVoxels == 1)
    #expect(clip.notes.warnings.contains(.image(.clipped(voxels: 1))))
  }

  @Test("What does not fit is refused")
  func refusals() throws {
    func refused(_ body: () throws -> QuantifiedImage) -> Bool {
      do { _ = try body() } catch is Problem { return true } catch { return false }
      return false
    }
    let q = try Self.quantification()
    let good = try Self.calibration()
    #expect(!refused { try q.quantify(Self.series(), calibration: good) })
    #expect(refused { try q.quantify(Self.series()) })
    #expect(refused { try q.quantify(Self.series(), calibration: Self.calibration(nuclide: "Y-90")) })
    #expect(refused { try q.quantify(Self.series(nuclide: "Y-90"), calibration: good) })
    #expect(refused { try q.quantify(Self.series(duration: nil), calibration: good) })
    #expect(refused { try q.quantify(Self.series(projections: nil), calibration: good) })
    #expect(refused { try q.quantify(Self.series(unit: .suvBodyWeight), calibration: good) })
    #expect(refused { try q.quantify(Self.series([0, 0, 0, 0, 0, 0, 0, 0]), calibration: good) })
    #expect(refused { try q.quantify(Self.series(), calibration: Self.calibration(validity: .days(10))) })
    let late = try Self.quantification { $0.administration = noon.advanced(by: .hours(1)) }
    #expect(refused { try late.quantify(Self.series(), calibration: good) })
    let other = try Self.quantification { $0.collimator = "LEHR" }
    #expect(refused { try other.quantify(Self.series(), calibration: Self.calibration(collimator: "MEGP")) })
    #expect(!refused { try q.quantify(Self.series(), calibration: Self.calibration(collimator: "MEGP")) })
    #expect(throws: Problems.self) { try Self.calibration(.countsPerSecondPerMegabecquerel(0), nuclide: "") }
  }

  @Test(
    "Dead time: the model applied to the corrected rate gives the observed one", arguments: [1e3, 2e4, 9e4])
  func deadTime(rate: Double) throws {
    let tau = 4e-6
    let a = rate * (try DeadTime.nonParalyzable(seconds: tau).trueOverObserved(rate: rate))
    #expect(agree(a / (1 + a * tau), rate, relative: 1e-12))
    let b = rate * (try DeadTime.paralyzable(seconds: tau).trueOverObserved(rate: rate))
    #expect(agree(b * exp(-b * tau), rate, relative: 1e-9))
    #expect(b <= 1 / tau * (1 + 1e-6))
    #expect(throws: Problem.self) {
      try DeadTime.paralyzable(seconds: tau).trueOverObserved(rate: 1.01 / (M_E * tau))
    }
    #expect(throws: Problem.self) {
      try DeadTime.nonParalyzable(seconds: tau).trueOverObserved(rate: 1 / tau)
    }
    #expect(throws: Problem.self) { try DeadTime.factor(0.9).trueOverObserved(rate: 1) }
  }

  @Test("Dead time enters the activity once, with the case's factor on top")
  func deadTimeInImage() throws {
    let plain = try Self.quantification().quantify(Self.series(), calibration: Self.calibration())
    let q = try Self.quantification {
      $0.observedRate = 5e4
      $0.deadTimeFactor = 1.1
    }
    let r = try q.quantify(
      Self.series(), calibration: Self.calibration(deadTime: .nonParalyzable(seconds: 4e-6)))
    let ratio = Double(r.activity.map.values.voxels[0] / plain.activity.map.values.voxels[0])
    #expect(agree(ratio, 1.1 / (1 - 0.2), relative: 1e-6))
  }
}
