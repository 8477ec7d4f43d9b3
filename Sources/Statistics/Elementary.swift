import Foundation

extension Double {
  var exp: Double { Foundation.exp(self) }
  var log: Double { Foundation.log(self) }
}
