import Stages

// Regions of tests are named by the tests.

extension Region: ExpressibleByStringLiteral {
  public init(stringLiteral name: String) { self.init(program: name) }
}

extension RegionID: ExpressibleByStringLiteral {
  public init(stringLiteral name: String) { self.init(program: name) }
}

extension StructureSet {
  subscript(name: String) -> Structure? { called(name) }
}
