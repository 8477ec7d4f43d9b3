import Checks
import Diagnostics
import Files
import Foundation
import Intake
import Quantities
import Stages
import Volumes

// Images, calibration, structures and maps that are entered further down the path.

func readTimePoint(_ r: inout FieldReader, _ folder: URL) -> TimePoint? {
  let name = r.required("name", "for example “24 h”") { v throws(Problem) in try v.string() }
  let emission = r.requiredObject("emission", "the emission image") { readImage(&$0, folder) }
  let ct = r.object("ct") { readImage(&$0, folder) }
  let deadTime = r.number("deadTimeFactor", .deadTimeFactor)
  let seed = r.number("registrationSeed", .seed).map { UInt64($0) }
  guard let name, let emission else { return nil }
  var point = TimePoint(name: name, emission: emission, ct: ct, deadTimeFactor: deadTime)
  point.registrationSeed = seed
  return point
}

package func readImage(_ r: inout FieldReader, _ folder: URL) -> ImageSource? {
  let path = r.required("path", "file or folder") { v throws(Problem) in try existing(v, folder) }
  let series = r.optional("series") { v throws(Problem) in try v.string() }
  let answers = readAnswers(&r)
  return path.map { ImageSource(path: $0, series: series, answers: answers, location: r.object.location) }
}

private func readAnswers(_ r: inout FieldReader) -> SeriesAnswers {
  var a = SeriesAnswers()
  a.role = r.choice("role")
  a.unit = r.optional("unit") { v throws(Problem) in try v.string() }
  a.nuclide = r.optional("nuclide") { v throws(Problem) in try v.string() }
  a.start = r.dateTime("start")
  a.duration = r.number("durationSeconds", .imageDuration).map { TimeSpan($0) }
  a.projections = r.optional("projections") { v throws(Problem) in try v.integer() }
  a.decay = r.optional("decay") { v throws(Problem) in try readDecay(v) }
  a.positronFraction = r.number("positronFraction", .positronFraction)
  a.confirmGeometry = r.flag("confirmGeometry", default: false)
  a.allowGaps = r.flag("allowGaps", default: false)
  a.position = r.optional("position") { v throws(Problem) in try vector(v) }
  a.directions = r.optional("directions") { v throws(Problem) in try v.numbers() }
  return a
}

private func readDecay(_ value: JSON5Value) throws(Problem) -> SeriesAnswers.Decay {
  let text = try value.string()
  if let decay = SeriesAnswers.Decay(text) { return decay }
  throw value.rejected("“\(text)” is not none, start, administration or a date with time")
}

func readCalibration(_ value: JSON5Value, _ folder: URL) throws(Problem) -> CalibrationChoice {
  if case .object = value.content {
    var reader = FieldReader(try value.object())
    let shunt = reader.number("lungShuntFraction", .shunt) ?? 0
    let method = reader.text("method")
    let field = reader.text("over")
    if let first = reader.finish().first { throw first }
    guard method == "administered" else {
      throw value.rejected(
        "calibration method “\(method)” is not known",
        remedy: "“administered”, or the path of a calibration file")
    }
    return .administered(lungShuntFraction: shunt, over: field.isEmpty ? nil : field)
  }
  if try value.string() == "none" { return .none }
  return .file(try existing(value, folder), location: value.location)
}

package func readStructures(_ r: inout FieldReader, _ folder: URL) -> StructureSource? {
  if let region = r.object("threshold", readThreshold) { return .threshold(region) }
  if r.object["threshold"] != nil { return nil }
  let image = readImage(&r, folder)
  let timePoint = r.optional("timePoint") { v throws(Problem) in try v.string() }
  let stated = r.optional("roles") { v throws(Problem) in try readRoles(v) } ?? []
  let names = r.optional("names") { v throws(Problem) in try readNames(v) } ?? [:]
  let (roles, sides) = byName(stated, &r)
  return image.map {
    .file(StructureFile(source: $0, timePoint: timePoint, roles: roles, sides: sides, names: names))
  }
}

private func readThreshold(_ r: inout FieldReader) -> ThresholdRegion? {
  let name = r.required("name", "how the region is called") { v throws(Problem) in try v.string() }
  let role: StructureRole? = r.required("role", "what the region is") { v throws(Problem) in try v.choice() }
  let side: Lobe? = r.choice("side")
  let percent = r.number("percentOfMaximum", .percentOfMaximum)
  let absolute = r.number("becquerelPerMillilitre", .thresholdActivity)
  let times = r.number("timesNormalLiver", .thresholdRatio)
  let value: SphereValue = r.choice("normalLiver") ?? .mean
  let within = r.optional("within") { v throws(Problem) in try v.string() }
  let largest = r.flag("largestPart", default: false)
  if [percent, absolute, times].count(where: { $0 != nil }) != 1 {
    r.reject(
      .dataRejected,
      "a threshold is one of percentOfMaximum, becquerelPerMillilitre and timesNormalLiver")
  }
  guard let name, let role else { return nil }
  return ThresholdRegion(
    name: name, role: role, side: side, percentOfMaximum: percent, becquerelPerMillilitre: absolute,
    timesNormalLiver: times, normalLiver: value, within: within, largestPart: largest)
}

/// What a case file states of the structures of one name.
private struct StatedRole {
  var name: String
  var role: StructureRole
  var side: Lobe?
}

/// `"Liver": "liver"`, or with a side `"Right lobe": { role: "liverLobe", side: "right" }`.
private func readRoles(_ value: JSON5Value) throws(Problem) -> [StatedRole] {
  var roles: [StatedRole] = []
  for member in try value.object().members {
    guard case .object = member.value.content else {
      roles.append(StatedRole(name: member.name, role: try member.value.choice()))
      continue
    }
    var reader = FieldReader(try member.value.object())
    let role: StructureRole? = reader.required("role", "what it is") { v throws(Problem) in try v.choice() }
    let side: Lobe? = reader.choice("side")
    if let first = reader.finish().first { throw first }
    if let role { roles.append(StatedRole(name: member.name, role: role, side: side)) }
  }
  return roles
}

private func byName(
  _ stated: [StatedRole], _ r: inout FieldReader
) -> (roles: [String: StructureRole], sides: [String: Lobe]) {
  var roles: [String: StructureRole] = [:], sides: [String: Lobe] = [:]
  for one in stated {
    if roles.updateValue(one.role, forKey: one.name) != nil {
      r.reject(.dataRejected, "“\(one.name)” is given two roles", "keep one of them")
    }
    sides[one.name] = one.side
  }
  return (roles, sides)
}

/// Structures with their order, which makes their identifiers.
func numbered(_ structures: [StructureSource]) -> [StructureSource] {
  structures.enumerated().map { n, source in
    switch source {
    case .file(var file):
      file.entry = n + 1
      return .file(file)
    case .threshold(var region):
      region.entry = n + 1
      return .threshold(region)
    }
  }
}

private func readNames(_ value: JSON5Value) throws(Problem) -> [Int: String] {
  var names: [Int: String] = [:]
  for member in try value.object().members {
    guard let number = Int(member.name) else {
      throw member.value.rejected("“\(member.name)” is not a label number")
    }
    names[number] = try member.value.string()
  }
  return names
}

func readEntry(_ r: inout FieldReader, _ folder: URL) -> Entry? {
  let ct = r.object("ct") { readImage(&$0, folder) }
  let activity = r.objects("activity") { readActivity(&$0, folder) }
  let decays = r.object("timeIntegratedActivity") { readImage(&$0, folder) }
  let regions = r.optional("regionActivityMBqh") { v throws(Problem) in try readRegions(v) }
  let dose = r.object("dose") { readImage(&$0, folder) }
  let location = r.object.location
  let maps: [Entry.Map] = [
    activity.isEmpty ? nil : .activity(activity), decays.map { .timeIntegratedActivity($0) },
    regions.map { .regionActivity($0, location: location) }, dose.map { .dose($0) },
  ].compactMap { $0 }
  if maps.count != 1 {
    r.reject(
      .dataRejected, "exactly one map can be entered",
      "give one of activity, timeIntegratedActivity, regionActivityMBqh, dose")
  }
  return maps.first.map { Entry(map: $0, ct: ct) }
}

private func readActivity(_ r: inout FieldReader, _ folder: URL) -> Entry.ActivitySource? {
  let time = r.required("time", "the instant to which the values refer") { v throws(Problem) in
    try v.dateTime()
  }
  let image = readImage(&r, folder)
  return time.flatMap { t in image.map { Entry.ActivitySource(time: t, source: $0.holding(at: t)) } }
}

extension ImageSource {
  /// A file without a header of times holds at the time that the case states for it.
  fileprivate func holding(at time: DateTime) -> ImageSource {
    guard ["nii", "gz", "mha", "mhd", "nrrd"].contains(path.pathExtension.lowercased()) else { return self }
    var copy = self
    copy.answers.start = answers.start ?? time
    copy.answers.decay = answers.decay ?? .reference(time)
    return copy
  }
}

private func readRegions(_ value: JSON5Value) throws(Problem) -> [Entry.RegionDecays] {
  var regions: [Entry.RegionDecays] = []
  for member in try value.object().members {
    guard !regions.contains(where: { $0.structure == member.name }) else {
      throw member.value.rejected("“\(member.name)” is given two values")
    }
    regions.append(.init(structure: member.name, megabecquerelHours: try member.value.number(.regionDecays)))
  }
  return regions
}

private func vector(_ value: JSON5Value) throws(Problem) -> Vector3 {
  let n = try value.numbers()
  guard n.count == 3 else { throw value.rejected("three numbers are expected: x, y, z in mm") }
  return Vector3(n[0], n[1], n[2])
}

package func existing(_ value: JSON5Value, _ folder: URL) throws(Problem) -> URL {
  let text = try value.string()
  let url = text.hasPrefix("/") ? URL(filePath: text) : folder.appending(path: text)
  // Before it is looked for: whoever is confined does not learn what lies elsewhere.
  try Confinement.check(url.path, at: value.location)
  guard FileManager.default.fileExists(atPath: url.path) else {
    throw Problem(
      .inputMissing, what: "“\(text)” does not exist", at: value.location,
      remedy: "paths are relative to the folder of the case file")
  }
  return url.standardizedFileURL
}

package func paths(_ value: JSON5Value, _ folder: URL) throws(Problem) -> [URL] {
  var all: [URL] = []
  for element in try value.array() { all.append(try existing(element, folder)) }
  return all
}
