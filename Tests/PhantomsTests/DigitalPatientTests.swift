import Fixtures
import Foundation
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Phantoms

@Suite struct DigitalPatientTests {
  static func options(_ change: (inout DigitalPatient.Options) -> Void = { _ in }) -> DigitalPatient.Options {
    var options = DigitalPatient.Options()
    options.ctSize = GridSize(96, 64, 64)
    options.ctSpacing = Vector3(4.5, 4.5, 6)
    options.spectSize = GridSize(90, 62, 86)
    change(&options)
    return options
  }
  static let sharp = DigitalPatient.standard(
    options: options {
      $0.resolution = Length(0)
      $0.countNoise = false
    })

  /// Organs do not overlap, lie in the body and have plausible sizes.
  @Test func anatomy() throws {
    let truth = Self.sharp.truth
    func millilitres(_ name: String) throws -> Double { try #require(truth[name]).volume.value }
    for s in Self.sharp.structures {
      let visible = try millilitres(s.name)
      let alone = Painting(solids: [s.solid]).visibleVolumes(inside: s.solid)[0]
      #expect(agree(visible, alone, relative: 1e-3), "\(s.name) reaches out of the body")
    }
    #expect(agree(try millilitres("Liver"), 4 / 3 * Double.pi * 85 * 70 * 72 / 1000, relative: 1e-4))
    #expect(
      agree(
        try millilitres("Right lobe") + millilitres("Left lobe"), try millilitres("Liver"), relative: 1e-4))
    #expect(agree(try millilitres("Lesion 5"), 0.5, relative: 1e-3))
    // The edge lesion is partly outside the liver, the others inside.
    let solids = Dictionary(uniqueKeysWithValues: Self.sharp.structures.map { ($0.name, $0.solid) })
    for n in 1...5 {
      let lesion = try #require(solids["Lesion \(n)"])
      let inside =
        Painting(solids: [Anatomy.liver]).visibleVolumes(inside: lesion)[0] / (try millilitres("Lesion \(n)"))
      #expect(n == 4 ? (0.4...0.9).contains(inside) : inside > 0.9999)
    }
    let organs = ["Liver", "Kidney R", "Kidney L", "Spleen", "Lung R", "Lung L"]
    for a in organs {
      for b in organs where a < b {
        let shared = Painting(solids: [try #require(solids[a])]).visibleVolumes(
          inside: try #require(solids[b]))[0]
        #expect(shared == 0, "\(a) and \(b) overlap")
      }
    }
  }

  @Test(arguments: PatientTherapy.allCases)
  func activityNeverExceedsWhatIsLeft(therapy: PatientTherapy) {
    let compartments = Anatomy.compartments(therapy)
    for hours in stride(from: 0.0, through: 400, by: 0.5) {
      let time = TimeSpan.hours(hours)
      let total = compartments.reduce(Activity.zero) { $0 + $1.course.activity(at: time) }
      let left = therapy.administered.value * exp2(-hours / therapy.halfLife.inHours)
      #expect(total.value <= left * (1 + 1e-9) && total.value > 0)
      #expect(compartments.allSatisfy { $0.course.activity(at: time).value >= 0 })
    }
  }

  @Test func decaysAreTheIntegralOfTheActivity() {
    let course = ActivityCourse.uptakeWashout(.megabecquerels(100), washout: .hours(60), uptake: .hours(2))
    var sum = 0.0
    for n in 0..<20_000 { sum += course.activity(at: .hours(0.05 * (Double(n) + 0.5))).value * 180 }
    #expect(agree(course.timeIntegratedActivity.value, sum, relative: 1e-4))
    let split = course.decays(from: .zero, to: .hours(30)) + course.decays(from: .hours(30), to: .hours(9000))
    #expect(agree(split.value, course.timeIntegratedActivity.value, relative: 1e-9))
  }

  /// The sharp, noise-free counts give every compartment's activity back, wherever the patient lies: least squares
  /// with the true fractions of each voxel (rendered with other lines than the image, hence 1 %; 3 % below 10 mL).
  @Test func countsGiveTheActivities() throws {
    let patient = Self.sharp
    let point = patient.timePoints[3]
    let image = patient.spectCounts(at: point)
    let n = patient.compartments.count
    let units = (0..<n).map { a in (0..<n).map { $0 == a ? 1.0 : 0 } }
    let fractions = patient.painting.render(
      units, on: image.grid, placement: patient.placement(at: point), lines: 4)
    let concentrations = leastSquares(fractions.map(\.voxels), image.voxels)
    for (c, part) in patient.compartments.enumerated() {
      let volume = patient.truth.compartmentVolumes[c]
      let found =
        concentrations[c] * volume / image.grid.voxelVolume.value / patient.options.sensitivity * 1e6
      let expected = part.course.decays(from: point.start, to: point.start + point.duration).value
      let small = volume < 10 ? 0.03 : 0.01
      #expect(abs(found - expected) <= small * expected + 1e-3 * 1800 * 1e6 * volume, "\(part.name)")
    }
    let total = image.voxels.reduce(0.0) { $0 + Double($1) } / patient.options.sensitivity * 1e6
    let sum = patient.compartments.reduce(0.0) {
      $0 + $1.course.decays(from: point.start, to: point.start + point.duration).value
    }
    #expect(agree(total, sum, relative: 1e-3))
  }

  /// Solves Σ_b (f_a·f_b) x_b = f_a·y by Gaussian elimination.
  func leastSquares(_ columns: [[Float]], _ y: [Float]) -> [Double] {
    let filled = columns.map { f in f.indices.filter { f[$0] > 0 } }
    func product(_ a: Int, _ b: [Float]) -> Double {
      var sum = 0.0
      for v in filled[a] { sum += Double(columns[a][v]) * Double(b[v]) }
      return sum
    }
    var rows = columns.indices.map { a in columns.map { product(a, $0) } + [product(a, y)] }
    for c in rows.indices {
      for r in rows.indices where r != c {
        let factor = rows[r][c] / rows[c][c]
        for m in c..<rows[r].count { rows[r][m] -= factor * rows[c][m] }
      }
    }
    return rows.indices.map { rows[$0][rows.count] / rows[$0][$0] }
  }

  @Test func regionsHaveTheTrueVolumes() throws {
    let patient = Self.sharp
    let point = patient.timePoints[2]
    let set = patient.structureSet(on: patient.spectGrid(at: point), at: point)
    for structure in set.structures {
      let truth = try #require(patient.truth[structure.name]).volume.value
      #expect(
        agree(structure.region.millilitres, truth, relative: truth < 1 ? 0.01 : 0.003), "\(structure.name)")
    }
  }

  @Test func truthIsTheSumOfItsParts() throws {
    let truth = Self.sharp.truth
    let liver = try #require(truth["Liver"])
    let right = try #require(truth["Right lobe"])
    let left = try #require(truth["Left lobe"])
    #expect(agree(right.mass.value + left.mass.value, liver.mass.value, relative: 1e-4))
    #expect(
      agree(
        right.timeIntegratedActivity.value + left.timeIntegratedActivity.value,
        liver.timeIntegratedActivity.value,
        relative: 1e-4))
    let lesion = try #require(truth["Lesion 1"])
    #expect(agree(lesion.timeIntegratedActivity.inMegabecquerelHours, 95 * 96 / log(2), relative: 1e-9))
    // 0.0853 Gy·g/(MBq·h) is the local dose constant of Lu-177.
    let dose = 0.0853 * lesion.timeIntegratedActivity.inMegabecquerelHours / lesion.mass.value
    #expect(agree(lesion.localMeanDose.value, dose, relative: 1e-3))
    let density = 1.003 + 1.169e-3 * 45
    #expect(agree(lesion.mass.value, density * lesion.volume.value, relative: 1e-6))
  }

  /// Uptake per volume: lesions against the normal right lobe 2 to 5 as reported for Y-90 liver therapy, left lobe empty.
  @Test func microspheresGoWhereTheyShould() throws {
    let patient = DigitalPatient.standard(options: Self.options { $0.therapy = .yttriumMicrospheres })
    let concentration = Dictionary(
      uniqueKeysWithValues: zip(patient.compartments, patient.truth.compartmentVolumes).map {
        ($0.name, $0.course.activity(at: .zero).inMegabecquerels / $1)
      })
    let normal = try #require(concentration["Right lobe"])
    for n in [1, 2, 4, 5] {
      #expect((2...5).contains(try #require(concentration["Lesion \(n)"]) / normal))
    }
    #expect(concentration["Left lobe"] == 0 && concentration["Lesion 3"] == 0)
    let given = patient.compartments.reduce(0) { $0 + $1.course.activity(at: .zero).inGigabecquerels }
    #expect(agree(given, 2.4, relative: 1e-9))
    #expect(patient.timePoints.count == 1 && patient.reference == 0)
  }

  @Test func ctShowsTheTissues() throws {
    let patient = DigitalPatient.standard(
      options: Self.options {
        $0.ctNoise = 0
        $0.texture = false
      })
    for point in [patient.timePoints[0], patient.timePoints[1]] {
      let ct = patient.ct(at: point)
      let place = patient.placement(at: point)
      for (where_, hu) in [
        (Vector3(-110, -20, -10), 62.0), (Vector3(62, 48, -62), 38), (Vector3(82, 0, 150), -760),
      ] {
        let n = ct.grid.index(of: place(where_))
        #expect(Double(ct[Int(n.x.rounded()), Int(n.y.rounded()), Int(n.z.rounded())]) == hu)
      }
      #expect(ct[0, 0, 0] == -1000)
    }
    let noisy = DigitalPatient.standard(options: Self.options { $0.texture = false })
    let (a, b) = (noisy.ct(at: noisy.timePoints[1]), patient.ct(at: patient.timePoints[1]))
    let differences = zip(a.voxels, b.voxels).filter { $0.1 > -900 }.map { Double($0.0 - $0.1) }
    let n = Double(differences.count)
    let spread = (differences.reduce(0) { $0 + $1 * $1 } / n).squareRoot()
    #expect(abs(spread - 12) < 0.2 && abs(differences.reduce(0, +) / n) < 0.15)
  }

  @Test func motionIsKnownAndTheReferenceRests() {
    let patient = Self.sharp
    #expect(patient.timePoints.count == 4 && patient.reference == 1)
    #expect(patient.timePoints[1].motion == .identity)
    for point in patient.timePoints where point.index != 1 {
      let moved = (point.motion(patient.options.position) - patient.options.position).norm
      #expect(moved > 0.5 && moved < 14)
      #expect(agree(point.motion.rotation.determinant, 1, relative: 1e-12))
    }
    #expect(Set(patient.timePoints.map(\.frameOfReference)).count == 4)
  }

  @Test func sameSeedSameBytes() {
    let options = Self.options {
      $0.ctSize = GridSize(40, 30, 30)
      $0.spectSize = GridSize(40, 30, 30)
    }
    let a = DigitalPatient.standard(seed: 5, options: options)
    let b = DigitalPatient.standard(seed: 5, options: options)
    let other = DigitalPatient.standard(seed: 6, options: options)
    #expect(a.ct(at: a.timePoints[0]) == b.ct(at: b.timePoints[0]))
    #expect(a.spectCounts(at: a.timePoints[2]) == b.spectCounts(at: b.timePoints[2]))
    #expect(a.spectCounts(at: a.timePoints[2]).voxels != other.spectCounts(at: other.timePoints[2]).voxels)
  }

  @Test func contoursLieOnTheReferenceSlices() throws {
    let patient = Self.sharp
    let grid = patient.ctGrid(at: patient.timePoints[1])
    for structure in patient.structures {
      let polygons = patient.contours(structure.name)
      #expect(!polygons.isEmpty)
      for polygon in polygons {
        let k = grid.index(of: polygon[0]).z
        #expect(
          abs(k - k.rounded()) < 1e-9 && polygon.allSatisfy { $0.z == polygon[0].z } && polygon.count > 2)
      }
    }
    #expect(patient.contours("no such organ").isEmpty)
  }

  @Test func recordsTellTheSameStory() throws {
    let records = Self.sharp.records
    let a = records.administration
    let half = PatientTherapy.lutetiumDotatate.halfLife.value
    let net =
      a.measured.value * exp2(-a.start.since(a.measuredAt).value / half)
      - a.residual.value * exp2(a.residualAt.since(a.start).value / half)
    #expect(agree(net, a.net.value, relative: 1e-12))
    #expect(agree(a.net.inGigabecquerels, 7.4))
    let first = Self.sharp.acquisition(at: Self.sharp.timePoints[0])
    #expect(first.start.description == "2026-02-27T23:50:00" && first.start.utcOffset == nil)
    #expect(first.start.since(a.start).inHours == 4)
    let last = Self.sharp.acquisition(at: Self.sharp.timePoints[3])
    #expect(last.start.description == "2026-03-06T19:50:00")
    #expect(agree(first.frameDuration!.value * Double(first.projections!), first.duration!.value))
  }

  /// The simulated curve against the closed-form blurred sphere.
  @Test func recoveryIsMeasured() {
    let curve = SphereRecovery(volumes: [1, 10, 100], spacing: Vector3(repeating: 2), resolution: Length(12))
    for point in curve.points {
      #expect(agree(point.recovery, sphereRecovery(point.volume.value, fwhm: 12), relative: 0.03))
    }
    #expect(curve.points[0].recovery < curve.points[1].recovery && curve.points[2].recovery < 1)
    #expect(curve.modelDeviation < 0.1 && curve.b > 0.3 && curve.b < 1.5)
    let full = Self.sharp.options.spectSpacing
    let all = SphereRecovery(spacing: full, resolution: Length(12))
    #expect(all.points.count == 9)
    #expect(zip(all.points, all.points.dropFirst()).allSatisfy { $0.recovery < $1.recovery })
  }

  func sphereRecovery(_ millilitres: Double, fwhm: Double) -> Double {
    let r = cbrt(millilitres * 1000 * 3 / (4 * Double.pi))
    let s = fwhm / (8 * log(2.0)).squareRoot()
    let n = 2000
    return (0..<n).reduce(0.0) { sum, m in
      let p = (Double(m) + 0.5) / Double(n) * r
      let core = 0.5 * (erf((p + r) / (s * 2.0.squareRoot())) - erf((p - r) / (s * 2.0.squareRoot())))
      let edge = exp(-pow((p - r) / s, 2) / 2) - exp(-pow((p + r) / s, 2) / 2)
      let value = core - s / (p * (2 * Double.pi).squareRoot()) * edge
      return sum + value * 3 * p * p / pow(r, 3) * r / Double(n)
    }
  }
}
