#!/usr/bin/env node
// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Pairs this program with a desktop, and from then on lists what it may see there.
//
//   node pair.mjs LINK [NAME]     the link that `deskgate pair` shows; keeps what it needs in device.json
//   node pair.mjs                 logs in with what is in device.json
//
// `autobahn` is the WAMP client that npm has for everybody. docs/pairing.md says what is proven to whom.

import {createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, verify} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {Agent} from 'node:https';
import {connect} from 'node:tls';

import autobahn from 'autobahn';

import {words} from '../../web/pair/words.mjs';

const store = process.env.DESKGATE_DEVICE ?? 'device.json';
const patience = 5000; // milliseconds, for each address
const [linkText, name = 'example in JavaScript'] = process.argv.slice(2);

function giveUp(what, wayOut) {
  console.error(`${what}\n  ${wayOut}`);
  process.exit(1);
}

function readLink(text) {
  const said = new URLSearchParams(text.split('#')[1]);
  if (said.get('v') !== '1' || !said.get('t')) giveUp('That is no pairing link.', 'Take the one that "deskgate pair" shows.');
  return {
    addresses: said.get('a').split(','),
    keyHash: Buffer.from(said.get('c'), 'base64url'),
    identity: Buffer.from(said.get('r'), 'base64url'),
    token: fromBase32(said.get('t')),
  };
}

function fromBase32(text) {
  const bits = [...text].map((digit) => 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(digit).toString(2).padStart(5, '0'));
  return Buffer.from(bits.join('').match(/.{8}/g).map((octet) => parseInt(octet, 2)));
}

// The pin: what answers there must have the TLS key that the link tells the hash of. Nothing has been said before.
function certificateAt(address, keyHash) {
  const {hostname, port} = new URL(`https://${address}`);
  return new Promise((resolve, reject) => {
    const to = {host: hostname.replace(/^\[|\]$/g, ''), port, rejectUnauthorized: false, timeout: patience};
    const socket = connect(to, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      const key = certificate.publicKey.export({type: 'spki', format: 'der'});
      const isOurs = createHash('sha256').update(key).digest().equals(keyHash);
      isOurs ? resolve(certificate.toString()) : reject(new Error(`${address} has another key.`));
    });
    socket.on('timeout', () => socket.destroy(new Error('late')));
    socket.on('error', () => reject(new Error(`Nothing answers at ${address}.`)));
  });
}

// The first of the addresses where the desktop answers, and what it shows there.
async function find({addresses, keyHash}) {
  const problems = [];
  for (const address of addresses) {
    try {
      return {address, certificate: await certificateAt(address, keyHash)};
    } catch (problem) {
      problems.push(problem.message);
    }
  }
  return giveUp(problems.join(' '), 'Are both in the same network, and is nobody in between?');
}

// Keys as WAMP writes them: 32 octets, in hexadecimal digits.
const rawKey = (key) => Buffer.from(createPublicKey(key).export({format: 'jwk'}).x, 'base64url');
const publicKey = (octets) => createPublicKey({key: {kty: 'OKP', crv: 'Ed25519', x: octets.toString('base64url')}, format: 'jwk'});

// The identity key that a desktop has now, for whoever knows an older one: by links that both keys have signed.
function ledBy(succession, known) {
  for (const link of succession) {
    const [from, to] = [link.from, link.to].map((key) => Buffer.from(key, 'hex'));
    if (!from.equals(known)) continue;
    const text = Buffer.concat([Buffer.from('deskgate identity 1\0'), from, to]);
    const isSigned = (key, signature) => verify(null, text, publicKey(key), Buffer.from(signature, 'hex'));
    if (!isSigned(from, link.by_old) || !isSigned(to, link.by_new)) giveUp('That is another desktop.', 'Pair again.');
    known = to;
  }
  return known;
}

// Logs in with the key, after the other side has proven its own.
async function join(device, realm) {
  const {address, certificate} = await find(device);
  const agent = new Agent({ca: certificate, allowPartialTrustChain: true, checkServerIdentity: () => undefined});
  const challenge = randomBytes(32);
  const connection = new autobahn.Connection({
    transports: [{type: 'websocket', url: `wss://${address}/ws`, agent}],
    realm,
    max_retries: 0,
    authmethods: ['cryptosign'],
    authextra: {pubkey: rawKey(device.key).toString('hex'), challenge: challenge.toString('hex')},
    onchallenge: (session, method, extra) => {
      device.identity = ledBy(extra.succession ?? [], device.identity);
      const proof = Buffer.from(extra.signature, 'hex').subarray(0, 64);
      if (!verify(null, challenge, publicKey(device.identity), proof)) giveUp('That is another desktop.', 'Pair again.');
      const theirs = Buffer.from(extra.challenge, 'hex');
      return sign(null, theirs, device.key).toString('hex') + theirs.toString('hex');
    },
  });
  return new Promise((resolve) => {
    connection.onopen = (session) => resolve({session, leave: () => { connection.onclose = () => true; connection.close(); }});
    connection.onclose = (reason, details) => giveUp(`Not let in: ${details.reason ?? reason}.`, 'Ask for a new code: deskgate pair');
    connection.open();
  });
}

async function pair(link) {
  const {privateKey} = generateKeyPairSync('ed25519');
  const device = {addresses: link.addresses, keyHash: link.keyHash, identity: link.identity, key: privateKey};
  const proof = (purpose, more = Buffer.alloc(0)) => createHmac('sha256', createHash('sha256').update(link.token).digest())
    .update(`deskgate pairing 1 ${purpose}\0`).update(rawKey(privateKey)).update(link.keyHash).update(more).digest();
  const {session, leave} = await join(device, 'org.deskgate.pairing');
  const [first, second] = proof('words');
  console.log(`Check words: ${words[first]} ${words[second]}. Say yes on the desktop if it shows the same.`);
  const granted = await session.call('org.deskgate.pairing.claim', [{name, proof: proof('claim').toString('hex')}])
    .catch((error) => giveUp(`Not paired: ${error.args?.[0] ?? error.error}.`, 'Ask for a new code: deskgate pair'));
  leave();
  if (granted.confirmation !== proof('confirm', link.identity).toString('hex')) giveUp('Somebody else said yes.', 'Pair again.');
  console.log(`Paired as "${granted.name}" with the grants ${granted.grants.join(', ')}.`);
  keep({...device, realm: granted.realm});
}

function keep(device) {
  const kept = {...device, key: device.key.export({type: 'pkcs8', format: 'pem'}),
    keyHash: device.keyHash.toString('hex'), identity: device.identity.toString('hex')};
  writeFileSync(store, JSON.stringify(kept), {mode: 0o600});
}

function remembered() {
  try {
    const kept = JSON.parse(readFileSync(store, 'utf8'));
    return {...kept, key: createPrivateKey(kept.key), keyHash: Buffer.from(kept.keyHash, 'hex'), identity: Buffer.from(kept.identity, 'hex')};
  } catch {
    return giveUp(`There is no ${store}.`, 'Give the link that "deskgate pair" shows.');
  }
}

if (linkText) await pair(readLink(linkText));
const device = remembered();
const {session, leave} = await join(device, device.realm);
keep(device); // the desktop may have another identity key
for (const {uri} of await session.call('org.deskgate.bus.list')) console.log(`sees  ${uri}`);
leave();
