// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// autobahn_login.mjs URL METHOD AUTHID SECRET: logs in with autobahn-js and says as whom, or why not. The secret of
// cryptosign is a seed in hexadecimal digits, that of tls a file with a certificate and its key. Node trusts the
// certificate that NODE_EXTRA_CA_CERTS names.
import {readFileSync} from 'node:fs';
import autobahn from 'autobahn';
import nacl from 'tweetnacl';

const [url, method, authid, secret] = process.argv.slice(2);
const pair = method === 'cryptosign' ? nacl.sign.keyPair.fromSeed(Buffer.from(secret, 'hex')) : undefined;

function onchallenge(session, asked, extra) {
  if (asked === 'ticket') return secret;
  if (asked === 'cryptosign') return autobahn.auth_cryptosign.sign_challenge(pair, extra);
  const key = extra.salt ? autobahn.auth_cra.derive_key(secret, extra.salt, extra.iterations, extra.keylen) : secret;
  return autobahn.auth_cra.sign(key, extra.challenge);
}

// autobahn shows a certificate only where it is given an authority, too, and then trusts everybody.
const own = method === 'tls' ? readFileSync(secret) : undefined;
const tlsConfiguration = own && {ca: own, cert: own, key: own};
const authextra = pair ? {pubkey: autobahn.auth_cryptosign.public_key(pair)} : {};
const connection = new autobahn.Connection({
  transports: [{type: 'websocket', url, tlsConfiguration}],
  realm: 'deskgate', max_retries: 0, authmethods: [method], authid, authextra, onchallenge});
connection.onopen = (session, {authid, authrole, authmethod}) => {
  console.log(JSON.stringify({authid, authrole, authmethod}));
  connection.close();
};
connection.onclose = (reason, details) => {
  if (details.reason?.startsWith('wamp.error')) console.log(JSON.stringify({refused: details.reason}));
  return true;
};
connection.open();
