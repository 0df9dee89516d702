// A client that is not ours, for test_foreign_client.py: npm openid-client, driven line by line.
// Started with one JSON argument (issuer, id, secret, way of showing it, address to come back to). Each line on stdin
// names a step and what it takes, and is answered by one line; when stdin ends, so does this process.
import { createInterface } from "node:readline";
import * as openid from "openid-client";

const { issuer, id, secret, shown, back } = JSON.parse(process.argv[2]);
const options = { execute: [openid.allowInsecureRequests] }; // the loopback has no certificate
const config = await openid.discovery(new URL(issuer), id, undefined, openid[shown](secret), options);
let asked;

const steps = {
  async begin({ changes }) {
    asked = { verifier: openid.randomPKCECodeVerifier(), state: openid.randomState(), nonce: openid.randomNonce() };
    const challenge = await openid.calculatePKCECodeChallenge(asked.verifier);
    const address = openid.buildAuthorizationUrl(config, {
      redirect_uri: back, scope: "openid offline_access", prompt: "consent", state: asked.state, nonce: asked.nonce,
      code_challenge: challenge, code_challenge_method: "S256", ...changes,
    });
    return { address: address.href };
  },
  async finish({ address }) {
    const checks = { pkceCodeVerifier: asked.verifier, expectedState: asked.state, expectedNonce: asked.nonce, idTokenExpected: true };
    const tokens = await openid.authorizationCodeGrant(config, new URL(address), checks);
    return { ...tokens, claims: tokens.claims() };
  },
  refresh: ({ token }) => openid.refreshTokenGrant(config, token),
  userInfo: ({ token, subject }) => openid.fetchUserInfo(config, token, subject),
};

console.log(JSON.stringify({ issuer: config.serverMetadata().issuer }));
for await (const line of createInterface({ input: process.stdin })) {
  const { step, ...told } = JSON.parse(line);
  const answer = await steps[step](told).catch((error) => ({ refused: error.error ?? error.code, because: error.cause?.message ?? error.message }));
  console.log(JSON.stringify(answer));
}
