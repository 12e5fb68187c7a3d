"""Certificates as Open Badges 3.0: signed, so that any verifier can check them without us.

A badge is a W3C Verifiable Credential 2.0 (https://www.w3.org/TR/vc-data-model-2.0/) of the type
that 1EdTech defines (https://www.imsglobal.org/spec/ob/v3p0/). It is made when somebody asks for it
and stored nowhere: the same certificate, wish of its holder and key give the same bytes.

**Proof.** Embedded, `DataIntegrityProof` with `eddsa-rdfc-2022`
(https://www.w3.org/TR/vc-di-eddsa/): the suite for Ed25519 that the conformance rules of Open
Badges demand of issuers and verifiers. The other form, a JSON Web Token, is demanded with RSA only;
with Ed25519 it "limits interoperability". One file serves as JSON and in baked pictures.

**Contexts.** Nobody fetches them: `canonical` knows the few terms that badges use, for both
contexts are published once and never change. Tests hold it against a full JSON-LD processor.

**Issuer.** A `did:web` identifier (https://w3c-ccg.github.io/did-method-web/), which wallets and
verifiers resolve to a document with the library's public keys, retired ones too. The key stands in
the address of itself, so 1EdTech's validator checks a signature without asking anybody.

**Who.** A badge names nobody. Where the holder shows their masked name to whoever checks, it says
that name. No hash of a name is given instead: names are few enough to try them all.

**Revocation.** A Bitstring Status List (https://www.w3.org/TR/vc-bitstring-status-list/) for each
library, year and 131,072 numbers.
"""
