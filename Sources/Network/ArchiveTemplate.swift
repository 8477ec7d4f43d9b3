/// A first configuration file, with every key and what it means.
package enum ArchiveTemplate {
  package static let text = """
    // Archives of hepatica archive and hepatica receive (JSON5). Paths are relative to this file.
    {
      aeTitle: "HEPATICA",             // ours; the archives must know it, with this machine's address and the port below

      receive: {
        port: 11112,                   // of hepatica receive and of C-MOVE
        // from: ["PACS"],             // AE titles that may send; default: those of the peers; "any": everybody
        // tls: true,
        // associations: 16, idle: 60, // at a time; seconds without a message
      },

      // For every “tls: true” in this file; a peer may have “tls: {…}” of its own.
      // tls: {certificate: "hepatica.pem", key: "hepatica.key", trust: "hospital-ca.pem"},

      peers: {
        pacs: {
          aeTitle: "PACS", host: "pacs.example.org", port: 104,
          fetch: "move",               // or "get", which needs no port of ours
          // tls: true,
          // characterSet: "ISO_IR 100", // of queries, and of answers that do not state theirs; default ISO_IR 192 (UTF-8)
          // maxPDU: 131072,
          // commitment: true,         // ask for storage commitment after each send
          // timeouts: {connect: 10, answer: 60, commitment: 60}, // seconds
        },
        // web: {
        //   url: "https://pacs.example.org/dicom-web",
        //   tokenFile: "token",       // mode 0600; or tokenVariable: "PACS_TOKEN", or passwordFile with USER:PASSWORD
        //   trust: "hospital-ca.pem", certificate: "hepatica.pem", key: "hepatica.key",
        //   proxy: "http://proxy.example.org:3128",
        // },
        // ehr: {
        //   fhir: "https://ehr.example.org/fhir", // R4; keys of a web service as above
        //   tokenFile: "ehr-token",
        // },
      },
    }

    """
}
