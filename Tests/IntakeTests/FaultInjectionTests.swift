@testable import Checks
@testable import DICOM
import Diagnostics
import Foundation
import Quantities
import Stages
import Testing
import Volumes

@testable import Intake

/// Every header attribute of every kind of object, one at a time, dropped, changed, exchanged and added, in one file and in all: where a
/// number of the result changes, a finding says so, or the object is refused. Where nothing else in the object could contradict it
/// (`alone`), the value itself is stated in the report, and changes there.
///
/// An attribute that is added may state what the object left open, such as a weight where none was: that is no contradiction if
/// all that was known before is as it was (`Reading.onlyAdds`).
@Suite struct FaultInjectionTests {
  enum Kind: String, CaseIterable, Sendable {
    case ct, spect, pet, structures, segmentation, fractional, dose, enhanced, map
  }

  static func write(_ kind: Kind, to folder: URL) throws {
    let grid = Written.grid()
    let (context, set) = (Written.context, Written.structures(grid))
    switch kind {
    case .ct: _ = try DICOMWriter.writeCT(Written.ramp(grid).map { $0 * 10 - 1000 }, context, to: folder)
    case .spect: _ = try DICOMWriter.writeSPECT(Written.counts(grid), context, to: folder)
    case .pet: _ = try DICOMWriter.writePET(Written.body, context, to: folder)
    case .structures:
      let regions = set.structures.map { RegionOfInterest(tracing: $0) }
      _ = try DICOMWriter.writeStructureSet(regions, context, to: folder)
    case .segmentation: _ = try DICOMWriter.writeSegmentation(set, coding: .binary, context, to: folder)
    case .fractional: _ = try DICOMWriter.writeSegmentation(set, coding: .fractional, context, to: folder)
    case .map:
      _ = try DICOMWriter.writeMap(
        Written.ramp(grid), of: .activityConcentration, context, to: folder, name: "M")
    case .enhanced:
      try IntakeTests.enhanced(SOPClass.enhancedCT, "CT", of: testGrid(), frames: [0, 1, 2, 3], slope: 2)
        .write(
          to: folder.appending(path: "E").path, as: .explicitLittleEndian)
    case .dose:
      _ = try DICOMWriter.writeDose(
        Written.dose(grid).map.values, kind: .physical, comment: "", context, to: folder, name: "RD")
    }
  }

  /// What a calculation would take from the folder, and what a human is told.
  struct Reading: Equatable {
    var numbers: [String]
    /// Of the acquisition, by name; what is not known is not among them.
    var facts: [String: String] = [:]
    var findings: Set<String>
    /// What is believed by the header alone, as the report states it.
    var statements: [String: String] = [:]
    var isRefused = false

    func hasSameNumbers(as sound: Reading) -> Bool { numbers == sound.numbers && facts == sound.facts }

    /// True if the voxels and every fact that was known are as they were, and one of the patient's body is known that was not:
    /// of the body nothing else in an object speaks, while a nuclide, for example, has its own half-life and positrons.
    func onlyAdds(to sound: Reading) -> Bool {
      let new = facts.filter { sound.facts[$0.key] == nil }
      return numbers == sound.numbers && new.count == 1
        && ["weight", "height", "sex"].contains(new.keys.first!)
        && sound.facts.allSatisfy { facts[$0.key] == $0.value }
    }
  }

  static func read(_ folder: URL) -> Reading {
    var reading = Reading(numbers: [], findings: [])
    do {
      let inventory = try Inventory.scan([folder.path], halfLife: { $0 == "Lu-177" ? .hours(159.5) : nil })
      for skipped in inventory.skipped { reading.findings.insert("passed over: \(skipped.reason)") }
      if inventory.entries.count != 1 { reading.findings.insert("\(inventory.entries.count) series") }
      for entry in inventory.entries {
        for finding in entry.findings where finding.severity != .note {
          reading.findings.insert(finding.problem.what)
        }
        if entry.isBlocked { reading.isRefused = true }
        reading.statements.merge(SoleStatement.step("", inventory.statements(entry)).parameters) { a, _ in a }
        reading.numbers += try numbers(entry, inventory, &reading)
      }
    } catch {
      reading.isRefused = true
    }
    return reading
  }

  private static func numbers(_ entry: SeriesEntry, _ inventory: Inventory, _ reading: inout Reading) throws
    -> [String]
  {
    switch entry.kind {
    case .structureSet, .segmentation:
      let (set, problems) = try StructureReader.read(entry.files[0], onto: Written.grid())
      for problem in problems { reading.findings.insert(problem.what) }
      return set.structures.map { structure in
        let centre = structure.region.centreOfMass
        return "\(structure.name) \(Float(structure.region.millilitres)) \(place(centre))"
      }.sorted()
    case .parametricMap:
      let map = try ParametricMapFile.read(entry.files[0])
      return ["\(map.unit)"] + values(map.values)
    case .dose:
      let object = try DoseObject.read(entry.files[0])
      return ["\(object.kind) \(object.isRelative)"] + values(object.values)
    default:
      let series = try inventory.load(entry)
      for finding in Inventory.findings(onValuesOf: series) where finding.severity != .note {
        reading.findings.insert(finding.problem.what)
      }
      if let acquisition = series.acquisition { reading.facts = facts(acquisition) }
      return ["\(entry.kind) \(series.unit)"] + values(series.values)
    }
  }

  /// What is known of an acquisition and of its patient.
  private static func facts(_ value: Any) -> [String: String] {
    Mirror(reflecting: value).children.reduce(into: [:]) { all, child in
      guard let label = child.label else { return }
      let mirror = Mirror(reflecting: child.value)
      let content: Any? = mirror.displayStyle == .optional ? mirror.children.first?.value : child.value
      guard let known = content else { return }
      if let patient = known as? PatientSize {
        all.merge(facts(patient)) { a, _ in a }
      } else {
        all[label] = "\(known)"
      }
    }
  }

  private static func place(_ p: Vector3) -> String { "\(Float(p.x)) \(Float(p.y)) \(Float(p.z))" }

  /// Sum, and its first moments in the patient: any other slope, spacing, position or order changes one of them.
  private static func values(_ volume: Volume<Float>) -> [String] {
    var sum = 0.0, moment = Vector3.zero, n = 0
    for k in 0..<volume.grid.size.k {
      for j in 0..<volume.grid.size.j {
        for i in 0..<volume.grid.size.i {
          let v = Double(volume.voxels[n])
          sum += v
          moment += volume.grid.position(Vector3(Double(i), Double(j), Double(k))) * v
          n += 1
        }
      }
    }
    let voxel = volume.grid.voxelVolume.value
    return [
      "\(Float(sum * voxel)) mL", place(moment / sum), "\(n)", volume.grid.frameOfReference ?? "no frame",
    ]
  }

  enum Fault: String, CaseIterable, Sendable {
    case dropped, changed, added
    /// Another word that the standard has for the attribute.
    case exchanged
  }
  enum Reach: String, CaseIterable, Sendable { case first, one, all }

  /// The same files with a fault at a path.
  static func injure(_ files: [URL], _ path: RawElements.Path, _ fault: Fault, _ reach: Reach) throws -> Bool
  {
    let chosen =
      switch reach {
      case .first: Array(files.prefix(1))
      case .one: Array(files.dropFirst(files.count / 2).prefix(1))
      case .all: files
      }
    var done = false
    for file in chosen {
      var raw = try RawElements(file.path)
      if fault == .added {
        for addition in additions where addition.path == path {
          done = raw.add(addition.element, at: path) || done
        }
        try raw.write(to: file.path)
        continue
      }
      guard let element = raw.element(path) else { continue }
      switch fault {
      case .added: break
      case .dropped: raw.drop(path)
      case .changed: guard change(element) else { return false }
      case .exchanged:
        guard let word = words[path.tag], word != element.text else { return false }
        element.value = Array(word.utf8)
      }
      try raw.write(to: file.path)
      done = true
    }
    return done
  }

  private static let words: [UInt32: String] = [
    0x0054_1001: "GML", 0x0054_1102: "ADMIN", 0x0028_0051: "ATTN\\DECY", 0x0062_0001: "BINARY",
    0x0062_0010: "PROBABILITY", 0x3004_0002: "RELATIVE", 0x3004_0004: "EFFECTIVE",
    0x0028_0004: "MONOCHROME1", 0x0054_1000: "DYNAMIC\\IMAGE", 0x0018_5100: "FFS", 0x0008_0060: "MR",
    0x0028_1054: "OD", 0x3006_0042: "POINT", 0x0008_0100: "Gy", 0x3004_000A: "BEAM", 0x0018_0088: "-4.125",
    0x0008_0005: "ISO_IR 144", 0x0008_0008: "DERIVED\\SECONDARY", 0x0008_0201: "+0500", 0x0062_0004: "3",
  ]

  /// Another value of the same kind: a word for a word, a number for a number.
  static func change(_ element: RawElements.Element) -> Bool {
    switch element.vr {
    case "DS", "IS":
      let parts = element.text.split(separator: "\\").map(String.init)
      guard let first = parts.first, let number = Double(first) else { return false }
      let isCosine = parts.count == 6
      let changed = isCosine ? -number : element.vr == "IS" ? number + 1 : number == 0 ? 1 : number * 1.25
      let text = element.vr == "IS" ? "\(Int(changed))" : "\(Float(changed))"
      element.value = Array(([text] + parts.dropFirst()).joined(separator: "\\").utf8)
    case "US", "SS", "UL", "SL":
      guard !element.value.isEmpty else { return false }
      element.value[0] ^= 1
    case "CS":
      element.value = Array((element.text == "NONE" ? "START" : "NONE").utf8)
    case "DA": element.value = Array("20240306".utf8)
    case "TM": element.value = Array("113000".utf8)
    case "DT": element.value = Array("20240306113000".utf8)
    case "UI": element.value = Array("2.25.99999".utf8)
    case "FD":
      var number = element.value.withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
      number = number == 0 ? 1 : number * 1.25
      withUnsafeBytes(of: number) { for n in 0..<8 { element.value[n] = $0[n] } }
    case "LO", "SH": element.value = Array("CHANGED".utf8)
    default: return false
    }
    return true
  }

  /// Faults of a kind of object that no finding reports; and those of them that the stated values do not show either.
  static func silent(_ kind: Kind) throws -> (found: [String], unstated: [String]) {
    let origin = try RoundTrip.folder()
    defer { try? FileManager.default.removeItem(at: origin) }
    try write(kind, to: origin)
    let names = try FileManager.default.contentsOfDirectory(atPath: origin.path).sorted()
    let sound = read(origin)
    guard !sound.isRefused, !sound.numbers.isEmpty else {
      return (["\(kind): the sound object is refused"], [])
    }
    let paths = try RawElements(origin.appending(path: names[names.count / 2]).path).paths.filter {
      $0.tag != 0x7FE0_0010 && $0.tag >> 16 != 0x0002
    }
    let more = additions.filter { $0.kinds.contains(kind) }.map(\.path)
    var seen: Set<String> = [], found: [String] = [], unstated: [String] = []
    for path in paths + more where seen.insert("\(path)").inserted {
      for fault in Fault.allCases {
        for reach in names.count > 1 ? Reach.allCases : [.all] {
          let folder = try RoundTrip.folder()
          defer { try? FileManager.default.removeItem(at: folder) }
          let copies = try names.map { name in
            let copy = folder.appending(path: name)
            try FileManager.default.copyItem(at: origin.appending(path: name), to: copy)
            return copy
          }
          guard try injure(copies, path, fault, reach) else { continue }
          let reading = read(folder)
          if !reading.isRefused, !reading.hasSameNumbers(as: sound),
            !(fault == .added && reading.onlyAdds(to: sound)),
            reading.findings.isSubset(of: sound.findings)
          {
            found.append("\(path) \(fault) in \(reach)")
            if reading.statements == sound.statements { unstated.append(found.last!) }
          }
        }
      }
    }
    return (found, unstated)
  }

  @Test(arguments: Kind.allCases) func noNumberChangesInSilence(_ kind: Kind) throws {
    let (silent, unstated) = try Self.silent(kind)
    let allowed = Set((Self.alone[kind] ?? [:]).keys)
    let wrong = silent.filter { !allowed.contains($0) }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    // Nothing stays on the list that is told by now.
    #expect(allowed.subtracting(silent).isEmpty, "\(allowed.subtracting(silent).sorted())")
    #expect(unstated.isEmpty, "the report does not state: \(unstated.joined(separator: "\n"))")
    // The manual lists each of them.
    let listed = SoleStatement.allCases.map(\.attribute).joined(separator: " ")
    for path in allowed {
      let tag = path.prefix { $0 != " " }.suffix(11)
      #expect(listed.contains(tag), "\(path)")
    }
  }
}

enum RoundTrip {
  static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "faults-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
