import Stages

// Regions of tests are named by the tests.

extension Region: @retroactive ExpressibleByStringLiteral {
  public init(stringLiteral name: String) { self.init(program: name) }
}

extension RegionID: @retroactive ExpressibleByStringLiteral {
  public init(stringLiteral name: String) { self.init(program: name) }
}
