// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The nexus router as the bench measures it: realm1, open to anonymous clients, WebSocket on the
// address that the command line names, everything else at its defaults, no log.
package main

import (
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/gammazero/nexus/v3/router"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: nexus ADDRESS:PORT")
	}
	realm := &router.RealmConfig{URI: "realm1", AnonymousAuth: true, AllowDisclose: true}
	config := &router.Config{RealmConfigs: []*router.RealmConfig{realm}}
	nexus, err := router.NewRouter(config, log.New(io.Discard, "", 0))
	if err != nil {
		log.Fatal(err)
	}
	defer nexus.Close()
	server, err := router.NewWebsocketServer(nexus).ListenAndServe(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	<-ended
}
