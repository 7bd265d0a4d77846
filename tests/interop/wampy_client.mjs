// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// wampy_client.mjs URL: the journey with wampy, JSON over WebSocket.
import {Wampy} from 'wampy';
import WebSocket from 'ws';
import {journey, tell} from './journey.mjs';

const wampy = new Wampy(process.argv[2], {realm: 'deskgate', ws: WebSocket, maxRetries: 0});
await wampy.connect();

tell(await journey({
  call: (uri, ...args) => wampy.call(uri, args).then(
    ({argsList}) => argsList?.[0],
    ({errorUri, argsList}) => Promise.reject({uri: errorUri, args: argsList})),
  subscribe: (topic, handler) =>
    wampy.subscribe(topic, ({argsList}) => handler(argsList[0]), {get_retained: true}),
  leave: async () => {
    await wampy.disconnect();
    return 'wamp.close.goodbye_and_out';  // it resolves only when the router has answered its GOODBYE
  },
}));
