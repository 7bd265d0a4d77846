// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// As much of WAMP as logging in with a key and a call need.

const [HELLO, WELCOME, ABORT, CHALLENGE, AUTHENTICATE, GOODBYE, ERROR, CALL, RESULT] = [1, 2, 3, 4, 5, 6, 8, 48, 50];

export const toHex = (octets) => Array.from(new Uint8Array(octets), (octet) => octet.toString(16).padStart(2, "0")).join("");

export function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new Error("the computer's answer makes no sense");
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));
}

export class Session {
  #socket;
  #waiting = [];
  #arrived = [];

  // Connects; fails if nobody answers or the connection ends.
  static open(url) {
    return new Promise((resolve, reject) => {
      const session = new Session();
      session.#socket = new WebSocket(url, ["wamp.2.json"]);
      session.#socket.onopen = () => resolve(session);
      session.#socket.onmessage = (event) => session.#take(JSON.parse(event.data));
      session.#socket.onclose = () => {
        reject(new Error("the computer cannot be reached"));
        session.#take(null);
      };
    });
  }

  #take(message) {
    const next = this.#waiting.shift();
    next ? next(message) : this.#arrived.push(message);
  }

  async #hear(...codes) {
    const message = this.#arrived.shift() ?? await new Promise((resolve) => this.#waiting.push(resolve));
    if (!message) throw new Error("the connection ended");
    if (codes.includes(message[0])) return message;
    if (message[0] === ERROR) throw new Error(message[5]?.[0] ?? message[4]);
    if (message[0] === ABORT || message[0] === GOODBYE) throw new Error(message[1].message ?? message[2]);
    throw new Error("the computer's answer makes no sense");
  }

  #say(message) {
    this.#socket.send(JSON.stringify(message));
  }

  // Joins with a key pair. `identity` (octets): the key that the other side must prove to have.
  async join(realm, keys, identity) {
    const own = crypto.getRandomValues(new Uint8Array(32));
    const pubkey = toHex(await crypto.subtle.exportKey("raw", keys.publicKey));
    this.#say([HELLO, realm, {
      roles: {caller: {}, subscriber: {}},
      authmethods: ["cryptosign"],
      authextra: {pubkey, challenge: toHex(own)},
    }]);
    const [, , extra] = await this.#hear(CHALLENGE);
    const theirs = await crypto.subtle.importKey("raw", identity, "Ed25519", false, ["verify"]);
    const proof = fromHex(extra.signature ?? "").slice(0, 64);
    if (!await crypto.subtle.verify("Ed25519", theirs, proof, own)) {
      throw new Error("this is not the computer that showed the code");
    }
    const challenge = fromHex(extra.challenge);
    const signature = await crypto.subtle.sign("Ed25519", keys.privateKey, challenge);
    this.#say([AUTHENTICATE, toHex(signature) + toHex(challenge), {}]);
    return this.#hear(WELCOME);
  }

  async call(procedure, ...args) {
    this.#say([CALL, 1, {}, procedure, args]);
    const [, , , results] = await this.#hear(RESULT);
    return results[0];
  }

  close() {
    this.#socket.close();
  }
}
