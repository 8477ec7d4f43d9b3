import Diagnostics
import Files
import Foundation
import Quantities

extension ProtocolReader {
  func stoppingRule(_ o: JSON5Object) throws -> StoppingRule {
    if let unknown = o.unknown(except: ["name", "terms", "grade", "maximum"]).first { throw unknown }
    return StoppingRule(
      name: try o.required("name", "name").string(),
      terms: try o["terms"]?.array().map { try $0.string() } ?? [],
      grade: try o.required("grade", "from which CTCAE grade").integer(),
      maximum: try o.required("maximum", "subjects that are still accepted").integer())
  }

  func lesionRule(_ o: JSON5Object) throws -> LesionRule {
    if let unknown = o.unknown(except: ["maximum", "longerThanMm"]).first { throw unknown }
    return LesionRule(
      maximum: try positive(o.required("maximum", "lesions per lobe")),
      longerThanMillimetres: try o.required("longerThanMm", "strictly longer than").number())
  }

  func measurementRule(_ o: JSON5Object) throws -> MeasurementRule {
    if let unknown = o.unknown(except: [
      "normalLiverMarginMm", "liverEdgeMarginMm", "hoursAfterAdministration", "toleranceHours", "recovery",
      "lobeShare",
    ]).first {
      throw unknown
    }
    func number(_ key: String, _ range: ClosedRange<Double>) throws -> Double? {
      guard let value = o[key] else { return nil }
      guard range.contains(try value.number()) else {
        throw value.rejected("must be in \(range.lowerBound) … \(range.upperBound)")
      }
      return try value.number()
    }
    var rule = MeasurementRule()
    rule.marginMillimetres = try number("normalLiverMarginMm", 0...50) ?? rule.marginMillimetres
    rule.edgeMillimetres = try number("liverEdgeMarginMm", 0...30) ?? rule.edgeMillimetres
    rule.hours = try number("hoursAfterAdministration", 0...1000)
    rule.toleranceHours = try number("toleranceHours", 0...200) ?? rule.toleranceHours
    rule.recovery = try o["recovery"]?.bool() ?? rule.recovery
    rule.lobeShare = try number("lobeShare", 0.5...1) ?? rule.lobeShare
    return rule
  }

  func gate(_ o: JSON5Object) throws -> GateRule {
    if let unknown = o.unknown(except: [
      "name", "ratio", "lesions", "aggregation", "patients", "expected",
    ]).first {
      throw unknown
    }
    return GateRule(
      name: try o.required("name", "name").string(), ratio: try o.required("ratio", "at least").number(),
      lesions: try positive(o.required("lesions", "lesions per patient")),
      aggregation: try choice(
        o.required("aggregation", "how lesions become one number"), RatioAggregation.self),
      patients: try positive(o.required("patients", "how many patients go through")),
      expected: try o["expected"]?.number())
  }

  func enrolment(_ o: JSON5Object) throws -> EnrolmentRule {
    if let unknown = o.unknown(except: ["consent", "eligibility"]).first { throw unknown }
    var rule = EnrolmentRule()
    rule.needsConsent = try o["consent"]?.bool() ?? false
    rule.eligibility = try o["eligibility"]?.string()
    return rule
  }

  func activity(_ o: JSON5Object) throws -> ActivityRule {
    if let unknown = o.unknown(except: ["GBq", "tolerancePercent"]).first { throw unknown }
    let value = try o.required("GBq", "activity of a cycle")
    guard try value.number() > 0 else { throw value.rejected("must be above zero") }
    let tolerance = try o["tolerancePercent"]?.number() ?? 10
    guard tolerance >= 0, tolerance <= 100 else { throw value.rejected("tolerancePercent is from 0 to 100") }
    return ActivityRule(gigabecquerel: try value.number(), tolerancePercent: tolerance)
  }
}
