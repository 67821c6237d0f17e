#include "api/registry_calls.h"

namespace sixscope::api {

void add_registry_calls(http::Router& router, const RegistryDependencies& dependencies) {
  add_session_calls(router, dependencies);
  add_object_calls(router, dependencies);
  add_attachment_calls(router, dependencies);
  add_view_calls(router, dependencies);
  add_import_calls(router, dependencies);
  add_ledger_calls(router, dependencies);
}

}  // namespace sixscope::api
