import Arguments
import Diagnostics
import Foundation
import Quantification
import Quantities
import Stages
import Volumes

/// What a threshold or a growth asks for.
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

  var growth: Growth { Growth(seed_mm: seed_mm, low: low, high: high) }
}

extension Workstation {
  var contourRoutes: [Route] {
    [
      .change("POST", "/api/cases/:case/preview", .readCases, limit: LabelBody.limit) { call, body in
        let scene = try self.scenes.scene(CaseFolder(self.workspace, call["case"]))
        return .json(
          try Preview(scene, known: self.cases.uncertainties(scene.home)).rows(
            LabelBody.read(body, self.workspace), names: try Self.names(call), only: Self.labels(call)))
      },
      .change("POST", "/api/cases/:case/contours/threshold", .editCases) { call, body in
        try self.threshold(decoded(ContourRequest.self, body), call)
      },
      .change("POST", "/api/cases/:case/contours/grow", .editCases) { call, body in
        try self.grow(decoded(ContourRequest.self, body), call)
      },
      // The sphere of 30 mm of liver without tumour, as a region of its own.
      .change("POST", "/api/cases/:case/contours/normal-liver", .editCases) { call, body in
        let home = try CaseFolder(self.workspace, call["case"])
        let request = try decoded(ContourRequest.self, body)
        let grid = try self.volume(request.volume, home).grid
        let mask = try self.normalLiver(home, on: grid).region.dense.halfFilled
        return try self.answer(mask, request, home)
      },
      self.drawing("combine", self.casePlace, label: "a", coversAll: true) { mask, image, call in
        guard let operation = Contours.Operation(rawValue: call.query("op") ?? "") else {
          throw Refusal(400, "op is union, subtract or intersect", at: "op")
        }
        let b = Int32(try Self.number(call, "b", 1...255))
        return try Contours.combined(operation, mask, image.mask(of: b))
      },
    ]
  }

  /// The images of a case. A rule covers what is empty, liver and other regions that hold smaller ones, and no tumour or
  /// other organ.
  var casePlace: DrawingPlace {
    DrawingPlace(address: "/api/cases/:case", permission: .editCases) { call in
      try CaseFolder(self.workspace, call["case"])
    } spared: { call in
      let regions = (try? self.scenes.scene(CaseFolder(self.workspace, call["case"])).labelledRegions) ?? []
      return Set(
        regions.filter { !["liver", "other"].contains($0.role) }.map { UInt8(clamping: $0.label) })
    }
  }

  private func threshold(_ request: ContourRequest, _ call: Call) throws -> Response {
    let home = try CaseFolder(workspace, call["case"])
    guard let mode = request.mode, let value = request.value.map(Double.init) else {
      throw Refusal(400, "a threshold needs mode (absolute, percent, liver-multiple) and value", at: "mode")
    }
    let image = try volume(request.volume, home)
    let field =
      try request.within.map { try self.region($0, home, on: image.grid) }
      ?? Occupancy(Volume<Float>(grid: image.grid, repeating: 1))
    let threshold: Threshold =
      switch mode {
      case .absolute: .absolute(value)
      case .percent: .percentOfMaximum(value)
      case .liverMultiple: .multiple(value, of: try normalLiver(image, home))
      }
    let mask = try threshold.contour(image, within: field).dense.halfFilled
    var response = try answer(mask, request, home)
    response.headers.append(("X-Hepatica-Level", "\(try threshold.level(image, field))"))
    return response
  }

  private func grow(_ request: ContourRequest, _ call: Call) throws -> Response {
    let home = try CaseFolder(workspace, call["case"])
    return try answer(request.growth.mask(in: volume(request.volume, home)), request, home)
  }

  /// Mean of the sphere of 30 mm in liver without tumour.
  private func normalLiver(_ image: Volume<Float>, _ home: CaseFolder) throws -> Double {
    let sphere = try normalLiver(home, on: image.grid)
    return try RegionStatistics(of: QuantityMap<One>(values: image), in: sphere.region).mean.value.value
  }

  private func normalLiver(_ home: CaseFolder, on grid: Grid) throws -> NormalLiver {
    let structures = try scenes.scene(home).structures
    guard let liver = structures.first(where: { $0.role == .liver }) else {
      throw Refusal(422, "no structure has the role liver", at: "mode")
    }
    return try NormalLiver(
      liver: liver.region.laid(on: grid),
      tumours: structures.filter { $0.role == .tumour }.map { $0.region.laid(on: grid) })
  }

  private func region(_ name: String, _ home: CaseFolder, on grid: Grid) throws -> Occupancy {
    guard let structure = try scenes.scene(home).structures.first(where: { $0.name == name }) else {
      throw Refusal(422, "no structure is called so", at: "within")
    }
    return structure.region.laid(on: grid)
  }

  /// 0 and 1 on the grid that was asked for.
  private func answer(_ mask: Volume<Bool>, _ request: ContourRequest, _ home: CaseFolder) throws -> Response
  {
    try self.mask(mask, onto: request.grid.map { try volume($0, home).grid } ?? mask.grid)
  }

  static func number(_ call: Call, _ name: String, _ range: ClosedRange<Double>) throws -> Double {
    guard let number = call.query(name).flatMap(Double.init), range.contains(number) else {
      throw Refusal(400, "\(name) is a number from \(range.lowerBound) to \(range.upperBound)", at: name)
    }
    return number
  }

  /// Labels that are asked for, `2,16`; `nil` for all.
  private static func labels(_ call: Call) -> Set<Int>? {
    call.query("only").map { Set($0.split(separator: ",").compactMap { Int($0) }) }
  }

  /// Names of labels, `{"16": "Lesion 6"}` in the query.
  static func names(_ call: Call) throws -> [Int: String] {
    let named = try decoded([String: String].self, Data((call.query("names") ?? "").utf8))
    return Dictionary(named.compactMap { key, name in Int(key).map { ($0, name) } }, uniquingKeysWith: { $1 })
  }
}
