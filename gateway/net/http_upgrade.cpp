// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/http_upgrade.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <optional>

#include "gateway/net/assets.hpp"
#include "gateway/net/http_response.hpp"
#include "router/base64.hpp"

namespace deskgate::gateway::net {
namespace beast = boost::beast;
namespace http = beast::http;
namespace {

using Parser = http::request_parser<http::empty_body>;
using Fields = http::fields;
using Request = http::request<http::empty_body>;

using Objection = std::optional<HttpRefusal>;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

// The octets of a head up to and with its empty line; npos while that has not come. Bare LFs are
// counted as line ends too, so that a request with them is refused instead of waited for.
std::size_t head_size(std::string_view octets) {
  const auto strict = octets.find("\n\r\n");
  const auto bare = octets.substr(0, strict).find("\n\n");
  if (bare != std::string_view::npos) return bare + 2;
  return strict == std::string_view::npos ? strict : strict + 3;
}

bool is_method_start(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_forbidden_control(char c) {
  const auto code = static_cast<unsigned char>(c);
  return (code < 0x20 && c != '\r' && c != '\n' && c != '\t') || code == 0x7F;
}

// What Beast's parser lets through although it has been used to smuggle requests.
std::string_view wrong_in_octets(std::string_view head) {
  if (std::ranges::any_of(head, is_forbidden_control)) return "a control character";
  for (auto at = head.find('\n'); at != std::string_view::npos; at = head.find('\n', at + 1)) {
    if (at == 0 || head[at - 1] != '\r') return "a line that ends without CR";
    if (head.substr(at + 1, 1) == " " || head.substr(at + 1, 1) == "\t") return "a folded field";
  }
  return {};
}

// The only value of a field; nullopt where there is none or more than one.
std::optional<std::string_view> only(const Fields& fields, http::field name) {
  if (fields.count(name) != 1) return std::nullopt;
  return view(fields[name]);
}

bool lists_token(const Fields& fields, http::field name, std::string_view token) {
  const auto [begin, end] = fields.equal_range(name);
  return std::any_of(begin, end, [&](const auto& field) {
    return http::token_list(field.value()).exists(beast::string_view(token.data(), token.size()));
  });
}

bool asks_for_websocket(const Request& request) {
  return lists_token(request, http::field::connection, "upgrade") &&
         lists_token(request, http::field::upgrade, "websocket");
}

// nullptr: no file is asked for.
const Asset* find_page(const Request& request) {
  return asks_for_websocket(request) ? nullptr : find_asset(view(request.target()));
}

std::string place(const HttpRules& rules) {
  return rules.takes_any_path() ? "any path" : rules.path;
}

HttpRefusal upgrade_required(const HttpTerms& terms) {
  return {426, "this is a WAMP router: connect with WebSocket to " + place(terms.rules),
          "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"};
}

Objection object_to_form(const Request& request, const HttpTerms&) {
  if (std::distance(request.begin(), request.end()) > std::ptrdiff_t{max_http_fields}) {
    return HttpRefusal{431, "more than 64 header fields"};
  }
  if (request.count(http::field::transfer_encoding) > 0)
    return HttpRefusal{400, "no body is taken"};
  const auto lengths = request.count(http::field::content_length);
  if (lengths > 0 && only(request, http::field::content_length) != "0") {
    return HttpRefusal{400, "no body is taken"};
  }
  if (request.version() != 11) return HttpRefusal{505, "only HTTP/1.1 is spoken"};
  return std::nullopt;
}

Objection object_to_host(const Request& request, const HttpTerms& terms) {
  const auto host = only(request, http::field::host);
  if (!host) return HttpRefusal{400, "exactly one Host field is needed"};
  const bool is_ours =
      terms.takes_any_host ? is_plain_host(*host) : is_allowed_host(*host, terms.rules);
  if (is_ours) return std::nullopt;
  return HttpRefusal{421, "this name is not ours; use localhost or a loopback address"};
}

// A page of ours, from where it came: the Host that the request names is one that we have.
bool is_own_page(std::string_view origin, const Request& request, const HttpTerms& terms) {
  const auto host = view(request[http::field::host]);
  return !terms.takes_any_host && origin == std::string(terms.scheme) + "://" + std::string(host);
}

// Somebody follows a link to a page: it is shown alone, and what it does then is its own.
bool is_visit(const Request& request) {
  return request["Sec-Fetch-Mode"] == "navigate" && request["Sec-Fetch-Dest"] == "document";
}

Objection object_to_origin(const Request& request, const HttpTerms& terms) {
  if (request.count(http::field::origin) == 0) {
    const bool is_foreign_page =
        request["Sec-Fetch-Site"] == "cross-site" && !(find_page(request) && is_visit(request));
    return is_foreign_page ? Objection(HttpRefusal{403, "pages of other sites may not connect"})
                           : std::nullopt;
  }
  const auto origin = only(request, http::field::origin);
  if (origin && (is_allowed_origin(*origin, terms.rules) || is_own_page(*origin, request, terms))) {
    return std::nullopt;
  }
  return HttpRefusal{403, "pages of this origin may not connect"};
}

Objection object_to_method(const Request& request, const HttpTerms&) {
  if (request.method() == http::verb::get) return std::nullopt;
  if (request.method() == http::verb::head && find_page(request)) return std::nullopt;
  return HttpRefusal{405, "only GET is spoken", "Allow: GET\r\n"};
}

Objection object_to_target(const Request& request, const HttpTerms& terms) {
  const auto target = view(request.target());
  if (is_allowed_target(target, terms.rules)) return std::nullopt;
  if (find_page(request)) return std::nullopt;
  if (target == "/" && !asks_for_websocket(request)) return upgrade_required(terms);
  return HttpRefusal{404, "nothing is here; the WebSocket is at " + place(terms.rules)};
}

Objection object_to_upgrade(const Request& request, const HttpTerms& terms) {
  if (find_page(request)) return std::nullopt;
  if (!asks_for_websocket(request)) return upgrade_required(terms);
  if (only(request, http::field::sec_websocket_version) == "13") return std::nullopt;
  return HttpRefusal{426, "only version 13 of WebSocket is spoken",
                     "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"};
}

Objection object_to_key(const Request& request, const HttpTerms&) {
  if (find_page(request)) return std::nullopt;
  const auto key = only(request, http::field::sec_websocket_key);
  const auto octets = key ? router::from_base64(*key) : std::nullopt;
  if (octets && octets->size() == 16) return std::nullopt;
  return HttpRefusal{400, "Sec-WebSocket-Key is not 16 octets of base64"};
}

// The first offer that is one of ours.
std::optional<std::string_view> first_offer(const Fields& fields,
                                            std::span<const std::string_view> ours) {
  const auto [begin, end] = fields.equal_range(http::field::sec_websocket_protocol);
  for (auto field = begin; field != end; ++field) {
    for (const auto& offer : http::token_list(field->value())) {
      const auto found = std::ranges::find(ours, view(offer));
      if (found != ours.end()) return *found;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> choose_subprotocol(const Fields& fields, const HttpTerms& terms) {
  const auto chosen = first_offer(fields, terms.subprotocols);
  return chosen ? chosen : first_offer(fields, terms.last_subprotocols);
}

Objection object_to_subprotocols(const Request& request, const HttpTerms& terms) {
  if (find_page(request)) return std::nullopt;
  if (choose_subprotocol(request, terms)) return std::nullopt;
  std::string spoken;
  for (const auto each : terms.subprotocols)
    spoken += (spoken.empty() ? "" : ", ") + std::string(each);
  return HttpRefusal{400, "Sec-WebSocket-Protocol offers none that is spoken: " + spoken};
}

// In this order: who may not come in does not learn what there is.
constexpr std::array objections{object_to_form,   object_to_host,        object_to_origin,
                                object_to_method, object_to_target,      object_to_upgrade,
                                object_to_key,    object_to_subprotocols};

// What answers a HEAD has no body, a refusal either.
Body body_for(std::string_view octets) {
  return octets.starts_with("HEAD ") ? Body::no : Body::yes;
}

HttpAnswer refuse(HttpRefusal refusal, Body body) {
  HttpAnswer answer{HttpAnswer::Kind::refused};
  answer.status = refusal.status;
  answer.response = refusal_response(refusal, body);
  answer.reason = std::move(refusal.reason);
  return answer;
}

HttpAnswer serve(const Asset& asset, const Request& request, Body body) {
  HttpAnswer answer{HttpAnswer::Kind::served};
  answer.status = 200;
  answer.response = asset_response(asset, view(request[http::field::host]), body);
  return answer;
}

HttpAnswer upgrade(const Request& request, const HttpTerms& terms, std::size_t consumed) {
  HttpAnswer answer{HttpAnswer::Kind::upgraded};
  answer.status = 101;
  answer.consumed = consumed;
  answer.subprotocol = choose_subprotocol(request, terms).value();
  answer.response =
      upgrade_response(view(request[http::field::sec_websocket_key]), answer.subprotocol);
  return answer;
}

HttpAnswer judge(std::string_view head, const HttpTerms& terms) {
  const auto body = body_for(head);
  if (const auto why = wrong_in_octets(head); !why.empty()) {
    return refuse({400, "the request has " + std::string(why)}, body);
  }
  Parser parser;
  parser.header_limit(max_http_head);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(head), error);
  if (error || !parser.is_header_done()) return refuse({400, "this is not HTTP/1.1"}, body);
  for (const auto object : objections) {
    if (auto refusal = object(parser.get(), terms)) return refuse(std::move(*refusal), body);
  }
  if (const auto* page = find_page(parser.get())) return serve(*page, parser.get(), body);
  return upgrade(parser.get(), terms, head.size());
}

}  // namespace

HttpAnswer answer_http(std::string_view octets, const HttpTerms& terms) {
  if (octets.empty()) return {HttpAnswer::Kind::incomplete};
  if (!is_method_start(octets.front())) return refuse({400, "this is not HTTP"}, Body::yes);
  const auto size = head_size(octets.substr(0, max_http_head));
  if (size != std::string_view::npos) return judge(octets.substr(0, size), terms);
  if (octets.size() < max_http_head) return {HttpAnswer::Kind::incomplete};
  return refuse({431, "the request head is longer than 8192 octets"}, body_for(octets));
}

}  // namespace deskgate::gateway::net
