import Foundation
import Quantities
import Testing

@Suite struct QuantityTests {
  @Test func productsCarryTheirUnits() {
    let decays = Activity.megabecquerels(2) * TimeSpan.hours(3)
    #expect(decays.inMegabecquerelHours == 6)
    let energy = Quantity<MegaElectronVolt>(1).inJoules * decays.value
    // 2 MBq for 3 h at 1 MeV per decay in 1 kg: 2.16e10 × 1.602176634e-13 J.
    #expect(abs((energy / Mass(1000)).value - 3.460701529e-3) < 1e-12)
    #expect((Quantity<GramPerMillilitre>(1.05) * Quantity<Millilitre>(100)).value == 105)
  }

  @Test func relativeUncertaintyIsUnknownWhereItWasNotEvaluated() {
    #expect(Uncertain(AbsorbedDose(2), standardUncertainty: AbsorbedDose(0.5)).relativeUncertainty == 0.25)
    #expect(Uncertain(AbsorbedDose(2)).relativeUncertainty == nil)
    #expect(Uncertain(AbsorbedDose(0), standardUncertainty: AbsorbedDose(0.5)).relativeUncertainty == nil)
  }

  @Test func quantitiesAreStoredAsPlainNumbers() throws {
    let data = try JSONEncoder().encode([AbsorbedDose(1.5)])
    #expect(String(decoding: data, as: UTF8.self) == "[1.5]")
    #expect(try JSONDecoder().decode([AbsorbedDose].self, from: data) == [AbsorbedDose(1.5)])
  }
}
