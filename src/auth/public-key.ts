// Tells whether a JSON Web Key can verify the signature of a token.
import { createPublicKey, type JsonWebKey } from 'node:crypto';

const SHORTEST_MODULUS = 2_048;

/** RSA of 2048 bits or more, EC on a curve of RFC 7518, or Ed25519, and not for encryption only. */
export function canVerify(jwk: JsonWebKey): boolean {
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return false;
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPublicKey({ key: jwk, format: 'jwk' });
    if (type === 'rsa') return (details?.modulusLength ?? 0) >= SHORTEST_MODULUS;
    return type === 'ed25519' || (type === 'ec' && details?.namedCurve !== 'secp256k1');
  } catch {
    return false;
  }
}
