// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// wampy_client.mjs URL json|msgpack|cbor: the journey with wampy over WebSocket.
import {Wampy} from 'wampy';
import {CborSerializer} from 'wampy/CborSerializer.js';
import {JsonSerializer} from 'wampy/JsonSerializer.js';
import {MsgpackSerializer} from 'wampy/MsgpackSerializer.js';
import WebSocket from 'ws';
import {journey, tell} from './journey.mjs';

const [url, format] = process.argv.slice(2);
const serializers = {json: JsonSerializer, msgpack: MsgpackSerializer, cbor: CborSerializer};
const wampy = new Wampy(
  url, {realm: 'deskgate', ws: WebSocket, maxRetries: 0, serializer: new serializers[format]()});
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
