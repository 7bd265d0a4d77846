// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// two_programs.mjs PATH: two of this user's own programs meet on the Unix socket: autobahn-js,
// JSON over RawSocket. One offers, the other uses, and in the end the first leaves in mid-call.
import autobahn from 'autobahn';
import {tell} from './journey.mjs';

function join() {
  const connection = new autobahn.Connection(
    {transports: [{type: 'rawsocket', path: process.argv[2]}], realm: 'deskgate', max_retries: 0});
  return new Promise((resolve) => {
    connection.onopen = (session) => resolve({connection, session});
    connection.open();
  });
}

const error = (promise) => new Promise((resolve, reject) => promise.then(reject, resolve));

const {connection, session: offers} = await join();
const {session: uses} = await join();
const transcript = {};

await offers.register('com.example.add', ([a, b]) => a + b);
transcript.sum = await uses.call('com.example.add', [1, 2]);
transcript.taken = (await error(uses.register('com.example.add', () => 0))).error;

await offers.register('com.example.fail', () => { throw new autobahn.Error('com.example.error', ['why'], {k: 1}); });
const failed = await error(uses.call('com.example.fail'));
transcript.failed = [failed.error, failed.args, failed.kwargs];

const heard = new Promise((resolve) => {
  offers.subscribe('com.example.news', (args, kwargs, {topic}) => resolve([args, kwargs, topic]))
    .then(() => uses.publish('com.example.news', ['text', 5], {key: true}, {acknowledge: true}));
});
transcript.heard = await heard;

transcript.deskgate = (await error(uses.register('org.deskgate.mine', () => 0))).error;
transcript.missing = (await error(uses.call('com.example.nothing'))).error;

let isCalled;
const called = new Promise((resolve) => { isCalled = resolve; });
await offers.register('com.example.hang', () => { isCalled(); return new Promise(() => {}); });
const hung = error(uses.call('com.example.hang'));
await called;
connection.close();
transcript.left = (await hung).error;
transcript.gone = (await error(uses.call('com.example.add', [1, 2]))).error;
tell(transcript);
