import Fixtures
import Foundation
import Quantities
import Stages
import Testing
@testable import Quantities

@testable import Summaries

@Suite struct RadiobiologyTests {
  @Test func kidneyBED() throws {
    let faults = try Fixtures.everyRow("bed_kidney") { check in
      let row = check.row
      let set = Radiobiology(
        name: "kidney", alphaBeta: AbsorbedDose(try #require(row.number("alpha_beta_gy"))),
        repairHalfTime: .hours(try #require(row.number("trepair_h"))), source: "vector")
      let doses = row.numbers("doses_gy").map { AbsorbedDose($0) }
      let cycles = Array(zip(doses, row.numbers("teff_h").map { TimeSpan.hours($0) }))
      check.expect(cycles.count == doses.count && !cycles.isEmpty)
      let bed = set.bed(cycles.map { (dose: $0.0, effectiveHalfLife: $0.1) })
      let total = doses.reduce(.zero, +)
      check.expect(agree(total.value, try #require(row.number("expected_total_dose"))))
      check.expect(agree(bed.value, try #require(row.number("expected_bed"))))
      check.expect(agree(set.eqd2(ofBED: bed).value, try #require(row.number("expected_eqd2"))))
      let limit = DoseLimit(
        AbsorbedDose(try #require(row.number("bed_limit"))), of: .bed, source: "vector")
      check.expect(limit.isExceeded(by: bed) == row.flag("exceeds_bed_limit"))
      let absorbed = try #require(
        ToleranceDoses.cited.first { $0.place == .kidney && $0.quantity == .absorbedDose })
      check.expect(absorbed.limit.isExceeded(by: total) == row.flag("exceeds_23gy_total"))
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func leaCatcheside() throws {
    let faults = try Fixtures.everyRow("bed_lea_catcheside") { check in
      let row = check.row
      let terms = try #require(row["doserate_terms_gy_per_h:teff_h"]).split(separator: " ").map { text in
        let pair = text.split(separator: ":").compactMap { Double($0) }
        return DoseRateCourse.Term(amplitude: pair[0], halfLife: .hours(pair[1]))
      }
      let course = try DoseRateCourse(terms)
      let set = Radiobiology(
        name: "x", alphaBeta: AbsorbedDose(try #require(row.number("alpha_beta"))),
        repairHalfTime: .hours(try #require(row.number("trepair_h"))), source: "vector")
      check.expect(agree(course.dose.value, try #require(row.number("expected_dose"))))
      check.expect(
        agree(
          course.leaCatchesideFactor(repairHalfTime: set.repairHalfTime),
          try #require(row.number("expected_G"))
        ))
      check.expect(
        agree(set.bed(course.dose, delivered: course).value, try #require(row.number("expected_bed"))))
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func uniformDoses() throws {
    let faults = try Fixtures.everyRow("eud") { check in
      let row = check.row
      let (doses, volumes) = (row.numbers("doses_gy"), row.numbers("volumes"))
      let (alpha, a) = (try #require(row.number("alpha_per_gy")), try #require(row.number("geud_a")))
      check.expect(
        agree(
          EquivalentUniformDose.survival(doses: doses, volumes: volumes, alpha: alpha).value,
          try #require(row.number("expected_eud_alpha"))))
      check.expect(
        agree(
          EquivalentUniformDose.generalised(doses: doses, volumes: volumes, exponent: a).value,
          try #require(row.number("expected_geud"))))
      let mean = zip(doses, volumes).reduce(0) { $0 + $1.0 * $1.1 } / volumes.reduce(0, +)
      check.expect(agree(mean, try #require(row.number("expected_mean_dose"))))
      // The same through the region's list: order and grouping do not matter.
      let list = WeightedDoses(doses: doses.map(Float.init), volumes: volumes.map(Float.init), unit: 1)
      check.expect(
        agree(
          list.equivalentUniformDose(alpha: alpha).value, row.number("expected_eud_alpha")!, relative: 2e-6)
      )
      check.expect(
        agree(
          list.generalisedEquivalentUniformDose(exponent: a).value, row.number("expected_geud")!,
          relative: 2e-6
        ))
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func survivalDoseDoesNotUnderflow() {
    let eud = EquivalentUniformDose.survival(doses: [5000, 9000], volumes: [1, 1], alpha: 0.3)
    #expect(agree(eud.value, 5000 + 0.693147180559945 / 0.3, relative: 1e-12))
  }

  @Test func acuteAndProtractedLimits() {
    let acute = DoseRateCourse(effectiveHalfLife: .hours(1e-6))
    let slow = DoseRateCourse(effectiveHalfLife: .hours(1e6))
    #expect(agree(acute.leaCatchesideFactor(repairHalfTime: .hours(2.8)), 1, relative: 1e-5))
    #expect(slow.leaCatchesideFactor(repairHalfTime: .hours(2.8)) < 1e-5)
  }

  /// A bi-exponential course with uptake, given by its terms and by points so close that both are the same; and two
  /// points, whose double integral is known.
  @Test func coursesByPointsAgreeWithExponentials() throws {
    let terms = [
      DoseRateCourse.Term(amplitude: 0.3, halfLife: .hours(60)), .init(amplitude: 0.1, halfLife: .hours(9)),
      .init(amplitude: -0.4, halfLife: .hours(1.5)),
    ]
    let exact = try DoseRateCourse(terms)
    let points = (0...2000).map { n -> DoseRateCourse.Point in
      let t = 200 * pow(Double(n) / 2000, 2)
      return .init(
        time: .hours(t), rate: terms.reduce(0) { $0 + $1.amplitude * exp2(-t / $1.halfLife.inHours) })
    }
    let drawn = try DoseRateCourse(points: points, tailHalfLife: .hours(60))
    #expect(agree(drawn.dose.value, exact.dose.value, relative: 1e-5))
    for repair in [0.5, 2.8, 20] {
      let g = exact.leaCatchesideFactor(repairHalfTime: .hours(repair))
      #expect(agree(drawn.leaCatchesideFactor(repairHalfTime: .hours(repair)), g, relative: 1e-4))
    }
    // A constant rate for T hours: G = 2/(μT)² · (μT − 1 + e^(−μT)), Lea and Catcheside's own case.
    let constant = try DoseRateCourse(
      points: [.init(time: .hours(0), rate: 1), .init(time: .hours(10), rate: 1)], tailHalfLife: .hours(1e-9))
    let x = log(2) / 2.8 * 10
    #expect(
      agree(
        constant.leaCatchesideFactor(repairHalfTime: .hours(2.8)), 2 / (x * x) * (x - 1 + exp(-x)),
        relative: 1e-4))
  }

  @Test func impossibleCoursesAreRefused() {
    let falling = [DoseRateCourse.Point(time: .hours(2), rate: 1), .init(time: .hours(1), rate: 1)]
    #expect(throws: (any Error).self) { try DoseRateCourse(points: falling, tailHalfLife: .hours(2)) }
    #expect(throws: (any Error).self) { try DoseRateCourse(points: [], tailHalfLife: .hours(2)) }

    #expect(throws: (any Error).self) { try DoseRateCourse([]) }
    #expect(throws: (any Error).self) { try DoseRateCourse([.init(amplitude: -1, halfLife: .hours(2))]) }
    #expect(throws: (any Error).self) { try DoseRateCourse([.init(amplitude: 1, halfLife: .hours(0))]) }
  }

  @Test func citedTablesAreReadable() {
    #expect(RadiobiologyTable.allCited.count == 5)
    #expect(RadiobiologyTable.cited.sets[.kidney]?.alphaBeta == AbsorbedDose(2.6))
    #expect(RadiobiologyTable.cited.sets[.kidney]?.repairHalfTime == .hours(2.8))
    #expect(RadiobiologyTable.cited.sets[.kidney]?.source.contains("10.2967/jnumed.108.053173") == true)
    #expect(RadiobiologyTable.cited.sets[.liver] == nil)
    #expect(ToleranceDoses.cited.count == 4)
  }
}
