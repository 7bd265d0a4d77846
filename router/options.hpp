// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Reads single keys of Options dictionaries, which arrive unchecked. A value of the wrong type is a
// protocol violation; the error names it: "PUBLISH: Options.retain must be a boolean". Keys that
// nobody reads are ignored, as the specification demands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "router/authorizer.hpp"
#include "router/message.hpp"

namespace deskgate::router {

// A boolean; `otherwise` where the key is absent.
Result<bool> read_flag(Code message, const Dict& options, const char* key, bool otherwise);

// Text; nullopt where the key is absent. The view lives as long as `options`.
Result<std::optional<std::string_view>> read_text(Code message, const Dict& options,
                                                  const char* key);

// A whole number from 0 on, or a float with such a value; nullopt where the key is absent.
Result<std::optional<std::uint64_t>> read_number(Code message, const Dict& options,
                                                 const char* key);

// A list; nullopt where the key is absent. Session ids may be floats with an integral value.
Result<std::optional<std::vector<SessionId>>> read_sessions(Code message, const Dict& options,
                                                            const char* key);
Result<std::optional<std::vector<std::string>>> read_texts(Code message, const Dict& options,
                                                           const char* key);

}  // namespace deskgate::router
