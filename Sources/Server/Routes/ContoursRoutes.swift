import Arguments
import Diagnostics
import Foundation
import Quantification
import Stages
import Volumes

/// What a threshold or a growth asks for: in a body of JSON, or in the query together with a drawing.
private struct ContourRequest: Decodable {
  enum Mode: String, Decodable {
    case absolute, percent
    case liverMultiple = "liver-multiple"
  }
  var volume: String
  var mode: Mode?
  var value, low, high: Float?
  /// Name of the structure in which it counts.
  var within: String?
  /// RAS mm, as the viewer states places.
  var seed_mm: [Double]?
  /// Volume on whose grid the answer lies; that of the volume itself without it.
  var grid: String?

  init(_ call: Call, _ body: Data) throws {
    if body.first == UInt8(ascii: "{") {
      self = try decoded(ContourRequest.self, body)
      return
    }
    guard let volume = call.query("volume") else { throw Refusal(400, "which volume?", at: "volume") }
    self.volume = volume
    mode = call.query("mode").flatMap(Mode.init)
    (value, low) = (call.query("value").flatMap(Float.init), call.query("low").flatMap(Float.init))
    high = call.query("high").flatMap(Float.init)
    (within, grid) = (call.query("within").flatMap { $0.isEmpty ? nil : $0 }, call.query("grid"))
    let seed = call.query("seed_mm") ?? call.query("seed")
    seed_mm = seed?.split(whereSeparator: { ", []".contains($0) }).compactMap { Double($0) }
  }
}

extension Workstation {
  var contourRoutes: [Route] {
    [
      .change("POST", "/api/cases/:case/preview", .readCases, limit: LabelBody.limit) { call, body in
        let scene = try self.scenes.scene(CaseFolder(self.workspace, call["case"]))
        return .json(
          try Preview(scene).rows(LabelBody.read(body, self.workspace), names: try Self.names(call)))
      },
      .change("POST", "/api/cases/:case/contours/threshold", .editCases, limit: LabelBody.limit) {
        call, body in
        try self.threshold(ContourRequest(call, body), call, body)
      },
      .change("POST", "/api/cases/:case/contours/grow", .editCases, limit: LabelBody.limit) { call, body in
        try self.grow(ContourRequest(call, body), call, body)
      },
      self.drawing("margin") { mask, _, call in
        try Contours.margin(mask, try Self.number(call, "mm", -100...100))
      },
      self.drawing("interpolate") { mask, _, _ in try Contours.interpolated(mask) },
      self.drawing("combine") { mask, image, call in
        guard let operation = Contours.Operation(rawValue: call.query("op") ?? "") else {
          throw Refusal(400, "op is union, subtract or intersect", at: "op")
        }
        let b = Int32(try Self.number(call, "b", 1...255))
        return try Contours.combined(operation, mask, image.map { $0 == b })
      },
    ]
  }

  /// Changes one label (`a`, else `label`) of a drawing that comes as the body.
  private func drawing(
    _ name: String, _ change: @escaping @Sendable (Volume<Bool>, Volume<Int32>, Call) throws -> Volume<Bool>
  ) -> Route {
    .change("POST", "/api/cases/:case/contours/\(name)", .editCases, limit: LabelBody.limit) { call, body in
      let image = try LabelBody.read(body, self.workspace)
      let label = Int32(try Self.number(call, call.query("a") == nil ? "label" : "a", 1...255))
      let mask = try change(image.map { $0 == label }, image, call)
      return try self.painted(mask, label, on: image, call, replacing: true, all: name == "combine")
    }
  }

  /// A drawing with a region laid in. It covers what is empty, liver and other regions that hold smaller ones, and no tumour
  /// or other organ unless `all`.
  private func painted(
    _ mask: Volume<Bool>, _ label: Int32, on image: Volume<Int32>, _ call: Call, replacing: Bool,
    all: Bool = false
  ) throws -> Response {
    let regions = (try? scenes.scene(CaseFolder(workspace, call["case"])).labelledRegions) ?? []
    let firm = Set(
      regions.filter { !["liver", "other"].contains($0.role) }.map { UInt8(clamping: $0.label) })
    var out = image.map { UInt8(clamping: $0) }
    let own = UInt8(label)
    for n in out.voxels.indices {
      if mask.voxels[n] {
        if all || !firm.contains(out.voxels[n]) { out.voxels[n] = own }
      } else if replacing, out.voxels[n] == own {
        out.voxels[n] = 0
      }
    }
    return .bytes(try LabelBody.bytes(out, workspace), "application/octet-stream")
  }

  private func threshold(_ request: ContourRequest, _ call: Call, _ body: Data) throws -> Response {
    let home = try CaseFolder(workspace, call["case"])
    guard let mode = request.mode, let value = request.value else {
      throw Refusal(400, "a threshold needs mode (absolute, percent, liver-multiple) and value", at: "mode")
    }
    let image = try volume(request.volume, home)
    let within = try request.within.map { try self.region($0, home, on: image.grid) }
    let level =
      switch mode {
      case .absolute: value
      case .percent: Contours.maximum(image, within: within) * value / 100
      case .liverMultiple: try normalLiver(image, home) * value
      }
    var response = try answer(Contours.threshold(image, level, within: within), request, call, body)
    response.headers.append(("X-Hepatica-Level", "\(level)"))
    return response
  }

  private func grow(_ request: ContourRequest, _ call: Call, _ body: Data) throws -> Response {
    guard let seed = request.seed_mm, seed.count == 3 else {
      throw Refusal(400, "a seed has three numbers", at: "seed_mm")
    }
    let image = try volume(request.volume, CaseFolder(workspace, call["case"]))
    let mask = try Contours.grow(
      image, from: Vector3(-seed[0], -seed[1], seed[2]), request.low ?? -.infinity, request.high ?? .infinity)
    return try answer(mask, request, call, body)
  }

  /// Mean of the sphere of 30 mm in liver without tumour.
  private func normalLiver(_ image: Volume<Float>, _ home: CaseFolder) throws -> Float {
    let structures = try scenes.scene(home).structures
    guard let liver = structures.first(where: { $0.role == .liver }) else {
      throw Refusal(422, "no structure has the role liver", at: "mode")
    }
    let lay = { (region: Occupancy) in
      region.grid.matches(image.grid) ? region : region.resampled(onto: image.grid).region
    }
    let sphere = try NormalLiver(
      liver: lay(liver.region), tumours: structures.filter { $0.role == .tumour }.map { lay($0.region) })
    var (sum, weight) = (0.0, 0.0)
    sphere.region.forEach { offset, part in
      sum += Double(part) * Double(image.voxels[offset])
      weight += Double(part)
    }
    return Float(sum / weight)
  }

  private func region(_ name: String, _ home: CaseFolder, on grid: Grid) throws -> Volume<Bool> {
    guard let structure = try scenes.scene(home).structures.first(where: { $0.name == name }) else {
      throw Refusal(422, "no structure is called so", at: "within")
    }
    let region =
      structure.region.grid.matches(grid) ? structure.region : structure.region.resampled(onto: grid).region
    return region.dense.map { $0 >= 0.5 }
  }

  /// Laid into the drawing that came with the request; alone, as 0 and 1, where none came.
  private func answer(_ mask: Volume<Bool>, _ request: ContourRequest, _ call: Call, _ body: Data) throws
    -> Response
  {
    if !body.isEmpty, body.first != UInt8(ascii: "{") {
      let image = try LabelBody.read(body, workspace)
      let label = Int32(try Self.number(call, "label", 1...255))
      let laid = Contours.laid(mask, onto: image.grid).map { $0 > 0 }
      return try painted(laid, label, on: image, call, replacing: call.query("add") != "1")
    }
    let home = try CaseFolder(workspace, call["case"])
    let target = try request.grid.map { try volume($0, home).grid } ?? mask.grid
    return .bytes(
      try LabelBody.bytes(Contours.laid(mask, onto: target), workspace), "application/octet-stream")
  }

  private static func number(_ call: Call, _ name: String, _ range: ClosedRange<Double>) throws -> Double {
    guard let number = call.query(name).flatMap(Double.init), range.contains(number) else {
      throw Refusal(400, "\(name) is a number from \(range.lowerBound) to \(range.upperBound)", at: name)
    }
    return number
  }

  /// Names of labels, `{"16": "Lesion 6"}` in the query.
  static func names(_ call: Call) throws -> [Int: String] {
    let named = try decoded([String: String].self, Data((call.query("names") ?? "").utf8))
    return Dictionary(named.compactMap { key, name in Int(key).map { ($0, name) } }, uniquingKeysWith: { $1 })
  }
}
