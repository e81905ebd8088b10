// A third party: holds the published keys and a licence, and nothing of Mostrador's. Prints the payload, or why not.
const { createPublicKey, verify } = require('node:crypto');

const { jwks, licence, now } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const [header, payload, signature] = licence.split('.');
const read = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

function judge() {
  const { alg, kid, typ } = read(header);
  if (alg !== 'EdDSA' || typ !== 'licencia+jwt') return { refused: 'algorithm or type' };
  const jwk = jwks.keys.find((key) => key.kid === kid && kid.startsWith('lic-'));
  if (!jwk) return { refused: 'unknown key' };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const genuine = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
  if (!genuine) return { refused: 'signature' };
  const claims = read(payload);
  return now >= claims.exp ? { refused: 'expired' } : { header: read(header), claims };
}

process.stdout.write(JSON.stringify(judge()));
