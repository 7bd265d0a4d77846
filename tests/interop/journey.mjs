// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What every stock client does, written once: a client gives `call`, `subscribe` and `leave` in its
// own words, and the journey gives the transcript that test_stock_clients.py expects of all.

export const PLAYER = 'org.deskgate.mpris.mpv';
export const SERVICE = 'org.deskgate.everything.Everything';

// call(uri, …arguments) → results; an error is thrown as {uri, args}. subscribe(topic, handler).
export async function journey({call, subscribe, leave}) {
  const transcript = {};
  transcript.listed = (await call('org.deskgate.bus.list')).map(({uri}) => uri).sort();

  let hear;
  let next = new Promise((resolve) => { hear = resolve; });
  await subscribe(`${PLAYER}.Player.PlaybackStatus`, (value) => hear(value));
  transcript.retained = await next;

  next = new Promise((resolve) => { hear = resolve; });
  await call(`${PLAYER}.Player.PlayPause`);
  transcript.event = await next;

  transcript.sum = await call(`${SERVICE}.Add`, 1, 2);
  transcript.error = await call(`${SERVICE}.Fail`, 'org.example.Error.Custom', 'says the service').catch((e) => e);
  transcript.refused = (await call(`${SERVICE}.Secret`).catch((e) => e)).uri;
  transcript.invalid = (await call(`${SERVICE}.Add`, 1, 'two').catch((e) => e)).uri;
  transcript.closed = await leave();
  return transcript;
}

export function tell(transcript) {
  console.log(JSON.stringify(transcript));
  process.exit(0);
}
