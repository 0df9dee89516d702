// A provider that is not ours, for test_foreign_provider.py: npm oidc-provider with its own pages and its own claims.
// Started with one JSON argument (the client and the accounts); prints its issuer as JSON when it listens.
// Each line on stdin is an account that replaces the one of that name, and is answered; when stdin ends, so does this process.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { generateKeyPairSync } from "node:crypto";
import { decodeJwt, importJWK, SignJWT } from "jose";
import Provider from "oidc-provider";

console.info = console.error; // the provider's notices stay out of the answers on stdout
const { client, accounts } = JSON.parse(process.argv[2]);
const key = { ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), kid: "theirs", alg: "RS256", use: "sig" };

const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ ...client, grant_types: ["authorization_code"], response_types: ["code"], token_endpoint_auth_method: "client_secret_basic" }],
  jwks: { keys: [key] },
  cookies: { keys: ["a key that signs the cookies of one test"] },
  pkce: { required: () => true },
  claims: { openid: ["sub", "employee_number", "tenant", "entitlements"] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_, id) => accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id].claims }) },
});

// What a client must refuse: an ID token that is truly signed, and changed in the places that the account names.
provider.use(async (context, next) => {
  await next();
  if (context.path !== "/token" || !context.body?.id_token) return;
  const signed = decodeJwt(context.body.id_token);
  const bent = accounts[signed.sub].bent;
  if (bent) {
    const token = new SignJWT({ ...signed, ...bent }).setProtectedHeader({ alg: key.alg, kid: key.kid });
    context.body = { ...context.body, id_token: await token.sign(await importJWK(key)) };
  }
});

server.on("request", provider.callback());
console.log(JSON.stringify({ issuer }));

createInterface({ input: process.stdin })
  .on("line", (line) => {
    Object.assign(accounts, JSON.parse(line));
    console.log("changed");
  })
  .on("close", () => process.exit(0));
