/** The object identifiers that tokens and certificates are read by, under the RFCs' names. */

export const OID = {
  // RFC 5652
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  // RFC 3161; RFC 2634 and RFC 5816
  timestampInfo: "1.2.840.113549.1.9.16.1.4",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  // RFC 5280
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  extendedKeyUsage: "2.5.29.37",
  // RFC 8017 and RFC 5480
  rsa: "1.2.840.113549.1.1.1",
  ellipticKey: "1.2.840.10045.2.1",
  // RFC 5754
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
} as const;
