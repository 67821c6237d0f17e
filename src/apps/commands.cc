#include "apps/commands.h"

namespace sixscope::apps {

void add_commands(Command app, int& status) {
  add_account(app, status);
  add_config(app, status);
  add_decode(app, status);
  add_dictionary(app, status);
  add_exporters(app, status);
  add_query(app, status);
  add_serve(app, status);
  add_watch(app, status);
  add_registry(app, status);
  add_polling(app, status);
  add_ledger(app, status);
  add_indicators(app, status);
  add_report(app, status);
  add_rounds(app, status);
  add_replay(app, status);
  add_simulate(app, status);
  add_store(app, status);
  add_ddl(app, status);
  add_completion(app, status);
}

}  // namespace sixscope::apps
