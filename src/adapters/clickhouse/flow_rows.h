#pragma once

#include <string>
#include <string_view>

#include "adapters/clickhouse/batch_rows.h"
#include "store/flow_store.h"

namespace sixscope::adapters {

/// The unit's flows as a block in Native format. Each row carries the batch's id: these rows are
/// never added up, so each can mark its batch.
[[nodiscard]] std::string encode_flows(const InsertUnit& unit, const store::FlowBatch& batch,
                                       const Dialect& dialect);

}  // namespace sixscope::adapters
