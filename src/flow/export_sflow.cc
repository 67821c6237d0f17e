#include "flow/export_decoder_impl.h"
#include "wire/sflow.h"

namespace sixscope::flow {

void ExportDecoder::Impl::decode_sflow(const Datagram& datagram) {
  refuse(datagram, ExportProtocol::sflow5, Malformed::bad_version);
}

}  // namespace sixscope::flow
