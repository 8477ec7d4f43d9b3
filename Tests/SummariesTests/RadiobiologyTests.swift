import Fixtures
import Quantities
import Testing

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
        role: .kidney, quantity: .bed, limit: AbsorbedDose(try #require(row.number("bed_limit"))),
        source: "vector")
      check.expect(limit.isExceeded(by: bed) == row.flag("exceeds_bed_limit"))
      let absorbed = try #require(
        DoseLimit.cited.first { $0.role == .kidney && $0.quantity == .absorbedDose })
      check.expect(absorbed.isExceeded(by: total) == row.flag("exceeds_23gy_total"))
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

  @Test func impossibleCoursesAreRefused() {
    #expect(throws: (any Error).self) { try DoseRateCourse([]) }
    #expect(throws: (any Error).self) { try DoseRateCourse([.init(amplitude: -1, halfLife: .hours(2))]) }
    #expect(throws: (any Error).self) { try DoseRateCourse([.init(amplitude: 1, halfLife: .hours(0))]) }
  }

  @Test func citedTablesAreReadable() {
    #expect(RadiobiologyTable.allCited.count == 2)
    #expect(RadiobiologyTable.cited.sets[.kidney]?.alphaBeta == AbsorbedDose(2.6))
    #expect(RadiobiologyTable.cited.sets[.kidney]?.repairHalfTime == .hours(2.8))
    #expect(RadiobiologyTable.cited.sets[.kidney]?.source.contains("10.2967/jnumed.108.053173") == true)
    #expect(RadiobiologyTable.cited.sets[.liver] == nil)
    #expect(DoseLimit.cited.count == 4)
  }
}
