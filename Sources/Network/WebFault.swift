internal import CCurl
import Diagnostics

/// What a failed call of a DICOMweb service means.
enum WebFault {
  static func problem(_ code: CURLcode, _ peer: WebPeer) -> Problem {
    let (what, remedy) = words(code, peer)
    return Problem(.serviceUnavailable, what: what, at: place(peer), remedy: remedy)
  }

  private static func words(_ code: CURLcode, _ peer: WebPeer) -> (String, String) {
    switch code {
    case CURLE_COULDNT_CONNECT:
      ("nothing answers at this address", "check the address and the firewall, and whether the service runs")
    case CURLE_COULDNT_RESOLVE_HOST: ("the name of the host is unknown", "check its spelling")
    case CURLE_COULDNT_RESOLVE_PROXY: ("the name of the proxy is unknown", "check “proxy” of the archive")
    case CURLE_OPERATION_TIMEDOUT:
      (
        "no answer within \(peer.waiting.answer) s",
        "try again; if the service is slow, raise timeouts.answer for it"
      )
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
      ("the certificate of the service is not trusted", "name the certificate of its authority as “trust”")
    case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CONNECT_ERROR:
      (
        "no secure connection (\(swiftText(curl_easy_strerror(code))))",
        "check certificate and key, and that both use TLS 1.2"
      )
    case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING:
      ("the connection ended too early", "try again: what arrived stays, and nothing is stored twice")
    default: ("the request failed (\(swiftText(curl_easy_strerror(code))))", "see the service's own log")
    }
  }

  /// What a status of HTTP means that is not a success.
  static func problem(status: Int, _ peer: WebPeer, during action: String) -> Problem {
    let (words, remedy) =
      switch status {
      case 401: ("the service does not accept the token or password", "renew it")
      case 403: ("\(action) is not allowed", "ask the administrator of the service for permission")
      case 404: ("there is nothing of that identity", "hepatica archive find lists what there is")
      case 413: ("the objects are larger than the service takes", "ask its administrator to raise the limit")
      case 301...308:
        ("the service moved to another address", "enter the new address: a token is not carried elsewhere")
      case 507: ("the service has no space left", "free some space there, then send again")
      case 500...599: ("the service failed", "try again later, or see its own log")
      default: ("\(action) was refused", "see the service's own log")
      }
    return Problem(
      .serviceUnavailable, what: "\(words) (HTTP \(status))", at: place(peer), remedy: remedy)
  }

  private static func place(_ peer: WebPeer) -> String { "\(peer.name) (\(peer.address))" }
}
