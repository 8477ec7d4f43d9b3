import Foundation
import Stages
import Testing

@Suite struct FractionsByDoseTests {
  private struct Holder: Codable {
    @FractionsByDose var volumeAtDose: [Double: Double]
  }

  @Test func anObjectWithTheDoseAsKey() throws {
    let holder = Holder(volumeAtDose: [30: 0.42, 12.5: 0.9])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(holder), as: UTF8.self)
    #expect(json == #"{"volumeAtDose":{"12.5":0.9,"30":0.42}}"#)
    let again = try JSONDecoder().decode(Holder.self, from: Data(json.utf8))
    #expect(again.volumeAtDose == holder.volumeAtDose)
  }

  /// What earlier versions wrote: dose and fraction by turns.
  @Test func theFormerListIsRead() throws {
    let old = Data(#"{"volumeAtDose":[30,0.42,12.5,0.9]}"#.utf8)
    #expect(try JSONDecoder().decode(Holder.self, from: old).volumeAtDose == [30: 0.42, 12.5: 0.9])
    let none = Data(#"{"volumeAtDose":[]}"#.utf8)
    #expect(try JSONDecoder().decode(Holder.self, from: none).volumeAtDose.isEmpty)
    let bad = Data(#"{"volumeAtDose":{"much":0.42}}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Holder.self, from: bad) }
  }
}
