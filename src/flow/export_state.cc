#include "flow/export_decoder_impl.h"

namespace sixscope::flow {

std::string ExportDecoder::Impl::save_state() const { return "{}"; }
Result<void> ExportDecoder::Impl::restore_state(std::string_view) { return {}; }

}  // namespace sixscope::flow
