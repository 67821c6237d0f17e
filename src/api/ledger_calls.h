#pragma once

#include "api/ledger_question.h"
#include "http/message.h"

namespace sixscope::api {

/// Handlers of docs/reference/registry-api.md, section Ledger. `add_ledger_calls` routes to them;
/// the commands of `sixscope ledger` go the same way.
[[nodiscard]] http::Response get_ledger_capacity(const http::Request& request,
                                                 LedgerContext& context);
[[nodiscard]] http::Response get_ledger_movements(const http::Request& request,
                                                  LedgerContext& context);
[[nodiscard]] http::Response get_ledger_plan(const http::Request& request, LedgerContext& context);
[[nodiscard]] http::Response get_ledger_utilisation(const http::Request& request,
                                                    LedgerContext& context);
[[nodiscard]] http::Response get_ledger_quality(const http::Request& request,
                                                LedgerContext& context);
[[nodiscard]] http::Response get_ledger_stock(const http::Request& request, LedgerContext& context);
[[nodiscard]] http::Response get_ledger_device(const http::Request& request,
                                               LedgerContext& context);
[[nodiscard]] http::Response get_ledger_freezes(const http::Request& request,
                                                LedgerContext& context);
/// What a version of a month has other than the version before it.
[[nodiscard]] http::Response get_ledger_freeze(const http::Request& request,
                                               LedgerContext& context);
[[nodiscard]] http::Response post_ledger_freeze(const http::Request& request,
                                                LedgerContext& context);

}  // namespace sixscope::api
