// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The keys of a policy file, in one place: the strict reader takes no others, and the schema for
// editors is made of them.
#pragma once

#include "mapping/table_format.hpp"

namespace deskgate::mapping::formats {

extern const TableFormat top;
extern const TableFormat service;
extern const TableFormat grant;
extern const TableFormat interface;
extern const TableFormat call_rule;   // of one member under `call`
extern const TableFormat get_rule;    // under `get`
extern const TableFormat set_rule;    // under `set`
extern const TableFormat conditions;  // on one value
extern const TableFormat expectation;
extern const TableFormat exported;
extern const TableFormat exported_interface;
extern const TableFormat exported_method;    // of one method
extern const TableFormat exported_signal;    // of one signal
extern const TableFormat exported_property;  // of one property
extern const TableFormat types;              // of one interface
extern const TableFormat method_types;       // of one method

}  // namespace deskgate::mapping::formats
