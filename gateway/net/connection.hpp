// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One connection, from accept to its end: a byte stream, a framing, an outbox and the WAMP session
// that they carry.
//
//   opening → open → closing → draining → ended
//                 ↘ doomed ───────────────↗
//
// opening: the handshake arrives. open: messages go both ways. closing: our last frame is queued
// and the peer's is waited for. draining: what is queued leaves, then the stream's end; nothing
// that arrives is looked at. doomed: the peer cannot be served any more, and the connection ends as
// soon as the router has returned. Every wait but the one for messages has a deadline.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/net/alarms.hpp"
#include "gateway/net/byte_stream.hpp"
#include "gateway/net/clock.hpp"
#include "gateway/net/framing.hpp"
#include "gateway/net/outbox.hpp"
#include "gateway/net/peer.hpp"
#include "gateway/net/silence.hpp"
#include "router/serializer.hpp"
#include "router/session.hpp"
#include "router/transport.hpp"

namespace deskgate::gateway::net {

class ConnectionSet;

// Held by its ConnectionSet and by its own waits; uses the set until it has ended. Not thread-safe;
// lives on the loop's thread.
class Connection final : public router::Transport,
                         public StreamWaiter,
                         public Alarm,
                         public std::enable_shared_from_this<Connection> {
 public:
  Connection(ConnectionSet& set, std::unique_ptr<ByteStream> stream, PeerInfo peer,
             std::unique_ptr<router::Authenticator> authenticator);

  // Begins to read. Once, after the set holds it.
  void start();

  // The queue is sent; what the flush finds out may end the connection.
  void flush();

  // Says GOODBYE; the connection ends when the peer has answered, or after farewell_time.
  void shut_down();

  // Ends at once. `why` is for the log.
  void end(std::string_view why);

  // Ends for the sake of another that has not joined either.
  void make_way();

  // The alarm: ends what has taken too long, pings a silent peer, and sets the next alarm.
  void check(Clock::time_point now);

  // Memory is short, and nobody's queue holds more than this one's: drops it and ends as soon as
  // the router has returned.
  void give_up_queue();

  // Octets that wait to be written.
  std::size_t waiting() const { return outbox_.size(); }

  // In a realm, or on its orderly way out of one.
  bool is_joined() const { return is_joined_; }

  router::Result<void> takes(const router::Payload& payload) const override;
  std::optional<router::ChannelId> channel_id() const override { return stream_->channel_id(); }
  std::optional<router::KeyHash> client_key() const override { return stream_->client_key(); }
  void send(const router::Outgoing& message) override;
  void close() override;
  void resume() override;

  void on_readable() override;
  void on_writable() override;

 private:
  enum class Phase { opening, open, closing, draining, doomed, ended };

  void wait_readable();
  bool has_heard_enough() const;
  void read();
  void go_on_reading();
  void take(std::span<char> octets);
  void note_security();
  bool has_said_too_much(std::size_t more);
  void refuse_to_join(std::string_view why);
  void process(std::span<char>& input);
  void shake_hands(std::span<char>& input);
  void receive_messages(std::span<char>& input);
  void on_message(std::string_view octets);
  void on_end_of_stream();
  void send_in_place_of(const router::Message& oversized, std::size_t size);
  void drop(const router::Error& why);
  void note_membership();
  void notice_kill();
  void notice_late_verdict();
  void set_joined(bool is_joined);
  void on_leave();
  void lose_session(std::string_view why);

  void touch();
  void make_room(std::size_t size);
  Transfer write();
  void wait_writable();
  void drain(std::string_view why);
  void on_drained();
  void complain(std::string_view event, std::string_view text);
  void doom(std::string_view event, std::string_view why, const std::string& details);
  void expire(Clock::time_point now);
  void check_open(Clock::time_point now);
  void check_silence();
  bool is_taking();
  Clock::time_point deadline() const;
  Clock::time_point silence_deadline() const;
  Clock::time_point blocked_deadline() const;
  void set_deadline(Clock::duration from_now);

  ConnectionSet& set_;
  std::unique_ptr<ByteStream> stream_;
  PeerInfo peer_;
  std::unique_ptr<router::Authenticator> authenticator_;  // until `open`
  Phase phase_ = Phase::opening;
  Clock::time_point
      deadline_;  // of the present handshake or phase; in `open`, of joining and of shutting down

  std::string rest_;  // octets read that are not yet a whole handshake or frame
  Outbox outbox_;
  const router::Serializer* serializer_ = nullptr;  // from `open` on
  std::unique_ptr<Framing> framing_;                // from `open` on
  std::optional<router::Session> session_;          // from `open` on, until the peer is lost

  Silence silence_;
  bool has_missed_a_message_ = false;  // that its serializer has no form for; logged once
  std::string_view doom_;              // why it is doomed
  std::size_t unjoined_octets_ = 0;    // that came since it was last in no realm
  bool is_securing_ = false;           // the stream's own handshake goes on
  bool is_joined_ = false;
  bool has_left_ = false;  // joined once, and has said GOODBYE; cleared by its next message
  bool is_shutting_down_ = false;
  bool is_touched_ = false;  // stands in the set's list of those to be flushed
  bool waits_readable_ = false;
  bool waits_writable_ = false;
  Clock::time_point blocked_since_;      // while waits_writable_: since then it has taken nothing
  std::optional<std::int64_t> taken_;    // by the peer, at the last look
  bool is_resumed_ = false;              // the session takes messages again
  std::size_t heard_while_waiting_ = 0;  // octets that came while the session waits
  bool is_at_end_of_stream_ = false;
};

}  // namespace deskgate::gateway::net
