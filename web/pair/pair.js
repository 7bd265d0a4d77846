// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Pairs this browser with the computer that showed the link: docs/pairing.md.

import {Session, fromHex, toHex} from "/pair/wamp.js";
import {words} from "/pair/words.mjs";

const $ = (id) => document.getElementById(id);
const realm = "org.deskgate.pairing";

function fromBase64url(text) {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
}

function fromBase32(text) {
  const bits = Array.from(text, (digit) => "abcdefghijklmnopqrstuvwxyz234567".indexOf(digit).toString(2).padStart(5, "0"));
  return Uint8Array.from(bits.join("").match(/.{8}/g) ?? [], (octet) => parseInt(octet, 2));
}

// What the link says; null if it is none.
function readLink(fragment) {
  const said = new URLSearchParams(fragment);
  if (said.get("v") !== "1" || !["c", "r", "t"].every((key) => said.get(key))) return null;
  try {
    return {keyHash: fromBase64url(said.get("c")), identity: fromBase64url(said.get("r")), token: fromBase32(said.get("t"))};
  } catch {
    return null;  // it is cut, or somebody has written into it
  }
}

// The proofs of docs/pairing.md.
class Proofs {
  static async of(link, publicKey) {
    const secret = await crypto.subtle.digest("SHA-256", link.token);
    const key = await crypto.subtle.importKey("raw", secret, {name: "HMAC", hash: "SHA-256"}, false, ["sign"]);
    return Object.assign(new Proofs(), {link, key, publicKey: new Uint8Array(publicKey)});
  }

  async proof(purpose, more = new Uint8Array()) {
    const text = new TextEncoder().encode(`deskgate pairing 1 ${purpose}\0`);
    const whole = new Blob([text, this.publicKey, this.link.keyHash, more]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", this.key, await whole.arrayBuffer()));
  }

  async words() {
    const [first, second] = await this.proof("words");
    return `${words[first]} ${words[second]}`;
  }
}

// Something like "Android phone", for the person to change.
function likelyName() {
  const agent = navigator.userAgent;
  const known = [["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android phone"], ["Macintosh", "Mac"],
    ["Windows", "Windows computer"], ["Linux", "Linux computer"]];
  return known.find(([mark]) => agent.includes(mark))?.[1] ?? "Browser";
}

// Keeps what later visits need; the private key cannot be read out of it.
function keep(device) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("deskgate", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("devices");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction("devices", "readwrite");
      change.objectStore("devices").put(device, "this");
      change.oncomplete = resolve;
      change.onerror = () => reject(change.error);
    };
  });
}

// The key that the browser will be known by. Fails where it knows no such keys.
async function makeKeys() {
  return crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
}

async function pair(link, keys, name) {
  const proofs = await Proofs.of(link, await crypto.subtle.exportKey("raw", keys.publicKey));
  const session = await Session.open(`wss://${location.host}/ws`);
  await session.join(realm, keys, link.identity);
  $("words").textContent = await proofs.words();
  $("question").hidden = false;
  const granted = await session.call("org.deskgate.pairing.claim", {name, proof: toHex(await proofs.proof("claim"))});
  const expected = await proofs.proof("confirm", link.identity);
  if (toHex(fromHex(granted.confirmation)) !== toHex(expected)) {
    throw new Error("what said yes is not the computer that showed the code");
  }
  await keep({keys, identity: link.identity, realm: granted.realm, id: granted.id, name: granted.name});
  session.close();
  return granted;
}

function tell(text) {
  $("told").textContent = text;
}

// There is nothing more to do on this page.
function end(text) {
  $("form").hidden = true;
  tell(text);
}

// What works from now on, and what does not yet.
function outcome(granted) {
  const rights = granted.wants ? ` It may use: ${granted.wants}.` : "";
  return `Paired as “${granted.name}”.${rights} The remote control for browsers is not there yet: this one will be known ` +
    "when it is. Programs that are paired work already.";
}

async function start(link, keys) {
  $("button").disabled = true;
  tell("");
  try {
    end(outcome(await pair(link, await keys, $("name").value)));
  } catch (error) {
    tell(`Not paired: ${error.message}. Run “deskgate pair” on the computer for a new code.`);
  }
  $("question").hidden = true;
}

const link = readLink(location.hash.slice(1));
const keys = makeKeys();
// The token is nobody's business afterwards: neither the history's nor that of whoever looks at the screen.
history.replaceState(null, "", location.pathname);
$("name").value = likelyName();
$("form").onsubmit = (event) => {
  event.preventDefault();
  start(link, keys);
};
if (!link) end("Run “deskgate pair” on the computer, and scan the code that it shows.");
keys.catch(() => end("This browser is too old: update it, or open the link in another one. " +
  "Chrome 137, Safari 17, Firefox 129 and later ones can be paired."));
