#!/usr/bin/env node
// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A remote control: plays or pauses a media player of the desktop.
//
//   node remote.mjs            the first player that there is
//   node remote.mjs vlc        the player of this name
//
// `autobahn` is the WAMP client that npm has for everybody; nothing in here is Deskgate's own.

const url = process.env.DESKGATE_URL ?? 'ws://127.0.0.1:5020/ws';
const wanted = process.argv[2];
const patience = 5000;  // milliseconds

async function main() {
  const {session, leave} = await join(await load('autobahn'));

  // What is on the desktop? The list holds only what we may see.
  const objects = await session.call('org.deskgate.bus.list');
  const players = objects.filter((object) => object.policy === 'mpris');
  if (players.length === 0) giveUp('No media player is there.', 'Start one: mpv with mpv-mpris, VLC, Firefox, …');
  for (const player of players) console.log(`player   ${player.uri}`);

  const player = wanted ? players.find(({uri}) => uri.endsWith(`.${wanted}`)) : players[0];
  if (!player) giveUp(`There is no player "${wanted}".`, 'Take the last part of one of the names above.');

  // A property is a topic. With get_retained we receive its value now, and then each change.
  const status = `${player.uri}.Player.PlaybackStatus`;
  let hear;
  let next = new Promise((resolve) => { hear = resolve; });
  await session.subscribe(status, ([value]) => hear(value), {get_retained: true});
  console.log(`is       ${await next}`);

  // A method is a procedure. What it changes comes back as an event, to us and to everybody else.
  next = new Promise((resolve) => { hear = resolve; });
  console.log(`calling  ${player.uri}.Player.PlayPause`);
  await session.call(`${player.uri}.Player.PlayPause`);
  console.log(`event    ${status}: ${await next}`);

  leave();
}

// A session is one conversation with Deskgate. autobahn would try again for ever; we try once.
function join(autobahn) {
  const connection = new autobahn.Connection({url, realm: 'deskgate', max_retries: 0});
  return new Promise((resolve) => {
    const leave = () => {
      connection.onclose = () => true;
      connection.close();
    };
    connection.onopen = (session) => resolve({session, leave});
    connection.onclose = (reason, details) => reason === 'unreachable'
      ? giveUp(`Nothing answers at ${url}.`, 'Start Deskgate: ./dev run')
      : giveUp(`Deskgate ended the session: ${details.reason ?? reason}.`, 'Its own output says why.');
    connection.open();
  });
}

async function load(library) {
  console.warn = () => {};  // autobahn tells there how a connection ended; we do that in our own words
  try {
    return (await import(library)).default;
  } catch {
    const here = new URL('.', import.meta.url).pathname;
    return giveUp(`The npm package "${library}" is not installed.`, `Install it: npm install --prefix ${here}`);
  }
}

function explain({error, args, message}) {
  const said = args?.[0] ?? message ?? error;
  if (error === 'wamp.error.not_authorized')
    giveUp(`Deskgate does not allow this: ${said}.`,
           'Grant mpris.control to [role.anonymous] in its configuration, as examples/demo.toml does.');
  giveUp(`It did not work: ${said}.`, 'Deskgate\'s own output may say more.');
}

function giveUp(problem, remedy) {
  console.error(`${problem}\n  ${remedy}`);
  process.exit(1);
}

setTimeout(() => giveUp(`No answer within ${patience / 1000} seconds.`, 'Does the player hang?'), patience).unref();
main().catch(explain);
