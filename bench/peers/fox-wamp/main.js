// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The fox-wamp router as the bench measures it: realm1 on 127.0.0.1, no log.
const Router = require('fox-wamp')

new Router().listenWAMP({ host: '127.0.0.1', port: Number(process.argv[2]) })
