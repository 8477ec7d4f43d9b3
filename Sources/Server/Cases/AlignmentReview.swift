import Arguments
import Checks
import Diagnostics
import Documents
import Files
import Foundation
import Stages
import Volumes

/// What somebody decided on a registration, and on which.
struct AlignmentReview: Codable {
  var timePoint: String
  var accepted: Bool
  var by: String?
  var time: String?
  var note: String?
  /// How far it was moved by hand, to what is computed now and was moved already, DICOM LPS. With an acceptance the next
  /// run moves the image so; a refusal states it.
  var nudge_mm: [Double]?
  /// SHA-256 of the alignment.json that was looked at.
  var alignment: String?

  private static func file(_ home: CaseFolder) -> URL { home.url.appending(path: "alignment-reviews.json") }

  /// - Throws: `Problem` for a file that cannot be read: no refusal vanishes unsaid.
  private static func all(_ home: CaseFolder) throws(Problem) -> [AlignmentReview] {
    guard let data = FileManager.default.contents(atPath: file(home).path) else { return [] }
    do { return try JSONDecoder().decode([AlignmentReview].self, from: data) } catch {
      throw Problem(
        .dataRejected, what: "the reviews of the registration cannot be read", at: "alignment-reviews.json",
        remedy: "bring the file back from a backup")
    }
  }

  /// Those of the registration of now.
  static func current(_ home: CaseFolder) throws(Problem) -> [AlignmentReview] {
    guard let now = digest(home) else { return [] }
    return try all(home).filter { $0.alignment == now }
  }

  /// Time points whose registration was refused last.
  static func refused(_ home: CaseFolder) throws(Problem) -> [AlignmentReview] {
    var last: [String: AlignmentReview] = [:]
    for review in try current(home) { last[review.timePoint] = review }
    return last.values.filter { !$0.accepted }.sorted { $0.timePoint < $1.timePoint }
  }

  private static func made(_ home: CaseFolder) -> URL { home.results.appending(path: "alignment.json") }

  private static func digest(_ home: CaseFolder) -> String? { try? sha256(file: made(home).path) }

  /// The registrations as they were computed, with who accepted them.
  static func registrations(_ home: CaseFolder) throws -> [Registration] {
    guard let data = FileManager.default.contents(atPath: made(home).path) else {
      throw Refusal(404, "the time points are not registered yet", at: home.id)
    }
    let accepted = (try? home.read().get())?.accepted ?? []
    return try JSONDecoder().decode([Registration].self, from: data).map { $0.accepted(by: accepted) }
  }

  /// Keeps it, and states an acceptance in the case file, with the move by hand, which the next run makes; a refusal takes
  /// an earlier acceptance back.
  ///
  /// - Returns: it as it was kept.
  /// - Throws: `Refusal` 404 before the time points are registered, 422 for another time point, a move that is none, or a
  ///   case file that cannot be read.
  func add(to home: CaseFolder) throws -> AlignmentReview {
    guard let registration = try Self.registrations(home).first(where: { $0.moving == timePoint }) else {
      throw Refusal(422, "“\(timePoint)” was not registered", at: "timePoint")
    }
    let text = try stated(of: registration, in: home)
    var new = self
    new.alignment = Self.digest(home)
    try writeAtomically(try prettyJSON(Self.all(home) + [new]), to: Self.file(home), over: .state)
    if text != home.text { try writeAtomically(text, to: home.file, over: .state) }
    return new
  }

  /// The case file with `registered` as it is after this; read before it is kept.
  private func stated(of registration: Registration, in home: CaseFolder) throws -> String {
    let text = home.text ?? ""
    let document = try JSON5Text(text)
    let others = (document.elements(of: "registered")).filter { $0.timePoint != timePoint }.map(\.text)
    let own = accepted ? [try line(of: registration)] : []
    guard document["registered"] != nil || !own.isEmpty else { return text }
    let list = (others + own).map { "\n    " + $0 + "," }.joined() + "\n  "
    guard let changed = document.setting("registered", to: "[\(list)]") else {
      throw Refusal(422, "the case file cannot be edited", at: "registered")
    }
    _ = try CaseFile.parse(changed, at: home.file)
    return changed
  }

  /// The case file with another seed for this time point, and without a decision on its registration, which the next run
  /// makes anew.
  ///
  /// - Throws: `Refusal` 404 before the time points are registered; 422 for a time point that was not registered, one
  ///   whose images are taken as they lie, or a case file that cannot be edited.
  func redone(in home: CaseFolder) throws -> String {
    guard try Self.registrations(home).contains(where: { $0.moving == timePoint }),
      let therapy = try? home.read().get(),
      let n = therapy.timePoints.firstIndex(where: { $0.name == timePoint })
    else { throw Refusal(422, "“\(timePoint)” was not registered", at: "timePoint") }
    guard therapy.options.register else {
      throw Refusal(
        422, "the images of this case are taken as they lie", at: "options.register",
        remedy: "remove register: false from the case file, or move the image by hand")
    }
    let seed = therapy.timePoints[n].registrationSeed ?? therapy.options.registrationSeed
    let document = try JSON5Text(Self.undecided(timePoint, JSON5Text(home.text ?? "")))
    guard let text = document.setting("timePoints.\(n).registrationSeed", to: "\(seed + 1)") else {
      throw Refusal(422, "the case file cannot be edited", at: "timePoints.\(n)")
    }
    _ = try CaseFile.parse(text, at: home.file)
    return text
  }

  private static func undecided(_ point: String, _ document: JSON5Text) -> String {
    let others = document.elements(of: "registered").filter { $0.timePoint != point }.map(\.text)
    let list = others.map { "\n    " + $0 + "," }.joined()
    return document["registered"].flatMap { _ in
      document.setting("registered", to: others.isEmpty ? "[]" : "[\(list)\n  ]")
    } ?? document.whole
  }

  private func line(of registration: Registration) throws -> String {
    let shift = try shift()
    let moved = (registration.moved ?? .zero) + shift
    let mm = moved == .zero ? "" : "movedMm: [\(moved.x), \(moved.y), \(moved.z)], "
    let words = [("by", by), ("at", time), ("why", note)].compactMap { key, value in
      value.flatMap { $0.isEmpty ? nil : "\(key): \(JSON.text($0).printed)" }
    }
    return
      "{ timePoint: \(JSON.text(timePoint).printed), mark: \"\(registration.mark)\", \(mm)\(words.joined(separator: ", ")) }"
  }

  private func shift() throws -> Vector3 {
    guard let mm = nudge_mm else { return .zero }
    guard mm.count == 3, mm.allSatisfy(\.isFinite) else {
      throw Refusal(422, "a move has three numbers", at: "nudge_mm", remedy: "mm to the left, back and head")
    }
    return Vector3(mm[0], mm[1], mm[2])
  }
}

extension JSON5Text {
  /// The objects of a list with their own text and the time point that they name.
  fileprivate func elements(of list: String) -> [(timePoint: String, text: String)] {
    guard case .array(let elements)? = self[list]?.json.content else { return [] }
    return elements.indices.compactMap { n in
      guard let element = self["\(list).\(n)"] else { return nil }
      return (self["\(list).\(n).timePoint"].map(word) ?? "", text(of: element))
    }
  }
}
