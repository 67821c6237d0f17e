#pragma once

#include "adapters/dnstap/dns_answers.h"

namespace sixscope::apps {

using adapters::learn_dns_response;
using adapters::learn_dnstap;

}  // namespace sixscope::apps
