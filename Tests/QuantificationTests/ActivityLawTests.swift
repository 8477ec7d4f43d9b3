import Checks
import Diagnostics
import Foundation
@testable import Quantification
import Quantities
import Stages
import Testing
import Volumes

/// What was administered binds what is found after it.
@Suite struct ActivityLawTests {
  static let given = AdministeredActivity(
    Uncertain(.gigabecquerels(7.4), standardUncertainty: .gigabecquerels(0.1)), halfLife: lutetium)

  /// An image whose activity is a share of what is left at its time.
  static func image(_ share: Double, hours: Double, given: AdministeredActivity = given) throws
    -> ActivityVolume
  {
    let grid = try cube(4)
    let left = 7.4e9 * pow(2, -hours / 159.528)
    let each = share * left / (64 * grid.voxelVolume.value)
    return ActivityVolume(
      id: "\(hours) h", map: try QuantityMap(values: Volume<Float>(grid: grid, repeating: Float(each))),
      nuclide: "Lu-177", time: noon, afterAdministration: .hours(hours))
  }

  @Test func boundsAreThoseOfDecay() {
    #expect(abs(Self.given.left(after: .hours(159.528)).inGigabecquerels - 3.7) < 1e-9)
    #expect(abs(Self.given.greatestDecays.inMegabecquerelHours / (7400 * 159.528 / log(2)) - 1) < 1e-12)
    #expect(Self.given.share(of: .gigabecquerels(3.7), after: .hours(159.528)).value == 1)
  }

  @Test(arguments: [4.0, 24, 168]) func aShareUpToATenthAboveOnePasses(_ hours: Double) throws {
    for share in [0.2, 0.5, 1, 1.09] {
      #expect(try Self.given.check(Self.image(share, hours: hours), isTrapped: false) == [])
    }
    let told = try Self.given.check(Self.image(1.2, hours: hours), isTrapped: false)
    guard case .administered(.image(_, hours, let share, _, false))? = told.first else {
      Issue.record("\(told)")
      return
    }
    #expect(told.count == 1 && abs(share - 1.2) < 1e-3)
  }

  /// A date 310 h late, kBq for Bq, a calibration off by ten: all end here, with what to do.
  @Test(arguments: [0.45 * pow(2, 310 / 159.528), 1000 * 0.45, 10 * 0.45, .infinity])
  func whatNobodyGaveIsRefused(_ share: Double) throws {
    let problem = #expect(throws: Problem.self) {
      _ = try Self.given.check(Self.image(share, hours: 24), isTrapped: false)
    }
    #expect(problem?.kind == .dataRejected)
    #expect(problem?.remedy.contains("date and time") == true)
    #expect(problem?.remedy.contains("Bq or kBq") == true)
  }

  @Test func veryLittleIsTold() throws {
    #expect(try Self.given.check(Self.image(0.04, hours: 20), isTrapped: false).count == 1)
    #expect(try Self.given.check(Self.image(0.04, hours: 168), isTrapped: false) == [])
    #expect(try Self.given.check(Self.image(0.4, hours: 20), isTrapped: true).count == 1)
  }

  /// What a digital patient shows at its four times is usual; a tenth of it, by a calibration off by ten, is reported at each.
  @Test(arguments: [(4.25, 0.503), (24.25, 0.187), (96.25, 0.117), (168.25, 0.0766)])
  func aCalibrationOffByTenIsTold(_ hours: Double, _ share: Double) throws {
    #expect(try Self.given.check(Self.image(share, hours: hours), isTrapped: false) == [])
    let told = try Self.given.check(Self.image(share / 10, hours: hours), isTrapped: false)
    #expect(told.map(\.standing.code.rawValue) == ["activity.little"])
    if share > 0.15 {
      #expect(throws: Problem.self) {
        _ = try Self.given.check(Self.image(share * 10, hours: hours), isTrapped: false)
      }
    }
  }

  /// Every prefix and every unit that activity is taken for: beyond both ends of what there can be.
  @Test(arguments: [1e3, 1e6, 1e-3, 1e-6, 1 / 95_000.0, 3.6e9, 1 / 3.6e9], [4.0, 24, 168])
  func wrongUnitsEndBeyondTheLaw(_ factor: Double, hours: Double) throws {
    // What is really there: a half at first, 4 % after a week.
    let share = (hours == 168 ? 0.04 : 0.5) * factor
    if factor > 1 {
      #expect(throws: Problem.self) {
        _ = try Self.given.check(Self.image(share, hours: hours), isTrapped: false)
      }
    } else {
      let told = try Self.given.check(Self.image(share, hours: hours), isTrapped: false)
      #expect(told.map(\.standing.code.rawValue) == ["activity.little"])
    }
  }

  @Test func withoutATimeNothingIsHeldAgainstIt() throws {
    var image = try Self.image(100, hours: 24)
    image.afterAdministration = nil
    #expect(try Self.given.check(image, isTrapped: false) == [])
  }

  @Test func mapsOfDecays() throws {
    func map(_ share: Double) throws -> TimeIntegratedActivityVolume {
      let grid = try cube(4)
      let each = share * Self.given.greatestDecays.value / (64 * grid.voxelVolume.value)
      return TimeIntegratedActivityVolume(
        map: try QuantityMap(values: Volume<Float>(grid: grid, repeating: Float(each))), nuclide: "Lu-177")
    }
    #expect(try Self.given.check(map(0.99), at: "map") == [])
    #expect(try Self.given.check(map(1.2), at: "map").count == 1)
    // MBq·h taken for Bq·s.
    #expect(throws: Problem.self) { _ = try Self.given.check(map(3.6e9), at: "map") }
    // And the other way, or Bq/mL taken for it: only of a map that came as it is, since an image would have shown it.
    for factor in [1 / 3.6e9, 1 / 250_000.0, 1e-3] {
      let little = try Self.given.check(map(0.1 * factor), isEntered: true, at: "map")
      #expect(little.map(\.standing.code.rawValue) == ["activity.little"], "\(factor)")
      #expect(try Self.given.check(map(0.1 * factor), at: "map") == [])
    }
    #expect(try Self.given.check(map(0.1), isEntered: true, at: "map") == [])
    #expect(try Self.given.check(map(0.1), isTrapped: true, isEntered: true, at: "map").count == 1)
  }

  /// 1 GBq of Y-90 in 1 kg gives 49.8 Gy at most; centigray read as gray is a hundred times that.
  @Test func energyOfADose() throws {
    let yttrium = AdministeredActivity(Uncertain(.gigabecquerels(1)), halfLife: .hours(64.04))
    let perDecay = Quantity<MegaElectronVolt>(0.9345).inJoules
    #expect(try yttrium.check(energy: Quantity(49.8), perDecay: perDecay, at: "dose") == [])
    #expect(throws: Problem.self) {
      _ = try yttrium.check(energy: Quantity(4980), perDecay: perDecay, at: "dose")
    }
    // Milligray called gray is refused as well; gray called centigray or milligray is told.
    for joules in [0.498, 0.0498] {
      let little = try yttrium.check(
        energy: Quantity(joules), perDecay: perDecay, isTrapped: true, isEntered: true, at: "dose")
      #expect(little.map(\.standing.code.rawValue) == ["activity.little"])
    }
    let usual = try yttrium.check(
      energy: Quantity(40), perDecay: perDecay, isTrapped: true, isEntered: true, at: "dose")
    #expect(usual.isEmpty)
  }

  /// A wrong activity in the case moves the bound with it: the header is asked.
  @Test func headerAgainstCase() {
    let told = Self.given.check(header: .gigabecquerels(0.74), others: [], at: "24 h")
    guard case .administered(.header(_, 740, "24 h"))? = told.first, told.count == 1 else {
      Issue.record("\(told)")
      return
    }
    #expect(Self.given.check(header: .gigabecquerels(7.9), others: [], at: "24 h") == [])
    #expect(Self.given.check(header: .gigabecquerels(3.7), others: [.gigabecquerels(3.7)], at: "24 h") == [])
    #expect(Self.given.check(header: nil, others: [], at: "24 h") == [])
  }

  @Test func nothingLeftIsRefused() {
    #expect(throws: Problem.self) { try AdministeredActivity(checking: Uncertain(.zero), halfLife: lutetium) }
  }

  /// Regions and the rest add up to the map, also where regions overlap.
  @Test func partsAndTheRestAddUp() throws {
    let grid = try cube(6)
    let map = TimeIntegratedActivityVolume(
      map: try QuantityMap(values: Volume(grid) { i, j, k in Float(1 + i + 6 * j * k) * 1e9 }),
      nuclide: "Lu-177")
    let left = try Occupancy(Volume<Bool>(grid: grid, voxels: (0..<216).map { $0 % 6 < 3 }))
    let middle = try Occupancy(Volume<Bool>(grid: grid, voxels: (0..<216).map { (2..<4).contains($0 % 6) }))
    let account = DecayAccount(
      map, parts: [(Region(program: "left"), left), (Region(program: "middle"), middle)], of: Self.given)
    let sum = account.parts.reduce(account.rest.value) { $0 + $1.decays.value }
    #expect(abs(sum / account.total.value - 1) < 1e-12)
    #expect(account.rest.value > 0)
    #expect(account.share.value == Self.given.share(of: account.total).value)
  }
}
