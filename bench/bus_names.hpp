// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Where the bench's service is on the session bus.
#pragma once

namespace deskgate::bench {

inline constexpr auto echo_name = "org.example.Bench";
inline constexpr auto echo_path = "/org/example/Bench";
inline constexpr auto echo_interface = "org.example.Bench";
inline constexpr auto echo_method = "Echo";

}  // namespace deskgate::bench
