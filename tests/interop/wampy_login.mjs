// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// wampy_login.mjs URL METHOD AUTHID SECRET: as autobahn_login.mjs, with wampy.
import nacl from 'tweetnacl';
import {Wampy} from 'wampy';
import * as wampyCryptosign from 'wampy/cryptosign.js';
import * as wampyCra from 'wampy/wampcra.js';
import WebSocket from 'ws';

const [url, method, authid, secret] = process.argv.slice(2);
const pair = method === 'cryptosign' ? nacl.sign.keyPair.fromSeed(Buffer.from(secret, 'hex')) : undefined;
const answers = {ticket: () => secret, wampcra: wampyCra.sign(secret), cryptosign: pair && wampyCryptosign.sign(secret)};

const wampy = new Wampy(url, {
  realm: 'deskgate', ws: WebSocket, maxRetries: 0, authid, authmethods: [method], onChallenge: answers[method],
  authextra: pair ? {pubkey: Buffer.from(pair.publicKey).toString('hex')} : {}});
try {
  const {authid, authrole, authmethod} = await wampy.connect();
  console.log(JSON.stringify({authid, authrole, authmethod}));
  await wampy.disconnect();
} catch (error) {
  console.log(JSON.stringify({refused: error.errorUri}));
}
