import Arguments
import Foundation
import Quantities
import Studies
import Workflow

extension Sex: ChoiceValue {}

/// What overrides the image in standardised uptake, or says it where the image is silent.
struct SUVFields: SharedFields {
  enum LeanMass: String, Sendable, CaseIterable, ChoiceValue { case janmahasatian, james128 }

  var lean: LeanMass?
  var weight: Double?
  var height: Double?
  var sex: Sex?
  var activity: Double?
  var injected: String?
  var halfLife: Double?

  static var fields: [Field<Self>] {
    Field.option(
      \.lean, "lean", nil, "FORMULA", "uptake by lean body mass (SUL) too: janmahasatian or james128")
    Field.option(\.weight, "weight", nil, "KG", "body weight; overrides the image header", in: .aboveZero)
    Field.option(\.height, "height", nil, "CM", "body height; overrides the image header", in: .aboveZero)
    Field.option(\.sex, "sex", nil, "F|M", "sex; overrides the image header")
    Field.option(
      \.activity, "activity", nil, "MBQ", "injected activity; overrides the image header", in: .aboveZero)
    Field.option(
      \.injected, "injected", nil, "TIME", "date and time of the injection; overrides the image header")
    Field.option(
      \.halfLife, "half-life", nil, "H", "physical half-life, hours; overrides the image header",
      in: .aboveZero)
  }

  func request(_ image: URL) -> UptakeRequest {
    var request = UptakeRequest(image: image)
    (request.leanMass, request.sex, request.injected) = (lean?.rawValue, sex?.rawValue, injected)
    (request.weight, request.height) = (weight, height)
    (request.injectedMegabecquerel, request.halfLifeHours) = (activity, halfLife)
    return request
  }
}
