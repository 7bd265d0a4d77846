// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// autobahn_client.mjs URL json|msgpack|cbor: the journey with autobahn-js over WebSocket.
import autobahn from 'autobahn';
import {journey, tell} from './journey.mjs';

const [url, format] = process.argv.slice(2);
const {JSONSerializer, MsgpackSerializer, CBORSerializer} = autobahn.serializer;
const serializers = {json: JSONSerializer, msgpack: MsgpackSerializer, cbor: CBORSerializer};
const connection = new autobahn.Connection(
  {transports: [{type: 'websocket', url, serializers: [new serializers[format]()]}], realm: 'deskgate',
   max_retries: 0});
const closed = new Promise((resolve) => {
  connection.onclose = (reason, details) => resolve(details.reason ?? reason) ?? true;
});

connection.onopen = async (session) => tell(await journey({
  call: (uri, ...args) => new Promise((resolve, reject) => {
    session.call(uri, args).then(resolve, ({error, args: told}) => reject({uri: error, args: told}));
  }),
  subscribe: (topic, handler) => session.subscribe(topic, ([value]) => handler(value), {get_retained: true}),
  leave: () => connection.close() ?? closed,
}));
connection.open();
