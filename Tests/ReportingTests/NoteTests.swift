import Fixtures
import Foundation
import Stages
import Testing

@testable import Checks
@testable import Reporting

/// What rooms notice: each note has words, a rank and a code, and survives its file.
@Suite struct NoteTests {
  private static let curves: [CurveNote] = [
    .someWithoutUncertainty, .notPositive(count: 1, of: 4), .noUptakePhase,
    .leftOut(timePoint: "24 h", reason: "the patient moved"), .heldAtPhysicalDecay, .notConverged,
    .undetermined, .heldAtAdministered, .phaseHeld(halfLife: 1.25), .tooFewPoints(count: 3),
    .scatter(chiSquared: 294.4, freedom: 2, birge: 12.13),
    .cyclesScatter(chiSquared: 20, freedom: 4, factor: 2.236),
    .rivals(models: ["mono-exponential", "bi-exponential"]),
    .population(
      name: "Lu-177-DOTATATE, kidney", halfLife: 51, spread: 1.2, source: "Hänscheid 2018",
      edition: "2026-11"),
    .populationDisagrees(alone: 25, together: 40), .extrapolated(fraction: 0.321),
    .integralHeldAtAdministered, .integralUndetermined, .noFreedom, .trapezoidWithoutUncertainty,
    .singleWithoutUncertainty, .pointWithoutUncertainty, .lastNotPositive, .tailHeldAtPhysicalDecay,
    .noHalfLife, .outsideWindow(ratio: 3.1), .voxelsByTrapezoid(fraction: 0.2),
    .voxelsMonoExponential(fraction: 0.3), .voxelsAtPhysicalDecay(fraction: 0.6),
  ]
  private static let recoveries: [RecoveryNote] = [
    .larger(volume: 1794, largest: 200), .outside(volume: 0.49, least: 0.5, largest: 200),
  ]
  private static let images: [ImageNote] = [
    .calibrationNotApplied, .deadTimeOfImage, .notNumbers(voxels: 2), .clipped(voxels: 7),
    .collimatorUnknown(calibrated: "MEGP"), .voxelSizeUnknown, .withoutValidity, .withoutUncertainty,
    .total(fraction: 0.91), .sharpness(fraction: 0.62),
  ]
  private static let administered: [AdministeredNote] = [
    .image(activity: 9000, hours: 24, share: 1.2, left: 7400, isLittle: false),
    .decays(decays: 2e6, share: 1.2, greatest: 1.7e6),
    .energy(subject: "the dose map", joules: 60, share: 1.2), .curve(share: 1.2),
    .header(stated: 7400, header: 740, place: "24 h"),
  ]
  private static let structures: [StructuresNote] = [
    .none, .sameName(names: ["Met (2)", "Met (3)"]), .cutByDoseGrid(parts: [.init("Liver", 0.4)]),
    .tissueOutside(structure: "Spine", body: "Body", fraction: 0.1),
    .thresholdSphere(diameter: 30, avoidsLesions: true, x: 1, y: -2, z: 3),
  ]
  private static let regions: [RegionNote] = [
    .lesionBulges(lesion: "M1", contour: "Liver", inside: 0.6),
    .drawnAround(lesions: ["M1", "M2"], contour: "Liver"),
    .lesionsElsewhere(lesions: ["M3"], contour: "Liver"),
    .lesionNotCounted(lesion: "M1", contour: "Liver", inside: 0.2),
    .lesionsOverlap(lesion: "A", other: "B", millilitres: 1.234), .assumedDensity(density: 1.05),
    .statedDensity(density: 1.04),
    .aboveTolerance(quantity: "BED", gray: 40, meaning: "without risk factors", source: "Bodei 2008"),
    .sumOfMeans, .sumWithoutBED, .sumOfDifferentVolumes, .notInSum(regions: ["spleen"]),
  ]
  private static let registrations: [RegistrationNote] = [
    .byChoice(timePoint: "24 h"), .runsDisagree(by: 3.21, limit: 2), .notUsed, .matchesLess,
    .lowCorrelation(coefficient: 0.42), .littleOverlap(fraction: 0.3), .largeRotation(degrees: 31.2),
    .byUptake, .byUptakeAsAsked, .frameUnknown,
  ]
  private static let doses: [DoseNote] = [
    .balanceOpen(fraction: 0.004), .escapes(fraction: 0.094), .nearCut(fraction: 0.2),
    .inAir(fraction: 0.06), .nearLungOrAir(fraction: 0.07), .outsideBody(fraction: 0.02),
  ]
  static let all: [Note] = {
    var all = curves.map(Note.curve)
    all += recoveries.map(Note.recovery)
    all += images.map(Note.image)
    all += administered.map(Note.administered)
    all += structures.map(Note.structures)
    all += regions.map(Note.region)
    all += registrations.map(Note.registration)
    all += doses.map(Note.dose)
    return all
  }()

  @Test(arguments: all) func hasWordsRankAndCode(_ note: Note) {
    #expect(!note.text.isEmpty && !note.text.contains("  "))
    let standing = note.standing
    #expect((standing.rank == .information) == !standing.reason.isEmpty && standing.rank != .stop)
    #expect(!standing.code.rawValue.isEmpty)
    let finding = Finding(note, at: "Liver")
    #expect(finding.sentence == "Liver: \(note.text)" && finding.code == standing.code)
  }

  /// Whatever asks for a decision is answered by a line of the case file that names its mark; another number is another mark.
  @Test(arguments: all) func mayBeDecided(_ note: Note) {
    let finding = Finding(note, at: "Liver")
    let decision = Decision(finding.code, mark: finding.mark, by: "mp1", why: "seen on the fused planes")
    let settled = [finding].decided(by: [decision])
    #expect(!settled.needDecision && settled.count == 1 && settled[0].code == finding.code)
    let words = "Decided by mp1: seen on the fused planes"
    #expect(settled[0].text.contains(words) == (finding.rank == .decision))
    var other = finding
    other.text += " 1"
    #expect([other].decided(by: [decision]) == [other])
    #expect(
      [other].unmet([decision]).count == 1
        && [finding].unmet([decision]).isEmpty == (finding.rank == .decision))
  }

  @Test(arguments: all) func survivesItsFile(_ note: Note) throws {
    #expect(try JSONDecoder().decode(Note.self, from: JSONEncoder().encode(note)) == note)
  }

  /// The list above holds every case of every kind of note.
  @Test func noneIsForgotten() throws {
    let folder = Fixtures.repository.appending(path: "Sources/Stages/Notes")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    var names: [String] = []
    for file in files where file.lastPathComponent != "Note.swift" {
      names += try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        .filter { $0.hasPrefix("  case ") }
        .map { String($0.dropFirst(7).prefix { $0.isLetter || $0.isNumber }) }
    }
    let listed = Set(
      Self.all.map { "\($0)".split { !$0.isLetter && !$0.isNumber } }.flatMap { $0.map(String.init) })
    #expect(names.count == Self.all.count)
    #expect(names.filter { !listed.contains($0) } == [])
  }

  @Test func wordsStayWhatReadersKnow() {
    let texts = Self.all.map(\.text)
    for sentence in [
      "1 of 4 measured activities is zero or negative.",
      "32.1 % of the time-integrated activity is extrapolated beyond the last time point (more than 20 %).",
      "A region of 0.49 mL is outside the range of the recovery calibration, 0.5…200 mL.",
      "A region of 1794 mL is larger than the largest of the recovery calibration, 200 mL.",
      "40 % of lesion M1 lies outside the contour Liver; counted as part of it",
      "lesions A and B overlap by 1.23 mL; counted once in unions",
      "BED is above 40.0 Gy without risk factors (Bodei 2008)",
      "Registration runs disagree by 3.2 mm, more than 2.0 mm: check the overlay.",
      "9.4 % of the emitted energy escapes the dose grid",
      "2.0 % of the time-integrated activity is outside the body",
    ] { #expect(texts.contains(sentence), "\(sentence)") }
    #expect(
      Note.curve(.extrapolated(fraction: 0.6)).text.hasSuffix("(more than 20 %): more than was measured."))
  }

  /// Half of the integral extrapolated, or a twentieth outside the body, is no longer for information alone.
  @Test func numbersDecideTheRank() {
    #expect(Note.curve(.extrapolated(fraction: 0.5)).standing.rank == .information)
    #expect(Note.curve(.extrapolated(fraction: 0.51)).standing.rank == .decision)
    #expect(Note.dose(.outsideBody(fraction: 0.05)).standing.rank == .information)
    #expect(Note.dose(.outsideBody(fraction: 0.06)).standing.rank == .decision)
  }

  @Test func sentencesOfOlderFilesAreRead() throws {
    let note = try JSONDecoder().decode([Note].self, from: Data(#"["the tail is held"]"#.utf8))[0]
    #expect(note == .sentence("the tail is held") && note.text == "the tail is held")
    #expect(Finding(note).rank == .decision && Finding(note).code.rawValue == "note.sentence")
  }
}
