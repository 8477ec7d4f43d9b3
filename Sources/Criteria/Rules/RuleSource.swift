/// Source of a rule, printed with every verdict.
public struct RuleSource: Sendable, Hashable {
  /// Short name of the rule document, for example `CTCAE` or `tare-eligibility`.
  public var name: String
  /// Edition of the publication that the rules restate, for example `5.0 (27 November 2017)`.
  public var edition: String
  /// The publication.
  public var citation: String
  /// DOI without resolver, where it is certain.
  public var doi: String?
  /// Version of our document, raised with each change of its content. Values changed by a site are listed
  /// behind it.
  public var version: String

  public init(name: String, edition: String, citation: String, doi: String? = nil, version: String) {
    (self.name, self.edition, self.citation, self.doi, self.version) = (name, edition, citation, doi, version)
  }
}

extension RuleSource: CustomStringConvertible {
  public var description: String { "\(name) \(edition), document version \(version)" }
}
