import Files
import Stages

/// A region with what it is recognised by: two of one name are two objects of other `id`.
extension Region: JSONRepresentable {
  var json: JSON {
    .members([
      "id": id.rawValue, "kind": kindWord, "of": parent?.rawValue, "role": role.rawValue,
      "side": side?.rawValue, "origin": origin, "name": name, "label": label,
    ])
  }
}

extension RegionOrigin: JSONRepresentable {
  var json: JSON { .members(["source": source, "object": object.rawValue, "number": number]) }
}
